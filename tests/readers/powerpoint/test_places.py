"""The generated hiding places of presentations come out of the reader with their concealment and route."""

from typing import ClassVar

from corpus.hiding.pptx_places import PLACES
from tests.contract.reader import Planted, ReaderContract
from tests.readers.reading import hidings, read
from tests.readers.xls.planted import content_of, planted
from withhold.domain.concealment import Concealment
from withhold.readers.interface import Reader
from withhold.readers.powerpoint import READER

_NESTED = "embedded_workbook"


class TestPlaces(ReaderContract):
    reader: ClassVar[Reader] = READER
    planted: ClassVar[list[Planted]] = [planted(place) for place in PLACES if place.name != _NESTED]
    expected_parts: ClassVar[int] = 8


def test_an_embedded_workbook_is_opened() -> None:
    place = next(place for place in PLACES if place.name == _NESTED)
    found = planted(place)
    assert hidings(read(found.data), content_of(place).values[0]) == {Concealment.EMBEDDED_OBJECT}
