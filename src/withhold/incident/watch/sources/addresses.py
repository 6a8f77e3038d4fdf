"""Pages at addresses: lists of them, feeds and sitemaps, and the copies that web archives say they keep.

Other people's sites are asked: one request to a host at a time, with a pause, within what their robots.txt
allows (RFC 9309). Each request tells the host that somebody looks; nothing of the list is ever in one.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser

from withhold.fetching.encoding import Undecoded, decoded
from withhold.fetching.interface import Answer, Fetcher, Request, Unfetched
from withhold.incident.watch.sources.interface import Page, Shard, Unread
from withhold.incident.watch.sources.warc import PAGE_BYTES, content_type

AGENT = "withhold"
_PAUSE = 1.0
"""Seconds between two requests to a host that says nothing else."""
_LONGEST_PAUSE = 60.0
_ROBOTS_BYTES = 512 << 10
_SECONDS = 60.0


@dataclass(slots=True)
class Asker:
    """Asks addresses of other people's sites."""

    fetcher: Fetcher
    pause: Callable[[float], None] = time.sleep
    now: Callable[[], float] = time.monotonic
    _rules: dict[str, RobotFileParser | None] = field(default_factory=dict)
    _free_at: dict[str, float] = field(default_factory=dict)

    def read(self, shard: Shard) -> Iterator[Page | Unread]:
        """Each address of a shard as a page, or why it is none."""
        for url in shard.paths:
            yield self.page(shard.source, url)

    def page(self, source: str, url: str) -> Page | Unread:
        """What an address answers."""
        if not self._may(url):
            return Unread(source, url, "its site asks robots not to look there (robots.txt): look by hand")
        try:
            answer = self._ask(url, PAGE_BYTES)
            if answer.status in (404, 410):
                return Unread(source, url, f"nothing is there any more ({answer.status})", gone=True)
            if answer.status != 200:
                return Unread(source, url, f"the server answered {answer.status}")
            if not answer.whole:
                return Unread(source, url, f"it was cut, or has more than {PAGE_BYTES >> 20} MiB")
            content = decoded(answer, PAGE_BYTES)
        except (Unfetched, Undecoded) as error:
            return Unread(source, url, str(error))
        return Page(source, url, content, *content_type(answer.header("Content-Type") or ""))

    def _may(self, url: str) -> bool:
        host = urlsplit(url).netloc
        if host not in self._rules:
            self._rules[host] = self._rules_of(url)
        rules = self._rules[host]
        return rules is None or rules.can_fetch(AGENT, url)

    def _rules_of(self, url: str) -> RobotFileParser | None:
        """A site's rules; none where it has no such file. Where it cannot be had, nothing may be asked."""
        parts = urlsplit(url)
        rules = RobotFileParser()
        try:
            answer = self._ask(f"{parts.scheme}://{parts.netloc}/robots.txt", _ROBOTS_BYTES)
        except Unfetched:
            return None  # the address itself will say that it cannot be reached
        if answer.status >= 500:
            rules.disallow_all = True  # type: ignore[attr-defined]  # RFC 9309, 2.3.1.4
            return rules
        if answer.status != 200:
            return None
        rules.parse(answer.body.decode("utf-8", "replace").splitlines())
        return rules

    def _ask(self, url: str, limit: int) -> Answer:
        host = urlsplit(url).netloc
        wait = self._free_at.get(host, 0.0) - self.now()
        if wait > 0:
            self.pause(wait)
        rules = self._rules.get(host)
        delay = (rules.crawl_delay(AGENT) if rules is not None else None) or _PAUSE
        try:
            return self.fetcher.fetch(Request(url, limit=limit, seconds=_SECONDS))
        finally:
            self._free_at[host] = self.now() + min(float(delay), _LONGEST_PAUSE)
