"""Which documents a call publishes, and under which name each."""

import os
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from withhold.domain.errors import NothingToInspect
from withhold.fleet.walk import STANDARD_INPUT, check, shown, walk
from withhold.gates.interface import Source
from withhold.gates.publish.interface import PublishError


def sources(paths: Sequence[str], name: str | None) -> list[Source]:
    """Every document below `paths`: a folder's files keep their tree, a file keeps its last name.

    `name` is the target of a single file or of standard input. Raises PublishError where two sources want
    one target, UsageError for a missing path, NothingToInspect for no file at all.
    """
    check(paths)
    if name is not None:
        return [_named(paths, name)]
    found: dict[str, Source] = {}
    for path in paths:
        for source in _below(path):
            if source.target in found:
                both = f"{shown(found[source.target].path)} and {shown(source.path)}"
                raise PublishError(f"{both} would have the same place; publish them one after the other")
            found[source.target] = source
    if not found:
        raise NothingToInspect(f"no file was found in {', '.join(map(shown, paths))}; nothing was published")
    for target, source in found.items():
        above = next((str(folder) for folder in PurePosixPath(target).parents if str(folder) in found), None)
        if above is not None:
            both = f"{shown(found[above].path)} has the name of a folder of {shown(source.path)}"
            raise PublishError(f"{both}; publish them to different places")
    return list(found.values())


def links_below(paths: Sequence[str]) -> int:
    """How many links lie in the folders of `paths`: they are never published."""
    return sum(
        os.path.islink(os.path.join(folder, name))
        for path in paths
        if os.path.isdir(path)
        for folder, folders, files in os.walk(path)
        for name in (*folders, *files)
    )


def _named(paths: Sequence[str], name: str) -> Source:
    if len(paths) != 1 or os.path.isdir(paths[0]):
        raise PublishError("--name is the public name of one file; give one file, or leave --name out")
    if name in ("", ".", "..") or "/" in name or "\0" in name:
        raise PublishError("--name must be the name of a file, without folders")
    return Source(paths[0], name)


def _below(path: str) -> Iterator[Source]:
    if path == STANDARD_INPUT:
        raise PublishError("standard input has no name; give its public name with --name")
    folder = os.path.isdir(path)
    try:
        for found in walk([path]):
            target = os.path.relpath(found.path, path) if folder else os.path.basename(path)
            yield Source(found.path, target, found.unread)
    except NothingToInspect:
        return  # an empty folder among others; `sources` refuses if all are
