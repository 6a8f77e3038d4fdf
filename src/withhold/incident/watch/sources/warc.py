"""Pages in archives of the web: WARC 1.0 and 1.1 (ISO 28500), and WET, plain, gzip or Zstandard."""

from collections.abc import Iterator
from typing import Any, BinaryIO, cast

from withhold.fleet.unpacking import Damaged, Packing, unpacked
from withhold.incident.watch.sources.interface import Page, Shard, Unread

PAGE_BYTES = 32 << 20
"""Bytes of a page that are looked at; of a longer one the rest is told as not looked at."""
_MAGIC = b"WARC"
_GZIP, _ZSTD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"
_END = b"\r\n\r\n"
_PIECE = 1 << 20


def is_archive(path: str) -> bool:
    """Whether a file is an archive of the web, by its first bytes, unpacked if need be."""
    try:
        with open(path, "rb") as stream:
            return _packing(stream) is not None
    except OSError:
        return False  # whoever reads it as a file says what is wrong


def _packing(stream: BinaryIO) -> Packing | None:
    """How an archive is packed; None for what is no archive. The stream is at its beginning again."""
    head = stream.read(4)
    stream.seek(0)
    if head == _MAGIC:
        return Packing.PLAIN
    packing = Packing.GZIP if head.startswith(_GZIP) else Packing.ZSTD if head == _ZSTD else None
    if packing is None:
        return None
    try:
        begins = next(unpacked(stream, packing), b"").startswith(_MAGIC)
    except Damaged:
        begins = False
    stream.seek(0)
    return packing if begins else None


def read_archive(shard: Shard) -> Iterator[Page | Unread]:
    """The pages of an archive, and what in it cannot be read."""
    for path in shard.paths:
        try:
            with open(path, "rb") as stream:
                packing = _packing(stream)
                if packing is None:
                    yield Unread(shard.source, path, "it is no archive of the web any more")
                else:
                    yield from _pages(shard.source, path, _Plain(stream, packing))
        except OSError as error:
            yield Unread(shard.source, path, f"it cannot be read ({error.strerror or type(error).__name__})")


class _Plain:
    """An archive's bytes, unpacked: what FastWARC reads from, and how far it came."""

    def __init__(self, stream: BinaryIO, packing: Packing) -> None:
        plain = packing is Packing.PLAIN
        self._pieces = iter(lambda: stream.read(_PIECE), b"") if plain else unpacked(stream, packing)
        self._kept = b""
        self.length = 0
        self.tail = b""
        self.damage = ""

    def read(self, size: int = -1) -> bytes:
        """The next bytes, none at the end, or where damage begins."""
        if not self._kept and not self.damage:
            try:
                self._kept = next(self._pieces, b"")
            except Damaged as damage:
                self.damage = str(damage)
        given = self._kept if size < 0 else self._kept[:size]
        self._kept = self._kept[len(given) :]
        self.length += len(given)
        self.tail = (self.tail + given[-4:])[-4:]
        return given

    def tell(self) -> int:
        """How many bytes were given."""
        return self.length


def _pages(source: str, path: str, plain: _Plain) -> Iterator[Page | Unread]:
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    kinds = WarcRecordType.response | WarcRecordType.resource | WarcRecordType.conversion
    kinds |= WarcRecordType.revisit
    records, least = 0, 0
    try:
        for record in ArchiveIterator(
            cast(Any, plain), record_types=kinds, parse_http=True, auto_decode="all"
        ):
            records += 1
            declared = record.headers.get("Content-Length") or "0"
            least = record.stream_pos + (int(declared) if declared.isdecimal() else 0)
            if record.record_type == WarcRecordType.revisit:
                yield Unread(source, _address(record), "kept as a mere mention of an earlier capture")
            else:
                yield from _page(source, record)
    except (OSError, ValueError, RuntimeError, EOFError) as error:
        yield Unread(source, path, f"{_broken(records)} ({type(error).__name__})")
        return
    if plain.damage:
        yield Unread(source, path, f"{_broken(records)} ({plain.damage})")
    elif not records or plain.tail != _END or plain.length < least:
        yield Unread(source, path, _broken(records))


def _broken(records: int) -> str:
    if not records:
        return "no page could be read in it: it is damaged, or holds none"
    return f"it is damaged or cut: what comes after page {records:,} could not be read"


def _address(record: Any) -> str:
    return (record.headers.get("WARC-Target-URI") or "").strip("<>") or str(record.record_id)


def _page(source: str, record: Any) -> Iterator[Page | Unread]:
    url = _address(record)
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
