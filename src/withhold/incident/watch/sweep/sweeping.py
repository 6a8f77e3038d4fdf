"""One sweep: every address of a site asked, what is new or changed judged, what was learnt remembered."""

import hashlib
import json
import os
from collections import deque
from collections.abc import Generator, Iterator
from contextlib import closing
from datetime import UTC, datetime
from multiprocessing.connection import wait
from pathlib import Path
from queue import Empty, SimpleQueue
from time import monotonic

from withhold.crawling.addresses import canonical, folders_of, with_path
from withhold.domain.errors import UsageError, WithholdError
from withhold.fetching.interface import Fetcher
from withhold.incident.watch.sweep.asking import Asking, Fetched
from withhold.incident.watch.sweep.browser import Browser, Chromium, is_rendered
from withhold.incident.watch.sweep.interface import Change, Order, Seen
from withhold.incident.watch.sweep.judges import Judges
from withhold.incident.watch.sweep.learning import Learning
from withhold.incident.watch.sweep.memory import Memory
from withhold.incident.watch.sweep.traps import Traps
from withhold.inspection.run import Run

_SEEDS = ("/", "/robots.txt", "/sitemap.xml", "/sitemap_index.xml", "/wp-sitemap.xml", "/feed/", "/feed.xml")
_AHEAD = 2
"""Documents that wait for each process that judges: enough that none is idle, few enough to hold."""
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
    if order.browser and browser is None:
        browser = Chromium(order.hosts)
    conditions = run.conditions(run.check()).hex()[:32]
    judges = Judges(run, run.jobs or len(os.sched_getaffinity(0)))
    with closing(Memory(memory)) as remembered, closing(judges):
        judges.start()
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
        self._asking = Asking(fetcher, order.limits, self._ready, browser)
        self._under_way = 0
        self._last = 0
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
        try:
            os.write(self._wake, b"!")
        except BlockingIOError:
            return  # so much came that it is awake anyway

    def _ask(self) -> None:
        """Ask further addresses, as many as may be under way."""
        room = self._order.limits.at_once + _AHEAD * self._judges.jobs - self._under_way
        room = min(room, self._order.limits.documents - self._asked)
        if room <= 0:
            return
        for waiting in self._learning.memory.waiting(self._last, room):
            self._last = waiting.place
            foreign = _host(waiting.url) not in self._order.hosts
            if foreign or (is_rendered(waiting.url) and not self._rendering):
                self._learning.passed(waiting)
                continue
            known = self._learning.memory.known(waiting.url)
            conditionally = known is not None and known.engine == self._learning.conditions
            self._asking.ask(waiting, known, conditionally)
            self._under_way += 1
            self._asked += 1

    def _happened(self) -> Iterator[Seen]:
        """Wait for something, and give what is seen by it."""
        ready = wait([self._awake, *self._judges.busy()], _TICK)
        if self._awake in ready:
            os.read(self._awake, 1 << 16)
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

    def _fill(self) -> None:
        """Give what waits to whoever is idle; make up for processes that died."""
        if self._judges.dead:
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
