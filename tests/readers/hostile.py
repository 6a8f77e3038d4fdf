"""Readers that misbehave, run in the sandbox by test_sandbox.py: each is an entry of its own."""

import mmap
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from withhold.domain.location import DOCUMENT
from withhold.domain.piece import PartRead, ReadItem, Skipped, SkipReason, Text
from withhold.readers.interface import Source
from withhold.readers.wire import HEADER, Made, MediaType

Items = Iterator[ReadItem | MediaType]


def _attempt(action: Callable[[], object]) -> Text:
    """What came of an action, as a piece: `done`, or the type of the error."""
    try:
        action()
    except Exception as error:  # noqa: BLE001  # whichever it was is what the test asks
        return Text(DOCUMENT, type(error).__name__)
    return Text(DOCUMENT, "done")


def honest(source: Source) -> Items:
    yield MediaType("text/plain")
    yield Text(DOCUMENT, source.stream.read().decode())
    yield Skipped(DOCUMENT.child("part", source.untrusted_name), SkipReason.PICTURE, 12)
    yield PartRead(DOCUMENT)


def maker(source: Source) -> Iterator[ReadItem | MediaType | Made]:
    """Makes a file: the same one in capitals, or gives up where it is empty."""
    content = source.stream.read()
    if not content:
        yield Skipped(DOCUMENT, SkipReason.CORRUPT, detail="nothing to make it of")
        return
    yield Made(content[:3].upper())
    yield Made(content[3:].upper())


def plain(source: Source) -> Items:
    yield MediaType("text/plain")
    yield Text(DOCUMENT, source.stream.read().decode())
    yield PartRead(DOCUMENT)


def network(source: Source) -> Items:
    yield _attempt(lambda: socket.create_connection(("127.0.0.1", int(source.stream.read())), 2))
    yield _attempt(lambda: socket.socket(socket.AF_UNIX))


def write_file(source: Source) -> Items:
    target = source.stream.read().decode()
    yield _attempt(lambda: Path(target).write_text(""))
    yield _attempt(lambda: os.unlink(target))
    yield _attempt(lambda: os.mkdir(target + ".d"))


def read_file(source: Source) -> Items:
    target = source.stream.read().decode()
    yield _attempt(lambda: Path(target).read_bytes())


def start_programs(source: Source) -> Items:
    yield _attempt(os.fork)
    yield _attempt(lambda: subprocess.run([sys.executable, "-V"], check=True))
    yield _attempt(lambda: os.execv(sys.executable, [sys.executable, "-V"]))
    yield _attempt(lambda: os.kill(os.getppid(), signal.SIGKILL))


def late_import(source: Source) -> Items:
    yield _attempt(lambda: __import__("wave"))
    yield _attempt(lambda: b"x".decode("cp1006"))


def too_much_memory(source: Source) -> Items:
    yield Text(DOCUMENT, "before")
    hoard = []
    while True:
        hoard.append(bytearray(16 << 20))


def mapped_memory(source: Source) -> Items:
    yield Text(DOCUMENT, "before")
    hoard = []
    while True:
        hoard.append(mmap.mmap(-1, 64 << 20))


def busy(source: Source) -> Items:
    yield Text(DOCUMENT, "before")
    while True:
        pass


def asleep(source: Source) -> Items:
    yield Text(DOCUMENT, "before")
    while True:
        time.sleep(60)


def _write_garbage(garbage: bytes) -> None:
    os.write(4, garbage)


def garbage(source: Source) -> Items:
    yield Text(DOCUMENT, "before")
    _write_garbage(b"\xff" * 4096)


def huge_frame(source: Source) -> Items:
    yield Text(DOCUMENT, "before")
    _write_garbage(HEADER.pack(0xFFFFFFFF, ord("X")))


def half_frame(source: Source) -> Items:
    yield Text(DOCUMENT, "before")
    _write_garbage(HEADER.pack(1000, ord("X")) + b"[")
    os._exit(0)


def early_end_then_hang(source: Source) -> Items:
    yield Text(DOCUMENT, "before")
    _write_garbage(HEADER.pack(4, ord("E")) + b"null")
    time.sleep(600)


def quiet_exit(source: Source) -> Items:
    yield Text(DOCUMENT, "before")
    os._exit(0)


def segfault(source: Source) -> Items:
    yield Text(DOCUMENT, "before")
    import ctypes

    ctypes.string_at(1)


def raises(source: Source) -> Items:
    yield Text(DOCUMENT, "before")
    raise KeyError("Maryam Planted")


def quotes(source: Source) -> Items:
    content = source.stream.read().decode()
    sys.stderr.write(content)
    raise ValueError(content)
    yield PartRead(DOCUMENT)
