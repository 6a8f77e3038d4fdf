"""Hiding places in the sheets of an OOXML workbook: states, rows, columns, fonts, far cells, strings."""

from collections.abc import Callable
from random import Random

from corpus.content import Content, aggregate
from corpus.hiding.place import HidingPlace
from corpus.ooxml import dialects
from corpus.ooxml.cells import escape, letters
from corpus.ooxml.dialects import DIALECTS, Dialect
from corpus.ooxml.model import Raw, Sheet, Styled, Value, Workbook
from corpus.ooxml.package import package
from corpus.ooxml.styles import (
    BOLD,
    DATE_DOTTED,
    INDEXED_WHITE,
    NO_FORMAT,
    SAME_AS_FILL,
    THEME_WHITE,
    WHITE_DATE,
    WHITE_FONT,
)

Plant = Callable[[Workbook, Content], None]


def base(rng: Random) -> Workbook:
    """A workbook of statistics with nothing hidden."""
    regions: list[list[str | int]] = [["Quarter", "Received", "Completed"]]
    regions += [[f"Q{quarter} 2022", rng.randrange(4000), rng.randrange(4000)] for quarter in range(1, 5)]
    return Workbook([Sheet("Summary", aggregate(rng)), Sheet("Quarters", regions)])


def making(
    plant: Plant, dialect: Dialect | None = None, kind: str = "xlsx"
) -> Callable[[Random, Content], bytes]:
    """The document of a place: a base workbook, planted, written by one of the producers."""

    def make(rng: Random, content: Content) -> bytes:
        book = base(rng)
        book.kind = kind
        plant(book, content)
        return package(book, dialect or rng.choice(DIALECTS))

    return make


def _tab(state: str = "visible", **row: str) -> Plant:
    def plant(book: Workbook, content: Content) -> None:
        sheet = Sheet("Data", content.table, state=state)
        for number in range(2, len(content.rows) + 2):
            if row:
                sheet.row_attributes[number] = row["attributes"]
        book.sheets.append(sheet)

    return plant


def _columns(attributes: str) -> Plant:
    def plant(book: Workbook, content: Content) -> None:
        sheet = Sheet(
            "Data", [("No.", *content.header), *((n, *row) for n, row in enumerate(content.rows, 1))]
        )
        sheet.columns.append(f'<col min="2" max="5" {attributes}/>')
        book.sheets.append(sheet)

    return plant


def _filtered(book: Workbook, content: Content) -> None:
    shown = [("Region shown", "2022-01", "-", "-")] * 2
    sheet = Sheet("Data", [content.header, *shown, *content.rows])
    end = len(shown) + 1
    for number in range(end + 1, end + 1 + len(content.rows)):
        sheet.row_attributes[number] = 'hidden="1"'
    last = end + len(content.rows)
    sheet.after["autoFilter"] = (
        f'<autoFilter ref="A1:D{last}"><filterColumn colId="0"><filters><filter val="Region '
        'shown"/></filters>'
        "</filterColumn></autoFilter>"
    )
    book.sheets.append(sheet)
    book.after_sheets["definedNames"] = (
        '<definedNames><definedName name="_xlnm._FilterDatabase" localSheetId="2" hidden="1">'
        f"Data!$A$1:$D${last}</definedName></definedNames>"
    )


def _far(first_row: int, first_column: int) -> Plant:
    def plant(book: Workbook, content: Content) -> None:
        sheet = book.sheets[0]
        for down, row in enumerate(content.table):
            for right, value in enumerate(row):
                sheet.far[f"{letters(first_column + right)}{first_row + down}"] = value

    return plant


def _styled(style: int, header: int = BOLD) -> Plant:
    def plant(book: Workbook, content: Content) -> None:
        rows = [tuple(Styled(cell, header) for cell in content.header)]
        rows += [tuple(Styled(str(cell), style) for cell in row) for row in content.rows]
        book.sheets[1].rows = [*book.sheets[1].rows, (), *rows]

    return plant


def _white_dates(book: Workbook, content: Content) -> None:
    rows = [
        [Styled(cell, WHITE_FONT if isinstance(cell, (str, int)) else WHITE_DATE) for cell in row]
        for row in content.table
    ]
    book.sheets.append(Sheet("Data", rows))


def _orphan_strings(book: Workbook, content: Content) -> None:
    book.unused_strings += content.lines


def _orphan_records(book: Workbook, content: Content) -> None:
    book.unused_strings += [text for row in content.texts for text in row]


def _orphan_sheet(book: Workbook, content: Content) -> None:
    book.sheets.append(Sheet("Unlisted", content.table, listed=False))


def _rich_text(book: Workbook, content: Content) -> None:
    rows: list[list[Value]] = []
    for row in content.texts:
        name = escape(row[0])
        half = len(name) // 2
        runs = (
            f"<is><r><rPr><b/></rPr><t>{name[:half]}</t></r>"
            f'<r><t xml:space="preserve">{name[half:]}</t></r></is>'
        )
        safe = runs if "&" not in name else f"<is><t>{name}</t></is>"
        rows.append([Raw('t="inlineStr"', safe), *row[1:]])
    book.sheets.append(Sheet("Data", rows, state="hidden"))


