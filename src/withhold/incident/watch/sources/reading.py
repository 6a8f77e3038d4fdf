"""Sources as shards, and what reads each kind of shard."""

import os
from collections.abc import Iterator, Sequence

from withhold.fleet.walk import STANDARD_INPUT, Found, check, walk
from withhold.incident.watch.sources.files import read_files
from withhold.incident.watch.sources.interface import Page, Read, Shard, Unread
from withhold.incident.watch.sources.archives import is_archive
from withhold.incident.watch.sources.warc import read_archive

_READERS: dict[str, Read] = {"warc": read_archive, "files": read_files}
_MOST_FILES, _MOST_BYTES = 256, 32 << 20
"""Of the files of one shard: a worker's memory, and what is lost with it."""


def planned(sources: Sequence[str]) -> tuple[list[Shard], list[Unread]]:
    """The shards of sources, and what of them cannot be looked at.

    Raises UsageError for a path that does not exist, NothingToInspect where there is no file at all.
    """
    check(sources)
    shards: list[Shard] = []
    unread: list[Unread] = []
    for source in sources:
        files: list[tuple[str, int]] = []
        for found in walk([source]):
            if found.unread is not None:
                unread.append(Unread(source, found.path, found.unread))
            elif found.path != STANDARD_INPUT and is_archive(found.path):
                shards.append(Shard(source, "warc", (found.path,), _size(found)))
            else:
                files.append((found.path, _size(found)))
        shards += _batches(source, files)
    return shards, unread


def read(shard: Shard) -> Iterator[Page | Unread]:
    """The pages of a shard. Never raises for what is in the bytes."""
    return _READERS[shard.kind](shard)


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
