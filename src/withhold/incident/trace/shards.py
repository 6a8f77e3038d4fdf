"""Logs in shards, and the whole lines of a shard in windows of bounded size.

A shard has the lines that begin within its bytes: however a log is divided, each line is in one of them.
Windows are read into one buffer with pread, not mapped: a log may be cut while it is read.
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass

from withhold.fleet.unpacking import Damaged, Packing
from withhold.incident.trace.ahead import Ahead
from withhold.incident.trace.formats.lines import LONGEST
from withhold.incident.trace.sources import Log, Reader, pieces

SHARD = 64 << 20
"""Bytes of a plain log that are read as one: seconds of work lost with a worker, thousands in 100 GB."""
WINDOW = LONGEST + (1 << 17)
"""Bytes that are read at once: more than any line, and few enough to stay in the cache of a processor."""
SPARE = 64
"""Bytes behind a window that may be looked at without meaning anything."""
_MORE = 1 << 16


@dataclass(frozen=True, slots=True)
class Shard:
    """A part of a log: where its bytes begin and end, and the columns in effect there (W3C)."""

    log: int
    """Its place among the logs."""
    source: Log
    begin: int
    end: int
    fields: bytes = b""
    date: bytes = b""


def planned(logs: Sequence[Log], size: int = SHARD) -> list[Shard]:
    """The shards of these logs, in order. A packed log, only read from its beginning, is one."""
    shards = []
    for index, log in enumerate(logs):
        if log.problem is not None:
            continue
        step = size if log.packing is Packing.PLAIN else max(1, log.size)
        for begin in range(0, log.size, step):
            end = min(begin + step, log.size)
            shards.append(Shard(index, log, begin, end, log.fields, log.date))
    return shards


class Windows:
    """Iterates over the windows of a shard: each time, how many bytes of `buffer` are whole lines.

    Every line ends with a newline, also the last one of a log that lacks it. Of a line too long to read only
    the front is given, longer than any that is read. Afterwards `problem` says if the rest could not be read.
    """

    def __init__(self, shard: Shard, window: int = WINDOW) -> None:
        self.buffer = bytearray(max(window, LONGEST + _MORE) + SPARE)
        self.problem: str | None = None
        self._shard = shard

    def __iter__(self) -> Iterator[int]:
        with ExitStack() as stack, memoryview(self.buffer) as view:
            try:
                if self._shard.source.packing is Packing.PLAIN:
                    reader: Reader = _Part(self._shard, stack)
                else:
                    reader = stack.enter_context(Ahead(pieces(self._shard.source, stack)))
                yield from self._windows(reader, view)
            except Damaged as damage:
                self.problem = str(damage)

    def _windows(self, reader: Reader, view: memoryview) -> Iterator[int]:
        room = len(self.buffer) - SPARE
        kept, discarding = 0, False
        while True:
            have, damage = _filled(reader, view[:room], kept)
            ended = have < room
            if discarding:
                newline = self.buffer.find(b"\n", 0, have)
                kept = 0 if newline < 0 else have - newline - 1
                self.buffer[:kept] = self.buffer[have - kept : have]
                discarding, have = newline < 0, kept
            if ended:
                if have and self.buffer[have - 1] != 0x0A:
                    self.buffer[have] = 0x0A
                    have += 1
                if have:
                    yield have
                break
            whole = self.buffer.rfind(b"\n", 0, have) + 1
            if whole:
                yield whole
                kept = have - whole
                self.buffer[:kept] = self.buffer[whole:have]
            elif have == room:
                self.buffer[LONGEST + 1] = 0x0A
                yield LONGEST + 2
                kept, discarding = 0, True
            else:
                kept = have
        if damage is not None:
            raise damage


def _filled(reader: Reader, view: memoryview, have: int) -> tuple[int, Damaged | None]:
    """How many bytes there are once the view is full or the log ends, and the damage if it ends with one."""
    while have < len(view):
        try:
            length = reader.readinto(view[have:])
        except Damaged as damage:
            # What came before it is still read.
            return have, damage
        if not length:
            break
        have += length
    return have, None


class _Part:
    """The bytes of the lines that begin in a part of a plain file."""

    def __init__(self, shard: Shard, stack: ExitStack) -> None:
        try:
            self._file = os.open(shard.source.path, os.O_RDONLY | os.O_CLOEXEC)
        except OSError as error:
            raise Damaged(f"it cannot be opened ({error.strerror})") from None
        stack.callback(os.close, self._file)
        self._end = shard.end
        self._at = shard.begin
        self._done = False
        if shard.begin and os.pread(self._file, 1, shard.begin - 1) != b"\n":
            self._skip_line()

    def _skip_line(self) -> None:
        """Past the line that began before."""
        while self._at < self._end:
            piece = os.pread(self._file, _MORE, self._at)
            newline = piece.find(b"\n")
            self._at += len(piece) if newline < 0 else newline + 1
            if newline >= 0:
                break
            if not piece:
                raise Damaged(_SHORTER)
        self._done = self._at >= self._end

    def readinto(self, part: memoryview, /) -> int:
        if self._done:
            return 0
        try:
            if self._at < self._end:
                length = os.preadv(self._file, [part[: self._end - self._at]], self._at)
                if not length:
                    raise Damaged(_SHORTER)
                self._at += length
                self._done = self._at == self._end and part[length - 1] == 0x0A
                return length
            return self._rest_of_line(part[:_MORE])
        except OSError as error:
            raise Damaged(f"it cannot be read on ({error.strerror})") from None

    def _rest_of_line(self, part: memoryview) -> int:
        """Of the last line that began within, what stands behind the end."""
        piece = os.pread(self._file, len(part), self._at)
        newline = piece.find(b"\n")
        self._done = newline >= 0 or not piece
        piece = piece if newline < 0 else piece[: newline + 1]
        part[: len(piece)] = piece
        self._at += len(piece)
        return len(piece)


_SHORTER = "it became shorter while it was read: give a copy that no longer changes"
