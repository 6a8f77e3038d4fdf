"""What the ledger takes and gives (spec/ledger.md): clear facts and commitments, checkpoints, proofs."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from withhold.domain.errors import WithholdError

Fact = str | int | bool | None
"""A fact in clear: an enum's word, a count, a hash, a time. Never a person's value or free text."""


class LedgerError(WithholdError):
    """The ledger is bad, or cannot be written; the message names the first bad entry and what to do."""

    exit_code = 10


class LedgerUnusable(LedgerError):
    """Nothing is bad with the ledger: it is not there, the wrong key or name was given, a draft is unfit."""

    exit_code = 2


class LedgerMoved(LedgerUnusable):
    """Another writer was quicker than `expected_size`: read again, then decide again. Nothing was written."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What is to be recorded: `facts` stay in clear for ever, of `private` only salted commitments do."""

    kind: str
    at: datetime
    facts: Mapping[str, Fact]
    private: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Recorded:
    """An entry as it stands. `private` holds the values whose openings are still kept; `commitments` all."""

    index: int
    kind: str
    at: datetime
    facts: Mapping[str, Fact]
    commitments: Mapping[str, str]
    private: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A signed tree head (C2SP tlog-checkpoint): `note` is its exact signed text."""

    origin: str
    size: int
    root: bytes
    note: str


class Ledger(Protocol):
    """One case's ledger. File adapter: `ledger.file.FileLedger`; the console's is a table."""

    def append(self, drafts: list[Draft], expected_size: int | None = None) -> Checkpoint:
        """Record these, durably and all or none, under one new signed checkpoint.

        Raises LedgerError if another writer was quicker than `expected_size`, or it cannot be written.
        """
        ...

    def entries(self, start: int = 0) -> Iterator[Recorded]:
        """The entries from `start` on, in order."""
        ...

    def checkpoint(self) -> Checkpoint | None:
        """The newest; None for an empty ledger."""
        ...

    def erase(self, index: int, names: list[str] | None = None) -> None:
        """Forget the openings of an entry's private values: the commitments stay, the values are gone."""
        ...
