"""Asks a site's addresses in threads: politely, conditionally, and until there is an answer or a reason."""

import hashlib
import os
import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import urlsplit

from withhold.crawling.dates import http_date
from withhold.fetching.encoding import Undecoded, decoded
from withhold.fetching.interface import Answer, Fetcher, Headers, Refusal, Request, Unfetched
from withhold.incident.watch.sweep.browser import Browser, is_rendered
from withhold.incident.watch.sweep.interface import Known, Limits
from withhold.incident.watch.sweep.memory import Waiting

_SMALL = 16 << 20
"""Bytes that several requests may hold at once; what is larger is fetched alone: memory is bounded."""
_IN_MEMORY = 64 << 20
_TRIES = 4
_LONGEST_WAIT = 120.0
"""Seconds. A server that asks for more patience is asked again by the next sweep."""
_BUSY = (429, 503)
_SECOND_HAND = 203
"""As 200, through something that changes answers (RFC 9110, section 15.3.4): visitors see it."""
_PART = 206
_LASTING = (Refusal.BAD_URL, Refusal.BAD_REQUEST, Refusal.FORBIDDEN_ADDRESS, Refusal.FORBIDDEN_PORT)
_LARGE_SECONDS = 10
"""A large document may take so many times as long."""


@dataclass(slots=True)
class Fetched:
    """What came of asking an address. `content` is an open file without a name, None where there is none;
    whoever takes it closes it. `trouble` is why there is no answer, "" where there is one."""

    waiting: Waiting
    known: Known | None
    asked: datetime
    status: int = 0
    media_type: str = ""
    etag: str | None = None
    last_modified: str | None = None
    location: str | None = None
    content: int | None = None
    size: int = 0
    sha256: str = ""
    trouble: str = ""
    requested: tuple[str, ...] = ()
    """What a page's scripts asked for when it was rendered, and further pages of a Link header."""

    def drop(self) -> None:
        """Close the content, if there is any."""
        if self.content is not None:
            os.close(self.content)
            self.content = None


