"""What exposure finds out and the other rooms of the response work on: documents, places, the window."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class ExposedDocument:
    """Exact bytes that should not be public. `lengths` are the body sizes a whole answer can have
    (each content-encoding has its own)."""

    sha256: str
    size: int
    lengths: tuple[int, ...] = ()


class PlaceKind(StrEnum):
    """What stands at a URL, and with that what has to be done about it."""

    ORIGINAL = "original"  # the address it was published under
    ALIAS = "alias"  # the same bytes under another address
    QUERY = "query"  # the same bytes with a query string
    LANGUAGE = "language"
    THUMBNAIL = "thumbnail"
    EXCERPT = "excerpt"  # a search snippet, a feed entry, a page with rows of it
    LINK = "link"  # a page, feed or sitemap that only leads there
    ARCHIVE = "archive"  # a copy somebody else keeps


class Held(StrEnum):
    """What was found at a place when it was last looked at."""

    SAME_BYTES = "same_bytes"
    SAME_CONTENT = "same_content"  # other bytes, but content of the document in them
    GONE = "gone"
    OTHER = "other"
    NOT_LOOKED = "not_looked"  # could not look: never taken for gone


@dataclass(frozen=True, slots=True)
class Place:
    """One URL and what was found there."""

    url: str
    kind: PlaceKind
    held: Held
    looked: datetime | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """One piece of evidence about time: `at` is when it speaks of, `says` what it shows.

    `uncertain` is by how many seconds `at` may be wrong, to either side: clocks, and coarse times.
    """

    at: datetime
    source: str  # "access log", "file time", "clearance", "Last-Modified", "web archive", …
    says: str  # "public", "not_public", "not_before"; "hint" bounds nothing and is only shown
    detail: str = ""
    uncertain: float = 0.0


@dataclass(frozen=True, slots=True)
class Window:
    """From when to when it was public, each end between two moments; None where nothing bounds that side.

    It surely was public between `since_latest` and `until_earliest`, and surely not before `since_earliest`
    or after `until_latest`.
    """

    since_earliest: datetime | None
    since_latest: datetime | None
    until_earliest: datetime | None
    until_latest: datetime | None
    readings: tuple[Reading, ...] = ()
    contradictions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Exposure:
    """What was public, where, from when to when."""

    documents: tuple[ExposedDocument, ...]
    places: tuple[Place, ...]
    window: Window
