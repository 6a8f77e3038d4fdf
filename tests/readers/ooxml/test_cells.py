"""Both ways of reading rows give the same, and values come out as a spreadsheet shows them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.contract.reader import read_all, values
from tests.readers.ooxml.building import MAIN, inline, row, sheet, table_rows, workbook
from withhold.domain.concealment import Concealment
from withhold.domain.piece import Skipped, SkipReason, Table
from withhold.readers.grid import GridRow
from withhold.readers.ooxml import READER
from withhold.readers.ooxml.cell_values import CellValues
from withhold.readers.ooxml.cells import CellScanner
from withhold.readers.ooxml.dates import SerialDates
from withhold.readers.ooxml.shared_strings import SharedStrings
from withhold.readers.ooxml.styles import Styles

_TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1, max_size=12)
_CELL = st.one_of(
    st.integers(0, 9).map(lambda index: ("s", str(index))),
    st.integers(-5, 10**9).map(lambda number: ("n", str(number))),
    st.floats(0, 1e15).map(lambda number: ("n", repr(number))),
    _TEXT.map(lambda text: ("inlineStr", text)),
    _TEXT.map(lambda text: ("str", text)),
    st.sampled_from([("b", "1"), ("e", "#N/A"), ("", "")]),
)
_ROWS = st.lists(st.lists(_CELL, max_size=5), min_size=1, max_size=6)


def _xml(rows: list[list[tuple[str, str]]]) -> str:
    out = ""
    for number, cells in enumerate(rows, 1):
        written = ""
        for letter, (kind, value) in zip("ABCDE", cells, strict=False):
            text = value.replace("&", "&amp;").replace("<", "&lt;")
            if kind == "inlineStr":
                written += f'<c r="{letter}{number}" t="inlineStr"><is><t>{text}</t></is></c>'
            elif kind:
                written += f'<c r="{letter}{number}" t="{kind}"><f>A1</f><v>{text}</v></c>'
            else:
                written += f'<c r="{letter}{number}" s="3"/>'
        out += f'<row r="{number}">{written}</row>'
    return sheet(out)


def _scan(content: str, size: int = 64) -> tuple[list[GridRow], bytearray]:
    strings = SharedStrings()
    for index in range(10):
        strings.add(f"string {index}")
    data = content.encode()
    reader = CellValues(strings, Styles(), SerialDates(is_1904=False), lambda *_: False)
    scanner = CellScanner(reader, 1 << 20)
    for _ in scanner.scan(data[at : at + size] for at in range(0, len(data), size)):
        pass
    return scanner.rows, strings.used


@given(_ROWS, st.integers(1, 400))
def test_plain_rows_read_as_the_xml_parser_reads_them(rows: list[list[tuple[str, str]]], size: int) -> None:
    content = _xml(rows)
    by_parser = content.replace("<sheetData>", "<sheetData ><!-- not plain -->")
    assert _scan(content, size) == _scan(by_parser, size)


@given(_ROWS, st.integers(0, 5))
def test_what_is_not_plain_is_left_to_the_parser_from_there_on(
    rows: list[list[tuple[str, str]]], at: int
) -> None:
    content = _xml(rows)
    pieces = content.split("<row ")
    at = min(at, len(pieces) - 1)
    mixed = "<row ".join(pieces[: at + 1]) + "".join(
        f"<!-- <row r='9'> --><row {piece}" for piece in pieces[at + 1 :]
    )
    assert _scan(mixed) == _scan(content)


@pytest.mark.parametrize(
    ("cell", "value", "kind"),
    [
        ('<c r="A1" s="1"><v>31474</v></c>', "1986-03-03", "d"),
        ('<c r="A1" s="1"><v>59</v></c>', "1900-02-28", "d"),
        ('<c r="A1" s="1"><v>60</v></c>', "60", "n"),
        ('<c r="A1" s="1"><v>31474.5</v></c>', "1986-03-03T12:00:00", "d"),
        ('<c r="A1"><v>31474</v></c>', "31474", "n"),
        ('<c r="A1" s="2"><v>12345678</v></c>', "012-34-5678", "t"),
        ('<c r="A1" s="3"><v>12345678</v></c>', "A012345678", "t"),
        ('<c r="A1"><v>1.23456789E8</v></c>', "123456789", "n"),
        ('<c r="A1" t="d"><v>1986-03-03T00:00:00</v></c>', "1986-03-03", "d"),
        ('<c r="A1" t="b"><v>1</v></c>', "TRUE", "b"),
        ('<c r="A1" t="e"><v>#REF!</v></c>', "#REF!", "e"),
        ('<c r="A1" t="str"><f>B1</f><v>a_x0041_&amp;b</v></c>', "aA&b", "t"),
        (
            '<c t="inlineStr"><is><r><t>Ab</t></r><r><rPr><b/></rPr><t>c</t></r><rPh><t>x</t></rPh></is></c>',
            "Abc",
            "t",
        ),
    ],
)
def test_values(cell: str, value: str, kind: str) -> None:
    styles = (
        f'<styleSheet xmlns="{MAIN}"><numFmts><numFmt numFmtId="170" formatCode="000\\-00\\-0000"/>'
        '<numFmt numFmtId="171" formatCode="&quot;A&quot;000000000"/></numFmts>'
        '<cellXfs><xf/><xf numFmtId="14"/><xf numFmtId="170"/><xf numFmtId="171"/></cellXfs></styleSheet>'
    )
    rows = "".join(
        f'<row r="{at}">{cell.replace("A1", f"A{at}")}{inline(f"B{at}", "x")}</row>' for at in range(1, 6)
    )
    data = workbook(
        {"S": sheet(rows)}, parts={"xl/styles.xml": styles}, links=(("s", "styles", "styles.xml"),)
    )
    columns = [item.columns[0] for item in read_all(READER, data) if isinstance(item, Table)]
    assert (columns[0].values[-1], columns[0].kinds[-1]) == (value, kind)


def test_the_1904_date_system() -> None:
    styles = f'<styleSheet xmlns="{MAIN}"><cellXfs><xf/><xf numFmtId="14"/></cellXfs></styleSheet>'
    rows = table_rows("x") + row(10, inline("A10", "y"), '<c r="B10" s="1"><v>30012</v></c>')
    data = workbook(
        {"S": sheet(rows)},
        parts={"xl/styles.xml": styles},
        links=(("s", "styles", "styles.xml"),),
        inside='<workbookPr date1904="1"/>',
    )
    assert "1986-03-03" in [hit.value for hit in values(read_all(READER, data))]


def test_two_cells_in_one_place_are_both_read() -> None:
    data = workbook({"S": sheet(table_rows("x") + row(10, inline("A10", "shown"), inline("A10", "beneath")))})
    found = " ".join(hit.value for hit in values(read_all(READER, data)))
    assert "shown" in found
    assert "beneath" in found


def test_cells_without_positions_follow_each_other() -> None:
    rows = "".join(
        f"<row>{inline('', a)}{inline('', b)}</row>".replace(' r=""', "")
        for a, b in [("k", "v1"), ("k2", "v2")]
    )
    assert [grid.values for grid in _scan(sheet(rows))[0]] == [["k", "v1"], ["k2", "v2"]]


def test_light_text_on_a_table_style_is_visible() -> None:
    styles = (
        f'<styleSheet xmlns="{MAIN}"><fonts><font/><font><color rgb="FFFFFFFF"/></font></fonts>'
        '<fills><fill/></fills><cellXfs><xf/><xf fontId="1"/></cellXfs></styleSheet>'
    )
    table = f'<table xmlns="{MAIN}" ref="A1:C9"><tableStyleInfo name="TableStyleMedium2"/></table>'
    content = sheet(table_rows("x").replace(' s="0"', ' s="1"', 3))
    parts: dict[str, str | bytes] = {
        "xl/styles.xml": styles,
        "xl/tables/table1.xml": table,
        "xl/worksheets/_rels/sheet1.xml.rels": (
            '<Relationships><Relationship Id="t" Type="x/table" Target="/xl/tables/table1.xml"/>'
            "</Relationships>"
        ),
    }
    data = workbook({"S": content}, parts=parts, links=(("s", "styles", "styles.xml"),))
    assert {hit.concealment for hit in values(read_all(READER, data))} == {Concealment.VISIBLE}


@pytest.mark.parametrize(
    "columns",
    [
        '<col hidden="1" min="5" max="7" width="9"/>',
        '<col hidden="1" min="5" max="5"/><col hidden="true" min="6" max="7"/>',
        '<col min="1" max="4" width="9"/><col min="5" max="16384" width="0" customWidth="1" hidden="1"/>',
    ],
)
def test_hidden_columns_beside_visible_ones(columns: str) -> None:
    rows = "".join(
        row(
            at,
            inline(f"A{at}", f"Month {at}"),
            f'<c r="B{at}"><v>{at}</v></c>',
            inline(f"E{at}", f"Ann {at}"),
        )
        for at in range(1, 6)
    )
    data = workbook({"Data": sheet(rows, before=f"<cols>{columns}</cols>")})
    found = {hit.value: hit.concealment for hit in values(read_all(READER, data))}
    assert {found[f"Ann {at}"] for at in range(1, 6)} == {Concealment.HIDDEN_COLUMN}
    assert {found[f"Month {at}"] for at in range(1, 6)} == {Concealment.VISIBLE}


@pytest.mark.parametrize("encoding", ["utf-7", "nonsense-8"])
def test_an_unknown_encoding_is_said(encoding: str) -> None:
    part = f'<?xml version="1.0" encoding="{encoding}"?>{sheet(table_rows("x")).partition("?>")[2]}'
    items = read_all(READER, workbook({"Data": part}))
    assert SkipReason.CORRUPT in {item.reason for item in items if isinstance(item, Skipped)}
