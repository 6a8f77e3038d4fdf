"""Folders reached by descriptors, component by component, so that no link on the way is ever followed.

Paths are relative to the guarded folder, with `/` between names and "" for the folder itself; names that
are no valid text are kept as they are (surrogate escapes).
"""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager

Mark = tuple[int, int, int, int, int, int, int]
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC


def mark_of(found: os.stat_result) -> Mark:
    """What is different after any change of a file that its metadata shows."""
    return (
        found.st_dev,
        found.st_ino,
        found.st_mode,
        found.st_nlink,
        found.st_size,
        found.st_mtime_ns,
        found.st_ctime_ns,
    )


def same_content(one: os.stat_result, other: os.stat_result) -> bool:
    """Whether both are one inode with the same bytes, as far as metadata that renaming keeps can tell.

    The number alone is not enough: that of a file just removed is given to the next one.
    """
    return _content(one) == _content(other)


def _content(found: os.stat_result) -> tuple[int, ...]:
    kind = stat.S_IFMT(found.st_mode)
    return (found.st_dev, found.st_ino, kind, found.st_size, found.st_mtime_ns)


@contextmanager
def opened(root: int, folder: str) -> Iterator[int]:
    """A descriptor of a folder below `root`. Raises OSError: gone, a link or no folder, no permission."""
    descriptor = os.open(".", _FOLDER, dir_fd=root)
    try:
        for name in folder.split("/") if folder else ():
            following = os.open(name, _FOLDER, dir_fd=descriptor)
            os.close(descriptor)
            descriptor = following
        yield descriptor
    finally:
        os.close(descriptor)


def entries(folder: int) -> Iterator[tuple[str, os.stat_result]]:
    """Everything in an open folder with its own metadata (never that of a link's target).

    What is gone before it is looked at is left out. Raises OSError where the folder cannot be listed.
    """
    with os.scandir(folder) as listing:
        names = [entry.name for entry in listing]
    for name in names:
        try:
            yield name, os.stat(name, dir_fd=folder, follow_symlinks=False)
        except FileNotFoundError:
            continue


def joined(folder: str, name: str) -> str:
    """The path of a name in a folder."""
    return f"{folder}/{name}" if folder else name


def parent_of(path: str) -> str:
    """The folder that a path lies in; "" for the guarded folder."""
    return path.rpartition("/")[0]


def name_of(path: str) -> str:
    """The last name of a path."""
    return path.rpartition("/")[2]


def shown(path: str) -> str:
    """A path for people, on one line whatever its name is made of."""
    text = os.fsencode(path).decode("utf-8", "replace")
    return "".join(letter if letter.isprintable() else f"\\x{ord(letter):02x}" for letter in text)
