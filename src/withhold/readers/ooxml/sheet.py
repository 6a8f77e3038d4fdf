"""Worksheets, chart sheets, dialog sheets and macro sheets: the cells and everything around them."""

import re
from collections.abc import Iterable, Iterator

from withhold.domain.concealment import Concealment
from withhold.domain.piece import Table, Text, TextRole
from withhold.readers.grid import GridRow, tables
from withhold.readers.interface import ReaderError
from withhold.readers.ooxml.cell_values import CellValues, column_of
from withhold.readers.ooxml.cells import CellScanner
from withhold.readers.ooxml.far_cells import FarCells
from withhold.readers.ooxml.part import Items, Part
from withhold.readers.ooxml.sheet_extras import SheetExtras
from withhold.readers.ooxml.styles import CellStyle
from withhold.readers.ooxml.xml import START

_FILTER = re.compile(rb'<(?:\w+:)?autoFilter\b[^<>]*?\bref="([^"<>]{1,40})"[^<>]*>')
_RULE = re.compile(rb"<(?:\w+:)?filterColumn\b")
_WINDOW = 1 << 16
_ROWS = re.compile(r"\$?[A-Z]{1,3}\$?(\d{1,7})(?::\$?[A-Z]{1,3}\$?(\d{1,7}))?")
_HIDDEN_ROW = Concealment.HIDDEN_ROW

Span = tuple[int, int]
"""First and last row of a range."""


def read_sheet(part: Part) -> Items:
    """A sheet's tables, then the texts around its cells. What was read before damage is given back first."""
    reader = _SheetReader(part)
    failure: list[ReaderError] = []
    sheet = part.sheet
    yield from tables(
        reader.rows(failure),
        place=part.book.place,
        location=part.location,
        concealment=sheet.concealment if sheet else Concealment.VISIBLE,
        columns=reader.extras.columns,
    )
    yield from reader.texts
    yield from reader.extras.finish()
    yield from part.lines(reader.values.literals, role=TextRole.CODE)
    yield from part.lines(reader.values.phonetic)
    if failure:
        part.book.is_damaged = True
        raise failure[0]


class _SheetReader:
    """Joins the scanner of cells with what decides how rows and cells are hidden."""

    def __init__(self, part: Part) -> None:
        book = part.book
        self.part = part
        self.extras = SheetExtras(part)
        self.texts: list[Text | Table] = []
        self.values = CellValues(book.strings, book.styles, book.dates, self._invisible)
        self.scanner = CellScanner(self.values, book.place.budget.limits.text_bytes)
        self._far = FarCells(self.extras.columns)
        self._tables = _related_tables(part)
        self._filters: list[Span] | None = None

    def rows(self, failure: list[ReaderError]) -> Iterator[GridRow]:
        """Every row with cells, in order, with its concealment; an error of the part goes to `failure`."""
        scanner, extras = self.scanner, self.extras
        try:
            for _ in scanner.scan(self.part.chunks()):
                if scanner.around:
                    self.texts.extend(extras.take(scanner.around))
                    scanner.around.clear()
                found, count = scanner.rows, len(scanner.rows)
                self._far.mark(found)
                for row in found:
                    if row.concealment is _HIDDEN_ROW and self._is_filtered(row.number):
                        row.concealment = Concealment.FILTERED_ROW
                yield from found
                del found[:count]
        except ReaderError as error:
            failure.append(error)

    def _invisible(self, row: int, column: int, style: CellStyle) -> bool:
        """Light text without a fill of its own can be seen on the dark rows of a table style."""
        if not style.is_light_on_nothing:
            return True
        return not any(
            first_row <= row <= last_row and first <= column <= last and (row == first_row or dark)
            for first_row, last_row, first, last, dark in self._tables.areas
        )

    def _is_filtered(self, row: int) -> bool:
        if self._filters is None:
            self._filters = [*self._tables.filters, *self._active_filters()]
            if not self._filters and self.extras.filter_mode:
                self._filters = [(1, 1 << 30)]
        return any(first <= row <= last for first, last in self._filters)

    def _active_filters(self) -> Iterator[Span]:
        """The filter stands behind the cells, so the first hidden row makes us look ahead for it."""
        held = b""
        try:
            for chunk in self.part.chunks():
                # Without its zero bytes the markup of a UTF-16 part reads like that of a UTF-8 one.
                held = held[-_WINDOW:] + chunk.replace(b"\x00", b"")
                for found in _FILTER.finditer(held):
                    if self.extras.filter_mode or _RULE.match(held[found.end() :].lstrip()[:40]):
                        yield from _span(found[1].decode("ascii", "replace"))
        except ReaderError:
            return  # the pass that reads the cells meets the same damage, and says so


def _span(reference: str) -> list[Span]:
    found = _ROWS.fullmatch(reference.strip())
    return [(int(found[1]), int(found[2] or found[1]))] if found else []


class _Tables:
    """The structured tables of a sheet: active filters, and styled areas as (rows, columns, is dark)."""

    def __init__(self) -> None:
        self.filters: list[Span] = []
        self.areas: list[tuple[int, int, int, int, bool]] = []


def _related_tables(part: Part) -> _Tables:
    found = _Tables()
    package = part.book.package
    for relationship in package.relationships(part.member):
        if relationship.kind != "table" or relationship.part is None:
            continue
        _read_table(Part(part.book, relationship.part), found)
    return found


def _read_table(part: Part, found: _Tables) -> None:
    reference = filtered = ""
    for kind, name, attributes, _ in part.events():
        if kind != START:
            continue
        if name == "table":
            reference = attributes.get("ref", "")
        elif name == "autoFilter":
            filtered = attributes.get("ref", "") or reference
        elif name == "filterColumn" and filtered:
            found.filters += _span(filtered)
        elif name == "tableStyleInfo" and attributes.get("name"):
            is_dark = "Dark" in attributes["name"]
            start, _, end = reference.partition(":")
            for first, last in _span(reference):
                found.areas.append((first, last, column_of(start), column_of(end or start), is_dark))


def sheet_title(part: Part) -> Iterable[Text]:
    """The name on the tab."""
    if part.sheet is not None and part.sheet.name.strip():
        yield part.text(part.sheet.name, role=TextRole.HEADING)
