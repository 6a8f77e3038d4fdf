"""One round: every way of asking, for every URL, from every vantage point."""

import random
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

from withhold.fetching.encoding import Undecoded, decoded
from withhold.fetching.interface import Answer, Fetcher, Headers, Refusal, Request, Unfetched
from withhold.incident.case.interface import Clock
from withhold.incident.takedown.outside.interface import (
    Found,
    How,
    Look,
    Seen,
    Settings,
    Unverifiable,
    VantagePoint,
    Watched,
)
from withhold.incident.takedown.outside.judging import Judge, Judged
from withhold.incident.takedown.outside.spellings import nowhere, origin, other_query, spellings
from withhold.report.places import one_line

_NOBODY = frozenset({Refusal.UNRESOLVED, Refusal.UNREACHABLE, Refusal.NO_TLS})
"""Refusals that mean: no server of this name answers at all."""
_ORDINARY_LIMIT = 4 << 20
_ELSEWHERE_SECONDS = 4.0
"""For another scheme or host, where often nothing answers and the whole round would wait for it."""
_BUSY = frozenset({429, 503})
"""Also what servers answer to many looks at once (nginx's limit_req: 503), so it is asked again."""
_BUSY_WAITS = (1.0, 2.0)
_HEADERS: dict[How, Headers] = {
    How.PLAIN: (),
    How.NO_CACHE: (("Cache-Control", "no-cache"), ("Pragma", "no-cache")),
    How.FIRST_BYTE: (("Range", "bytes=0-0"),),
    How.LAST_BYTES: (("Range", "bytes=-64"),),
    How.GZIP: (("Accept-Encoding", "gzip"),),
    How.BROTLI: (("Accept-Encoding", "br"),),
    How.ZSTD: (("Accept-Encoding", "zstd"),),
    How.HEAD: (),
}


@dataclass(frozen=True, slots=True)
class Ask:
    """One request of a round."""

    watched: Watched
    url: str
    vantage: VantagePoint
    how: How
    headers: Headers = ()


@dataclass(frozen=True, slots=True)
class Looker:
    """Does rounds. `fetchers` has one for each vantage point, by name."""

    fetchers: Mapping[str, Fetcher]
    judge: Judge
    settings: Settings
    clock: Clock
    pause: Callable[[float], None]

    def round(self, asks: Sequence[Ask]) -> tuple[Look, ...]:
        """All looks, in random order, several at a time; in the order of `asks` when they are done."""
        shuffled = random.sample(range(len(asks)), len(asks))
        pool = ThreadPoolExecutor(self.settings.workers, "look")
        try:
            judged = dict(
                zip(shuffled, pool.map(lambda number: self._look(asks[number]), shuffled), strict=True)
            )
        finally:
            pool.shutdown(cancel_futures=True)  # who interrupts does not wait for the whole round
        return _settled(asks, [judged[number] for number in range(len(asks))])

    def _look(self, ask: Ask) -> tuple[Look, Judged | Refusal]:
        look = Look(ask.watched.url, ask.url, ask.vantage.name, ask.how, Seen.UNSURE, self.clock.now())
        try:
            answer = self._asked(ask)
        except Unfetched as error:
            return replace(look, detail=one_line(str(error))), error.refusal
        judged = self.judge.judged(answer, ask.how, ask.watched, lambda: self._ordinary(ask))
        detail = judged.detail + _led(answer)
        return replace(look, status=answer.status, address=answer.peer.address, detail=detail), judged

    def _asked(self, ask: Ask) -> Answer:
        """The answer. At another spelling whatever the certificate, for it need never have had a good one:
        readers who click a warning away get to what is there. Raises Unfetched."""
        fetch = self.fetchers[ask.vantage.name].fetch
        seconds = self.settings.look_seconds
        if origin(ask.url) != origin(ask.watched.url):
            seconds = min(seconds, _ELSEWHERE_SECONDS)
        method = "HEAD" if ask.how is How.HEAD else "GET"
        headers = (*ask.vantage.headers, *ask.headers)
        request = Request(ask.url, method, headers, limit=self.judge.limit, seconds=seconds)
        try:
            answer = fetch(request)
            for wait in _BUSY_WAITS:
                if answer.status not in _BUSY:
                    break
                self.pause(wait * random.uniform(0.5, 1.5))
                answer = fetch(request)
            return answer
        except Unfetched as error:
            if ask.how is not How.SPELLING or error.refusal is not Refusal.TLS:
                raise
            return fetch(replace(request, headers=(), unproven=True))

    def _ordinary(self, ask: Ask) -> bytes:
        """What the site answers beside the URL, where nothing stands; nothing if it does not answer."""
        request = Request(
            nowhere(ask.url),
            headers=ask.vantage.headers,
            limit=_ORDINARY_LIMIT,
            seconds=self.settings.look_seconds,
        )
        try:
            return decoded(self.fetchers[ask.vantage.name].fetch(request), _ORDINARY_LIMIT)
        except (Unfetched, Undecoded):
            return b""


