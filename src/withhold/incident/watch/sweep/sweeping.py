"""One sweep: every address of a site asked, what is new or changed judged, what was learnt remembered."""

import hashlib
import json
import os
from collections import deque
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from multiprocessing.connection import wait
from pathlib import Path
from queue import Empty, SimpleQueue
from time import monotonic
from typing import Any

from withhold.crawling.addresses import canonical, folders_of, with_path
from withhold.domain.errors import UsageError, WithholdError
from withhold.fetching.interface import Fetcher
from withhold.incident.watch.sweep.asking import Asking, Fetched
from withhold.incident.watch.sweep.browser import Browser, Chromium, is_rendered
from withhold.incident.watch.sweep.interface import Change, Known, Order, Seen
from withhold.incident.watch.sweep.judges import Judges
from withhold.incident.watch.sweep.learning import Learning
from withhold.incident.watch.sweep.memory import Memory, Waiting
from withhold.incident.watch.sweep.traps import Traps
from withhold.inspection.run import Run

_SEEDS = ("/", "/robots.txt", "/sitemap.xml", "/sitemap_index.xml", "/wp-sitemap.xml", "/feed/", "/feed.xml")
_AHEAD = 2
"""Documents that wait for each process that judges: enough that none is idle, few enough to hold."""
_READ_AHEAD = 200
"""Addresses that are read from the memory at once."""
_TICK = 1.0


def sweep(
    order: Order, memory: Path, fetcher: Fetcher, run: Run, browser: Browser | None = None
) -> Generator[Seen]:
    """Everything that is seen, as it is seen; also what is the same, gone, or could not be looked at.

    `memory` is the file of this site's sweeps, made (mode 0600) if there is none. What was given is
    remembered once the next is asked for: a sweep that is closed or killed goes on there, and gives what was
    not taken in again. `browser` renders pages where the order asks for it; without one, Chromium. Raises
    UsageError for a memory, policy or register of no use, for a start that is no address, where there is no
    Chromium, or while another sweep uses `memory`; SweepUnfinished at a limit.
    """
    starts = _starts(order)
    order = replace(order, hosts=_hosts(order.hosts))
    if order.browser and browser is None:
        browser = Chromium(order.hosts)
    conditions = run.conditions(run.check()).hex()[:32]
    judges = Judges(run, run.jobs or len(os.sched_getaffinity(0)))
    with closing(Memory(memory)) as remembered, closing(judges):
        traps = Traps(order.hosts, datetime.now(UTC).year)
        plan = _plan(order)
        learning = Learning(remembered, traps, conditions, plan, order.limits.depth, order.browser)
        remembered.begin(datetime.now(UTC), plan, starts, _beside(starts))
        with closing(_Sweep(order, fetcher, judges, learning, browser if order.browser else None)) as work:
            yield from work.run()


class SweepUnfinished(WithholdError):
    """A limit was reached before everything was looked at; the same sweep goes on where it ended."""

    exit_code = 11


