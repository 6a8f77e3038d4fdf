"""Letters as PDF: in all ten languages, tagged, with every character, and the same again."""

import zlib
from datetime import UTC, datetime

import pytest

from tests.incident.notices.test_templates import TEN, values_for
from withhold.incident.notices.interface import Audience, Form, NoticeError
from withhold.incident.notices.pdf import Letter, pdf_of, pdfs_of, picture_of
from withhold.incident.notices.templates import fill, shipped, version_of

AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def letter(language: str, name: str = "Amadou Okoro", window: tuple[str, ...] = ()) -> Letter:
    made = shipped(Audience.PERSON, language)
    filled = fill(version_of(made, Form.WRITTEN, ("in_custody",)), {**values_for(made), "name": name})
    return Letter(language, filled.title, filled.paragraphs, AT, window, "7K3M 9PQR 2XZA 1234 56")


@pytest.mark.parametrize("language", TEN)
def test_every_language_is_set_whole_and_tagged(language: str) -> None:
    made = pdf_of(letter(language))
    assert made.startswith(b"%PDF-")
    assert b"/StructTreeRoot" in made
    assert b"pdfuaid" in made


def test_punjabi_in_gurmukhi_begins_at_the_left() -> None:
    """Its picture has ink in the left half of the line of the heading, as English has and Persian has not."""
    for language, at_the_left in (("en", True), ("pa", True), ("fa", False)):
        lines = ink_of(picture_of(letter(language, window=("Somebody", "1 Harbour Road")), 36))
        assert any(lines) is True
        heading = lines[len(lines) * 34 // 100 : len(lines) * 38 // 100]
        found = any(first is not None and first < 0.3 for first in heading)
        assert found is at_the_left, language


def ink_of(png: bytes) -> list[float | None]:
    """Of each line of a picture where its first dark point is, as a share of the width; None without any."""
    width = height = 0
    data, at = b"", 8
    while at < len(png):
        size, kind = int.from_bytes(png[at : at + 4], "big"), png[at + 4 : at + 8]
        part = png[at + 8 : at + 8 + size]
        if kind == b"IHDR":
            width, height = int.from_bytes(part[:4], "big"), int.from_bytes(part[4:8], "big")
            assert part[8:10] == b"\x08\x06", "8 bits, red green blue alpha"
        data += part if kind == b"IDAT" else b""
        at += size + 12
    raw, stride, lines = zlib.decompress(data), width * 4, []
    before = bytes(stride)
    for line in range(height):
        start = line * (stride + 1)
        before = _unfiltered(raw[start], raw[start + 1 : start + 1 + stride], before)
        dark = next((x for x in range(width) if before[x * 4] < 128), None)
        lines.append(None if dark is None else dark / width)
    return lines


def _unfiltered(kind: int, line: bytes, above: bytes) -> bytes:
    """PNG (ISO/IEC 15948), 9: the five filters."""
    made = bytearray(line)
    for at in range(len(made)):
        left = made[at - 4] if at >= 4 else 0
        up, corner = above[at], above[at - 4] if at >= 4 else 0
        nearest = min((left, up, corner), key=lambda one: abs(left + up - corner - one))
        add = (0, left, up, (left + up) // 2, nearest)[kind]
        made[at] = (made[at] + add) & 255
    return bytes(made)


def test_the_same_letter_gives_the_same_bytes() -> None:
    assert pdf_of(letter("fa")) == pdf_of(letter("fa"))


def test_names_in_other_scripts_stand_in_every_letter() -> None:
    for name in ("محمد رحيمي", "Мария Лопес", "王小明", "ਗੁਰਪ੍ਰੀਤ ਸਿੰਘ"):
        assert pdf_of(letter("en", name))


def test_a_character_without_a_font_is_refused_and_not_told() -> None:
    with pytest.raises(NoticeError, match="no installed font") as caught:
        pdf_of(letter("en", "\U00012000\U00012001"))
    assert "\U00012000" not in str(caught.value)


@pytest.mark.parametrize("name", ["Amadou\0 Okoro", "Amadou\x1b[31m Okoro", "Amadou \ud800Okoro"])
def test_what_is_no_character_is_left_out(name: str) -> None:
    assert pdf_of(letter("en", name, (name, "1 Harbour Road"))).startswith(b"%PDF-")


def test_a_letter_has_an_address_or_a_code() -> None:
    with pytest.raises(NoticeError, match="needs the address"):
        pdf_of(Letter("en", "A letter", ("Text.",), AT))


def test_values_are_no_markup() -> None:
    assert pdf_of(letter("en", "#panic() $x$ *b* _i_ [l] <l> @r")).startswith(b"%PDF-")


def test_many_come_in_their_order() -> None:
    two = [letter("en", "First Person"), letter("es", "Second Person")]
    assert pdfs_of(two) == [pdf_of(one) for one in two]


def test_whoever_reviews_it_can_look_at_it() -> None:
    assert picture_of(letter("ar", window=("Amadou Okoro", "1 Harbour Road"))).startswith(b"\x89PNG")
