"""One sweep: every address that a site leads to is asked, and every new or changed document judged."""

import hashlib
import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from withhold.crawling.addresses import canonical
from withhold.domain.errors import WithholdError
from withhold.domain.piece import SkipReason
from withhold.domain.verdict import Decision, DocumentVerdict
from withhold.fetching.interface import Fetcher
from withhold.fleet.local import Fleet
from withhold.gates.engine import signed_engine
from withhold.incident.watch.sweep.asking import Asker, Fetched
from withhold.incident.watch.sweep.interface import Change, Known, Order, Seen
from withhold.incident.watch.sweep.memory import SiteMemory
from withhold.incident.watch.sweep.places import Bounds, first_places, leads_to
from withhold.inspection.inspector import Inspector
from withhold.inspection.opening import open_bytes
from withhold.inspection.run import Run

_LOST = "the inspecting process ended"


class SweepUnfinished(WithholdError):
    """A limit was reached before everything was looked at; the same sweep goes on where it ended."""

    exit_code = 11


@dataclass(frozen=True, slots=True)
class Task:
    """A document to be judged, or, without content, only to be passed on in its turn."""

    fetched: Fetched
    known: Known | None
    guessed: bool
    content: bytes | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class Judged:
    """A task with the verdict on its document."""

    task: Task
    verdict: DocumentVerdict | None


def sweep(order: Order, memory: Path, fetcher: Fetcher, run: Run) -> Iterator[Seen]:
    """Sweep a site: what stands at each of its addresses, as it is seen.

    What was given is remembered once the next is asked for: closed before its end or killed, the same sweep
    goes on and gives what was not taken in again. Raises SweepUnfinished at a limit, MemoryUnusable,
    RegisterError or KeyUnusable, and SandboxUnavailable.
    """
    engine = _engine(run)
    with SiteMemory.open(memory) as remembered:
        yield from Sweep(order, remembered, fetcher, run, engine).run()


def _engine(run: Run) -> str:
    """What judges, in short: verdicts of another engine, policy, profile or register are judged anew."""
    told = json.dumps(asdict(signed_engine(run)), sort_keys=True, default=str)
    return hashlib.sha256(told.encode()).hexdigest()[:32]


