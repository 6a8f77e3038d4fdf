"""What is published where: sources, their staged copies, and what a destination does with them."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from withhold.domain.errors import UsageError, WithholdError


class PublishError(UsageError):
    """A source or destination that cannot be used; the message says which and what to do."""


class PutFailed(WithholdError):
    """Cleared bytes could not be put in their place (a full disk, a bucket that says no)."""

    exit_code = 1


@dataclass(frozen=True, slots=True)
class Source:
    """A document to publish: its path, and `target`, its place below the root of the destination.

    `unread` says why it cannot be copied; None for a file to open.
    """

    path: str
    target: str
    unread: str | None = None


@dataclass(frozen=True, slots=True)
class Staged:
    """A private copy of a source, made once; what is inspected, cleared and published are its bytes."""

    source: Source
    file: Path
    sha256: str
    size: int


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
