"""Opens files below a folder without ever following a link, and knows them again."""

import hashlib
import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

BLOCK = 1 << 20
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
# Without waiting: nobody may ever write to a pipe that lies in the way.
_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC


class NotServable(Exception):
    """Nothing that may be served is there; the message says why, for a log."""


class IsFolder(NotServable):
    """A folder where a file was asked for."""


@dataclass(frozen=True, slots=True)
class Identity:
    """A file as its file system tells it apart from others and from itself before a change.

    Only a hint: writing through a memory map changes it late. `changed` is its ctime in nanoseconds.
    """

    device: int
    inode: int
    size: int
    modified: int
    changed: int

    @classmethod
    def of(cls, descriptor: int) -> "Identity":
        found = os.fstat(descriptor)
        return cls(found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns)


@contextmanager
def opened(root: str | os.PathLike[str], names: Sequence[bytes]) -> Iterator[int]:
    """A descriptor of the regular file that `names` lead to from `root`.

    Raises NotServable for a link on the way, a file that other names lead to as well, anything that is no
    regular file; IsFolder for a folder.
    """
    if not names:
        raise IsFolder("a folder")
    try:
        descriptor = _descend(root, names)
    except OSError as error:
        raise NotServable(os.strerror(error.errno or 0)) from None
    try:
        found = os.fstat(descriptor)
        if stat.S_ISDIR(found.st_mode):
            raise IsFolder("a folder")
        if not stat.S_ISREG(found.st_mode):
            raise NotServable("not a regular file")
        if found.st_nlink != 1:
            # Whoever holds another name could change it from outside the folder.
            raise NotServable("it has other hard links")
        yield descriptor
    finally:
        os.close(descriptor)


def digest(descriptor: int) -> str:
    """SHA-256 in hex of the bytes of an open file, from its beginning."""
    found = hashlib.sha256()
    offset = 0
    while block := os.pread(descriptor, BLOCK, offset):
        found.update(block)
        offset += len(block)
    return found.hexdigest()


def _descend(root: str | os.PathLike[str], names: Sequence[bytes]) -> int:
    """Raises OSError: ELOOP for a link, ENOTDIR for a file on the way."""
    folder = os.open(root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        for name in names[:-1]:
            below = os.open(name, _FOLDER, dir_fd=folder)
            os.close(folder)
            folder = below
        return os.open(names[-1], _FILE, dir_fd=folder)
    finally:
        os.close(folder)