class _Sweep:
    """The work under way: what is being asked, what waits to be judged, what is judged."""

    def __init__(
        self, order: Order, fetcher: Fetcher, judges: Judges, learning: Learning, browser: Browser | None
    ) -> None:
        self._order = order
        self._judges = judges
        self._learning = learning
        self._rendering = browser is not None
        self._came: SimpleQueue[Fetched] = SimpleQueue()
        self._awake, self._wake = os.pipe2(os.O_CLOEXEC | os.O_NONBLOCK)
        self._sleeping = False
        self._asking = Asking(fetcher, order.limits, self._ready, browser)
        self._under_way = 0
        self._last = 0
        self._next: deque[tuple[Waiting, Known | None]] = deque()
        self._to_judge: deque[Fetched] = deque()
        self._asked = 0
        self._received = 0
        self._began = monotonic()

    def run(self) -> Iterator[Seen]:
        """What is seen. The memory says that the sweep is over only when everything was asked."""
        while True:
            stopped = self._over()
            if not stopped:
                self._ask()
            if not self._under_way:
                break
            yield from self._happened()
        yield from self._ended(stopped)

    def close(self) -> None:
        """Ask and judge nothing more."""
        self._asking.close()
        for fetched in [*self._answers(), *self._to_judge]:
            fetched.drop()
        os.close(self._awake)
        os.close(self._wake)

    def _ready(self, fetched: Fetched) -> None:
        self._came.put(fetched)
        if not self._sleeping:
            return
        try:
            os.write(self._wake, b"!")
        except BlockingIOError:
            return  # so much came that it is awake anyway

    def _ask(self) -> None:
        """Ask further addresses, as many as may be under way."""
        limits = self._order.limits
        room = limits.at_once + _AHEAD * self._judges.jobs - self._under_way
        if room <= 0 or self._asked >= limits.documents:
            return
        for waiting, known in self._upcoming():
            foreign = _host(waiting.url) not in self._order.hosts
            if foreign or (is_rendered(waiting.url) and not self._rendering):
                self._learning.passed(waiting)
                continue
            conditionally = known is not None and known.engine == self._learning.conditions
            self._asking.ask(waiting, known, conditionally)
            self._under_way += 1
            self._asked += 1
            room -= 1
            if room <= 0 or self._asked >= limits.documents:
                return

    def _upcoming(self) -> Iterator[tuple[Waiting, Known | None]]:
        while True:
            if not self._next:
                self._next.extend(self._learning.memory.waiting(self._last, _READ_AHEAD))
            if not self._next:
                return
            self._last = self._next[0][0].place
            yield self._next.popleft()

    def _happened(self) -> Iterator[Seen]:
        """Wait for something, and give what is seen by it."""
        ready = self._wait()
        for fetched in self._answers():
            self._received += fetched.size
            if self._learning.is_to_be_judged(fetched):
                self._to_judge.append(fetched)
                continue
            try:
                yield from self._learning.without_judging(fetched)
            finally:
                self._let_go(fetched)
        for connection in self._judges.busy():
            if connection in ready:
                judged = self._judges.take(connection)
                self._fill()
                try:
                    if judged.lead.delay:
                        self._asking.delay(_host(judged.fetched.waiting.url), judged.lead.delay)
                    yield from self._learning.judged(judged)
                finally:
                    self._let_go(judged.fetched)
        self._fill()

    def _wait(self) -> Sequence[object]:
        """Connections of judges that have something to say; returns also as soon as there is an answer."""
        busy: list[Any] = self._judges.busy()
        self._sleeping = True
        try:
            # Who puts an answer from now on sees that we sleep: none comes unseen.
            ready = wait([self._awake, *busy], _TICK if self._came.empty() else 0)
        finally:
            self._sleeping = False
        if self._awake in ready:
            os.read(self._awake, 1 << 16)
        return ready

    def _fill(self) -> None:
        """Give what waits to whoever is idle; first see that there are as many as should be."""
        if self._to_judge and self._judges.missing():
            # No thread of ours may run while a process is forked.
            self._asking.pause()
            self._judges.start()
            self._asking.start()
        while self._to_judge and self._judges.idle():
            self._judges.give(self._to_judge.popleft())

    def _answers(self) -> Iterator[Fetched]:
        while True:
            try:
                yield self._came.get_nowait()
            except Empty:
                return

    def _let_go(self, fetched: Fetched) -> None:
        self._under_way -= 1
        fetched.drop()

    def _over(self) -> str:
        limits = self._order.limits
        if self._asked >= limits.documents:
            return f"after {limits.documents:,} addresses"
        if self._received >= limits.bytes:
            return f"after {limits.bytes >> 20:,} MiB"
        if monotonic() - self._began >= limits.seconds:
            return f"after {limits.seconds:,.0f} seconds"
        return ""

    def _ended(self, stopped: str) -> Iterator[Seen]:
        now = datetime.now(UTC)
        left = self._learning.memory.left()
        if left:
            raise SweepUnfinished(
                f"stopped {stopped}: {left:,} addresses were not asked yet; sweep again to go on there"
            )
        for where, reason in self._learning.not_followed():
            yield Seen(where or self._order.starts[0], Change.UNREAD, now, now, None, reason=reason)
        self._learning.memory.end(now)


def _starts(order: Order) -> list[str]:
    """The starts in their one spelling. Raises UsageError."""
    found = [canonical(start) for start in order.starts]
    if not found or None in found:
        raise UsageError("one start is no plain http or https address; write it as https://www.example.org/")
    return [one for one in found if one is not None]


def _hosts(given: frozenset[str]) -> frozenset[str]:
    """The hosts as addresses in their one spelling name them: without a usual port. Raises UsageError."""
    found: set[str] = set()
    for host in given:
        spelt = [canonical(f"{scheme}://{host}/") for scheme in ("http", "https")]
        if None in spelt:
            raise UsageError("one host of the site is none; write it as www.example.org or its name:port")
        found |= {_host(one) for one in spelt if one is not None}
    return frozenset(found)


def _plan(order: Order) -> str:
    """A name of what is swept: a sweep of less says nothing of the rest."""
    told = json.dumps([sorted(order.starts), sorted(order.hosts), order.browser, order.limits.depth])
    return hashlib.sha256(told.encode()).hexdigest()[:32]


def _beside(starts: list[str]) -> list[str]:
    """What every site may have beside its starts, and the folders that these lie in."""
    seeds = [with_path(start, path) for start in starts for path in _SEEDS]
    return [*seeds, *(folder for start in starts for folder in folders_of(start))]


def _host(url: str) -> str:
    return url.split("/", 3)[2]
