"""OpenDocument spreadsheets: cells, what hides them, and what else a package carries."""

import zipfile
from io import BytesIO

import pytest

from tests.readers.reading import columns_of, hidings, read, reasons_of, tables_of, texts_of
from withhold.domain.concealment import Concealment
from withhold.domain.piece import SkipReason, TextRole

_NAMES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in {
        "office": "office",
        "table": "table",
        "text": "text",
        "style": "style",
        "fo": "xsl-fo-compatible",
        "number": "datastyle",
        "draw": "drawing",
        "meta": "meta",
        "manifest": "manifest",
    }.items()
)
_DC = 'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xlink="http://www.w3.org/1999/xlink"'
_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
_HEADER = "<table:table-row>{0}</table:table-row>"


def cell(text: str, extra: str = "") -> str:
    return f'<table:table-cell office:value-type="string" {extra}><text:p>{text}</text:p></table:table-cell>'


def row(*cells: str, extra: str = "") -> str:
    return f"<table:table-row {extra}>{''.join(cells)}</table:table-row>"


def content(table: str, styles: str = "", before: str = "", after: str = "") -> str:
    return (
        f"<office:document-content {_NAMES} {_DC}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{before}{table}{after}</office:spreadsheet></office:body>"
        "</office:document-content>"
    )


