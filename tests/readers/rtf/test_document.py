"""What comes out of RTF documents, written in many ways."""

import struct
import zlib

import pytest

from corpus.picture import png
from corpus.rtf import RtfDocument, hexadecimal, ole_object, package, paragraphs, picture, table
from tests.readers.reading import columns_of, hidings, read, reasons_of, tables_of, texts_of
from withhold.domain.concealment import Concealment as C
from withhold.domain.piece import PartRead, Skipped, SkipReason, TextRole

_ROWS = [["Name", "Born"], ["Ann Lee", "1990-01-01"], ["Bo Li", "1991-01-01"]]


def _of(body: str, head: str = "") -> bytes:
    return RtfDocument(body, head).file()


def _lines(data: bytes) -> list[str]:
    return [text.text for text in texts_of(read(data)) if text.role in (TextRole.PROSE, TextRole.HEADING)]


@pytest.mark.parametrize(
    ("written", "text"),
    [
        (r"L\'f6we", "Löwe"),
        (r"{\f1 \'c8\'e2\'e0\'ed}", "Иван"),
        (r"{\f2 \'83\'41\'83\'43}", "アイ"),
        (r"{\f2 \'83A}", "ア"),
        (r"L\'c3\'b6we, L\'f6we", "LÃ¶we, Löwe"),
        (r"A\'00n\'1fn", "Ann"),
        (r"\u1040?\u1085\'3f\uc0\u1085 a", "Аннa"),
        (r"\uc2\u8364\'80\'81 x\uc1", "€ x"),
        (r"\u-10179?\u-8704?", "😀"),
        (r"a\~b\_c\-d\{e\}\\", "a\xa0b-cd{e}\\"),
        (r"\lquote a\rquote\emdash\bullet b", "‘a’—•b"),
        ("A{\\b n}{\\i\\b0\n{n}}\r\n Lee", "Ann Lee"),
        (r"A\ansicpg1252 n\nosuchword12 n\nosuchword Lee", "AnnLee"),
        (r"{\field{\*\fldinst HYPERLINK x}{\fldrslt Ann}} Lee", "Ann Lee"),
        (r"{\upr{Ann?}{\*\ud{Ann}}} Lee", "Ann Lee"),
        (r"{\listtext 1.\tab}Ann Lee", "1. Ann Lee"),
    ],
)
def test_characters_and_words(written: str, text: str) -> None:
    assert text in _lines(_of(rf"\pard {written}\par "))


def test_the_character_set_of_the_document_counts_where_a_font_has_none() -> None:
    assert _lines(rb"{\rtf1\ansi\ansicpg1251\pard \'c8\'e2\'e0\'ed\par}") == ["Иван"]
    assert _lines(rb"{\rtf1\mac\pard L\'9awe\par}") == ["Löwe"]


def test_utf8_that_has_no_place_in_rtf_is_read_all_the_same() -> None:
    assert _lines("{\\rtf1\\ansi\\pard Löwe\\par}".encode()) == ["Löwe"]


def test_headings_are_known_by_their_style() -> None:
    first, *_ = texts_of(read(_of(paragraphs(["Detained in May"], r"\s1"))))
    assert (first.text, first.role) == ("Detained in May", TextRole.HEADING)


def test_a_table_comes_with_its_columns() -> None:
    (found,) = tables_of(read(_of(table(_ROWS))))
    assert columns_of(found) == {"Name": ["Ann Lee", "Bo Li"], "Born": ["1990-01-01", "1991-01-01"]}


def test_a_hidden_cell_stays_in_its_row() -> None:
    items = read(_of(table(_ROWS).replace("Bo Li", r"{\v Bo Li}")))
    (found,) = tables_of(items)
    assert columns_of(found)["Name"] == ["Ann Lee", "Bo Li"]
    assert hidings(items, "Bo Li") == {C.INVISIBLE_TEXT}
    assert hidings(items, "Ann Lee") == {C.VISIBLE}


def test_a_cell_that_spans_columns_leaves_the_others_in_their_place() -> None:
    wide = r"\trowd\cellx4000\cellx6000\pard\intbl Cy Ng\cell held\cell\row "
    rows = [["Name", "Born", "State"], *([f"Person {n}", "1990-01-01", "free"] for n in range(3))]
    (found,) = tables_of(read(_of(table(rows).removesuffix(r"\pard ") + wide)))
    assert columns_of(found)["State"] == ["free", "free", "free", "held"]


