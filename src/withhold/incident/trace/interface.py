"""Between reading logs and judging what they show: the question, requests found, what a shard gives."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from ipaddress import IPv4Network, IPv6Network

from withhold.domain.errors import WithholdError


class TraceError(WithholdError):
    """The logs or the question are unusable; one line that says what to do."""


class LogFormat(StrEnum):
    """Formats a line can be in; one log may mix them."""

    COMBINED = "combined"
    COMMON = "common"
    VHOST_COMBINED = "vhost_combined"
    NGINX_JSON = "nginx_json"
    CADDY_JSON = "caddy_json"
    TRAEFIK_JSON = "traefik_json"
    TRAEFIK_COMMON = "traefik_common"
    W3C = "w3c"  # also IIS
    CLOUDFRONT_V1 = "cloudfront_v1"
    CLOUDFRONT_V2_JSON = "cloudfront_v2_json"
    S3 = "s3"
    ALB = "alb"
    CLOUDFLARE = "cloudflare_logpush"
    FASTLY = "fastly"  # by a format string of the user's


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: paths as published, decoded and normalised once by `trace.paths`, and the time.

    `sizes` are the body lengths of a whole answer; `start` inclusive, `end` exclusive; `hosts` empty for all.
    """

    paths: tuple[str, ...]
    start: datetime
    end: datetime
    sizes: tuple[int, ...] = ()
    hosts: tuple[str, ...] = ()
    fold_case: bool = False
    trusted_proxies: tuple[IPv4Network | IPv6Network, ...] = ()
    format_string: str | None = None


@dataclass(frozen=True, slots=True)
class LoggedRequest:
    """One request for an asked path, as a log line tells it; None is "the format does not say".

    `peer` is who connected, `forwarded` the X-Forwarded-For as logged. `sent` are body bytes sent unless
    `sent_with_headers`. `first_byte`/`last_byte` are the answered range (inclusive), from Content-Range or,
    if only that is known, from the request's Range. `object_size` is the size of
    the whole object where logged.
    """

    log: str
    line: int
    format: LogFormat
    at: datetime
    peer: str
    status: int
    method: str
    target: str
    sent: int | None
    sent_with_headers: bool = False
    forwarded: str | None = None
    agent: str | None = None
    referer: str | None = None
    host: str | None = None
    etag: str | None = None
    content_encoding: str | None = None
    first_byte: int | None = None
    last_byte: int | None = None
    object_size: int | None = None
    seconds: float | None = None
    cache: str | None = None
    asn: int | None = None
    """As the log tells it, of that day."""


@dataclass(slots=True)
class Activity:
    """All that one client did in the logs, whatever it asked for (second pass); merged by adding."""

    requests: int = 0
    bytes: int = 0
    first: datetime | None = None
    last: datetime | None = None
    agents: dict[str, int] = field(default_factory=dict)
    """How often each agent, of the commonest few."""
    around: tuple[str, ...] = ()
    """Paths asked for nearest before the first fetch, at most five: how it was found."""


@dataclass(slots=True)
class LogSpan:
    """What one log covers: lines, its times, holes in them, lines that could not be read."""

    log: str
    lines: int = 0
    unparsed: int = 0
    unparsed_examples: tuple[str, ...] = ()
    """Masked and made harmless: kinds of characters, no values."""
    first: datetime | None = None
    last: datetime | None = None
    formats: Mapping[LogFormat, int] = field(default_factory=dict)
    gaps: tuple[tuple[datetime, datetime], ...] = ()
    unordered: int = 0
    """Lines more than a minute before an earlier one: clocks, or several servers in one log."""
    candidates: int = 0
    referer_only: int = 0
    foreign: int = 0
    """Lines that no format takes, whether they name an asked path (`unparsed`) or not: as good as missing."""
    problem: str | None = None
    """Why the log, or its rest, could not be read: cut short, damaged, not a log."""


@dataclass(slots=True)
class Scan:
    """What the logs showed, before it is judged. Shards merge by `trace.scan.merge`."""

    requests: list[LoggedRequest] = field(default_factory=list)
    """For the asked paths and hosts, whenever they were: those outside the window only warn."""
    activity: dict[str, Activity] = field(default_factory=dict)
    """By client: the address judged to be the client, see `trace.clients`."""
    spans: list[LogSpan] = field(default_factory=list)
