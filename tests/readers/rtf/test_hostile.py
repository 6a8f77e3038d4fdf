"""RTF that was made to do harm, and RTF that is broken."""

import random

import pytest

from corpus.hiding.place import HidingPlace
from corpus.hiding.rtf_places import PLACES
from corpus.rtf import RtfDocument, hexadecimal
from tests.readers.reading import hidings, read, reasons_of, texts_of
from tests.readers.test_damage import damaged
from tests.readers.xls.planted import content_of
from withhold.domain.concealment import Concealment as C
from withhold.domain.piece import PartRead, Skipped, SkipReason
from withhold.readers.interface import Limits

_RUNS = 12


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.name)
def test_damage_gives_pieces_and_what_was_skipped(place: HidingPlace) -> None:
    data = place.make(random.Random(7), content_of(place))
    chance = random.Random(len(data))
    for _ in range(_RUNS):
        broken = damaged(data, chance)
        items = read(broken)
        assert isinstance(items[-1], PartRead | Skipped), broken
        assert SkipReason.CRASHED not in reasons_of(items), broken


def test_a_document_cut_short_gives_what_it_has_and_says_so() -> None:
    items = read(rb"{\rtf1\pard Ann Lee\par Bo Li")
    assert [text.text for text in texts_of(items)] == ["Ann Lee", "Bo Li"]
    assert reasons_of(items) == {SkipReason.CORRUPT}


@pytest.mark.parametrize(
    "opening", [b"{", rb"{\b", rb"{\*\shpinst", rb"{\footnote", rb"{\info", rb"{\*\x y", rb"{\shptxt"]
)
def test_groups_nested_ten_thousand_deep_are_over_the_limit(opening: bytes) -> None:
    items = read(rb"{\rtf1\pard Ann Lee\par " + opening * 10_000 + b" x " + b"}" * 10_001)
    assert hidings(items, "Ann Lee") == {C.VISIBLE}
    assert SkipReason.OVER_LIMIT in reasons_of(items)


@pytest.mark.parametrize(
    "food",
    [
        rb"\title", rb"\footnote", rb"\cell", rb"\row", rb"\trowd\cellx1", rb"\nestcell", rb"\itap64\cell",
        rb"\intbl\par", rb"\tab", rb"\u1?", rb"\uc99999\u1 ", rb"\'", rb"\*", rb"\pict", rb"{\pict 00}",
        rb"{\sp{\sn a}{\sv b}}", rb"{\*\revtbl{}{}}", rb"\ansicpg0", rb"{\colortbl;}", rb"{\fonttbl\f1 a;}",
        b"\0", rb"{\stylesheet{\s1\sbasedon1 a;}}\s1 ", rb"\bin1", b"\\", b"\xff\\", rb"{\*\a b}",
        rb"\upr\ud",
    ],
)  # fmt: skip
def test_one_thing_again_and_again(food: bytes) -> None:
    items = read(rb"{\rtf1 Ann Lee\par " + food * 5_000 + b"}", limits=Limits(members=6_000))
    assert isinstance(items[-1], PartRead | Skipped)
    assert SkipReason.CRASHED not in reasons_of(items)


def test_bytes_beyond_the_budget_are_over_the_limit() -> None:
    digits = hexadecimal(bytes(200_000))
    data = RtfDocument(rf"\pard Ann Lee\par{{\pict\pngblip {digits}}}").file()
    items = read(data, limits=Limits(expanded_bytes=500_000))
    assert hidings(items, "Ann Lee") == {C.VISIBLE}
    assert SkipReason.OVER_LIMIT in reasons_of(items)


@pytest.mark.parametrize("food", ["word ", r"word\par "])
def test_a_cell_without_end_is_over_the_limit(food: str) -> None:
    data = RtfDocument(r"\trowd\cellx900\intbl Ann Lee\cell " + food * 500_000).file()
    items = read(data, limits=Limits(text_bytes=1 << 20))
    assert hidings(items, "Ann Lee") == {C.VISIBLE}
    assert SkipReason.OVER_LIMIT in reasons_of(items)


def test_a_count_of_bytes_that_lies_hides_nothing_of_what_is_there() -> None:
    items = read(rb"{\rtf1\pard a\par\bin2000000000 Ann Lee was here.\par}")
    assert hidings(items, "Ann Lee") == {C.METADATA}
    assert {SkipReason.CORRUPT, SkipReason.DECODED_AS_STRINGS} <= reasons_of(items)


def test_bytes_without_any_word_come_in_pieces() -> None:
    items = read(b"{\\rtf1\\pard " + b"\xe9t\xe9 " * 400_000 + b"Ann Lee\\par}")
    assert len(texts_of(items)) > 1
    assert hidings(items, "Ann Lee") == {C.VISIBLE}


def test_documents_behind_documents_come_to_an_end() -> None:
    items = read(rb"{\rtf1 Ann Lee}" * 200)
    assert hidings(items, "Ann Lee") == {C.VISIBLE, C.INVISIBLE_TEXT}
    assert SkipReason.OVER_LIMIT in reasons_of(items)