class Sweep:
    """A sweep under way."""

    def __init__(self, order: Order, memory: SiteMemory, fetcher: Fetcher, run: Run, engine: str) -> None:
        self._order = order
        self._memory = memory
        self._judging = run
        self._engine = engine
        self._asker = Asker(fetcher, order.limits)
        self._bounds = Bounds()
        self._before = memory.last_whole()
        self._began = time.monotonic()
        self._asked = self._received = 0

    def run(self) -> Iterator[Seen]:
        """Everything, in the order in which it is asked."""
        told = json.dumps([sorted(self._order.starts), sorted(self._order.hosts), self._order.browser])
        self._memory.begin(hashlib.sha256(told.encode()).hexdigest(), first_places(self._order.starts))
        self._memory.undrawn()
        try:
            for judged in self._judged():
                seen = self._seen(judged)
                if seen is not None:
                    yield seen
                self._remember(judged)
        finally:
            self._asker.close()
        self._finish()

    def _finish(self) -> None:
        all_of, left = self._memory.counts()
        if left:
            raise SweepUnfinished(
                f"a limit was reached: {all_of - left:,} addresses were looked at, {left:,} were not; sweep "
                "again to go on there"
            )
        self._memory.ended()

    def _judged(self) -> Iterator[Judged]:
        """The tasks with verdicts, in their order: here, or in as many processes as the run has."""
        jobs = self._judging.jobs or len(os.sched_getaffinity(0))
        tasks = self._tasks()
        if jobs == 1:
            with self._inspector() as judge:
                yield from map(judge, tasks)
        else:
            fleet = Fleet(self._inspector, self._lost, jobs)
            yield from fleet.run(tasks)

    @contextmanager
    def _inspector(self) -> Iterator[Callable[[Task], Judged]]:
        with self._judging.inspector() as inspector:
            yield lambda task: Judged(task, _verdict(inspector, task))

    def _lost(self, task: Task) -> Judged:
        unread = Inspector(self._judging.policy).unread(task.fetched.url, _LOST, SkipReason.CRASHED)
        return Judged(task, unread)

    def _tasks(self) -> Iterator[Task]:
        """Asks wave by wave; what an answer leads to waits with the others."""
        while wave := self._wave():
            urls = [url for url, _, _ in wave]
            self._memory.drawn(urls)
            wanted = [(url, self._memory.known(url)) for url in urls]
            answers = self._asker.ask(self._conditions(wanted))
            for (url, depth, guessed), (_, known), fetched in zip(wave, wanted, answers, strict=True):
                self._asked += 1
                self._received += len(fetched.content or b"")
                self._follow(url, depth, fetched)
                yield self._task(fetched, known, guessed)

    def _conditions(self, wanted: list[tuple[str, Known | None]]) -> list[tuple[str, Known | None]]:
        """What is known goes along only where nothing has to be judged again."""
        return [
            (url, known if known is not None and known.engine == self._engine and not known.gone else None)
            for url, known in wanted
        ]

    def _wave(self) -> list[tuple[str, int, bool]]:
        limits = self._order.limits
        over = (
            self._asked >= limits.documents
            or self._received >= limits.bytes
            or time.monotonic() - self._began >= limits.seconds
        )
        return [] if over else self._memory.waiting(limits.at_once)

    def _follow(self, url: str, depth: int, fetched: Fetched) -> None:
        if depth >= self._order.limits.depth:
            return
        if fetched.leads is not None:
            target = canonical(fetched.leads, url)
            found = [] if target is None else [target]
        elif fetched.content is not None:
            found = list(leads_to(fetched.content, fetched.media_type, url))
        else:
            return
        own = [one for one in found if self._owns(one) and self._bounds.within(one)]
        self._memory.add((one, depth + 1, False) for one in own)

    def _owns(self, url: str) -> bool:
        parts = urlsplit(url)
        return parts.netloc in self._order.hosts or (parts.hostname or "") in self._order.hosts

    def _task(self, fetched: Fetched, known: Known | None, guessed: bool) -> Task:
        if fetched.content is None:
            return Task(fetched, known, guessed, None)
        digest = hashlib.sha256(fetched.content).hexdigest()
        if known is not None and (known.sha256, known.engine, known.gone) == (digest, self._engine, False):
            return Task(replace(fetched, content=None, same=True), known, guessed, None)
        return Task(replace(fetched, content=None), known, guessed, fetched.content)

    def _seen(self, judged: Judged) -> Seen | None:
        """What is told of an address; None where nothing ever stood there, or it only leads elsewhere."""
        task, fetched, known = judged.task, judged.task.fetched, judged.task.known
        standing = known if known is not None and not known.gone else None
        if fetched.reason:
            nothing = task.guessed and known is None
            return None if nothing else self._told(fetched, standing, Change.UNREAD, reason=fetched.reason)
        if fetched.gone or fetched.leads is not None:
            return None if standing is None else self._told(fetched, standing, Change.GONE)
        if fetched.same and standing is not None:
            return self._told(fetched, standing, Change.SAME)
        assert task.content is not None
        assert judged.verdict is not None
        digest = hashlib.sha256(task.content).hexdigest()
        same_bytes = standing is not None and standing.sha256 == digest
        change = Change.SAME if same_bytes else Change.NEW if standing is None else Change.CHANGED
        first = standing.changed if standing is not None and same_bytes else fetched.at
        return Seen(
            fetched.url, change, fetched.at, first, self._absent(standing, same_bytes), digest,
            len(task.content), judged.verdict,
            content=task.content if judged.verdict.decision is Decision.WITHHOLD else None,
        )  # fmt: skip

    def _absent(self, standing: Known | None, same_bytes: bool) -> datetime | None:
        """When a sweep last looked and these bytes were not there."""
        if standing is None:
            return self._before
        return None if same_bytes else standing.last_seen

    def _told(self, fetched: Fetched, known: Known | None, change: Change, reason: str = "") -> Seen:
        if known is None:
            return Seen(fetched.url, change, fetched.at, fetched.at, None, reason=reason)
        verdict = self._memory.verdict(known.url) if change is Change.SAME else None
        return Seen(
            fetched.url, change, fetched.at, known.changed, None, known.sha256, known.size, verdict, reason
        )

    def _remember(self, judged: Judged) -> None:
        fetched, known = judged.task.fetched, judged.task.known
        if fetched.gone or fetched.leads is not None:
            if known is not None and not known.gone:
                self._memory.remember(replace(known, gone=True, last_seen=known.last_seen))
        elif fetched.same and known is not None:
            self._memory.remember(replace(known, last_seen=fetched.at, etag=fetched.etag or known.etag))
        elif judged.verdict is not None and judged.task.content is not None:
            self._memory.remember(self._fresh(judged, judged.verdict, judged.task.content), judged.verdict)
        self._memory.done(fetched.url)

    def _fresh(self, judged: Judged, verdict: DocumentVerdict, content: bytes) -> Known:
        fetched, known = judged.task.fetched, judged.task.known
        digest = hashlib.sha256(content).hexdigest()
        stood = known is not None and not known.gone
        unread = any(one.reason in (SkipReason.CRASHED, SkipReason.TIMED_OUT) for one in verdict.skipped)
        return Known(
            fetched.url, digest, len(content), fetched.media_type, fetched.etag, fetched.last_modified,
            known.first_seen if known is not None and stood else fetched.at, fetched.at,
            known.changed if known is not None and stood and known.sha256 == digest else fetched.at,
            verdict.decision, verdict.people.count, "" if unread else self._engine,
        )  # fmt: skip


def _verdict(inspector: Inspector, task: Task) -> DocumentVerdict | None:
    if task.content is None:
        return None
    return inspector.inspect(open_bytes(task.content, task.fetched.url), task.fetched.url)