def planned(
    watched: Sequence[Watched], vantages: Sequence[VantagePoint], settings: Settings
) -> tuple[Ask, ...]:
    """The requests of a round; their queries that nobody asked for are new each time.

    Raises Unverifiable if a URL is none.
    """
    try:
        return tuple(
            ask
            for vantage in vantages
            for one in watched
            for ask in (*_ways(one, vantage), *_spelled(one, vantage, settings))
        )
    except Unfetched as error:
        raise Unverifiable(f"one of the URLs cannot be looked at: {error}; correct it in the case") from None


def found(looks: Sequence[Look]) -> Found:
    """The worst look. Each place has a plain look, which is never ABSENT: an empty round is not clean."""
    seen = {look.seen for look in looks}
    if Seen.STILL in seen:
        return Found.STILL
    return Found.CLEAN if Seen.GONE in seen and Seen.UNSURE not in seen else Found.UNSURE


def _ways(watched: Watched, vantage: VantagePoint) -> list[Ask]:
    asks = [Ask(watched, watched.url, vantage, how, headers) for how, headers in _HEADERS.items()]
    asks.append(Ask(watched, other_query(watched.url), vantage, How.OTHER_QUERY))
    for etag in watched.etags:
        asks.append(Ask(watched, watched.url, vantage, How.IF_NONE_MATCH, (("If-None-Match", etag),)))
    for date in watched.last_modified:
        asks.append(Ask(watched, watched.url, vantage, How.IF_MODIFIED, (("If-Modified-Since", date),)))
    return asks


def _spelled(watched: Watched, vantage: VantagePoint, settings: Settings) -> list[Ask]:
    if not settings.spellings:
        return []
    return [Ask(watched, url, vantage, How.SPELLING) for url in spellings(watched.url, settings.hosts)]


def _settled(asks: Sequence[Ask], judged: Sequence[tuple[Look, Judged | Refusal]]) -> tuple[Look, ...]:
    """The looks with what they mean once all are known."""
    served = {(ask.vantage.name, origin(ask.watched.url)) for ask in asks} | {
        (look.vantage, origin(look.url)) for look, _ in judged if look.status is not None
    }
    plain = {
        (look.vantage, look.place): (said.seen, look.status or 0)
        for look, said in judged
        if look.how is How.PLAIN and isinstance(said, Judged)
    }
    return tuple(_meant(look, said, served, plain) for look, said in judged)


def _meant(
    look: Look,
    said: Judged | Refusal,
    served: set[tuple[str, str]],
    plain: Mapping[tuple[str, str], tuple[Seen | None, int]],
) -> Look:
    if isinstance(said, Judged):
        seen, status = plain.get((look.vantage, look.place), (None, 0))
        if look.status == 206 and status >= 400:
            seen = None  # a part of something, where as a whole there is nothing: of what, nobody knows
        return replace(look, seen=said.seen or seen or Seen.UNSURE)
    if look.how is How.SPELLING and said in _NOBODY and (look.vantage, origin(look.url)) not in served:
        return replace(look, seen=Seen.ABSENT)
    return look


def _led(answer: Answer) -> str:
    count = len(answer.hops)
    return f", after {count} redirect{'s' if count > 1 else ''}" if count else ""


FetcherFor = Callable[[VantagePoint], Fetcher]
"""The fetcher that asks from a vantage point."""
