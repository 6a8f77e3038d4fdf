"""Errors a user can mend: each carries one clear line and the exit code that goes with it."""


class WithholdError(Exception):
    """Something the user can act on. The message is one line that says what to do, without content values."""

    exit_code = 2


class UsageError(WithholdError):
    """A wrong option, a missing path, a bad pack or profile."""


class NothingToInspect(WithholdError):
    """No file was found at all: an empty folder must not read as clean."""

    exit_code = 3


class SandboxUnavailable(WithholdError):
    """The isolation that readers need cannot be set up on this machine."""
