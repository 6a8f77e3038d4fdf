"""The first pass: the requests for the asked paths in a shard, and the candidate lines that are none."""

import re
from dataclasses import dataclass, field

from withhold.incident.trace.candidates import for_question
from withhold.incident.trace.formats.entry import Entry
from withhold.incident.trace.formats.lines import LONGEST, LineReader
from withhold.incident.trace.interface import LogFormat, LoggedRequest, Question
from withhold.incident.trace.paths import AskedPaths
from withhold.incident.trace.quick import beginnings, newlines
from withhold.incident.trace.shards import Shard, Windows

EXAMPLES = 3
_EXAMPLE_BYTES = 120


@dataclass(slots=True)
class Found:
    """What the first pass saw in a shard. Lines are counted from 1 within it."""

    shard: Shard
    lines: int = 0
    candidates: int = 0
    referer_only: int = 0
    unparsed: int = 0
    examples: list[str] = field(default_factory=list)
    formats: dict[LogFormat, int] = field(default_factory=dict)
    entries: list[tuple[int, Entry]] = field(default_factory=list)
    leaned: bool = False
    """Whether lines were read by the columns that the shard was told are in effect where it begins."""
    fields: bytes | None = None
    date: bytes | None = None
    """The columns in effect where it ends, if lines of its own say so."""
    problem: str | None = None


def first_pass(shard: Shard, question: Question) -> Found:
    """The requests for the asked paths in a shard."""
    found = Found(shard)
    asked, finder = AskedPaths(question), for_question(question)
    reader = LineReader(question.format_string, shard.fields, shard.date)
    windows = Windows(shard)
    for length in windows:
        ends = newlines(windows.buffer, length)
        begins = beginnings(ends)
        lines = finder.lines(windows.buffer, begins, ends)
        for number, begin, end in zip(
            (lines + (found.lines + 1)).tolist(), begins[lines].tolist(), ends[lines].tolist(), strict=True
        ):
            line = bytes(windows.buffer[begin:end])
            if line.lstrip(b"\xef\xbb\xbf").startswith(b"#") and reader.directive(line):
                continue
            if len(line) <= LONGEST:
                # Longer ones are counted by the second pass, whatever they hold.
                _take(number, line, reader, asked, found)
        found.lines += len(ends)
    found.leaned = reader.leaned
    found.fields, found.date = reader.own()
    found.problem = windows.problem
    return found


def _take(number: int, line: bytes, reader: LineReader, asked: AskedPaths, found: Found) -> None:
    """Read one candidate line and count it as what it is."""
    found.candidates += 1
    entry = reader.read(line)
    if entry is None:
        found.unparsed += 1
        if len(found.examples) < EXAMPLES:
            found.examples.append(masked(line))
        return
    found.formats[entry.format] = found.formats.get(entry.format, 0) + 1
    if asked.match(entry.target) or any(map(asked.match, entry.also)):
        if asked.at_host(entry.host, entry.target):
            found.entries.append((number, entry))
    elif entry.referer is not None and asked.match(entry.referer):
        found.referer_only += 1


def masked(line: bytes) -> str:
    """The shape of a line without its values: letters as `a`, digits as `9`, what is not ASCII as `?`."""
    shape = re.sub(rb"[A-Za-z]+", b"a", line[: _EXAMPLE_BYTES * 8])
    shape = re.sub(rb"[0-9]+", b"9", shape)
    shape = re.sub(rb"[^ -~]+", b"?", shape)
    return shape[:_EXAMPLE_BYTES].decode("ascii")


def logged(log: str, line: int, entry: Entry) -> LoggedRequest:
    """A request as it is judged."""
    from withhold.incident.trace.formats.times import moment

    return LoggedRequest(log, line, entry.format, moment(entry.at), *entry[2:-1])
