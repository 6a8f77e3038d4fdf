"""How a fuzzed reader is called: alone, within small limits, all that nests in the document left unread."""

import contextlib
from collections.abc import Iterator
from io import BytesIO

from withhold.domain.piece import ReadItem, Skipped, SkipReason
from withhold.readers.interface import Budget, Limits, Place, Reader, ReaderError, Source

_LIMITS = Limits(expanded_bytes=64 << 20, members=2_000)


def _leave(source: Source, place: Place) -> Iterator[ReadItem]:
    """In place of the readers of other formats: reads the bytes, and says that nobody does."""
    source.stream.seek(0)
    source.stream.read()
    yield Skipped(place.location, SkipReason.UNSUPPORTED, source.size)


def read_through(reader: Reader, data: bytes) -> None:
    """Everything that a reader gives; only what it promises to raise is let pass."""
    place = Place(_leave, budget=Budget(_LIMITS))
    with contextlib.suppress(ReaderError):
        for _ in reader.read(Source(BytesIO(data), len(data)), place):
            pass
