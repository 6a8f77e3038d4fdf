"""Pages in archives of the web: WARC 1.0 and 1.1 (ISO 28500), and WET, plain, gzip or Zstandard."""

import os
from collections.abc import Iterator
from typing import Any

from withhold.incident.watch.sources.interface import Page, Shard, Unread

PAGE_BYTES = 32 << 20
"""Bytes of a page that are looked at; of a longer one the rest is told as not looked at."""
_MAGIC = (b"WARC/",)
_GZIP, _ZSTD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"
_ZSTD_SKIPPABLE = bytes(range(0x50, 0x60))
_HEAD = 1 << 12


def is_archive(path: str) -> bool:
    """Whether a file is an archive of the web, by its first bytes, unpacked if need be."""
    try:
        with open(path, "rb") as stream:
            head = stream.read(1 << 16)
    except OSError:
        return False  # whoever reads it as a file says what is wrong
    return _unpacked(head).startswith(_MAGIC)


def _unpacked(head: bytes) -> bytes:
    import zlib

    import zstandard

    try:
        if head.startswith(_GZIP):
            return zlib.decompressobj(16 + zlib.MAX_WBITS).decompress(head, _HEAD)
        if head.startswith(_ZSTD):
            return zstandard.ZstdDecompressor().stream_reader(head, read_across_frames=False).read(16)
        if head[1:4] == b"\x2a\x4d\x18" and head[0] in _ZSTD_SKIPPABLE:
            return b"WARC/"  # a dictionary before the frames, as only archives of the web have
    except (zlib.error, zstandard.ZstdError):
        return b""
    return head


def read_archive(shard: Shard) -> Iterator[Page | Unread]:
    """The pages of an archive, and what in it cannot be read."""
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    kinds = WarcRecordType.response | WarcRecordType.resource | WarcRecordType.conversion
    for path in shard.paths:
        records = 0
        try:
            with open(path, "rb") as stream:
                for record in ArchiveIterator(stream, record_types=kinds, parse_http=True, auto_decode="all"):
                    records += 1
                    yield from _page(shard.source, record)
                if stream.tell() < os.fstat(stream.fileno()).st_size or not records:
                    yield Unread(shard.source, path, _broken(records))
        except (OSError, ValueError, RuntimeError, EOFError) as error:
            yield Unread(shard.source, path, f"{_broken(records)} ({type(error).__name__})")


def _broken(records: int) -> str:
    if not records:
        return "no page could be read in it: it is damaged, or holds none"
    return f"it is damaged or cut: what comes after page {records:,} could not be read"


def _page(source: str, record: Any) -> Iterator[Page | Unread]:
    url = record.headers.get("WARC-Target-URI", "").strip("<>") or record.record_id
    try:
        content = record.reader.read(PAGE_BYTES + 1)
    except (OSError, ValueError, RuntimeError, EOFError) as error:
        yield Unread(source, url, f"its content cannot be unpacked ({type(error).__name__})")
        return
    if len(content) > PAGE_BYTES:
        yield Unread(source, url, f"longer than {PAGE_BYTES >> 20} MiB: only the beginning was looked at")
        content = content[:PAGE_BYTES]
    http = record.http_headers if record.is_http else None
    declared = (http.get("Content-Type") if http is not None else record.headers.get("Content-Type")) or ""
    media_type, charset = content_type(declared)
    text = str(record.record_type).endswith("conversion")
    yield Page(source, url, content, media_type, charset, text)


def content_type(declared: str) -> tuple[str, str]:
    """Media type and charset of a Content-Type (RFC 9110, 8.3), lower case, "" for what is not told."""
    media_type, _, parameters = declared.partition(";")
    charset = ""
    for parameter in parameters.split(";"):
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            charset = value.strip().strip("\"'").lower()
    return media_type.strip().lower(), charset
