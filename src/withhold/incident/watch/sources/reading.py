"""Sources as shards, and what reads each kind of shard."""

import os
from collections.abc import Iterator, Sequence

from withhold.domain.errors import UsageError
from withhold.fetching.http import HttpFetcher
from withhold.fleet.walk import STANDARD_INPUT, Found, check, shown, walk
from withhold.incident.watch.sources.addresses import Asker
from withhold.incident.watch.sources.archives import is_archive, is_old_archive
from withhold.incident.watch.sources.files import read_files
from withhold.incident.watch.sources.interface import Page, Read, Shard, Unread
from withhold.incident.watch.sources.lists import LIST_BYTES, Listed, grouped, is_address, listed
from withhold.incident.watch.sources.warc import read_archive


def _read_addresses(shard: Shard) -> Iterator[Page | Unread]:
    return Asker(HttpFetcher()).read(shard)


def _read_lists(shard: Shard) -> Iterator[Page | Unread]:
    return Asker(HttpFetcher()).read_lists(shard)


_READERS: dict[str, Read] = {
    "warc": read_archive,
    "files": read_files,
    "urls": _read_addresses,
    "lists": _read_lists,
}
_MOST_FILES, _MOST_BYTES = 256, 32 << 20
"""Of the files of one shard: a worker's memory, and what is lost with it."""
_OLD = "an archive in the ARC form: what is packed in it is not looked at; convert it to WARC"


def planned(sources: Sequence[str], lists: Sequence[str] = ()) -> tuple[list[Shard], list[Unread]]:
    """The shards of sources, and what of them cannot be looked at.

    A source is a path, `-`, or an http address, which is one page. `lists` are files or addresses of lists
    (addresses one a line, a feed, a sitemap, a web archive's index): the pages that they name are asked for.
    A file among the sources never asks anybody for anything, whatever is in it.

    Raises UsageError for a path that does not exist or a list that is none, NothingToInspect where there is
    no file at all.
    """
    check([path for path in (*sources, *lists) if not is_address(path)])
    shards: list[Shard] = []
    unread: list[Unread] = []
    for source in sources:
        if is_address(source):
            shards.append(Shard(source, "urls", (source,)))
        else:
            _plan(source, shards, unread)
    for source in lists:
        found = _listed(source)
        unread += [Unread(source, shown(source), problem) for problem in found.problems]
        kind = "lists" if found.lists else "urls"
        shards += [Shard(source, kind, part) for part in grouped(found.addresses, _MOST_FILES)]
    return shards, unread


def read(shard: Shard) -> Iterator[Page | Unread]:
    """The pages of a shard. Never raises for what is in the bytes."""
    return _READERS[shard.kind](shard)


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


def _listed(source: str) -> Listed:
    """What a list names. Raises UsageError for what is no list."""
    if is_address(source):
        page = Asker(HttpFetcher()).page(source, source)
        if isinstance(page, Unread):
            raise UsageError(f"the list {source} cannot be had: {page.reason}")
        found = listed(page.content, source)
    else:
        try:
            with open(source, "rb") as stream:
                found = listed(stream.read(LIST_BYTES))
        except OSError as error:
            why = os.strerror(error.errno or 0)
            raise UsageError(f"the list {shown(source)} cannot be read ({why})") from None
    if found is None:
        raise UsageError(
            f"{shown(source)} is no list: give addresses one a line, a feed, a sitemap or a CDX answer"
        )
    return found


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
