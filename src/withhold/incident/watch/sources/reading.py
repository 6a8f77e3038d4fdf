"""Sources as shards, and what reads each kind of shard."""

import os
from collections.abc import Iterator, Sequence

from withhold.domain.errors import UsageError
from withhold.fetching.http import HttpFetcher
from withhold.fetching.interface import Reach
from withhold.fleet.walk import STANDARD_INPUT, Found, check, shown, walk
from withhold.incident.watch.sources.archives import is_archive, is_old_archive
from withhold.incident.watch.sources.files import read_files
from withhold.incident.watch.sources.interface import Page, Shard, Unread
from withhold.incident.watch.sources.lists import LIST_BYTES, grouped, is_address, listed, may_be_list
from withhold.incident.watch.sources.warc import read_archive
from withhold.incident.watch.sources.web import Web

_MOST_FILES, _MOST_BYTES = 256, 32 << 20
"""Of the files of one shard: a worker's memory, and what is lost with it."""
_OLD = "an archive in the ARC form: what is packed in it is not looked at; convert it to WARC"


def planned(sources: Sequence[str], lists: Sequence[str] = ()) -> tuple[list[Shard], list[Unread]]:
    """The shards of sources, and what of them cannot be looked at.

    A source is an http address, a file, a folder or `-`. A file that is named by itself and holds addresses
    (one a line, a feed, a sitemap, a web archive's index) also stands for the pages there; one that lies in
    a folder never does: looking through a folder asks nobody for anything. `lists` are files that have to be
    such lists.

    Raises UsageError for a path that does not exist or is no list, NothingToInspect where there is no file.
    """
    paths = [source for source in (*sources, *lists) if not is_address(source)]
    check(paths)
    shards: list[Shard] = []
    unread: list[Unread] = []
    for source in sources:
        if is_address(source):
            shards.append(Shard(source, "page", (source,)))
            continue
        _plan(source, shards, unread)
        if source != STANDARD_INPUT and os.path.isfile(source):
            _plan_list(source, shards, unread)
    for source in lists:
        if not _plan_list(source, shards, unread):
            raise UsageError(f"{shown(source)} is no list of addresses: give one http address a line")
    return shards, unread


def read(shard: Shard, reach: Reach = Reach()) -> Iterator[Page | Unread]:  # noqa: B008 - frozen
    """The pages of a shard. Never raises for what is in the bytes. `reach` is where addresses may lead."""
    if shard.kind == "warc":
        return read_archive(shard)
    if shard.kind == "files":
        return read_files(shard)
    web = Web(HttpFetcher(reach))
    return web.read_page(shard) if shard.kind == "page" else web.read_pages(shard)


def _plan(source: str, shards: list[Shard], unread: list[Unread]) -> None:
    files: list[tuple[str, int]] = []
    for found in walk([source]):
        if found.unread is not None:
            unread.append(Unread(source, shown(found.path), found.unread))
        elif found.path != STANDARD_INPUT and is_archive(found.path):
            shards.append(Shard(source, "warc", (found.path,), _size(found)))
        else:
            if found.path != STANDARD_INPUT and is_old_archive(found.path):
                unread.append(Unread(source, shown(found.path), _OLD))
            files.append((found.path, _size(found)))
    shards += _batches(source, files)


def _plan_list(source: str, shards: list[Shard], unread: list[Unread]) -> bool:
    """Shards for the addresses of a list; whether the file is one."""
    try:
        with open(source, "rb") as stream:
            found = listed(stream.read(LIST_BYTES)) if may_be_list(stream) else None
    except OSError:
        return False  # it is read as a file too, which says what is wrong
    if found is None:
        return False
    unread += [Unread(source, shown(source), problem) for problem in found.problems]
    kind = "page" if found.lists else "pages"
    shards += [Shard(source, kind, part) for part in grouped(found.addresses, _MOST_FILES)]
    return True


def _size(found: Found) -> int:
    try:
        return os.stat(found.path).st_size
    except OSError:
        return 0  # reading it says what is wrong


def _batches(source: str, files: Sequence[tuple[str, int]]) -> Iterator[Shard]:
    batch: list[str] = []
    size = 0
    for path, length in files:
        if batch and (len(batch) >= _MOST_FILES or size + length > _MOST_BYTES):
            yield Shard(source, "files", tuple(batch), size)
            batch, size = [], 0
        batch.append(path)
        size += length
    if batch:
        yield Shard(source, "files", tuple(batch), size)
