"""Reads logs for who asked for the paths of a question: two passes over their shards, merged in order."""

import gc
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, replace
from functools import partial
from typing import Protocol, TypeVar

from withhold.fleet.cluster import Cluster
from withhold.fleet.local import Fleet
from withhold.fleet.walk import STANDARD_INPUT
from withhold.incident.trace.activity import Done, SecondPass
from withhold.incident.trace.candidates import for_question
from withhold.incident.trace.clients import client_of
from withhold.incident.trace.coverage import Coverage
from withhold.incident.trace.doings import Doings
from withhold.incident.trace.formats.format_string import compiled
from withhold.incident.trace.formats.times import moment
from withhold.incident.trace.interface import LogSpan, Question, Scan, TraceError
from withhold.incident.trace.requests import EXAMPLES, Found, first_pass, logged
from withhold.incident.trace.shards import SHARD, Shard, planned
from withhold.incident.trace.sources import Log, found

Progress = Callable[[int, int], None]
"""Bytes read so far, bytes to read in all; each log is read twice."""
_LOST = "a process ended while it was read, perhaps for want of memory: read it again with fewer jobs"


class _Part(Protocol):
    shard: Shard


Part = TypeVar("Part", bound=_Part)


@dataclass(slots=True)
class Reading:
    """Where shards are read."""

    name: str
    jobs: int
    scheduler: str | None = None
    total: int = 0
    """Bytes, for progress."""
    progress: Progress | None = None
    _read: int = 0

    def run(
        self, read: Callable[[Shard], Part], lost: Callable[[Shard], Part], shards: Sequence[Shard]
    ) -> Iterator[Part]:
        """What `read` gives for each shard, in order."""
        results: Iterable[Part]
        if self.name == "dask":
            results = Cluster(partial(_each, read), lost, self.jobs, self.scheduler).run(shards)
        elif self.jobs == 1 or len(shards) < 2:
            results = map(read, shards)
        else:
            results = Fleet(lambda: nullcontext(read), lost, min(self.jobs, len(shards))).run(shards)
        for result in results:
            self._read += result.shard.end - result.shard.begin
            if self.progress is not None:
                self.progress(min(self._read, self.total), self.total)
            yield result


def scan(
    logs: Sequence[str],
    question: Question,
    *,
    jobs: int,
    engine: str = "local",
    scheduler: str | None = None,
    progress: Progress | None = None,
    shard_size: int = SHARD,
) -> Scan:
    """All requests for the asked paths in these logs, whenever they were, and all that those clients did.

    Logs are files, folders, or `-` for standard input; packed ones are told by their content. A log that
    cannot be read, or not to its end, is a problem of its span. `activity` has the clients that asked within
    the question's time. Raises TraceError for a question or a log format that tells too little, UsageError
    for a path that does not exist, NothingToInspect for folders without files.
    """
    if not question.paths:
        raise TraceError("no path is asked for; name at least one with --url-path")
    if question.format_string is not None:
        compiled(question.format_string)
    if scheduler is not None and STANDARD_INPUT in logs:
        raise TraceError("workers elsewhere cannot read standard input; save it in a file that they can open")
    with _collecting_paused(), ExitStack() as stack:
        sources = found(logs, question.format_string, stack)
        if engine == "dask":
            sources = [replace(log, path=os.path.abspath(log.path)) for log in sources]
        shards = planned(sources, shard_size)
        where = Reading(engine, jobs, scheduler, 2 * sum(s.end - s.begin for s in shards), progress)
        # Made before processes are, which then have it.
        for_question(question)
        first = _first(where, question, shards)
        fetched = _first_fetches(first, question)
        second = where.run(SecondPass(question, fetched), lost_second, [part.shard for part in first])
        return merge(sources, first, second)


