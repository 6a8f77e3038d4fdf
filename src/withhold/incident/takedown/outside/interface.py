"""What is looked for, from where, how often; and what the looks saw.

`outside.rounds.verify` does it. Fingerprints of content are made by `outside.content.fingerprint`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from withhold.fetching.interface import Headers
from withhold.incident.case.exposed import ExposedDocument
from withhold.incident.takedown.interface import TakedownError


class Unverifiable(TakedownError):
    """Nothing to look at, or a journal that cannot be gone on with; says what to do."""

    exit_code = 2


class Seen(StrEnum):
    """What one look saw. Only GONE and ABSENT let a round be clean; "could not look" never does."""

    STILL = "still"  # the document is served here
    UNSURE = "unsure"  # could not look, blocked to us, or something like the document: a person has to look
    GONE = "gone"  # an answer that surely is not the document
    ABSENT = "absent"  # another spelling of the URL, where no server answers: it was never a place


class How(StrEnum):
    """The ways to ask: each finds a copy that others miss."""

    PLAIN = "plain"
    NO_CACHE = "no_cache"  # Cache-Control: no-cache
    OTHER_QUERY = "other_query"  # a query string nobody asked for before: reaches behind most caches
    HEAD = "head"
    FIRST_BYTE = "first_byte"  # Range: bytes=0-0
    LAST_BYTES = "last_bytes"  # Range: bytes=-64
    GZIP = "gzip"  # Accept-Encoding: a compressed twin beside the file, a variant in a cache
    BROTLI = "brotli"
    ZSTD = "zstd"
    IF_NONE_MATCH = "if_none_match"
    IF_MODIFIED = "if_modified"
    SPELLING = "spelling"  # another spelling of the URL: scheme, www, slashes, percent-encoding, other hosts


@dataclass(frozen=True, slots=True)
class Watched:
    """A URL that led to a document, and the validators its answers had while it did."""

    url: str
    etags: tuple[str, ...] = ()
    last_modified: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """Content that can be recognised in part: hashes of one in `every` of its short runs of bytes, its last
    bytes, its words in pairs. For the memory only: who has it can try whether a text they guess stands in
    the document.
    """

    samples: frozenset[int] = field(repr=False)
    every: int
    tail: bytes = field(repr=False)
    words: frozenset[int] = field(default=frozenset(), repr=False)


@dataclass(frozen=True, slots=True)
class Known:
    """A document that has to be gone. Without a fingerprint a 200 with other bytes stays UNSURE."""

    document: ExposedDocument
    fingerprint: Fingerprint | None = None


@dataclass(frozen=True, slots=True)
class VantagePoint:
    """A place to look from: `addresses` as in fetching's Reach, `headers` sent with each look."""

    name: str = "outside"
    addresses: Mapping[str, str] = field(default_factory=dict)
    headers: Headers = ()


@dataclass(frozen=True, slots=True)
class Settings:
    """How long to go on.

    `rounds` clean ones in a row, `round_seconds` apart (more or less, so that no cache falls into step),
    within `deadline` seconds. `look_seconds` is the time of one look. After `still_rounds` rounds in a row
    that found it there, verify returns so that more can be done; None goes on. `hosts` are further names of
    the site, to be asked for the same paths. `spellings` false asks for the URLs as they stand only.
    `cleared` are SHA-256 of content that may stand there: a replacement that was checked. `by_hand` are URLs
    that only a person can mend: after `rounds` rounds in a row that found nothing but these, verify returns.
    """

    rounds: int = 3
    round_seconds: float = 3.0
    deadline: float = 300.0
    look_seconds: float = 10.0
    workers: int = 12
    still_rounds: int | None = None
    hosts: tuple[str, ...] = ()
    spellings: bool = True
    cleared: frozenset[str] = frozenset()
    by_hand: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Look:
    """One request and what it means. `url` is what was asked, `place` the watched URL it is about.

    `detail` is one printable line for people; `address` the server that answered.
    """

    place: str
    url: str
    vantage: str
    how: How
    seen: Seen
    at: datetime
    status: int | None = None
    address: str = ""
    detail: str = ""


class Found(StrEnum):
    """What a whole round found: its worst look, but for ABSENT ones."""

    CLEAN = "clean"
    UNSURE = "unsure"
    STILL = "still"


@dataclass(frozen=True, slots=True)
class Round:
    """All looks once. `streak` counts the clean rounds in a row up to and with this one.

    `reappeared`: found again after a clean round. `number` counts from 1 over all runs of the same work.
    """

    number: int
    began: datetime
    ended: datetime
    found: Found
    streak: int
    reappeared: bool
    looks: tuple[Look, ...]

    def of(self, seen: Seen) -> tuple[Look, ...]:
        """The looks that saw this."""
        return tuple(look for look in self.looks if look.seen is seen)


class Ending(StrEnum):
    """How the verification ended. Anything but GONE is not gone."""

    GONE = "gone"
    STILL = "still"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Verification:
    """What was shown. `unreachable_at` is the end of the first of the clean rounds in a row, once there is
    one; `verified_at` that of the last that was agreed on. Both None as long as it is not so.

    `reappeared` lists the ends of rounds that found it again after a clean one. `left` are the places that
    only a person can mend, if the agreed number of rounds in a row found it nowhere but there.
    """

    ending: Ending
    rounds: tuple[Round, ...]
    unreachable_at: datetime | None
    verified_at: datetime | None
    reappeared: tuple[datetime, ...]
    left: tuple[str, ...] = ()
