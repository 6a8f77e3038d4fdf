"""Rows of values to the XML of a worksheet."""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from xml.sax.saxutils import escape as escape_text

from corpus.ooxml.dialects import MAIN, OFFICE_RELATIONSHIPS, Dialect
from corpus.ooxml.model import Raw, Sheet, Styled, Value
from corpus.ooxml.styles import DATE

AFTER_ORDER = (
    "protectedRanges", "scenarios", "autoFilter", "mergeCells", "phoneticPr", "conditionalFormatting",
    "dataValidations", "hyperlinks", "headerFooter", "drawing", "legacyDrawing", "legacyDrawingHF",
    "oleObjects", "tableParts", "extLst",
)  # fmt: skip
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")


def escape(text: str) -> str:
    """Text for XML content and for attributes in double quotes."""
    return escape_text(_FORBIDDEN.sub(" ", text), {'"': "&quot;"})


def letters(index: int) -> str:
    """Column letters of a 0-based index."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name


def serial(day: date, *, date1904: bool = False) -> int:
    """The day as a spreadsheet serial number (ECMA-376 part 1, 18.17.4.1), from March 1900 on."""
    return (day - (date(1904, 1, 1) if date1904 else date(1899, 12, 30))).days


class Strings:
    """The shared string table while a workbook is written."""

    def __init__(self) -> None:
        self._index: dict[str, int] = {}
        self.uses = 0

    def add(self, text: str) -> int:
        """The position of a text in the table."""
        self.uses += 1
        return self._index.setdefault(text, len(self._index))

    def xml(self, unused: Iterable[str]) -> str:
        """The table, with texts that no cell uses after the used ones."""
        items = "".join(
            f'<si><t xml:space="preserve">{escape(text)}</t></si>' for text in (*self._index, *unused)
        )
        return f'<sst xmlns="{MAIN}" count="{self.uses}" uniqueCount="{len(self._index)}">{items}</sst>'


class CellWriter:
    """Writes the cells of one workbook in one dialect."""

    def __init__(self, dialect: Dialect, strings: Strings, date1904: bool) -> None:
        self._dialect = dialect
        self._strings = strings
        self._date1904 = date1904

    def cell(self, reference: str, value: Value) -> str:
        """One `c` element."""
        where = f' r="{reference}"' if reference else ""
        if isinstance(value, Raw):
            return f"<c{where} {value.attributes}>{value.inner}</c>"
        style = ""
        if isinstance(value, Styled):
            style, value = f' s="{value.style}"', value.value
        if value is None:
            return f"<c{where}{style}/>"
        if isinstance(value, str):
            return self._string(where + style, value)
        if isinstance(value, bool):
            return f'<c{where}{style} t="b"><v>{int(value)}</v></c>'
        if isinstance(value, date):
            style = style or f' s="{DATE}"'
            if self._dialect.strict:
                return f'<c{where}{style} t="d"><v>{value.isoformat()}</v></c>'
            return f"<c{where}{style}><v>{serial(value, date1904=self._date1904)}</v></c>"
        return f"<c{where}{style}><v>{value}</v></c>"

    def _string(self, attributes: str, text: str) -> str:
        if self._dialect.inline:
            return f'<c{attributes} t="inlineStr"><is><t>{escape(text)}</t></is></c>'
        return f'<c{attributes} t="s"><v>{self._strings.add(text)}</v></c>'

    def row(self, number: int, values: Sequence[Value], attributes: str, far: dict[str, Value]) -> str:
        """One `row` element; empty cells are left out where references say the position."""
        named = self._dialect.references
        cells = [
            self.cell(f"{letters(column)}{number}" if named else "", value)
            for column, value in enumerate(values)
            if value is not None or not named
        ]
        cells += [self.cell(reference, value) for reference, value in far.items()]
        where = f' r="{number}"' if named or far else ""
        return f"<row{where}{' ' + attributes if attributes else ''}>{''.join(cells)}</row>"

    def sheet(self, sheet: Sheet) -> str:
        """The whole worksheet."""
        if sheet.body is not None:
            return sheet.body
        far: dict[int, dict[str, Value]] = {}
        for reference, value in sheet.far.items():
            far.setdefault(int(reference.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")), {})[reference] = value
        body = [
            self.row(number, values, sheet.row_attributes.get(number, ""), far.pop(number, {}))
            for number, values in enumerate(sheet.rows, 1)
        ]
        body += [
            self.row(number, (), sheet.row_attributes.get(number, ""), far[number]) for number in sorted(far)
        ]
        columns = f"<cols>{''.join(sheet.columns)}</cols>" if sheet.columns else ""
        after = "".join(sheet.after.get(name, "") for name in AFTER_ORDER)
        return (
            f'<worksheet xmlns="{MAIN}" xmlns:r="{OFFICE_RELATIONSHIPS}">'
            f'<sheetViews><sheetView workbookViewId="0"/></sheetViews>{columns}'
            f"<sheetData>{''.join(body)}</sheetData>{after}</worksheet>"
        )
