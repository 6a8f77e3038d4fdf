"""What a reader is given, what it gives back, and the budget it must keep."""

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO, Protocol

from withhold.domain.concealment import Concealment
from withhold.domain.location import DOCUMENT, Location
from withhold.domain.piece import ReadItem


class ReaderError(Exception):
    """A part could not be read on. Whoever catches it must say so with a `Skipped`."""


class OverLimit(ReaderError):
    """The budget is spent: too many bytes, too deep, too many members."""


class Encrypted(ReaderError):
    """The part needs a password."""


class Corrupt(ReaderError):
    """The bytes break the rules of their format."""


class Unsupported(ReaderError):
    """No reader knows this type."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a single document may cost. Each number is a defence against a bomb, not a quality limit."""

    expanded_bytes: int = 4 << 30
    """Bytes after decompression over the whole document, nested ones included."""
    ratio: int = 2000
    """Expanded to packed bytes of one member over the first MiB; deflate cannot exceed 1032."""
    depth: int = 12
    """Documents nested in documents."""
    members: int = 100_000
    """Members of all archives together."""
    text_bytes: int = 64 << 20
    """A single text value (a cell, an attribute, a script) kept in memory."""
    xml_depth: int = 256
    """Nested elements."""


@dataclass(slots=True)
class Budget:
    """What is left of the limits; shared by a document and everything nested in it."""

    limits: Limits = field(default_factory=Limits)
    expanded: int = 0
    members: int = 0

    def spend(self, count: int) -> None:
        """Count expanded bytes. Raises OverLimit when the document has expanded too far."""
        self.expanded += count
        if self.expanded > self.limits.expanded_bytes:
            raise OverLimit(f"expands to more than {self.limits.expanded_bytes} bytes")

    def member(self) -> None:
        """Count one archive member. Raises OverLimit when there are too many."""
        self.members += 1
        if self.members > self.limits.members:
            raise OverLimit(f"more than {self.limits.members} members")


@dataclass(frozen=True, slots=True)
class Source:
    """Untrusted bytes to read: a seekable binary stream, its length, and the name it came with."""

    stream: BinaryIO
    size: int
    untrusted_name: str = ""
    passwords: tuple[str, ...] = field(default=(), repr=False)
    """Those that came with the document as a whole; readers find them in their place."""


class OpenNested(Protocol):
    """Finds out what nested bytes are and reads them with the right reader; never raises ReaderError."""

    def __call__(self, source: Source, place: "Place") -> Iterator[ReadItem]: ...


@dataclass(frozen=True, slots=True)
class Place:
    """Where a reader stands: its location and concealment, the shared budget, the way to nested documents."""

    open_nested: OpenNested
    location: Location = DOCUMENT
    concealment: Concealment = Concealment.VISIBLE
    budget: Budget = field(default_factory=Budget)
    table_ids: Iterator[int] = field(default_factory=itertools.count)
    """Numbers for `Table.table_id`, unique over the document."""
    depth: int = 0
    passwords: tuple[str, ...] = field(default=(), repr=False)
    """What to try on what is encrypted. Never told in any text, detail or error."""
    as_laid_out: bool = False
    """Tables come as they stand (`laid_out`), and texts say in a last step `path:` what they are there."""

    def inside(self, location: Location, concealment: Concealment = Concealment.VISIBLE) -> "Place":
        """The place of a nested document: one level deeper, hidden by what is around it."""
        return Place(
            self.open_nested,
            location,
            concealment.inside(self.concealment),
            self.budget,
            self.table_ids,
            self.depth + 1,
            self.passwords,
            self.as_laid_out,
        )


Read = Callable[[Source, Place], Iterator[ReadItem]]


@dataclass(frozen=True, slots=True)
class Reader:
    """One format: its media types (first is the canonical one) and the function that reads it.

    `read` yields pieces as it goes, one `PartRead` or `Skipped` for every part, and raises ReaderError only
    when it cannot go on with the document as a whole.
    """

    name: str
    media_types: tuple[str, ...]
    read: Read
    finds_tables: bool = False
    """It looks for tables in running text itself; for the others this is done after them."""
