"""What copies are looked for by, and what is told of a page that holds rows of the list."""

from dataclasses import dataclass, field
from enum import IntEnum

from withhold.domain.errors import UsageError


class FingerprintsUnusable(UsageError):
    """A file of fingerprints, or a list to make them of, that is of no use; one line that says what to do."""


class Second(IntEnum):
    """What has to stand with a name for a row to count; the numbers go into files and never change."""

    BIRTH = 1
    IDENTIFIER = 2
    CONTACT = 3


@dataclass(frozen=True, slots=True)
class Stretch:
    """Where in a page rows stand: lines of its text (1-based, both included), never what stands there."""

    first: int
    last: int
    rows: int


@dataclass(frozen=True, slots=True)
class Copied:
    """A page that holds `rows` of the list's rows. `share` is of those rows that can be found at all."""

    source: str
    url: str = field(repr=False)
    rows: int
    share: float
    stretches: tuple[Stretch, ...] = ()


@dataclass(frozen=True, slots=True)
class Unlooked:
    """A part of the sources that could not be looked at."""

    source: str
    url: str = field(repr=False)
    reason: str


@dataclass(frozen=True, slots=True)
class Looked:
    """What came of a shard: pages with rows, what could not be looked at, pages and bytes in all, and how
    many of the pages are pictures, sounds or fonts, in which nothing is looked for."""

    copied: tuple[Copied, ...]
    unlooked: tuple[Unlooked, ...]
    pages: int
    bytes: int
    without_text: int
