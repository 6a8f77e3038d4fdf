"""What is preserved, what became of it, and the port through which the case hears of it."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from withhold.domain.errors import WithholdError


class PreservationError(WithholdError):
    """Nothing can be preserved as asked; one line that says what to do."""


class What(StrEnum):
    """What a sealed file holds; the words stand in the ledger."""

    ANSWER = "answer"  # what a server says at a URL: requests and answers, redirects, certificate, peer
    FILE = "file"
    LOG = "log"


class Why(StrEnum):
    """Why something was not preserved, or not whole; beside these, a fetch's `Refusal`."""

    MISSING = "missing"
    NO_FILE = "no_file"  # a folder, a device, a pipe
    UNREADABLE = "unreadable"
    CUT_SHORT = "cut_short"  # less could be had than there was
    NOT_SEALED = "not_sealed"
    CHANGED = "changed"  # something else stood there than what had been found


@dataclass(frozen=True, slots=True)
class Failure:
    """What could not be preserved, or not whole. `name` is a URL or a path: never for the clear ledger."""

    what: What
    reason: str
    name: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Sealed:
    """A sealed file, durably in the evidence folder: digests and sizes in bytes of it and of its content."""

    what: What
    name: str
    path: Path
    sha256: str
    size: int
    sealed_sha256: str
    sealed_size: int
    failures: tuple[Failure, ...] = ()


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be preserved."""

    urls: tuple[str, ...] = ()
    files: tuple[Path, ...] = ()
    logs: tuple[Path, ...] = ()


class Recorder(Protocol):
    """Writes into the case; called from several threads."""

    def preserved(self, sealed: Sealed) -> None: ...

    def failed(self, failure: Failure) -> None: ...
