"""Workbooks of the old format keep what every reader promises, in each hiding place."""

from random import Random
from typing import ClassVar

import pytest

from corpus.content import Content, of_people
from corpus.hiding.place import HidingPlace
from corpus.hiding.xls_places import PLACES
from tests.contract.reader import Planted, ReaderContract, read_all
from tests.readers.reading import hidings, read, reasons_of
from withhold.domain.concealment import Concealment as C
from withhold.domain.piece import PartRead, Skipped, SkipReason
from withhold.readers.interface import Reader
from withhold.readers.xls import READER

_ABOUT_NOBODY = ("property_author", "embedded_workbook")


def _content(place: HidingPlace) -> Content:
    return of_people(Random(place.name), place.count, place.among)


def _planted(place: HidingPlace) -> Planted:
    content = _content(place)
    data = place.make(Random(7), content)
    return Planted(place.name, data, content.values[0], C(place.concealment or "visible"), place.route)


class TestXls(ReaderContract):
    reader: ClassVar[Reader] = READER
    planted: ClassVar[list[Planted]] = [
        _planted(place) for place in PLACES if place.name not in _ABOUT_NOBODY
    ]
    expected_parts: ClassVar[int] = 4


def test_an_embedded_workbook_is_opened() -> None:
    place = next(place for place in PLACES if place.name == "embedded_workbook")
    content = _content(place)
    items = read(place.make(Random(7), content))
    assert hidings(items, content.values[0]) == {C.EMBEDDED_OBJECT}


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.name)
def test_every_stream_is_accounted_for(place: HidingPlace) -> None:
    items = read_all(READER, place.make(Random(7), _content(place)))
    assert isinstance(items[-1], PartRead | Skipped)
    assert SkipReason.CORRUPT not in reasons_of(items)
