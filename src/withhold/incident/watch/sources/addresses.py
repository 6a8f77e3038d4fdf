"""Pages of other people's sites: asked for one at a time, with pauses, as far as their robots.txt allows."""

import io
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from withhold.crawling.addresses import canonical
from withhold.crawling.dates import http_date
from withhold.fetching.encoding import Undecoded, decoded
from withhold.fetching.interface import Answer, Fetcher, Headers, Request, Unfetched
from withhold.incident.watch.sources.archives import holds_records
from withhold.incident.watch.sources.interface import Page, Shard, Unread
from withhold.incident.watch.sources.lists import LIST_BYTES, listed
from withhold.incident.watch.sources.robots import Rules, rules
from withhold.incident.watch.sources.warc import content_type, read_records

PAUSE = 1.0
"""Seconds between two requests to one host, where it does not ask for more."""
_SECONDS = 60.0
_TRIES, _LONGEST_WAIT = 3, 120.0
_AGAIN = frozenset({429, 503})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MOST_HOPS = 5
_MOST_LISTS = 3
"""Lists within lists: an index of sitemaps, a sitemap, and one to spare."""
_CUT = f"cut, or longer than {LIST_BYTES >> 20} MiB: not all of it came"
_RANGE = re.compile(r"bytes=\d{1,15}-\d{1,15}")


class Unasked(Exception):
    """A page could not be had; the message is the reason, in one line without content."""

    def __init__(self, reason: str, gone: bool = False) -> None:
        super().__init__(reason)
        self.gone = gone


@dataclass(slots=True)
class Asker:
    """Asks addresses of other people's sites. Each request tells a host that somebody looks; nothing of the
    list is ever in one."""

    fetcher: Fetcher
    pause: Callable[[float], None] = time.sleep
    now: Callable[[], float] = time.monotonic
    _rules: dict[str, Rules | None] = field(default_factory=dict)
    _free: dict[str, float] = field(default_factory=dict)

    def page(self, source: str, url: str) -> Page | Unread:
        """What an address answers, as one page, if all of it came."""
        try:
            answer, content = self._content(url, ())
        except Unasked as error:
            return Unread(source, url, str(error), error.gone)
        if not answer.whole:
            return Unread(source, url, _CUT)
        return Page(source, url, content, *content_type(answer.header("Content-Type") or ""))

    def read_lists(self, shard: Shard) -> Iterator[Page | Unread]:
        """Addresses of lists (sitemaps): the pages that they name, and themselves."""
        seen = set(shard.paths)
        waiting = [(path, _MOST_LISTS) for path in reversed(shard.paths)]
        while waiting:
            address, deep = waiting.pop()
            for one in self._pages(shard.source, address):
                yield one
                found = listed(one.content, address) if deep and isinstance(one, Page) else None
                if found is None:
                    continue
                yield from (Unread(shard.source, address, problem) for problem in found.problems)
                fresh = [url for url in found.addresses if url not in seen]
                seen.update(fresh)
                waiting += [(url, deep - 1 if found.lists else 0) for url in reversed(fresh)]

    def read(self, shard: Shard) -> Iterator[Page | Unread]:
        """Each address is a page, whatever it leads to; a part of an archive is the pages in it."""
        for address in shard.paths:
            yield from self._pages(shard.source, address)

    def _pages(self, source: str, address: str) -> Iterator[Page | Unread]:
        url, _, part = address.partition("#")
        headers: Headers = (("Range", part),) if _RANGE.fullmatch(part) else ()
        try:
            answer, content = self._content(url, headers)
        except Unasked as error:
            yield Unread(source, url, str(error), error.gone)
            return
        if holds_records(content):
            yield from read_records(source, url, io.BytesIO(content))
        else:
            yield Page(source, url, content, *content_type(answer.header("Content-Type") or ""))
        if not answer.whole:
            yield Unread(source, url, _CUT)

    def _content(self, url: str, headers: Headers) -> tuple[Answer, bytes]:
        """The answer and its content without codings. Raises Unasked."""
        answer = self._answer(url, headers)
        try:
            return answer, decoded(answer, LIST_BYTES)
        except Undecoded as error:
            raise Unasked(f"its content cannot be unpacked: {error}") from None

    def _answer(self, url: str, headers: Headers) -> Answer:
        """The answer with content, after redirects. Raises Unasked."""
        wanted = 206 if headers else 200
        for _ in range(_MOST_HOPS):
            self._check_allowed(url)
            answer = self._ask(url, headers)
            location = answer.header("Location")
            if answer.status in _REDIRECTS and location:
                following = canonical(location, url)
                if following is None:
                    raise Unasked("it leads to what is no http address")
                url = following
                continue
            if answer.status == wanted:
                return answer
            if answer.status in (404, 410):
                raise Unasked(f"nothing is there any more ({answer.status})", gone=True)
            raise Unasked(f"the server answered {answer.status}")
        raise Unasked(f"more than {_MOST_HOPS} redirects")

    def _check_allowed(self, url: str) -> None:
        origin = _origin(url)
        if origin not in self._rules:
            self._rules[origin] = self._rules_of(origin)
        known = self._rules[origin]
        if known is None:
            raise Unasked("the site's robots.txt cannot be had, so nothing there may be asked for")
        if not known.allow(url):
            raise Unasked("the site's robots.txt does not allow programs to ask for it: look by hand")

    def _rules_of(self, origin: str) -> Rules | None:
        """A site without robots.txt allows all; one that cannot say allows nothing (RFC 9309, 2.3.1)."""
        try:
            answer = self._ask(f"{origin}/robots.txt", (), follow=True)
            if answer.status == 200:
                return rules(decoded(answer, LIST_BYTES))
        except (Unasked, Undecoded):
            return None
        return Rules() if 400 <= answer.status < 500 else None

    def _ask(self, url: str, headers: Headers, follow: bool = False) -> Answer:
        """One answer, when the host is ready for it. Raises Unasked."""
        origin = _origin(url)
        for _ in range(_TRIES):
            if (wait := self._free.get(origin, 0.0) - self.now()) > 0:
                self.pause(wait)
            try:
                answer = self.fetcher.fetch(
                    Request(url, headers=headers, limit=LIST_BYTES, seconds=_SECONDS, follow=follow)
                )
            except Unfetched as error:
                raise Unasked(f"{error.refusal}: {error}") from None
            known = self._rules.get(origin)
            pause = max(PAUSE, known.delay if known is not None else 0.0)
            if answer.status in _AGAIN:
                pause = max(pause, _told_to_wait(answer))
            self._free[origin] = self.now() + pause
            if answer.status not in _AGAIN:
                return answer
            if pause > _LONGEST_WAIT:
                raise Unasked(f"the server asked to wait longer than {_LONGEST_WAIT:.0f} s ({answer.status})")
        raise Unasked(f"the server asked to wait ({answer.status}), {_TRIES} times")


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}".lower()


def _told_to_wait(answer: Answer) -> float:
    """Seconds of a Retry-After (RFC 9110, 10.2.3)."""
    told = (answer.header("Retry-After") or "").strip()
    if told.isascii() and told.isdigit():
        return float(told[:9])
    moment = http_date(told)
    return 1.0 if moment is None else max((moment - answer.answered).total_seconds(), 0.0)
