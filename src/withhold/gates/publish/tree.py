"""Folders below a root, entered one by one without ever following a link."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC | os.O_NOFOLLOW


@contextmanager
def folder_of(root: Path, target: str, make: bool) -> Iterator[tuple[int, str]]:
    """The open folder that holds `target` below `root` (a real path), and the last name of `target`.

    With `make`, missing folders are made and their making is durable; else FileNotFoundError is raised.
    Raises NotADirectoryError for a file or a link on the way (OSError for anything else).
    """
    current = os.open(root, _FOLDER)
    try:
        *folders, name = PurePosixPath(target).parts
        for folder in folders:
            following = _enter(current, folder, make)
            os.close(current)
            current = following
        yield current, name
    finally:
        os.close(current)


def _enter(parent: int, name: str, make: bool) -> int:
    try:
        return os.open(name, _FOLDER, dir_fd=parent)
    except FileNotFoundError:
        if not make:
            raise
    try:
        os.mkdir(name, 0o755, dir_fd=parent)
        os.fsync(parent)
    except FileExistsError:
        pass  # another run made it first
    return os.open(name, _FOLDER, dir_fd=parent)
