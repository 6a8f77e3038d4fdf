"""A bounded walk over the organisation's own addresses: likely ones first, then what the pages lead to."""

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from withhold.crawling.addresses import canonical, is_counted
from withhold.fetching.interface import Answer, Fetcher, Request, Unfetched
from withhold.incident.case.exposed import PlaceKind
from withhold.incident.exposure.judge import BODY_LIMIT

_WAVE = 4
"""Requests at a time: one's own site is not to be brought down by looking at it."""
_MOST_KNOWN = 500_000
"""Addresses that are remembered: a page can lead to as many as it likes."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of the site is looked at; when one is reached, that is told."""

    pages: int = 1000
    bytes: int = 1 << 30
    depth: int = 3
    seconds: float = 600.0
    request_seconds: float = 30.0


@dataclass(frozen=True, slots=True)
class Waiting:
    """An address to be asked, why (`kind`), how deep it was found; `guessed`: nothing says that it exists."""

    url: str
    kind: PlaceKind
    depth: int = 0
    guessed: bool = False


@dataclass(slots=True)
class Crawl:
    """What is still to be asked. `stopped` says which limit ended it, "" while none did."""

    fetcher: Fetcher
    owns: Callable[[str], bool]
    limits: Limits
    asked: int = 0
    received: int = 0
    stopped: str = ""
    foreign: set[str] = field(default_factory=set)
    _full: bool = False
    _known: set[str] = field(default_factory=set)
    _first: deque[Waiting] = field(default_factory=deque)
    _then: deque[Waiting] = field(default_factory=deque)
    _began: float = field(default_factory=time.monotonic)

    def add(
        self, url: str, kind: PlaceKind, depth: int = 0, guessed: bool = False, first: bool = True
    ) -> None:
        """Ask this address, once; not one of others, and none deeper than the limit."""
        one = canonical(url)
        if one is None or one in self._known or is_counted(one) or depth > self.limits.depth:
            return
        if len(self._known) >= _MOST_KNOWN:
            self._full = True
            return
        self._known.add(one)
        if not self.owns(one):
            self.foreign.add(one)
            return
        (self._first if first else self._then).append(Waiting(one, kind, depth, guessed))

    def run(self) -> Iterator[tuple[Waiting, Answer | Unfetched]]:
        """Every address with its answer; what is added meanwhile is asked, too."""
        with ThreadPoolExecutor(_WAVE) as pool:
            while wave := self._wave():
                answers: Iterable[Answer | Unfetched] = pool.map(self._fetch, [one.url for one in wave])
                for one, answer in zip(wave, answers, strict=True):
                    self.asked += 1
                    self.received += 0 if isinstance(answer, Unfetched) else len(answer.body)
                    yield one, answer

    def left(self) -> list[Waiting]:
        """What was not asked, because a limit was reached."""
        return [*self._first, *self._then]

    def _wave(self) -> list[Waiting]:
        over = self._over() if self._first or self._then else ""
        if over or not (self._first or self._then):
            self.stopped = over or (f"more than {_MOST_KNOWN:,} addresses" if self._full else "")
            return []
        count = min(_WAVE, self.limits.pages - self.asked)
        wave: list[Waiting] = []
        while len(wave) < count and (self._first or self._then):
            wave.append((self._first or self._then).popleft())
        return wave

    def _over(self) -> str:
        if self.asked >= self.limits.pages:
            return f"more than {self.limits.pages:,} addresses"
        if self.received >= self.limits.bytes:
            return f"more than {self.limits.bytes >> 20:,} MiB"
        if time.monotonic() - self._began >= self.limits.seconds:
            return f"longer than {self.limits.seconds:,.0f} seconds"
        return ""

    def _fetch(self, url: str) -> Answer | Unfetched:
        try:
            return self.fetcher.fetch(Request(url, limit=BODY_LIMIT, seconds=self.limits.request_seconds))
        except Unfetched as error:
            return error