@contextmanager
def _collecting_paused() -> Iterator[None]:
    """Here and in processes made here: no cycles come to be, and looking for them takes half of merging."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _first(where: Reading, question: Question, shards: Sequence[Shard]) -> list[Found]:
    """The first pass; shards that were read by columns that are not those in effect are read again."""
    read = partial(first_pass, question=question)
    parts = list(where.run(read, lost_first, shards))
    again = []
    for index, told in enumerate(_in_effect(parts)):
        if parts[index].shard != told:
            parts[index].shard = told
            if parts[index].leaned:
                again.append(index)
    for index, part in zip(again, where.run(read, lost_first, [parts[i].shard for i in again]), strict=True):
        parts[index] = part
    return parts


def _in_effect(parts: Sequence[Found]) -> Iterator[Shard]:
    """The shards, with the columns that the lines before each really set."""
    fields, date, log = b"", b"", -1
    for part in parts:
        if part.shard.log != log:
            log, fields, date = part.shard.log, part.shard.source.fields, part.shard.source.date
        yield replace(part.shard, fields=fields, date=date)
        fields = fields if part.fields is None else part.fields
        date = date if part.date is None else part.date


def _first_fetches(parts: Iterable[Found], question: Question) -> dict[str, float]:
    """When each client first asked for an asked path within the question's time."""
    start, end = question.start.timestamp(), question.end.timestamp()
    fetched: dict[str, float] = {}
    for part in parts:
        for _, entry in part.entries:
            if start <= entry.at < end:
                client = client_of(entry.peer, entry.forwarded, question.trusted_proxies)
                fetched[client] = min(entry.at, fetched.get(client, entry.at))
    return fetched


def _each(read: Callable[[Shard], Part], shards: Sequence[Shard]) -> list[Part]:
    return [read(shard) for shard in shards]


def lost_first(shard: Shard) -> Found:
    """Stands for a shard of the first pass whose process ended."""
    return Found(shard, problem=_LOST)


def lost_second(shard: Shard) -> Done:
    """Stands for a shard of the second pass whose process ended."""
    return Done(shard, problem=_LOST)


def merge(sources: Sequence[Log], first: Sequence[Found], second: Iterable[Done]) -> Scan:
    """One Scan of what both passes gave for the shards of these logs, in order."""
    spans = [LogSpan(log.name, problem=log.problem) for log in sources]
    coverages = [Coverage() for _ in sources]
    result = Scan(spans=spans)
    lines = [0] * len(sources)
    doings: dict[str, Doings] = {}
    # Done for a shard while others are still being read.
    for part, done in zip(first, second, strict=True):
        index = done.shard.log
        span = spans[index]
        result.requests += [logged(span.log, lines[index] + line, entry) for line, entry in part.entries]
        _add(span, part)
        for client, part_of in done.doings.items():
            doings.setdefault(client, Doings()).merge(part_of, {index: lines[index]})
        lines[index] += done.lines
        coverages[index].follow(done.coverage)
        span.foreign += done.foreign + done.overlong
        span.unparsed += done.overlong
        span.problem = span.problem or done.problem
    result.activity = {client: one.activity() for client, one in sorted(doings.items())}
    for span, coverage, counted in zip(spans, coverages, lines, strict=True):
        _close(span, coverage, counted)
    return result


def _add(span: LogSpan, part: Found) -> None:
    span.lines += part.lines
    span.candidates += part.candidates
    span.referer_only += part.referer_only
    span.unparsed += part.unparsed
    span.unparsed_examples = (*span.unparsed_examples, *part.examples)[:EXAMPLES]
    formats = dict(span.formats)
    for name, count in part.formats.items():
        formats[name] = formats.get(name, 0) + count
    span.formats = formats
    span.problem = span.problem or part.problem


def _close(span: LogSpan, coverage: Coverage, counted: int) -> None:
    if coverage.first is not None and coverage.latest is not None:
        span.first, span.last = moment(coverage.first), moment(coverage.latest)
    span.gaps = tuple((moment(begin), moment(end)) for begin, end in coverage.gaps())
    span.unordered = coverage.unordered
    if span.problem is None and counted != span.lines:
        span.problem = "it changed while it was read: give a copy that no longer changes"
    if span.problem is None and span.foreign and span.foreign == span.lines:
        span.problem = "none of its lines is in a known format: if it is a log, give --log-format"