def test_a_row_that_is_never_ended_takes_no_more_than_its_cells() -> None:
    row = r"\trowd\cellx900\cellx1800\pard\intbl Ann Lee\cell\pard in\par the second\cell"
    items = read(_of(row + r"\pard After it\par"))
    (found,) = tables_of(items)
    assert [list(column.values) for column in found.columns] == [["Ann Lee"], ["in\nthe second"]]
    assert "After it" in [text.text for text in texts_of(items)]


def test_notes_in_a_table_do_not_cut_it() -> None:
    note = r"Ann Lee{\footnote \pard a note{\*\bkmkstart mark}\par of two lines}"
    items = read(_of(table(_ROWS).replace("Ann Lee", note)))
    (found,) = tables_of(items)
    assert columns_of(found)["Name"] == ["Ann Lee", "Bo Li"]
    assert hidings(items, "of two lines") == {C.VISIBLE}


def test_a_table_in_a_header_is_a_table_of_its_own() -> None:
    first, second = tables_of(read(_of(table(_ROWS) + r"{\header " + table(_ROWS) + "}")))
    assert columns_of(first) == columns_of(second)
    assert second.location.route() == ("part:headers",)


def test_lines_with_tabs_are_a_table_and_two_are_not() -> None:
    lines = "".join(rf"\pard {name}\tab {born}\par " for name, born in _ROWS)
    (found,) = tables_of(read(_of(lines)))
    assert columns_of(found)["Name"] == ["Ann Lee", "Bo Li"]
    assert tables_of(read(_of(r"\pard a\tab b\par c\tab d\par e\tab f\tab g\par"))) == []


@pytest.mark.parametrize(
    ("look", "how"),
    [
        (r"\v", C.INVISIBLE_TEXT),
        (r"\v\v0", C.VISIBLE),
        (r"\v\plain", C.VISIBLE),
        (r"\cs3\v0", C.VISIBLE),
        (r"\cf1", C.INVISIBLE_TEXT),
        (r"\cf1\highlight2", C.VISIBLE),
        (r"\cf1\chcbpat2", C.VISIBLE),
        (r"\cf1\cbpat2", C.VISIBLE),
        (r"\cf3\chcbpat3", C.INVISIBLE_TEXT),
        (r"\cf9", C.VISIBLE),
        (r"\fs1", C.ZERO_SIZE),
        (r"\charscalex1", C.ZERO_SIZE),
        (r"\sl-1\slmult0", C.ZERO_SIZE),
        (r"\sl-240", C.VISIBLE),
        (r"\li12500", C.OFF_PAGE),
        (r"\li-13000\li720", C.VISIBLE),
        (r"\li-13000\pard", C.VISIBLE),
        (r"\v\deleted", C.TRACKED_CHANGE),
        (r"\mvf", C.TRACKED_CHANGE),
        (r"\s4", C.INVISIBLE_TEXT),
    ],
)
def test_how_text_is_hidden(look: str, how: C) -> None:
    head = r"{\stylesheet{\s4\sbasedon2 Fine print;}}"
    assert hidings(read(_of(rf"\pard\plain a {{{look} Ann Lee}} b\par ", head)), "Ann Lee") == {how}


def test_white_text_is_seen_in_a_dark_text_box() -> None:
    def box(fill: int) -> bytes:
        shape = rf"{{\sp{{\sn fillColor}}{{\sv {fill}}}}}"
        return _of(rf"{{\shp{{\*\shpinst{shape}{{\shptxt\pard\cf1 Ann Lee\par}}}}}}")

    assert hidings(read(box(0x800000)), "Ann Lee") == {C.VISIBLE}
    assert hidings(read(box(0xFFFFFF)), "Ann Lee") == {C.INVISIBLE_TEXT}


def test_the_older_form_of_a_text_box_comes_only_where_it_says_more() -> None:
    shape = r"{\shp{\*\shpinst{\shptxt\pard Ann Lee\par}}{\shprslt\pard Ann Lee\par Bo Li\par}}"
    items = read(_of(shape))
    assert hidings(items, "Ann Lee") == {C.VISIBLE}
    assert hidings(items, "Bo Li") == {C.INVISIBLE_TEXT}


