"""Workbooks of the binary formats keep what every reader promises, in each hiding place."""

from random import Random
from typing import ClassVar

import pytest

from corpus.hiding import xls_places, xlsb_places
from corpus.hiding.place import HidingPlace
from tests.contract.reader import Planted, ReaderContract, read_all
from tests.readers.reading import hidings, read, reasons_of
from tests.readers.xls.planted import content_of, planted
from withhold.domain.concealment import Concealment as C
from withhold.domain.piece import PartRead, Skipped, SkipReason
from withhold.readers import xls, xlsb
from withhold.readers.interface import Reader

_NESTED = "embedded_workbook"
_PLACES = [*xls_places.PLACES, *xlsb_places.PLACES]


class TestXls(ReaderContract):
    reader: ClassVar[Reader] = xls.READER
    planted: ClassVar[list[Planted]] = [
        planted(place) for place in xls_places.PLACES if not place.author and place.name != _NESTED
    ]
    expected_parts: ClassVar[int] = 4


class TestXlsb(ReaderContract):
    reader: ClassVar[Reader] = xlsb.READER
    planted: ClassVar[list[Planted]] = [planted(place) for place in xlsb_places.PLACES]
    expected_parts: ClassVar[int] = 9


def test_an_embedded_workbook_is_opened() -> None:
    place = next(place for place in xls_places.PLACES if place.name == _NESTED)
    content = content_of(place)
    items = read(place.make(Random(7), content))
    assert hidings(items, content.values[0]) == {C.EMBEDDED_OBJECT}


@pytest.mark.parametrize("place", _PLACES, ids=lambda place: place.name)
def test_every_part_is_accounted_for(place: HidingPlace) -> None:
    reader = xls.READER if place in xls_places.PLACES else xlsb.READER
    items = read_all(reader, place.make(Random(7), content_of(place)))
    assert isinstance(items[-1], PartRead | Skipped)
    assert SkipReason.CORRUPT not in reasons_of(items)
