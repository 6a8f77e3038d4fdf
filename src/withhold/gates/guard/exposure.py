"""When a path was fetched, by the web server's access log."""

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote_to_bytes

_LINE = re.compile(rb'"(?P<method>[A-Z]+) (?P<target>\S+)[^"]*" (?P<status>\d{3}) ')
_SECONDS = re.compile(rb"(?:^|[\s=\"\[])(\d{10}\.\d{1,6})(?=[\s\"\],]|$)")
_BRACKETS = re.compile(rb"\[([^\]]+)\]")
_DELIVERED = (b"200", b"206")


@dataclass(frozen=True, slots=True)
class Window:
    """The first and the last request that a body was sent for, and how many there were."""

    first: datetime | None
    last: datetime | None
    count: int


def window(lines: Iterable[bytes], path: str) -> Window:
    """The fetches of a path (below the site's root, without a leading `/`) in lines of an access log.

    Lines have the request in quotes and the status after it, as in the common formats. Their time is
    nginx's `$msec` where a line has it (milliseconds), else what stands in brackets (whole seconds). Only GET
    and POST with 200 or 206 count: others carry no content. The server writes a line when the answer is
    done, so a fetch that still runs is not in it.
    """
    wanted = _canonical(os.fsencode(path))
    times: list[datetime] = []
    count = 0
    for line in lines:
        found = _LINE.search(line)
        if found is None or found["status"] not in _DELIVERED or found["method"] not in (b"GET", b"POST"):
            continue
        if _canonical(unquote_to_bytes(found["target"].partition(b"?")[0])) != wanted:
            continue
        count += 1
        time = _time(line)
        if time is not None:
            times.append(time)
    return Window(min(times, default=None), max(times, default=None), count)


def size_of(log: Path) -> tuple[int, int]:
    """The log's inode and length: where reading starts for what happens from now on. Raises OSError."""
    found = os.stat(log)
    return found.st_ino, found.st_size


def lines_since(log: Path, start: tuple[int, int]) -> Iterator[bytes]:
    """The lines written after `start`; all where the log was rotated or cut since. Raises OSError."""
    with log.open("rb") as stream:
        found = os.fstat(stream.fileno())
        if found.st_ino == start[0] and found.st_size >= start[1]:
            stream.seek(start[1])
        yield from stream


def _canonical(path: bytes) -> bytes:
    """As servers understand a path: no empty, `.` or `..` parts."""
    parts: list[bytes] = []
    for part in path.split(b"/"):
        if part == b"..":
            del parts[-1:]
        elif part not in (b"", b"."):
            parts.append(part)
    return b"/".join(parts)


def _time(line: bytes) -> datetime | None:
    seconds = _SECONDS.search(line)
    if seconds is not None:
        return datetime.fromtimestamp(float(seconds[1]), UTC)
    brackets = _BRACKETS.search(line)
    if brackets is None:
        return None
    try:
        return datetime.strptime(brackets[1].decode("ascii"), "%d/%b/%Y:%H:%M:%S %z")
    except (ValueError, UnicodeDecodeError):
        return None