@dataclass(slots=True)
class Asking:
    """Threads that ask. `ready` is called in them with what came of each address."""

    fetcher: Fetcher
    limits: Limits
    ready: Callable[[Fetched], None]
    browser: Browser | None = None
    _pool: ThreadPoolExecutor = field(init=False)
    _large: threading.Lock = field(default_factory=threading.Lock)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _free: dict[str, float] = field(default_factory=dict)
    _delay: dict[str, float] = field(default_factory=dict)
    _closed: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.start()

    def start(self) -> None:
        """Begin, or go on after `pause`."""
        self._pool = ThreadPoolExecutor(self.limits.at_once, "asking")

    def pause(self) -> None:
        """Wait until nothing is being asked, and no thread is left."""
        self._pool.shutdown(wait=True)

    def ask(self, waiting: Waiting, known: Known | None, conditionally: bool) -> None:
        """Ask this address as soon as a thread is free and its host's turn has come."""
        self._pool.submit(self._work, waiting, known, conditionally)

    def delay(self, host: str, seconds: float) -> None:
        """A host's own wish, where nobody said how long to wait."""
        if self.limits.pause == 0.0:
            self._delay[host] = min(seconds, 10.0)

    def close(self) -> None:
        """Ask nothing more; what is under way is waited for."""
        self._closed.set()
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _work(self, waiting: Waiting, known: Known | None, conditionally: bool) -> None:
        fetched = Fetched(waiting, known, datetime.now(UTC))
        try:
            if is_rendered(waiting.url):
                self._render(fetched)
            else:
                self._ask(fetched, conditionally)
        except Unfetched as error:
            fetched.trouble = str(error)
        except Exception as error:  # noqa: BLE001  # in a thread it would be lost: it may hold a page's text
            fetched.trouble = f"asking failed ({type(error).__name__})"
        self.ready(fetched)

    def _render(self, fetched: Fetched) -> None:
        assert self.browser is not None
        self._turn(urlsplit(fetched.waiting.url).netloc)
        page = self.browser.render(fetched.waiting.url)
        fetched.requested, fetched.trouble = page.requested, page.trouble
        if not page.trouble:
            fetched.status, fetched.media_type = 200, "text/html"
            self._spool(fetched, page.content)

    def _ask(self, fetched: Fetched, conditionally: bool) -> None:
        headers = _conditions(fetched.known) if conditionally else ()
        url = fetched.waiting.url
        answer = self._answer(self._request(url, _SMALL, headers))
        if answer.status in (200, _SECOND_HAND) and not answer.whole and len(answer.body) == _SMALL:
            del answer
            with self._large:
                limit = self.limits.document_bytes
                answer = self._answer(self._request(url, limit, times=_LARGE_SECONDS))
                self._take(fetched, answer, limit)
        else:
            self._take(fetched, answer, _SMALL * 4)

    def _request(self, url: str, limit: int, headers: Headers = (), times: int = 1) -> Request:
        """Redirects are not followed: what they lead to is an address of its own, or not our own at all."""
        seconds = self.limits.request_seconds * times
        return Request(url, headers=headers, limit=limit, seconds=seconds, follow=False)

    def _answer(self, request: Request) -> Answer:
        """The answer after as many tries as make sense. Raises Unfetched."""
        host = urlsplit(request.url).netloc
        for tried in range(1, _TRIES + 1):
            self._turn(host)
            try:
                answer = self.fetcher.fetch(request)
            except Unfetched as error:
                if tried == _TRIES or error.refusal in _LASTING or self._closed.is_set():
                    raise
                self._hold(host, 0.25 * 2**tried)
                continue
            busy = answer.status in _BUSY
            cut = not answer.whole and len(answer.body) < request.limit
            if tried == _TRIES or self._closed.is_set() or not (busy or cut):
                return answer
            self._hold(host, _retry_after(answer) if busy else 0.0, 0.25 * 2**tried)
        raise AssertionError

    def _turn(self, host: str) -> None:
        """Wait until the host may be asked again."""
        pause = self._delay.get(host, self.limits.pause)
        while True:
            with self._lock:
                now = time.monotonic()
                free = self._free.get(host, 0.0)
                if free <= now:
                    if pause:
                        self._free[host] = now + pause
                    return
            if self._closed.wait(free - now):
                return

    def _hold(self, host: str, *seconds: float) -> None:
        """Nobody asks this host for so long."""
        until = time.monotonic() + min(max(seconds), _LONGEST_WAIT)
        with self._lock:
            self._free[host] = max(until, self._free.get(host, 0.0))

    def _take(self, fetched: Fetched, answer: Answer, limit: int) -> None:
        fetched.asked, fetched.status = answer.answered, answer.status
        fetched.media_type = (answer.header("Content-Type") or "").partition(";")[0].strip().lower()
        fetched.etag, fetched.last_modified = answer.header("ETag"), answer.header("Last-Modified")
        fetched.location = answer.header("Location")
        fetched.requested = tuple(_linked(value) for value in _values(answer, "link"))
        if answer.status == _SECOND_HAND:
            fetched.status = 200
        if answer.status == _PART:
            fetched.trouble = "the server answers with a part, which was not asked for"
        if fetched.status != 200:
            return
        if not answer.whole:
            too_large = len(answer.body) >= self.limits.document_bytes
            most = f"it has more than {self.limits.document_bytes >> 20:,} MiB"
            fetched.trouble = most if too_large else "the answer breaks off"
            return
        try:
            content = decoded(answer, max(limit, self.limits.document_bytes))
        except Undecoded as error:
            fetched.trouble = str(error)
            return
        self._spool(fetched, content)

    def _spool(self, fetched: Fetched, content: bytes) -> None:
        """Into an open file without a name: nothing is left of it if we are killed."""
        fetched.size, fetched.sha256 = len(content), hashlib.sha256(content).hexdigest()
        if len(content) <= _IN_MEMORY:
            descriptor = os.memfd_create("document", os.MFD_CLOEXEC)
        else:
            with tempfile.TemporaryFile() as stream:
                descriptor = os.dup(stream.fileno())
        rest = memoryview(content)
        while rest:
            rest = rest[os.write(descriptor, rest) :]
        fetched.content = descriptor


def _conditions(known: Known | None) -> Headers:
    if known is None or known.gone:
        return ()
    both = (("If-None-Match", known.etag), ("If-Modified-Since", known.last_modified))
    return tuple((name, value) for name, value in both if value)


def _retry_after(answer: Answer) -> float:
    """Seconds that the server asks for, as a number or a moment (RFC 9110, section 10.2.3)."""
    text = answer.header("Retry-After") or ""
    if text.isascii() and text.isdigit() and len(text) < 9:
        return float(text)
    moment = http_date(text)
    return 0.0 if moment is None else max(0.0, (moment - answer.answered).total_seconds())


def _values(answer: Answer, name: str) -> list[str]:
    return [one for key, text in answer.headers if key.lower() == name for one in text.split(",")]


def _linked(value: str) -> str:
    """The address of one part of a Link header (RFC 8288)."""
    return value.partition("<")[2].partition(">")[0]