def _formula_results(book: Workbook, content: Content) -> None:
    rows = [
        [Raw('t="str"', f"<f>VLOOKUP({number},Z:Z,1)</f><v>{escape(cell)}</v>") for cell in row]
        for number, row in enumerate(content.texts)
    ]
    book.sheets.append(Sheet("Data", rows, state="hidden"))


def _dotted_dates(book: Workbook, content: Content) -> None:
    rows = [
        [cell if isinstance(cell, (str, int)) else Styled(cell, DATE_DOTTED) for cell in row]
        for row in content.table
    ]
    book.date1904 = True
    book.sheets.append(Sheet("Data", rows, state="hidden"))


def _text_formula(book: Workbook, content: Content) -> None:
    text = escape(content.text.replace('"', "'"))
    book.sheets[1].far["F9"] = Raw('t="str"', f"<f>IF(A1=0,&quot;{text}&quot;,&quot;&quot;)</f><v></v>")


HIDDEN = 'hidden="1"'
GROUP = 'hidden="1" outlineLevel="1" collapsed="1"'
DATA = ("sheet:Data",)
PLACES = (
    HidingPlace("visible_tab", making(_tab()), "visible", DATA),
    HidingPlace("visible_tab_template", making(_tab(), kind="xltx"), "visible", DATA, ending="xltx"),
    HidingPlace("hidden_sheet", making(_tab("hidden")), "hidden_sheet", DATA),
    HidingPlace(
        "hidden_sheet_macro", making(_tab("hidden"), kind="xlsm"), "hidden_sheet", DATA, ending="xlsm"
    ),
    HidingPlace("hidden_sheet_strict", making(_tab("hidden"), dialects.STRICT), "hidden_sheet", DATA),
    HidingPlace("hidden_sheet_bare", making(_tab("hidden"), dialects.BARE), "hidden_sheet", DATA),
    HidingPlace("hidden_sheet_utf16", making(_tab("hidden"), dialects.UTF16), "hidden_sheet", DATA),
    HidingPlace("hidden_sheet_prefixed", making(_tab("hidden"), dialects.PREFIXED), "hidden_sheet", DATA),
    HidingPlace("hidden_rich_text", making(_rich_text), "hidden_sheet", DATA),
    HidingPlace("hidden_formula_results", making(_formula_results), "hidden_sheet", DATA),
    HidingPlace("hidden_dates_1904", making(_dotted_dates, dialects.EXCEL), "hidden_sheet", DATA),
    HidingPlace("very_hidden_sheet", making(_tab("veryHidden")), "very_hidden_sheet", DATA),
    HidingPlace("unlisted_sheet", making(_orphan_sheet), "very_hidden_sheet"),
    HidingPlace("hidden_row", making(_tab(attributes=HIDDEN)), "hidden_row", DATA),
    HidingPlace("collapsed_row", making(_tab(attributes=GROUP)), "hidden_row", DATA),
    HidingPlace("zero_height_row", making(_tab(attributes='ht="0" customHeight="1"')), "zero_size", DATA),
    HidingPlace("filtered_row", making(_filtered), "filtered_row", DATA),
    HidingPlace("hidden_column", making(_columns('width="9" hidden="1"')), "hidden_column", DATA),
    HidingPlace("collapsed_column", making(_columns(f'width="9" {GROUP}')), "hidden_column", DATA),
    HidingPlace("zero_width_column", making(_columns('width="0" customWidth="1"')), "zero_size", DATA),
    HidingPlace("far_right", making(_far(2, 700)), "off_page", ("sheet:Summary",)),
    HidingPlace("far_down", making(_far(60_000, 0)), "off_page", ("sheet:Summary",)),
    HidingPlace("far_corner", making(_far(1_048_500, 16_370)), "off_page", ("sheet:Summary",)),
    HidingPlace("white_font", making(_styled(WHITE_FONT)), "invisible_text", ("sheet:Quarters",)),
    HidingPlace("white_font_dates", making(_white_dates), "invisible_text", DATA),
    HidingPlace("white_theme_font", making(_styled(THEME_WHITE)), "invisible_text", ("sheet:Quarters",)),
    HidingPlace("white_indexed_font", making(_styled(INDEXED_WHITE)), "invisible_text", ("sheet:Quarters",)),
    HidingPlace("font_same_as_fill", making(_styled(SAME_AS_FILL)), "invisible_text", ("sheet:Quarters",)),
    HidingPlace("empty_number_format", making(_styled(NO_FORMAT)), "invisible_text", ("sheet:Quarters",)),
    HidingPlace("orphan_sentences", making(_orphan_strings), "orphan_string"),
    HidingPlace("orphan_records", making(_orphan_records), "orphan_string", count=12, fields=("full_name",)),
    HidingPlace("text_in_formula", making(_text_formula), None, ("sheet:Quarters",)),
)
