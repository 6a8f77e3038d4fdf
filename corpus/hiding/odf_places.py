"""Hiding places of OpenDocument spreadsheets, zipped and flat."""

from collections.abc import Callable
from random import Random

from corpus.content import Content, aggregate
from corpus.hiding.place import HidingPlace
from corpus.odf.spreadsheet import OdfDocument, OdfSheet, Value, content_xml, fods, ods
from corpus.ooxml.cells import escape

Plant = Callable[[OdfDocument, Content], None]


def _base(rng: Random) -> OdfDocument:
    quarters: list[list[Value]] = [["Quarter", "Received"]]
    quarters += [[f"Q{n} 2022", rng.randrange(4000)] for n in range(1, 5)]
    return OdfDocument([OdfSheet("Summary", aggregate(rng)), OdfSheet("Quarters", quarters)])


def _making(plant: Plant, write: Callable[[OdfDocument], bytes] = ods) -> Callable[[Random, Content], bytes]:
    def make(rng: Random, content: Content) -> bytes:
        document = _base(rng)
        plant(document, content)
        return write(document)

    return make


def _paragraphs(content: Content) -> str:
    return "".join(f"<text:p>{escape(line)}</text:p>" for line in content.lines)


def _tab(document: OdfDocument, content: Content) -> None:
    document.sheets.append(OdfSheet("Data", content.table))


def _hidden_sheet(document: OdfDocument, content: Content) -> None:
    document.sheets.append(OdfSheet("Data", content.table, hidden=True))


def _rows(visibility: str) -> Plant:
    def plant(document: OdfDocument, content: Content) -> None:
        sheet = OdfSheet("Data", content.table)
        for number in range(2, len(content.table) + 1):
            sheet.row_attributes[number] = f'table:visibility="{visibility}"'
        document.sheets.append(sheet)

    return plant


def _hidden_column(document: OdfDocument, content: Content) -> None:
    sheet = OdfSheet(
        "Data", [("No.", *content.header), *((n, *row) for n, row in enumerate(content.rows, 1))]
    )
    sheet.columns = (
        '<table:table-column/><table:table-column table:number-columns-repeated="4" '
        'table:visibility="collapse"/>'
        '<table:table-column table:number-columns-repeated="20"/>'
    )
    document.sheets.append(sheet)


def _styled(style: str) -> Plant:
    def plant(document: OdfDocument, content: Content) -> None:
        sheet = document.sheets[1]
        sheet.rows = [*sheet.rows, [], *content.texts]
        sheet.cell_style, sheet.styled_from = style, 7

    return plant


def _far_right(document: OdfDocument, content: Content) -> None:
    """Behind cells that are repeated, so that nothing has to be written between."""
    sheet = document.sheets[1]
    cells = "".join(
        '<table:table-row><table:table-cell table:number-columns-repeated="900"/>'
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{escape(c)}</text:p></table:table-cell>'
            for c in row
        )
        + "</table:table-row>"
        for row in content.texts
    )
    sheet.columns = f'<table:table-column table:number-columns-repeated="1024"/>{cells}'


def _annotation(document: OdfDocument, content: Content) -> None:
    document.sheets[0].notes = dict(enumerate(content.lines, 2))


def _tracked(document: OdfDocument, content: Content) -> None:
    changes = "".join(
        f'<table:cell-content-change table:id="ct{n}"><table:cell-address table:column="0" table:row="{n}" '
        'table:table="0"/><office:change-info><dc:creator>Reports</dc:creator>'
        "<dc:date>2022-11-27T10:00:00</dc:date></office:change-info><table:previous>"
        f'<table:change-track-table-cell office:value-type="string"><text:p>{escape(line)}</text:p>'
        "</table:change-track-table-cell></table:previous></table:cell-content-change>"
        for n, line in enumerate(content.lines, 1)
    )
    document.before += f'<table:tracked-changes table:track-changes="true">{changes}</table:tracked-changes>'


def _chart_copy(document: OdfDocument, content: Content) -> None:
    inner = OdfDocument([OdfSheet("local-table", content.table)])
    document.members["Object 1/content.xml"] = content_xml(inner).replace(
        b"office:spreadsheet", b"office:chart"
    )
    document.sheets[0].inside = (
        '<table:shapes><draw:frame draw:name="Chart"><draw:object xlink:href="./Object 1"/></draw:frame>'
        "</table:shapes>"
    )


def _saved_version(document: OdfDocument, content: Content) -> None:
    earlier = OdfDocument([OdfSheet("Summary", [["Draft"]]), OdfSheet("Data", content.table)])
    document.members["Versions/Version1"] = ods(earlier)
    document.members["VersionList.xml"] = (
        b'<VL:version-list xmlns:VL="http://openoffice.org/2001/versions-list" '
        b'xmlns:dc="http://purl.org/dc/elements/1.1/">'
        b'<VL:version-entry VL:title="Version1" VL:comment="draft" VL:creator="Reports" '
        b'dc:date-time="2022-11-27T10:00:00"/></VL:version-list>'
    )


def _description(document: OdfDocument, content: Content) -> None:
    document.meta = f"<dc:description>{escape(content.text)}</dc:description>"


def _user_defined(document: OdfDocument, content: Content) -> None:
    document.meta = "".join(
        f'<meta:user-defined meta:name="note {n}">{escape(line)}</meta:user-defined>'
        for n, line in enumerate(content.lines, 1)
    )


