"""Single compressed streams: gzip, bzip2, xz. What is inside is opened as a document of its own."""

import bz2
import gzip
import lzma
import zlib
from collections.abc import Iterator
from functools import partial
from typing import IO, BinaryIO, cast

from withhold.domain.piece import PartRead, ReadItem
from withhold.readers.interface import Budget, Corrupt, OverLimit, Place, Reader, Source
from withhold.readers.member_stream import nested_source

_CHUNK = 1 << 17
_RATIO_FROM = 1 << 20
_SUFFIXES = (".gz", ".bz2", ".xz")


def read(source: Source, place: Place) -> Iterator[ReadItem]:
    """The one document in a compressed stream; it may be an archive again."""
    from withhold.readers.registry import skipped

    inner = source.untrusted_name.rpartition("/")[2]
    for suffix in _SUFFIXES:
        inner = inner.removesuffix(suffix)
    location = place.location.child("member", inner, 1)
    nested, error = nested_source(partial(_expand, source, place.budget), None, inner)
    if nested.size or error is None:
        yield from place.open_nested(nested, place.inside(location))
    if error is not None:
        yield skipped(location, error, source.size)
    else:
        yield PartRead(place.location)


def _open(stream: BinaryIO) -> IO[bytes]:
    stream.seek(0)
    head = stream.read(3)
    stream.seek(0)
    if head == b"BZh":
        return bz2.BZ2File(stream)
    if head == b"\xfd7z":
        return cast(IO[bytes], lzma.LZMAFile(stream))
    return cast(IO[bytes], gzip.GzipFile(fileobj=stream))


def _expand(source: Source, budget: Budget) -> Iterator[bytes]:
    """Chunks of the expanded stream. Raises Corrupt or OverLimit, after what could be expanded."""
    given = 0
    with _open(source.stream) as stream:
        while True:
            try:
                chunk = stream.read(_CHUNK)
            except (OSError, EOFError, zlib.error, lzma.LZMAError):
                raise Corrupt("the compressed stream is damaged or cut short") from None
            if not chunk:
                return
            given += len(chunk)
            budget.spend(len(chunk))
            if given > _RATIO_FROM and given > budget.limits.ratio * source.size:
                raise OverLimit(f"the stream expands more than {budget.limits.ratio} times")
            yield chunk


READER = Reader("packed", ("application/gzip", "application/x-bzip2", "application/x-xz"), read)
