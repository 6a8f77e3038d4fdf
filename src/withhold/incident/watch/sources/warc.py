"""Pages in archives of the web: WARC 1.0 and 1.1 (ISO 28500), and WET, plain, gzip or Zstandard.

FastWARC takes the archive apart into records. Content codings are undone here, each page for itself: a page
that is packed wrongly costs that page and not what comes after it.
"""

import os
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from withhold.incident.watch.sources.archives import ends_whole, next_record
from withhold.incident.watch.sources.codings import plain
from withhold.incident.watch.sources.interface import Page, Shard, Unread

PAGE_BYTES = 32 << 20
"""Bytes of a page that are looked at; of a longer one the rest is told as not looked at."""
_MOST_BREAKS = 1_000
_MOST_DIGESTS = 1_000_000
_ERRORS = (OSError, ValueError, RuntimeError, EOFError, OverflowError)


@dataclass(slots=True)
class _Progress:
    """How far an archive was read: pages so far, where the last record begins, and what is no page of it."""

    pages: int = 0
    last: int = -1
    seen: set[int] = field(default_factory=set)
    elsewhere: int = 0
    cut: int = 0
    others: int = 0


def read_archive(shard: Shard) -> Iterator[Page | Unread]:
    """The pages of an archive, and what in it cannot be read."""
    for path in shard.paths:
        try:
            with open(path, "rb") as stream:
                yield from read_records(shard.source, path, stream)
        except OSError as error:
            yield Unread(shard.source, path, f"it cannot be read ({os.strerror(error.errno or 0)})")


def read_records(source: str, path: str, stream: BinaryIO) -> Iterator[Page | Unread]:
    """The pages of an open archive: from the beginning, and after each damaged place from where records can
    be read again. `path` is what it is called."""
    progress = _Progress()
    begin: int | None = 0
    for _ in range(_MOST_BREAKS):
        assert begin is not None
        whole = yield from _stretch(source, stream, begin, progress)
        if whole:
            break
        begin = next_record(stream, max(begin, progress.last) + 1)
        after = f"after page {progress.pages:,}" if progress.pages else "at its beginning"
        if begin is None:
            yield Unread(source, path, f"it is damaged or cut: what comes {after} could not be read")
            break
        yield Unread(source, path, f"it is damaged {after}: something there could not be read")
    else:
        yield Unread(source, path, f"damaged in {_MOST_BREAKS:,} places: what comes then was not read")
    yield from (Unread(source, path, reason) for reason in _told(progress))


def _stretch(
    source: str, stream: BinaryIO, begin: int, progress: _Progress
) -> Generator[Page | Unread, None, bool]:
    """The pages from a record's beginning on; returns whether they go to the end of the archive."""
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    kinds = WarcRecordType.any_type
    pages = WarcRecordType.response | WarcRecordType.resource | WarcRecordType.conversion
    fine = WarcRecordType.request | WarcRecordType.metadata | WarcRecordType.warcinfo
    size = stream.seek(0, os.SEEK_END)
    stream.seek(begin)
    try:
        for record in ArchiveIterator(stream, record_types=kinds, parse_http=True, auto_decode="none"):
            progress.last = record.stream_pos
            if not record.headers.get("Content-Length"):
                return False  # cut, or overwritten, before it says how long it is
            kind = record.record_type
            if kind & pages:
                yield from _page(source, record, progress, text=kind == WarcRecordType.conversion)
            elif kind == WarcRecordType.revisit:
                progress.elsewhere += hash(record.headers.get("WARC-Payload-Digest")) not in progress.seen
            elif not kind & fine:
                progress.others += 1
    except _ERRORS:
        return False
    return stream.tell() >= size > begin and ends_whole(stream, begin, progress.last)


def _page(source: str, record: Any, progress: _Progress, text: bool) -> Iterator[Page | Unread]:
    headers = record.headers
    url = headers.get("WARC-Target-URI", "").strip("<> ") or record.record_id or "a page without an address"
    progress.pages += 1
    http = record.http_headers if record.is_http else None
    length = record.content_length
    try:
        # Memory for all that is asked for is had at once: not more than the page's own length.
        body = record.reader.read(min(max(length, 0), PAGE_BYTES) + 1)
    except _ERRORS:
        yield Unread(source, url, "it is damaged in the archive")
        raise
    if (digest := headers.get("WARC-Payload-Digest")) and len(progress.seen) < _MOST_DIGESTS:
        progress.seen.add(hash(digest))
    if headers.get("WARC-Truncated"):
        progress.cut += 1
    declared = (http if http is not None else headers).get("Content-Type") or ""
    transfer = content = ""
    if http is not None:
        transfer, content = http.get("Transfer-Encoding") or "", http.get("Content-Encoding") or ""
    done = plain(body, transfer, content, PAGE_BYTES)
    yield Page(source, url, done.content, *content_type(declared), text)
    if done.problem:
        yield Unread(source, url, done.problem)
    if len(body) < min(length, PAGE_BYTES):
        yield Unread(source, url, "it is cut in the archive: only its beginning was looked at")


def _told(progress: _Progress) -> Iterator[str]:
    """What is no page, and not nothing."""
    if not progress.pages:
        yield "it holds no page that could be read"
    if progress.elsewhere:
        yield f"{progress.elsewhere:,} records say only that a page was as before: it is in another archive"
    if progress.cut:
        yield f"{progress.cut:,} pages were cut when they were archived"
    if progress.others:
        yield f"{progress.others:,} records are of an unknown kind, or parts of a page: they were not read"


def content_type(declared: str) -> tuple[str, str]:
    """Media type and charset of a Content-Type (RFC 9110, 8.3), lower case, "" for what is not told."""
    media_type, _, parameters = declared.partition(";")
    charset = ""
    for parameter in parameters.split(";") if parameters else ():
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            charset = value.strip().strip("\"'").lower()
    return media_type.strip().lower(), charset
