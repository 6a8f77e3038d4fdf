"""Word documents of the old format keep what every reader promises, in each hiding place."""

from random import Random
from typing import ClassVar

import pytest

from corpus.hiding.doc_places import PLACES
from corpus.hiding.place import HidingPlace
from corpus.word97.document import HIDDEN, Document, Run, table
from tests.contract.reader import Planted, ReaderContract, read_all
from tests.readers.reading import columns_of, hidings, read, reasons_of, tables_of
from tests.readers.xls.planted import content_of, planted
from withhold.domain.concealment import Concealment as C
from withhold.domain.piece import PartRead, Skipped, SkipReason
from withhold.readers.doc import READER
from withhold.readers.interface import Reader

_NESTED = "embedded_workbook"


class TestDoc(ReaderContract):
    reader: ClassVar[Reader] = READER
    planted: ClassVar[list[Planted]] = [
        planted(place) for place in PLACES if not place.author and place.name != _NESTED
    ]
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


def test_a_hidden_cell_stays_in_its_row() -> None:
    runs = table([["Name", "Born"], ["Ann Lee", "1990-01-01"], ["Bo Li", "1991-01-01"]])
    runs = [Run(run.text, HIDDEN if "Bo Li" in run.text else b"", run.paragraph) for run in runs]
    items = read(Document({"main": [*runs, Run("\r")]}).file())
    (found,) = tables_of(items)
    assert columns_of(found)["Name"] == ["Ann Lee", "Bo Li"]
    assert hidings(items, "Bo Li") == {C.INVISIBLE_TEXT}
    assert hidings(items, "Ann Lee") == {C.VISIBLE}
