"""What the harnesses of the old formats share: a reader on some bytes, and files to begin with."""

from collections.abc import Iterator
from io import BytesIO
from random import Random

from corpus.content import of_people
from corpus.hiding.place import HidingPlace
from tests.contract.reader import read_nothing_nested
from withhold.readers.interface import Budget, Limits, Place, Reader, ReaderError, Source

_LIMITS = Limits(expanded_bytes=64 << 20)


def read_through(reader: Reader, data: bytes) -> None:
    """Everything that a reader gives; only its own errors may come out."""
    place = Place(read_nothing_nested, budget=Budget(_LIMITS))
    try:
        for _ in reader.read(Source(BytesIO(data), len(data)), place):
            pass
    except ReaderError:
        return


def seeds_of(places: tuple[HidingPlace, ...]) -> Iterator[bytes]:
    """A file of every hiding place."""
    for place in places:
        yield place.make(Random(7), of_people(Random(7), place.count, place.among))
