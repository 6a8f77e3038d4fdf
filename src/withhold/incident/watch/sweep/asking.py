"""Asks a site's addresses, politely: so many at once, with pauses, waiting when told to wait."""

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime

from withhold.crawling.dates import http_date
from withhold.fetching.encoding import Undecoded, decoded
from withhold.fetching.interface import Answer, Fetcher, Headers, Request, Unfetched
from withhold.incident.watch.sweep.interface import Known, Limits

_AGAIN = frozenset({429, 503})
_TRIES = 3
_LONGEST_WAIT = 60.0
_GONE = frozenset({404, 410})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an address answered. Exactly one of these holds: `content` is there, `same` as remembered, `gone`,
    `leads` elsewhere, or `reason` says why it could not be looked at."""

    url: str
    at: datetime
    content: bytes | None = field(default=None, repr=False)
    media_type: str = ""
    etag: str | None = None
    last_modified: str | None = None
    same: bool = False
    gone: bool = False
    leads: str | None = None
    reason: str = ""


class Asker:
    """Asks through a fetcher within limits."""

    def __init__(self, fetcher: Fetcher, limits: Limits, pause: Callable[[float], None] = time.sleep) -> None:
        self._fetcher = fetcher
        self._limits = limits
        self._pause = pause
        self._lock = threading.Lock()
        self._free_at = 0.0
        self._pool = ThreadPoolExecutor(limits.at_once)

    def ask(self, wanted: Sequence[tuple[str, Known | None]]) -> list[Fetched]:
        """What these addresses answer, in their order; with what is known, only if it has changed since."""
        return list(self._pool.map(lambda one: self._one(*one), wanted))

    def close(self) -> None:
        """Ask nothing more."""
        self._pool.shutdown(cancel_futures=True)

    def _one(self, url: str, known: Known | None) -> Fetched:
        reason = ""
        for _ in range(_TRIES):
            self._wait_turn()
            try:
                answer = self._fetcher.fetch(self._request(url, known))
            except Unfetched as error:
                return Fetched(url, datetime.now(UTC), reason=f"{error.refusal}: {error}")
            if answer.status not in _AGAIN:
                return self._fetched(url, known, answer)
            reason = f"the server asked to wait ({answer.status}), {_TRIES} times"
            self._pause(_told_to_wait(answer))
        return Fetched(url, datetime.now(UTC), reason=reason)

    def _wait_turn(self) -> None:
        if not self._limits.pause:
            return
        with self._lock:
            now = time.monotonic()
            mine = max(now, self._free_at)
            self._free_at = mine + self._limits.pause
        self._pause(mine - now)

    def _request(self, url: str, known: Known | None) -> Request:
        headers: Headers = ()
        if known is not None and known.etag:
            headers += (("If-None-Match", known.etag),)
        elif known is not None and known.last_modified:
            headers += (("If-Modified-Since", known.last_modified),)
        most, seconds = self._limits.document_bytes, self._limits.request_seconds
        return Request(url, headers=headers, limit=most, seconds=seconds, follow=False)

    def _fetched(self, url: str, known: Known | None, answer: Answer) -> Fetched:
        at = answer.answered
        if answer.status == 304 and known is not None:
            return Fetched(url, at, same=True, etag=known.etag, last_modified=known.last_modified)
        if answer.status in _GONE:
            return Fetched(url, at, gone=True)
        if answer.status in _REDIRECTS:
            return Fetched(url, at, leads=answer.header("Location") or "")
        if answer.status != 200:
            return Fetched(url, at, reason=f"the server answered {answer.status}")
        if not answer.whole:
            most = self._limits.document_bytes >> 20
            return Fetched(url, at, reason=f"it was cut, or has more than {most} MiB")
        try:
            content = decoded(answer, self._limits.document_bytes)
        except Undecoded as error:
            return Fetched(url, at, reason=str(error))
        media_type = (answer.header("Content-Type") or "").partition(";")[0].strip().lower()
        return Fetched(url, at, content, media_type, answer.header("ETag"), answer.header("Last-Modified"))


def _told_to_wait(answer: Answer) -> float:
    """Seconds of a Retry-After (RFC 9110, 10.2.3), within reason."""
    told = (answer.header("Retry-After") or "").strip()
    if told.isascii() and told.isdigit():
        seconds = float(told[:6])
    else:
        moment = http_date(told)
        seconds = 1.0 if moment is None else (moment - answer.answered).total_seconds()
    return min(max(seconds, 0.0), _LONGEST_WAIT)
