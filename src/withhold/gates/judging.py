"""Inspects documents, each under the name that it has or will have in public, on several processes."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import chain, islice

from withhold.domain.piece import SkipReason
from withhold.domain.verdict import DocumentVerdict
from withhold.fleet.local import Fleet
from withhold.fleet.walk import shown
from withhold.gates.interface import Source, Staged
from withhold.inspection.inspector import Inspector
from withhold.inspection.opening import Opened, open_path
from withhold.inspection.run import Run


@dataclass(frozen=True, slots=True)
class Judged:
    """A source with the verdict on its staged bytes; `staged` is None where there are none."""

    source: Source
    staged: Staged | None
    verdict: DocumentVerdict


def inspected(run: Run, tasks: Iterator[Staged | Source]) -> Iterator[Judged]:
    """The verdicts in the order of the tasks, by as many processes as the run has."""
    first = list(islice(tasks, 2))
    if not first:
        return
    jobs = run.jobs or len(os.sched_getaffinity(0))
    if jobs == 1 or len(first) == 1:
        with _worker(run) as inspect:
            yield from map(inspect, chain(first, tasks))
        return
    fleet = Fleet(lambda: _worker(run), lambda task: _lost(run, task), jobs)
    yield from fleet.run(chain(first, tasks))


@contextmanager
def _worker(run: Run) -> Iterator[Callable[[Staged | Source], Judged]]:
    with run.inspector() as inspector:
        yield lambda task: _inspected(inspector, task)


def _inspected(inspector: Inspector, task: Staged | Source) -> Judged:
    if isinstance(task, Source):
        return Judged(task, None, inspector.unread(task.path, task.unread or "not copied"))
    source = task.source
    # What a name says of the people in a file is said by the name that will be public.
    public = os.path.join(os.path.dirname(source.path), os.path.basename(source.target))
    verdict = replace(inspector.inspect(_as(task, public), public), path=shown(source.path))
    if verdict.sha256 != task.sha256:
        return Judged(source, None, inspector.unread(source.path, "it changed while it was judged"))
    return Judged(source, task, verdict)


def _lost(run: Run, task: Staged | Source) -> Judged:
    """The process that inspected it died, perhaps of too little memory."""
    source = task if isinstance(task, Source) else task.source
    detail = "the inspecting process ended"
    unread = Inspector(run.policy).unread(source.path, detail, SkipReason.CRASHED)
    return Judged(source, None, unread)


@contextmanager
def _as(staged: Staged, name: str) -> Iterator[Opened]:
    with open_path(str(staged.file)) as opened:
        yield replace(opened, path=name)
