"""A trace as tables for other programs: every request in the window, every network, every log."""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from itertools import islice
from typing import Any

from withhold.incident.trace.interface import LogSpan
from withhold.incident.trace.networks import network_of
from withhold.incident.trace.result import Accessor, Judged, Trace
from withhold.report.places import one_line

BATCH_ROWS = 10_000
"""Rows handed on at a time: a hundred thousand requests are never in memory twice."""
_LARGEST = (1 << 63) - 1

Row = dict[str, object]


class Kind(StrEnum):
    """What a column holds; each may be empty ("the log does not say")."""

    TEXT = "text"
    TEXTS = "texts"
    WHOLE = "whole"
    REAL = "real"
    TIME = "time"
    TRUTH = "truth"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: how it is called, what it holds, and where a row's value comes from."""

    name: str
    kind: Kind
    value: Callable[[Any], object]


@dataclass(frozen=True, slots=True)
class Table:
    """One table, and what its rows are."""

    name: str
    columns: tuple[Column, ...]
    rows: Callable[[Trace], Sequence[Any]]

    def batches(self, trace: Trace) -> Iterator[list[Row]]:
        """Its rows, some at a time: text without control characters, times in UTC, numbers of 64 bits."""
        rows = iter(self.rows(trace))
        while batch := list(islice(rows, BATCH_ROWS)):
            yield [{one.name: _CLEAN[one.kind](one.value(row)) for one in self.columns} for row in batch]


def _text(value: object) -> str | None:
    return None if value is None else one_line(str(value))


def _texts(value: Any) -> list[str]:
    return [one_line(str(one)) for one in value]


def _whole(value: Any) -> int | None:
    """A log may claim any number: one that has no room is told as the largest that has."""
    return None if value is None else max(-_LARGEST, min(_LARGEST, int(value)))


def _real(value: Any) -> float | None:
    return float(value) if value is not None and math.isfinite(value) else None


def _time(value: Any) -> datetime | None:
    return None if value is None else value.astimezone(UTC)


_CLEAN: dict[Kind, Callable[[Any], object]] = {
    Kind.TEXT: _text,
    Kind.TEXTS: _texts,
    Kind.WHOLE: _whole,
    Kind.REAL: _real,
    Kind.TIME: _time,
    Kind.TRUTH: bool,
}


def _asked(name: str, kind: Kind) -> Column:
    """A column as the log tells it, under the name that it has in `LoggedRequest`."""
    return Column(name, kind, lambda judged: getattr(judged.request, name))


def _requests(trace: Trace) -> Sequence[Judged]:
    return trace.judged


def _accessors(trace: Trace) -> Sequence[Accessor]:
    return trace.accessors


def _logs(trace: Trace) -> Sequence[LogSpan]:
    return trace.spans


REQUESTS = Table(
    "requests",
    (
        _asked("log", Kind.TEXT),
        _asked("line", Kind.WHOLE),
        _asked("format", Kind.TEXT),
        Column("time", Kind.TIME, lambda judged: judged.request.at),
        Column("client", Kind.TEXT, lambda judged: judged.client),
        Column("network", Kind.TEXT, lambda judged: network_of(judged.client)),
        Column("grade", Kind.TEXT, lambda judged: judged.grade),
        _asked("peer", Kind.TEXT),
        _asked("forwarded", Kind.TEXT),
        _asked("status", Kind.WHOLE),
        _asked("method", Kind.TEXT),
        _asked("target", Kind.TEXT),
        _asked("host", Kind.TEXT),
        _asked("agent", Kind.TEXT),
        _asked("referer", Kind.TEXT),
        _asked("sent", Kind.WHOLE),
        _asked("sent_with_headers", Kind.TRUTH),
        _asked("first_byte", Kind.WHOLE),
        _asked("last_byte", Kind.WHOLE),
        _asked("object_size", Kind.WHOLE),
        _asked("etag", Kind.TEXT),
        _asked("content_encoding", Kind.TEXT),
        _asked("seconds", Kind.REAL),
        _asked("cache", Kind.TEXT),
        _asked("asn", Kind.WHOLE),
    ),
    _requests,
)
ACCESSORS = Table(
    "accessors",
    (
        Column("network", Kind.TEXT, lambda one: one.network),
        Column("grade", Kind.TEXT, lambda one: one.grade),
        Column("class", Kind.TEXT, lambda one: one.agent_class),
        Column("requests", Kind.WHOLE, lambda one: one.requests),
        Column("fetches", Kind.WHOLE, lambda one: one.fetches),
        Column("bytes", Kind.WHOLE, lambda one: one.bytes),
        Column("first", Kind.TIME, lambda one: one.first),
        Column("last", Kind.TIME, lambda one: one.last),
        Column("agents", Kind.TEXTS, lambda one: [agent for agent, _ in one.agents]),
        Column("addresses", Kind.WHOLE, lambda one: one.addresses),
        Column("peers", Kind.TEXTS, lambda one: one.peers),
        Column("asn", Kind.WHOLE, lambda one: one.owner.asn),
        Column("organisation", Kind.TEXT, lambda one: one.owner.organisation),
        Column("owner_source", Kind.TEXT, lambda one: one.owner.source or None),
        Column("hosting", Kind.TRUTH, lambda one: one.hosting),
        Column("verified_name", Kind.TEXT, lambda one: one.verified_name),
        Column("all_requests", Kind.WHOLE, lambda one: one.elsewhere),
        Column("before", Kind.TEXTS, lambda one: one.around),
        Column("abuse_emails", Kind.TEXTS, lambda one: one.contact.emails if one.contact else ()),
        Column("abuse_source", Kind.TEXT, lambda one: (one.contact.source or None) if one.contact else None),
        Column("abuse_problem", Kind.TEXT, lambda one: one.contact.problem if one.contact else None),
    ),
    _accessors,
)
LOGS = Table(
    "logs",
    (
        Column("log", Kind.TEXT, lambda span: span.log),
        Column("lines", Kind.WHOLE, lambda span: span.lines),
        Column("unparsed", Kind.WHOLE, lambda span: span.unparsed),
        Column("foreign_lines", Kind.WHOLE, lambda span: span.foreign),
        Column("first", Kind.TIME, lambda span: span.first),
        Column("last", Kind.TIME, lambda span: span.last),
        Column("formats", Kind.TEXTS, lambda span: sorted(map(str, span.formats))),
        Column("gaps", Kind.WHOLE, lambda span: len(span.gaps)),
        Column("unordered", Kind.WHOLE, lambda span: span.unordered),
        Column("candidates", Kind.WHOLE, lambda span: span.candidates),
        Column("referer_only", Kind.WHOLE, lambda span: span.referer_only),
        Column("problem", Kind.TEXT, lambda span: span.problem),
    ),
    _logs,
)
TABLES = (REQUESTS, ACCESSORS, LOGS)
