"""Presentations of the old format keep what every reader promises, in each hiding place."""

from random import Random
from typing import ClassVar

import pytest

from corpus.hiding.place import HidingPlace
from corpus.hiding.ppt_places import PLACES
from corpus.word97.presentation import Presentation, container, slide, text
from tests.contract.reader import Planted, ReaderContract, read_all
from tests.readers.reading import hidings, read, reasons_of
from tests.readers.xls.planted import content_of, planted
from withhold.domain.concealment import Concealment as C
from withhold.domain.piece import PartRead, Skipped, SkipReason
from withhold.readers.interface import Reader
from withhold.readers.ppt import READER

_NESTED = "embedded_workbook"


class TestPpt(ReaderContract):
    reader: ClassVar[Reader] = READER
    planted: ClassVar[list[Planted]] = [planted(place) for place in PLACES if place.name != _NESTED]
    expected_parts: ClassVar[int] = 2


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.name)
def test_every_stream_is_accounted_for(place: HidingPlace) -> None:
    items = read_all(READER, place.make(Random(7), content_of(place)))
    assert isinstance(items[-1], PartRead | Skipped)
    assert SkipReason.CORRUPT not in reasons_of(items)


def test_an_embedded_workbook_is_opened() -> None:
    place = next(place for place in PLACES if place.name == _NESTED)
    content = content_of(place)
    assert hidings(read(place.make(Random(7), content)), content.values[0]) == {C.EMBEDDED_OBJECT}


def test_thousands_of_containers_deep() -> None:
    deep = text("Ann Lee")
    for _ in range(5000):
        deep = container(0xF003, deep)
    items = read(Presentation([slide(deep)]).file())
    assert SkipReason.CRASHED not in reasons_of(items)
