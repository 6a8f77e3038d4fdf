"""Single compressed streams: gzip, bzip2, xz, lzma, Zstandard. What is inside is a document of its own."""

import bz2
import gzip
import lzma
import zlib
from collections.abc import Iterator
from functools import partial
from typing import IO, BinaryIO, cast

import zstandard

from withhold.domain.concealment import Concealment
from withhold.domain.piece import PartRead, ReadItem, Text, TextRole
from withhold.readers.encoding import decode
from withhold.readers.interface import Budget, Corrupt, OverLimit, Place, Reader, Source
from withhold.readers.member_stream import nested_source
from withhold.readers.strings import strings
from withhold.readers.zstandard_frames import skippable

_CHUNK = 1 << 17
_RATIO_FROM = 1 << 20
_SUFFIXES = (".gz", ".bz2", ".xz", ".lzma", ".zst")
_ZSTANDARD = b"\x28\xb5\x2f\xfd"
_WINDOW = 128 << 20
_LONGEST_HEADER = 1 << 17
_EXTRA, _NAME, _COMMENT = 4, 8, 16


def read(source: Source, place: Place) -> Iterator[ReadItem]:
    """The one document in a compressed stream; it may be an archive again."""
    from withhold.readers.registry import skipped

    inner = source.untrusted_name.rpartition("/")[2]
    for suffix in _SUFFIXES:
        inner = inner.removesuffix(suffix)
    location = place.location.child("member", inner, 1)
    for role, words in _gzip_header(source.stream):
        yield Text(location, words, role, Concealment.METADATA.inside(place.concealment))
    yield from _beside(source, place)
    nested, error = nested_source(partial(_expand, source, place.budget), None, inner)
    if nested.size or error is None:
        yield from place.open_nested(nested, place.inside(location))
    if error is not None:
        yield skipped(location, error, source.size)
    else:
        yield PartRead(place.location)


def _beside(source: Source, place: Place) -> Iterator[Text]:
    """What stands in frames that every Zstandard tool passes over."""
    try:
        for data in skippable(source.stream):
            if words := "\n".join(strings([data])):
                yield Text(
                    place.location, words, TextRole.CODE, Concealment.METADATA.inside(place.concealment)
                )
    except Corrupt:
        return  # said where the stream is expanded


def _gzip_header(stream: BinaryIO) -> Iterator[tuple[TextRole, str]]:
    """The name and the comment that the first member of a gzip file carries (RFC 1952, 2.3)."""
    stream.seek(0)
    head = stream.read(_LONGEST_HEADER)
    if head[:2] != b"\x1f\x8b" or len(head) < 12:
        return
    flags, at = head[3], 10
    if flags & _EXTRA:
        at += 2 + int.from_bytes(head[10:12], "little")
    for flag, role in ((_NAME, TextRole.HEADING), (_COMMENT, TextRole.PROSE)):
        if flags & flag and (end := head.find(b"\0", at)) >= 0:
            if words := decode(head[at:end]).strip():
                yield role, words
            at = end + 1


def _open(stream: BinaryIO) -> IO[bytes]:
    stream.seek(0)
    head = stream.read(4)
    stream.seek(0)
    if head.startswith(b"BZh"):
        return bz2.BZ2File(stream)
    if head.startswith((b"\xfd7z", b"\x5d\0\0")):
        return cast(IO[bytes], lzma.LZMAFile(stream))
    if head == _ZSTANDARD:
        decompressor = zstandard.ZstdDecompressor(max_window_size=_WINDOW)
        return decompressor.stream_reader(stream, read_across_frames=True, closefd=False)
    return cast(IO[bytes], gzip.GzipFile(fileobj=stream))


def _expand(source: Source, budget: Budget) -> Iterator[bytes]:
    """Chunks of the expanded stream. Raises Corrupt or OverLimit, after what could be expanded."""
    given = 0
    with _open(source.stream) as stream:
        while True:
            try:
                chunk = stream.read(_CHUNK)
            except (OSError, EOFError, zlib.error, lzma.LZMAError, zstandard.ZstdError):
                raise Corrupt("the compressed stream is damaged or cut short") from None
            if not chunk:
                break
            given += len(chunk)
            budget.spend(len(chunk))
            if given > _RATIO_FROM and given > budget.limits.ratio * source.size:
                raise OverLimit(f"the stream expands more than {budget.limits.ratio} times")
            yield chunk
    for _ in skippable(source.stream):
        pass  # its frames are counted to the end: the decompressor does not tell that the last one is cut


READER = Reader(
    "packed",
    (
        "application/gzip",
        "application/x-bzip2",
        "application/x-xz",
        "application/x-lzma",
        "application/zstd",
    ),
    read,
)