def pack(members: dict[str, str | bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", _TYPE)
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def sheet(rows: str, extra: str = "", columns: str = "") -> str:
    return f'<table:table table:name="Data" {extra}>{columns}{rows}</table:table>'


_TITLE = row(cell("Name"), cell("Born"))
_DATE = '<table:table-cell office:value-type="date" office:date-value="1990-01-02"/>'
_PLAIN = _TITLE + row(cell("Ann Lee"), _DATE) + row(cell("Bo Li"), _DATE)


def test_a_plain_sheet() -> None:
    (table,) = tables_of(read(pack({"content.xml": content(sheet(_PLAIN))})))
    assert columns_of(table) == {"Name": ["Ann Lee", "Bo Li"], "Born": ["1990-01-02", "1990-01-02"]}
    assert table.columns[1].kinds == "dd"
    assert table.location.route() == ("sheet:Data",)


def test_a_flat_file() -> None:
    flat = content(sheet(_PLAIN)).replace("document-content", "document")
    (table,) = tables_of(read(f'<?xml version="1.0"?>{flat}'.encode()))
    assert columns_of(table)["Name"] == ["Ann Lee", "Bo Li"]


def test_repeated_emptiness_costs_nothing_and_keeps_positions() -> None:
    empty = '<table:table-cell table:number-columns-repeated="16000"/>'
    gap = f'<table:table-row table:number-rows-repeated="1000000">{empty}</table:table-row>'
    (table,) = tables_of(
        read(
            pack(
                {
                    "content.xml": content(
                        sheet(_PLAIN + row(cell("Cy Ng"), _DATE) + gap + row(empty, cell("x")))
                    )
                }
            )
        )
    )[:1]
    assert list(table.rows) == [2, 3, 4]


@pytest.mark.parametrize(
    ("table", "styles", "how"),
    [
        (sheet(_PLAIN, 'table:style-name="t"'), '<style:style style:name="t" style:family="table">'
         '<style:table-properties table:display="false"/></style:style>', Concealment.HIDDEN_SHEET),
        (sheet(_TITLE + row(cell("Ann Lee"), _DATE, extra='table:visibility="collapse"')), "",
         Concealment.HIDDEN_ROW),
        (sheet(_TITLE + row(cell("Ann Lee"), _DATE, extra='table:visibility="filter"')), "",
         Concealment.FILTERED_ROW),
        (sheet(_PLAIN, columns='<table:table-column table:visibility="collapse"/>'), "",
         Concealment.HIDDEN_COLUMN),
        (sheet(_PLAIN, columns='<table:table-column table:style-name="c"/>'),
         '<style:style style:name="c" style:family="table-column">'
         '<style:table-column-properties style:column-width="0cm"/></style:style>', Concealment.ZERO_SIZE),
        (sheet(_TITLE + row(cell("Ann Lee", 'table:style-name="w"'), _DATE)),
         '<style:style style:name="w" style:family="table-cell"><style:text-properties fo:color="#FFFFFF"/>'
         "</style:style>", Concealment.INVISIBLE_TEXT),
        (sheet(_TITLE + row(cell("Ann Lee", 'table:style-name="w"'), _DATE)),
         '<style:style style:name="w" style:family="table-cell"><style:text-properties fo:color="#ffffff"/>'
         '<style:table-cell-properties fo:background-color="#003366"/></style:style>', Concealment.VISIBLE),
        (sheet(_TITLE + row(cell("Ann Lee", 'table:style-name="w"'), _DATE)),
         '<number:text-style style:name="N1"/><style:style style:name="w" style:family="table-cell" '
         'style:data-style-name="N1"/>', Concealment.INVISIBLE_TEXT),
    ],
)  # fmt: skip
def test_hidden_cells(table: str, styles: str, how: Concealment) -> None:
    assert hidings(read(pack({"content.xml": content(table, styles)})), "Ann Lee") == {how}


@pytest.mark.parametrize(
    ("before", "how"),
    [
        ("<table:tracked-changes><table:cell-content-change><table:previous><text:p>Ann Lee</text:p>"
         "</table:previous></table:cell-content-change></table:tracked-changes>", Concealment.TRACKED_CHANGE),
        ('<table:content-validations><table:content-validation table:name="v" '
         'table:condition="cell-content-is-in-list(&quot;Ann Lee&quot;)"/></table:content-validations>',
         Concealment.VALIDATION_LIST),
        ('<table:named-expressions><table:named-range table:name="Ann Lee"/></table:named-expressions>',
         Concealment.DEFINED_NAME),
        ('<table:data-pilot-tables><table:data-pilot-member table:name="Ann Lee"/></table:data-pilot-tables>',
         Concealment.PIVOT_CACHE),
    ],
)  # fmt: skip
def test_what_stands_beside_the_sheets(before: str, how: Concealment) -> None:
    items = read(pack({"content.xml": content(sheet(_TITLE), before=before)}))
    assert hidings(items, "Ann Lee") == {how}


def test_annotations_and_their_authors() -> None:
    note = (
        "<table:table-cell office:value-type='string'><office:annotation><dc:creator>Cy Ng</dc:creator>"
        "<text:p>about Ann Lee</text:p></office:annotation><text:p>x</text:p></table:table-cell>"
    )
    items = read(pack({"content.xml": content(sheet(_TITLE + row(note, _DATE)))}))
    assert hidings(items, "about Ann Lee") == {Concealment.COMMENT}
    assert {text.role for text in texts_of(items) if text.text == "Cy Ng"} == {TextRole.AUTHOR}


def test_other_members() -> None:
    items = read(
        pack(
            {
                "content.xml": content(sheet(_PLAIN)),
                "meta.xml": f"<office:document-meta {_NAMES} {_DC}><dc:creator>Cy Ng</dc:creator>"
                "<dc:title>of Dee Poe</dc:title></office:document-meta>",
                "Object 1/content.xml": content(sheet(row(cell("Copy of Ann"), cell("x")))).replace(
                    "office:spreadsheet", "office:chart"
                ),
                "Basic/Standard/Module1.xml": "<module>Ann Macro</module>",
                "Versions/Version1": pack({"content.xml": content(sheet(row(cell("Old Ann"), cell("y"))))}),
                "strange.bin": b"\x00\x01\x02Ann Strange\x00\x03" * 3,
            }
        )
    )
    assert hidings(items, "of Dee Poe") == {Concealment.METADATA}
    assert hidings(items, "Copy of Ann") == {Concealment.CHART_CACHE}
    assert hidings(items, "Ann Macro") == {Concealment.MACRO}
    assert hidings(items, "Old Ann") == {Concealment.PREVIOUS_VERSION}
    assert hidings(items, "Ann Strange") == {Concealment.EMBEDDED_OBJECT}
    assert reasons_of(items) == {SkipReason.DECODED_AS_STRINGS}


def test_encrypted_documents_are_said() -> None:
    manifest = (
        f'<manifest:manifest {_NAMES}><manifest:file-entry manifest:full-path="content.xml">'
        "<manifest:encryption-data/></manifest:file-entry></manifest:manifest>"
    )
    items = read(pack({"META-INF/manifest.xml": manifest, "content.xml": b"\x9a\x01" * 50}))
    assert reasons_of(items) == {SkipReason.ENCRYPTED}


def test_a_cut_sheet_gives_the_rows_before_the_cut() -> None:
    whole = content(sheet(_PLAIN * 1))
    items = read(pack({"content.xml": whole[: whole.index("Bo Li") + 3]}))
    assert hidings(items, "Ann Lee")
    assert reasons_of(items) == {SkipReason.CORRUPT}
