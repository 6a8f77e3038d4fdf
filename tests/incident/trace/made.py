"""Requests, logs and questions as tests of judging need them; invented networks only."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from withhold.incident.trace.interface import LogFormat, LoggedRequest, LogSpan, Question, Scan

START = datetime(2026, 3, 1, tzinfo=UTC)
END = START + timedelta(hours=10)
SIZE = 1000
PATH = "/files/list.csv"
BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
QUESTION = Question((PATH,), START, END, (SIZE,))
SPAN = LogSpan("edge.log", lines=100, first=START, last=END, formats={LogFormat.CLOUDFLARE: 100})
"""A log that covers the window and of which nothing has to be said."""

_WHOLE = LoggedRequest(
    log="edge.log",
    line=1,
    format=LogFormat.CLOUDFLARE,
    at=START + timedelta(hours=1),
    peer="203.0.113.7",
    status=200,
    method="GET",
    target=PATH,
    sent=SIZE,
    agent=BROWSER,
)


def request(**changed: object) -> LoggedRequest:
    """One answer with the whole file, but for what is changed."""
    return replace(_WHOLE, **changed)  # type: ignore[arg-type]


def part(first: int | None, last: int | None, sent: int | None = -1, **changed: object) -> LoggedRequest:
    """A 206 with these bytes (the last one included); -1: as many sent as were asked for."""
    if sent == -1:
        sent = None if first is None or last is None else last - first + 1
    return request(status=206, first_byte=first, last_byte=last, sent=sent, **changed)


def scanned(requests: Iterable[LoggedRequest], *spans: LogSpan) -> Scan:
    """What reading would give for these requests."""
    return Scan(requests=list(requests), spans=list(spans or (SPAN,)))
