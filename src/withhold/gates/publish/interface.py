"""What a place of publication does with staged copies."""

from typing import Protocol

from withhold.domain.errors import UsageError
from withhold.gates.interface import Staged


class PublishError(UsageError):
    """A source or destination that cannot be used; the message says which and what to do."""


class Destination(Protocol):
    """A place of publication."""

    def check(self, targets: list[str]) -> list[str]:
        """Look, without writing, whether everything can be put there; returns warnings for people.

        Raises PublishError for what must be mended first.
        """
        ...

    def put(self, staged: Staged, media_type: str, clearance: str) -> str | None:
        """Make the staged bytes public under their target, whole or not at all; the clearance already stands.

        `clearance` is its id. Returns the version that the storage gave it, None where it has none. Raises
        PutFailed.
        """
        ...
