"""Documents as open files: by path, from bytes, from a stream that cannot be read twice."""

import errno
import hashlib
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from withhold.domain.errors import UsageError

_BLOCK = 1 << 20
MAX_STREAM = 1 << 30
"""Bytes of standard input: they are kept in memory, since a copy on disk would be one more copy to leak."""


class Unreadable(Exception):
    """A document could not be opened. The message is a short reason without content."""


@dataclass(frozen=True, slots=True)
class Opened:
    """An open document: its descriptor, its length in bytes, and what it is called."""

    descriptor: int
    size: int
    path: str

    def sha256(self) -> str:
        """Hex digest of the exact bytes; leaves the position of the descriptor alone."""
        digest = hashlib.sha256()
        offset = 0
        while block := os.pread(self.descriptor, _BLOCK, offset):
            digest.update(block)
            offset += len(block)
        return digest.hexdigest()

    def state(self) -> tuple[int, int]:
        """Length and time of the last change: different after reading, it was changed meanwhile."""
        now = os.fstat(self.descriptor)
        return now.st_size, now.st_mtime_ns


@contextmanager
def open_path(path: str) -> Iterator[Opened]:
    """A file by its path, which `path` of the verdict repeats. Raises Unreadable."""
    try:
        # Without waiting: nobody may ever write to a pipe that lies in the way.
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK | os.O_NOCTTY)
    except OSError as error:
        raise Unreadable(_reason(error)) from None
    try:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode):
            raise Unreadable("not a regular file")
        yield Opened(descriptor, found.st_size, path)
    finally:
        os.close(descriptor)


@contextmanager
def open_bytes(content: bytes, path: str) -> Iterator[Opened]:
    """A document that is in memory, under the name `path`."""
    descriptor = os.memfd_create("document", os.MFD_CLOEXEC)
    try:
        _write(descriptor, content)
        yield Opened(descriptor, len(content), path)
    finally:
        os.close(descriptor)


@contextmanager
def open_stream(stream: int, path: str) -> Iterator[Opened]:
    """A document from a descriptor that can be read once, kept in memory. Raises Unreadable.

    Raises UsageError above 1 GiB.
    """
    descriptor = os.memfd_create("document", os.MFD_CLOEXEC)
    try:
        size = 0
        while block := _read(stream):
            size += len(block)
            if size > MAX_STREAM:
                raise UsageError("standard input is longer than 1 GiB: save it and give its path instead")
            _write(descriptor, block)
        yield Opened(descriptor, size, path)
    finally:
        os.close(descriptor)


def _read(stream: int) -> bytes:
    try:
        return os.read(stream, _BLOCK)
    except OSError as error:
        raise Unreadable(_reason(error)) from None


def _write(descriptor: int, content: bytes) -> None:
    rest = memoryview(content)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def _reason(error: OSError) -> str:
    words = {errno.EACCES: "no permission to read it", errno.ENOENT: "gone before it was read"}
    return words.get(error.errno or 0, os.strerror(error.errno or 0))
