"""What the gates that clear share: documents, their private copies, and what cannot be written."""

from dataclasses import dataclass
from pathlib import Path

from withhold.domain.errors import WithholdError


class PutFailed(WithholdError):
    """Cleared bytes could not be put in their place (a full disk, a bucket that says no)."""

    exit_code = 1


@dataclass(frozen=True, slots=True)
class Source:
    """A document that is or will be public: its path, and `target`, its place below the public root.

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
