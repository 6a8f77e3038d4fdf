"""A sweep of an organisation's own site: what it is asked, what it remembers, what it tells."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from withhold.domain.verdict import Decision, DocumentVerdict


class Change(StrEnum):
    """What a document is against the sweep before."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"  # by a conditional request, or by the digest of its bytes
    GONE = "gone"  # it was there, and is not any more
    UNREAD = "unread"  # it could not be looked at: it may be anything


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a site is looked at; when one is reached, that is told. `pause` is seconds between two
    requests to one host, `at_once` the most requests under way."""

    documents: int = 100_000
    bytes: int = 64 << 30
    depth: int = 20
    seconds: float = 6 * 3600.0
    document_bytes: int = 512 << 20
    request_seconds: float = 60.0
    pause: float = 0.0
    at_once: int = 8


@dataclass(frozen=True, slots=True)
class Order:
    """What is swept: addresses to begin at, and the hosts (`name` or `name:port`) that are the site's own."""

    starts: tuple[str, ...]
    hosts: frozenset[str]
    limits: Limits = Limits()
    browser: bool = False
    """Also render pages in Chromium, for what scripts put there."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is remembered of an address. Moments have their zone; `engine` names what judged it."""

    url: str
    sha256: str
    size: int
    media_type: str
    etag: str | None
    last_modified: str | None
    first_seen: datetime
    last_seen: datetime
    changed: datetime
    decision: Decision | None
    people: int
    engine: str
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Seen:
    """What a sweep found at one address. `verdict` is the one that stands; `judged`: it was given just now.

    `first_seen` is when the exact document first appeared to a sweep: "time public" counts from there, and
    `before` is the last time that a sweep looked and did not find it there, None where none ever did.
    `content` is there only for what was judged now and is to be withheld: it becomes evidence.
    """

    url: str
    change: Change
    fetched: datetime
    first_seen: datetime
    before: datetime | None
    sha256: str = ""
    size: int = 0
    verdict: DocumentVerdict | None = None
    reason: str = ""
    content: bytes | None = field(default=None, repr=False)
    judged: bool = False
