"""Outlook's own formats: compressed RTF, HTML in RTF, damaged and hostile files."""

import pytest

from corpus.mail.outlook import BODY, RTF, SUBJECT, TO, OutlookMessage, receivers
from corpus.mail.rtf import compressed, wrapped
from tests.readers.reading import columns_of, hidings, read, reasons_of, tables_of
from withhold.domain.concealment import Concealment as C
from withhold.domain.piece import ReadItem, Skipped, SkipReason
from withhold.readers.interface import Budget, Corrupt, Limits, OverLimit, Place
from withhold.readers.mail.packed_rtf import unpacked
from withhold.readers.registry import open_document
from withhold.readers.rtf.characters import joined
from withhold.readers.rtf.page import is_wrapped, unwrap

_WHO = "Okonkwo-Lindqvist"


@pytest.mark.parametrize(
    ("packed", "text"),
    [
        (
            "2d0000002b0000004c5a4675f1c5c7a703000a00726370673132354232"
            "0af32068656c090020627705b06c647d0a800fa0",
            b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n",
        ),
        (
            "1a0000001c0000004c5a4675e2d44b51410004205758595a0d6e7d010eb0",
            b"{\\rtf1 WXYZWXYZWXYZWXYZWXYZ}",
        ),
    ],
)
def test_the_examples_of_the_specification(packed: str, text: bytes) -> None:
    assert unpacked(bytes.fromhex(packed), Budget()) == text


def test_compressed_rtf_of_another_kind_is_corrupt() -> None:
    with pytest.raises(Corrupt):
        unpacked(b"\0" * 20, Budget())


def test_compressed_rtf_keeps_the_budget() -> None:
    with pytest.raises(OverLimit):
        unpacked(compressed("x" * 9000), Budget(Limits(expanded_bytes=4000)))


def test_html_is_taken_out_of_rtf() -> None:
    rtf = wrapped(f"Dear {_WHO} & Löfgren", "for others").encode()
    assert is_wrapped(rtf)
    page, beside = _unwrapped(rtf)
    assert page == f"<p>Dear {_WHO} & Löfgren</p>"
    assert hidings(beside, "for others") == {C.INVISIBLE_TEXT}
    assert hidings(beside, _WHO) == set()


def test_what_rtf_holds_beside_the_page_is_read() -> None:
    inside = r"{\info{\title Titled}}{\*\mine Destined}{\htmlrtf {\header Headed\par}\htmlrtf0 }"
    rtf = wrapped("Dear all").replace(r"\fromhtml1", rf"\fromhtml1{inside}").encode()
    page, beside = _unwrapped(rtf + b" Behind it")
    assert page.strip() == "<p>Dear all</p>"
    for word in ("Titled", "Destined", "Headed", "Behind it"):
        assert hidings(beside, word), word


def test_a_page_in_rtf_that_is_cut_short_is_given_as_far_as_it_goes() -> None:
    items = read(OutlookMessage({RTF: compressed(wrapped(f"Dear {_WHO}")[:-12])}).msg())
    assert hidings(items, _WHO) == {C.VISIBLE}
    assert SkipReason.CORRUPT in reasons_of(items)


def test_character_sets_of_fonts_are_kept() -> None:
    rtf = (
        rb"{\rtf1\ansi\ansicpg1252\fromhtml1{\fonttbl{\f0\fcharset0 A;}{\f1\fcharset204 B;}}"
        rb"\htmlrtf{\f1\htmlrtf0 \'c8\'e2\'e0\'ed\htmlrtf}\htmlrtf0  \'e9}"
    )
    assert _unwrapped(rtf)[0].split() == ["Иван", "é"]


def _unwrapped(rtf: bytes) -> tuple[str, list[ReadItem]]:
    """The page, and what is beside it."""
    page: list[str] = []
    items = list(unwrap(rtf, Place(open_document), page))
    return joined(page), items


def test_a_message_whose_directory_runs_in_circles_ends() -> None:
    data = bytearray(OutlookMessage({SUBJECT: "x", BODY: _WHO}).msg())
    at = data.find("__properties_version1.0".encode("utf-16-le"))
    data[at + 68 : at + 80] = b"\1\0\0\0" * 3
    items = read(bytes(data))
    assert SkipReason.CRASHED not in reasons_of(items)


def test_messages_in_messages_have_an_end() -> None:
    made = OutlookMessage({SUBJECT: _WHO})
    for _ in range(20):
        made = OutlookMessage({SUBJECT: "x"}, messages=[made])
    for data in (made.msg(), made.tnef()):
        items = read(data)
        assert SkipReason.OVER_LIMIT in reasons_of(items)


def test_winmail_that_is_cut_gives_what_stands_before() -> None:
    data = OutlookMessage({SUBJECT: _WHO, BODY: "x" * 5000}).tnef()
    whole = read(data)
    cut = read(data + b"\2\2\x90\6\0\xff\xff\xff\0")
    assert hidings(cut, _WHO) == hidings(whole, _WHO) == {C.VISIBLE}
    assert isinstance(cut[-1], Skipped)


def test_the_fields_of_a_contact_are_a_record() -> None:
    data = OutlookMessage({0x1A: "IPM.Contact", 0x3001: _WHO, 0x3A11: "Okonkwo", 0x3A1C: "+1 555 0100"}).msg()
    (card,) = tables_of(read(data))
    assert columns_of(card) == {"Name": [_WHO], "Family name": ["Okonkwo"], "Mobile phone": ["+1 555 0100"]}


def test_every_one_of_many_receivers_is_read() -> None:
    people = receivers([(f"Person {n}", f"p{n}@example.org") for n in range(900)], TO)
    (table,) = tables_of(read(OutlookMessage({SUBJECT: "x"}, people).msg()))
    assert len(table.rows) == 900


def test_rtf_that_is_no_page_is_opened_as_rtf() -> None:
    items = read(OutlookMessage({RTF: compressed(r"{\rtf1\ansi hello}")}).msg())
    assert any(step.value == "body" for item in items for step in item.location)
