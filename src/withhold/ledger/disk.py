"""Files of a ledger: appended to and seen to the disk, replaced whole, cut where an append broke off."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from withhold.ledger.interface import LedgerUnusable

_BLOCK = 65536


def append(path: Path, content: bytes) -> None:
    """Put bytes at the end of the file and see them to the disk. Raises OSError; a part may be there then.

    A link is no file of the ledger: private values would go where it leads.
    """
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW
    descriptor = os.open(path, flags, 0o600)
    try:
        view = memoryview(content)
        while view:
            view = view[os.write(descriptor, view) :]
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def cut(path: Path, size: int) -> None:
    """Take away what stands beyond this many bytes. Raises OSError."""
    with path.open("r+b") as stream:
        stream.truncate(size)
        os.fsync(stream.fileno())


def replace(path: Path, lines: Iterator[bytes]) -> None:
    """A new file with these lines in place of the old one. Raises OSError; then nothing is changed.

    Its name while it is being written is always the same: what a crash left is removed by the next, and
    `leftover` names it, for what is erased must not stay in a forgotten copy.
    """
    leftover(path).unlink(missing_ok=True)
    descriptor = os.open(leftover(path), os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with open(descriptor, "wb") as stream:
        stream.writelines(line + b"\n" for line in lines)
        stream.flush()
        os.fsync(stream.fileno())
    os.replace(leftover(path), path)
    sync(path.parent)


def leftover(path: Path) -> Path:
    """Where a replacement stands before it is whole."""
    return path.with_name(f".{path.name}.new")


def sync(folder: Path) -> None:
    """The names in this folder are on the disk when this returns. Raises OSError."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def size_of(path: Path) -> int:
    """How many bytes stand there; 0 if there is no such file."""
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def last_lines(path: Path, count: int) -> tuple[list[bytes], int]:
    """The last whole lines of a file, at most `count`, and how many bytes the whole lines end at.

    What follows the last line end was broken off while it was written. Reads from the end only.
    """
    tail = b""
    with path.open("rb") as stream:
        start = stream.seek(0, os.SEEK_END)
        while start and tail.count(b"\n") <= count:
            step = min(_BLOCK, start)
            start -= step
            stream.seek(start)
            tail = stream.read(step) + tail
    whole, line_end, torn = tail.rpartition(b"\n")
    end = start + len(tail) - len(torn)
    return (whole.split(b"\n")[-count:] if line_end else []), end


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Only one process and thread at a time is in this block, for this folder. Raises OSError."""
    descriptor = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


@contextmanager
def explained(folder: Path) -> Iterator[None]:
    """An error of the file system in this block becomes one line. Raises LedgerUnusable."""
    try:
        yield
    except OSError as error:
        raise LedgerUnusable(
            f"the ledger in {folder} cannot be read or written ({os.strerror(error.errno or 0)}); "
            "mend that and repeat: what is signed stands"
        ) from None
