"""Sources as shards, and what reads each kind of shard."""

import os
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from withhold.domain.errors import UsageError
from withhold.fetching.http import HttpFetcher
from withhold.fleet.walk import STANDARD_INPUT, Found, check, walk
from withhold.incident.watch.sources.addresses import Asker
from withhold.incident.watch.sources.files import read_files
from withhold.incident.watch.sources.interface import Page, Read, Shard, Unread
from withhold.incident.watch.sources.lists import LONGEST, addresses_in
from withhold.incident.watch.sources.warc import is_archive, read_archive


def _read_addresses(shard: Shard) -> Iterator[Page | Unread]:
    return Asker(HttpFetcher()).read(shard)


_READERS: dict[str, Read] = {"warc": read_archive, "files": read_files, "urls": _read_addresses}
_MOST_FILES, _MOST_BYTES = 256, 32 << 20
"""Of the files of one shard: a worker's memory, and what is lost with it."""


def planned(sources: Sequence[str], lists: Sequence[str] = ()) -> tuple[list[Shard], list[Unread]]:
    """The shards of sources, and what of them cannot be looked at.

    A source is a path, `-`, or an address that is asked. `lists` are files (or addresses) of lists of
    addresses: plain, feeds, sitemaps, CDX answers; what they name is asked. Raises UsageError for a path that
    does not exist or a list that is none, NothingToInspect where there is no file at all.
    """
    check([source for source in sources if not is_address(source)])
    shards: list[Shard] = []
    unread: list[Unread] = []
    for source in sources:
        if is_address(source):
            shards.append(Shard(source, "urls", (source,)))
        else:
            found, problems = _of_path(source)
            shards += found
            unread += problems
    for source in lists:
        shards += _by_host(source, _listed(source))
    return shards, unread


def is_address(source: str) -> bool:
    """Whether a source is an address of the web, not a path."""
    return source.startswith(("http://", "https://"))


def _of_path(source: str) -> tuple[list[Shard], list[Unread]]:
    shards: list[Shard] = []
    unread: list[Unread] = []
    files: list[tuple[str, int]] = []
    for found in walk([source]):
        if found.unread is not None:
            unread.append(Unread(source, found.path, found.unread))
        elif found.path != STANDARD_INPUT and is_archive(found.path):
            shards.append(Shard(source, "warc", (found.path,), _size(found)))
        else:
            files.append((found.path, _size(found)))
    return [*shards, *_batches(source, files)], unread


def _listed(source: str) -> list[str]:
    """The addresses that a list names. Raises UsageError for what is no list."""
    if is_address(source):
        page = Asker(HttpFetcher()).page(source, source)
        if isinstance(page, Unread):
            raise UsageError(f"the list {source} cannot be had: {page.reason}")
        content = page.content
    else:
        try:
            with open(source, "rb") as stream:
                content = stream.read(LONGEST + 1)
        except OSError as error:
            raise UsageError(f"the list {source} cannot be read ({os.strerror(error.errno or 0)})") from None
    found = addresses_in(content)
    if not found:
        raise UsageError(f"{source} is no list of addresses, feed, sitemap or CDX answer")
    return found


def _by_host(source: str, urls: Sequence[str]) -> Iterator[Shard]:
    """One shard a host: nobody is asked by two workers at once."""
    hosts: dict[str, list[str]] = {}
    for url in urls:
        hosts.setdefault(urlsplit(url).netloc, []).append(url)
    for of_host in hosts.values():
        yield Shard(source, "urls", tuple(of_host))


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
