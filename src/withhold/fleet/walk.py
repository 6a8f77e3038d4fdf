"""Which documents paths stand for: files as they are, folders with everything in them, in a stable order."""

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from withhold.domain.errors import NothingToInspect, UsageError

STANDARD_INPUT = "-"


@dataclass(frozen=True, slots=True)
class Found:
    """Something at a path. `unread` says why it cannot be looked at; None for a file to open."""

    path: str
    unread: str | None = None


def check(paths: Sequence[str]) -> None:
    """Raises UsageError for a path that does not exist, before any work is done."""
    for path in paths:
        if path != STANDARD_INPUT and not os.path.lexists(path):
            raise UsageError(f"there is no file or folder {shown(path)}; check the path")


def walk(paths: Sequence[str]) -> Iterator[Found]:
    """Every document below `paths`, once each, however often it is named.

    Hidden files and folders are included, those of version control too: what is copied to a public place is
    copied with them. A folder's entries come in the order of their names. Links inside a folder are not
    followed: one to a file of the same folder is looked at there, any other is told as not looked at.
    Raises NothingToInspect at the end if there was no file at all.
    """
    seen: set[str] = set()
    anything = False
    for path in paths:
        for found in _below(path):
            if len(paths) > 1:
                real = found.path if found.path == STANDARD_INPUT else os.path.realpath(found.path)
                if real in seen:
                    continue
                seen.add(real)
            anything = True
            yield found
    if not anything:
        raise NothingToInspect(f"no file was found in {', '.join(map(shown, paths))}; nothing was inspected")


def shown(path: str) -> str:
    """A path as text for people, also if its name is no valid text."""
    return os.fsencode(path).decode("utf-8", "replace")


def _below(path: str) -> Iterator[Found]:
    if path == STANDARD_INPUT or not os.path.isdir(path):
        yield _file(path, follow=True)
        return
    root = os.path.realpath(path)
    # Entries still to visit, last first: no recursion, so depth costs no stack.
    waiting: list[os.DirEntry[str]] = []
    yield from _enter(path, waiting)
    while waiting:
        entry = waiting.pop()
        if entry.is_symlink():
            yield from _link(entry.path, root)
        elif entry.is_dir(follow_symlinks=False):
            yield from _enter(entry.path, waiting)
        else:
            yield _file(entry.path, follow=False)


def _enter(folder: str, waiting: list[os.DirEntry[str]]) -> Iterator[Found]:
    """Queue the entries of a folder; a folder that cannot be listed is told."""
    try:
        with os.scandir(folder) as entries:
            waiting.extend(sorted(entries, key=lambda entry: entry.name, reverse=True))
    except OSError as error:
        yield Found(folder, f"the folder cannot be listed ({os.strerror(error.errno or 0)})")


def _link(path: str, root: str) -> Iterator[Found]:
    target = os.path.realpath(path)
    if not os.path.exists(target):
        yield Found(path, "a link to nothing")
    elif os.path.commonpath([root, target]) != root:
        yield Found(path, "a link to outside the folder, not followed")


def _file(path: str, follow: bool) -> Found:
    """A file; anything else that is no folder either (a pipe, a socket, a device) is told as unread."""
    if path == STANDARD_INPUT:
        return Found(path)
    try:
        mode = os.stat(path, follow_symlinks=follow).st_mode
    except OSError as error:
        return Found(path, f"it cannot be reached ({os.strerror(error.errno or 0)})")
    return Found(path) if stat.S_ISREG(mode) else Found(path, "not a regular file")