def test_a_picture_is_opened_and_so_is_one_written_as_bytes() -> None:
    data = png(30, 20, "Ann Lee")
    raw = RtfDocument("").file()[:-5] + b"{\\pict\\pngblip\\bin%d " % len(data) + data + b"}}"
    for document in (_of(picture(data)), raw):
        items = read(document)
        assert hidings(items, "Ann Lee") == {C.METADATA}
        assert [item.extent for item in items if isinstance(item, Skipped)] == [600]


def test_a_metafile_gets_the_head_that_rtf_leaves_out() -> None:
    letters = b"Ann Lee, born in May"
    body = struct.pack("<HHHIHIH", 1, 9, 0x300, 40, 0, 30, 0) + letters
    items = read(_of(picture(body, "wmetafile8")))
    assert hidings(items, "Ann Lee") == {C.VISIBLE}
    assert reasons_of(items) == {SkipReason.PICTURE}


def test_an_object_is_opened_though_its_structure_is_broken() -> None:
    body = package("list.txt", b"Ann Lee was there.")
    assert hidings(read(_of(body)), "Ann Lee") == {C.EMBEDDED_OBJECT}
    broken = rf"{{\object{{\*\objdata 0g1z{hexadecimal(b'nothing of that kind: Ann Lee')}}}}}"
    assert hidings(read(_of(broken)), "Ann Lee") == {C.EMBEDDED_OBJECT}


def test_digits_of_an_object_are_read_through_what_stands_between_them() -> None:
    body = ole_object("Text", b"Ann Lee was there.")
    digits = hexadecimal(b"Ann Lee")
    assert digits in body
    body = body.replace(digits, r"41{\nosuch}6e \'0a" + digits[4:8] + "\n{" + digits[8:] + "}")
    assert hidings(read(_of(body)), "Ann Lee") == {C.EMBEDDED_OBJECT}


def test_unknown_destinations_are_read_as_far_as_can_be() -> None:
    items = read(_of(r"{\*\mine Ann Lee}{\*\other " + hexadecimal(b"Bo Li was here, too.") + "}"))
    assert hidings(items, "Ann Lee") == {C.METADATA}
    assert hidings(items, "Bo Li") == {C.METADATA}
    assert reasons_of(items) == {SkipReason.DECODED_AS_STRINGS}


def test_names_of_fonts_are_told_only_where_no_font_has_such_a_name() -> None:
    long = "Maria Lopez, who lives in the North"
    for name, hows in (("Times New Roman", set()), (long, {C.METADATA}), ("Maria 1234567", {C.METADATA})):
        for font in (rf"{{\f5 {name};}}", rf"{{\f5 A{{\*\falt {name}}};}}", rf"{{\f5 {name}}}"):
            items = read(_of("", rf"{{\fonttbl{font}}}"))
            assert hidings(items, name) == hows, font


@pytest.mark.parametrize("word", ["panose", "blipuid"])
def test_marks_are_left_out_only_where_they_are_marks(word: str) -> None:
    assert hidings(read(_of(rf"{{\*\{word} Maria Lopez 12345678}}")), "Maria Lopez") == {C.METADATA}
    assert hidings(read(_of(rf"{{\*\{word} Maria Lopez 12345678 and her brother}}")), "Maria") == {C.METADATA}
    digits = "02a2" * (5 if word == "panose" else 8)
    assert hidings(read(_of(rf"{{\*\{word} {digits}}}")), "02") == set()


def test_what_stands_behind_the_end_is_opened_as_what_it_is() -> None:
    packed = zlib.compress(b"")
    for behind in ("Name,Born\nAnn Lee,1990\nBo Li,1991\n", r"{\rtf1 Ann Lee}", r"{\v{\b Ann} Lee\par}}}"):
        items = read(RtfDocument("x", behind=behind).file())
        assert hidings(items, "Ann Lee") == {C.INVISIBLE_TEXT}
    items = read(RtfDocument("x").file() + b"\r\n\0\0 \x1a")
    assert [item for item in items if isinstance(item, PartRead)] == [items[-1]]
    assert reasons_of(read(RtfDocument("x").file() + packed)) == {SkipReason.DECODED_AS_STRINGS}


def test_a_file_is_known_by_its_first_letters() -> None:
    for head in (rb"{\rtf1", rb"{\rt", b"\r\n {\\rtf1", rb"{\rtfoo"):
        assert "Ann Lee" in _lines(head + rb"\pard {\b Ann} Lee\par}")
