"""Which files the logs are, how they are packed, and their bytes, as they are needed."""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from io import FileIO
from typing import BinaryIO, Protocol, cast

from withhold.fleet.unpacking import Damaged, Packing, unpacked
from withhold.fleet.walk import STANDARD_INPUT, check, walk
from withhold.incident.trace.formats.lines import LineReader

_HEAD = 1 << 17
_CHUNK = 1 << 20
_WIDE = (b"\xff\xfe", b"\xfe\xff")


_MAGIC = {b"\x1f\x8b": Packing.GZIP, b"\x28\xb5\x2f\xfd": Packing.ZSTD, b"BZh": Packing.BZIP2}
_UNREAD = {
    b"\xfd7zXZ": "it is packed with xz: unpack it first",
    b"PK\x03\x04": "it is a ZIP archive: unpack it first",
    b"7z\xbc\xaf": "it is a 7-Zip archive: unpack it first",
}


class Reader(Protocol):
    """Gives the bytes of a log one after the other."""

    def readinto(self, part: memoryview, /) -> int | None:
        """Fill the front of `part`; how many bytes, 0 at the end. Raises Damaged."""
        ...


@dataclass(frozen=True, slots=True)
class Log:
    """One log: its name as it is told, its file, how that is packed, and the columns it begins with."""

    name: str
    path: str
    packing: Packing = Packing.PLAIN
    size: int = 0
    fields: bytes = b""
    date: bytes = b""
    problem: str | None = None


def found(logs: Sequence[str], format_string: str | None, stack: ExitStack) -> list[Log]:
    """Every log below these paths, the oldest first, as the time of its first line tells.

    Standard input is kept in a file until `stack` closes: it is read twice. Raises UsageError for a path that
    does not exist and NothingToInspect if there is no file at all.
    """
    check(logs)
    dated = []
    for index, file in enumerate(walk(logs)):
        name, path = file.path, file.path
        if path == STANDARD_INPUT:
            name, path = "standard input", _spooled(stack)
        log, first = _looked_at(name, path, format_string) if file.unread is None else (Log(name, path), None)
        if file.unread is not None:
            log = replace(log, problem=file.unread)
        dated.append((first is None, first or 0.0, index, log))
    return [log for *_, log in sorted(dated, key=lambda one: one[:3])]


def _spooled(stack: ExitStack) -> str:
    file = tempfile.NamedTemporaryFile(prefix="withhold-")  # noqa: SIM115  # removed with the stack
    stack.enter_context(file)
    shutil.copyfileobj(sys.stdin.buffer, cast(BinaryIO, file), _CHUNK)
    file.flush()
    return file.name


def _looked_at(name: str, path: str, format_string: str | None) -> tuple[Log, float | None]:
    """A log, and the time of its first line that has one."""
    try:
        with open(path, "rb") as stream:
            head, size = stream.read(8), os.fstat(stream.fileno()).st_size
    except OSError as error:
        return Log(name, path, problem=f"it cannot be opened ({error.strerror})"), None
    unread = next((why for magic, why in _UNREAD.items() if head.startswith(magic)), None)
    if unread is None and head[:2] in _WIDE:
        unread = "it is written in UTF-16: convert it to UTF-8 first"
    if unread is not None:
        return Log(name, path, size=size, problem=unread), None
    packing = next((kind for magic, kind in _MAGIC.items() if head.startswith(magic)), Packing.PLAIN)
    log = Log(name, path, packing, size)
    lines = LineReader(format_string)
    at = _first_time(log, lines)
    return replace(log, fields=lines.columns.fields, date=lines.columns.date), at


def _first_time(log: Log, lines: LineReader) -> float | None:
    try:
        with ExitStack() as stack:
            part = memoryview(bytearray(_HEAD))
            length = opened(log, stack).readinto(part) or 0
    except Damaged:
        # Told when the log is read.
        return None
    for line in bytes(part[:length]).split(b"\n")[:1000]:
        if not lines.directive(line) and (entry := lines.read(line)) is not None:
            return entry.at
    return None


def opened(log: Log, stack: ExitStack) -> Reader:
    """The unpacked bytes of a log from its beginning, until `stack` closes. Raises Damaged."""
    if log.packing is Packing.PLAIN:
        return _Plain(_stream(log, stack))
    return _Pieces(pieces(log, stack))


def pieces(log: Log, stack: ExitStack) -> Iterator[bytes]:
    """The unpacked bytes of a packed log, as they come out, until `stack` closes. Raises Damaged."""
    return _unpacked(_stream(log, stack), log.packing)


def _stream(log: Log, stack: ExitStack) -> FileIO:
    try:
        stream = open(log.path, "rb", buffering=0)  # noqa: SIM115  # closed with the stack
        return stack.enter_context(stream)
    except OSError as error:
        raise Damaged(f"it cannot be opened ({error.strerror})") from None


def _unpacked(stream: FileIO, packing: Packing) -> Iterator[bytes]:
    try:
        yield from unpacked(cast(BinaryIO, stream), packing)
    except OSError as error:
        raise Damaged(f"it cannot be read on ({error.strerror})") from None


class _Plain:
    def __init__(self, stream: FileIO) -> None:
        self._stream = stream

    def readinto(self, part: memoryview, /) -> int | None:
        try:
            return self._stream.readinto(part)
        except OSError as error:
            raise Damaged(f"it cannot be read on ({error.strerror})") from None


class _Pieces:
    """A reader of pieces of any length."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._rest = memoryview(b"")

    def readinto(self, part: memoryview, /) -> int:
        while not self._rest:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._rest = memoryview(piece)
        length = min(len(part), len(self._rest))
        part[:length] = self._rest[:length]
        self._rest = self._rest[length:]
        return length
