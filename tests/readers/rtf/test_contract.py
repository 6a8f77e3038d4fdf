"""RTF documents keep what every reader promises, in each hiding place."""

from random import Random
from typing import ClassVar

import pytest

from corpus.hiding.place import HidingPlace
from corpus.hiding.rtf_places import PLACES
from tests.contract.reader import Planted, ReaderContract, read_all
from tests.readers.reading import hidings, read, reasons_of
from tests.readers.xls.planted import content_of, planted
from withhold.domain.concealment import Concealment
from withhold.domain.piece import PartRead, Skipped, SkipReason
from withhold.readers.interface import Reader
from withhold.readers.rtf import READER

_NESTED = frozenset(
    (
        "embedded_workbook",
        "packaged_file",
        "text_of_a_picture",
        "theme",
        "data_store",
        "behind_the_end",
        "second_document",
    )
)
"""What other readers read."""


class TestRtf(ReaderContract):
    reader: ClassVar[Reader] = READER
    planted: ClassVar[list[Planted]] = [
        planted(place) for place in PLACES if not place.author and place.name not in _NESTED
    ]


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.name)
def test_every_part_is_accounted_for(place: HidingPlace) -> None:
    items = read_all(READER, place.make(Random(7), content_of(place)))
    assert isinstance(items[-1], PartRead | Skipped)
    assert not {SkipReason.CORRUPT, SkipReason.CRASHED} & reasons_of(items)


@pytest.mark.parametrize(
    "place", [place for place in PLACES if place.name in _NESTED], ids=lambda place: place.name
)
def test_what_is_nested_is_opened(place: HidingPlace) -> None:
    content = content_of(place)
    items = read(place.make(Random(7), content))
    assert hidings(items, content.values[0]) == {Concealment(place.concealment or "")}