def _author(document: OdfDocument, content: Content) -> None:
    document.creator = str(content.rows[0][0])
    document.meta = f"<dc:creator>{escape(str(content.rows[1][0]))}</dc:creator>"


def _named_expression(document: OdfDocument, content: Content) -> None:
    items = "".join(
        f'<table:named-expression table:name="note_{n}" table:expression="&quot;{escape(line)}&quot;" '
        'table:base-cell-address="$Summary.$A$1"/>'
        for n, line in enumerate(content.lines, 1)
    )
    document.after += f"<table:named-expressions>{items}</table:named-expressions>"


def _validation(document: OdfDocument, content: Content) -> None:
    choices = ";".join(f'"{line}"' for line in content.lines)
    condition = escape(f"of:cell-content-is-in-list({choices})")
    document.before += (
        '<table:content-validations><table:content-validation table:name="v1" '
        f'table:condition="{condition}"/>'
        "</table:content-validations>"
    )


def _footer(document: OdfDocument, content: Content) -> None:
    document.footer = content.text


def _basic(document: OdfDocument, content: Content) -> None:
    code = "Sub Check\n" + "".join(f"  ' {line}\n" for line in content.lines) + "End Sub\n"
    document.members["Basic/Standard/Module1.xml"] = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<script:module '
        'xmlns:script="http://openoffice.org/2000/script" '
        f'script:name="Module1" script:language="StarBasic">{escape(code)}</script:module>'
    ).encode()


def _link_cache(document: OdfDocument, content: Content) -> None:
    rows = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{escape(c)}</text:p></table:table-cell>'
            for c in row
        )
        + "</table:table-row>"
        for row in content.texts
    )
    document.sheets.append(OdfSheet("'file:///S:/reports/source.ods'#$Register", []))
    document.sheets[-1].inside = '<table:table-source xlink:href="file:///S:/reports/source.ods"/>'
    document.sheets[-1].columns = f'<table:table-column table:number-columns-repeated="9"/>{rows}'


def _text_box(document: OdfDocument, content: Content) -> None:
    document.sheets[0].inside = (
        f'<table:shapes><draw:frame draw:name="Box"><draw:text-box>{_paragraphs(content)}</draw:text-box>'
        "</draw:frame></table:shapes>"
    )


def _alt_text(document: OdfDocument, content: Content) -> None:
    document.sheets[0].inside = (
        f'<table:shapes><draw:frame draw:name="Picture"><svg:title>Chart</svg:title>'
        f"<svg:desc>{escape(content.text)}</svg:desc></draw:frame></table:shapes>"
    )


def _unknown_member(document: OdfDocument, content: Content) -> None:
    document.members["extra/state.bin"] = bytes([9, 0, 1]) + content.text.encode() + b"\xff\0"


DATA = ("sheet:Data",)
PLACES = (
    HidingPlace("visible_tab", _making(_tab), "visible", DATA),
    HidingPlace("hidden_sheet", _making(_hidden_sheet), "hidden_sheet", DATA),
    HidingPlace("hidden_row", _making(_rows("collapse")), "hidden_row", DATA),
    HidingPlace("filtered_row", _making(_rows("filter")), "filtered_row", DATA),
    HidingPlace("hidden_column", _making(_hidden_column), "hidden_column", DATA),
    HidingPlace("white_font", _making(_styled("white")), "invisible_text", ("sheet:Quarters",)),
    HidingPlace("font_same_as_fill", _making(_styled("grey")), "invisible_text", ("sheet:Quarters",)),
    HidingPlace("far_right", _making(_far_right), "off_page", ("sheet:Quarters",)),
    HidingPlace("annotation", _making(_annotation), "comment"),
    HidingPlace("tracked_change", _making(_tracked), "tracked_change"),
    HidingPlace("chart_copy", _making(_chart_copy), None),
    HidingPlace("saved_version", _making(_saved_version), "previous_version"),
    HidingPlace("property_description", _making(_description), "metadata"),
    HidingPlace("property_user_defined", _making(_user_defined), "metadata"),
    HidingPlace("property_author", _making(_author), None, author=True),
    HidingPlace("named_expression", _making(_named_expression), "defined_name"),
    HidingPlace("validation_list", _making(_validation), "validation_list"),
    HidingPlace("footer", _making(_footer), "header_footer"),
    HidingPlace("macro", _making(_basic), "macro"),
    HidingPlace("external_link_cache", _making(_link_cache), "external_link_cache"),
    HidingPlace("text_box", _making(_text_box), "visible"),
    HidingPlace("alt_text", _making(_alt_text), "alt_text"),
    HidingPlace("unknown_member", _making(_unknown_member), None),
    HidingPlace("flat_hidden_sheet", _making(_hidden_sheet, fods), "hidden_sheet", DATA, ending="fods"),
    HidingPlace("flat_filtered_row", _making(_rows("filter"), fods), "filtered_row", DATA, ending="fods"),
    HidingPlace("flat_annotation", _making(_annotation, fods), "comment", ending="fods"),
    HidingPlace("flat_tracked_change", _making(_tracked, fods), "tracked_change", ending="fods"),
    HidingPlace("flat_property", _making(_description, fods), "metadata", ending="fods"),
)
