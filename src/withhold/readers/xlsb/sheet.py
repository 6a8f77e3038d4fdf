"""A binary worksheet: rows and columns with how they are hidden, cells, and what stands around them."""

import struct
from collections.abc import Iterator

from withhold.domain.concealment import Concealment
from withhold.domain.piece import BOOLEAN_CELL, ERROR_CELL, TEXT_CELL
from withhold.readers.grid import GridRow, tables
from withhold.readers.interface import ReaderError
from withhold.readers.ooxml.far_cells import FarCells
from withhold.readers.ooxml.part import Items, Part
from withhold.readers.ooxml.sheet_extras import header_text
from withhold.readers.xls.cells import ERRORS, Cell, RowStates, grid_rows, number_cell
from withhold.readers.xls.texts import double, literals, rk
from withhold.readers.xlsb.records import Record, records, texts_in, wide

_ROW, _COLUMN, _FILTERED, _HEADERS, _LINK, _VALIDATION, _FORMAT_RULE = 0, 60, 163, 479, 494, 64, 463
_CELLS = range(1, 12)
_SHORT = range(12, 19)
_RICH = 62
_THIN_COLUMN = 38
"""256ths of a character."""
_THIN_ROW = 10
"""Twentieths of a point."""
_LAST_COLUMN = 16_384
_HOW = {_VALIDATION: Concealment.VALIDATION_LIST, _FORMAT_RULE: Concealment.INVISIBLE_TEXT}
_LOOKS = frozenset((129, 130, 133, 134, 137, 138, 145, 146, 148, 151, 152, 390, 391, 476, 477, 478, 485))
"""Records of views, sizes and looks."""


def read_sheet(part: Part) -> Items:
    """A sheet's tables, then the texts around its cells."""
    reader = _SheetReader(part)
    reader.survey()
    sheet = part.sheet
    yield from tables(
        reader.rows(),
        place=part.book.place,
        location=part.location,
        concealment=sheet.concealment if sheet else Concealment.VISIBLE,
        columns=reader.columns,
    )
    yield from reader.texts()
    if reader.failure is not None:
        part.book.is_damaged = True
        raise reader.failure


class _SheetReader:
    """Reads the part twice: the filter, which says why rows are hidden, stands behind the cells."""

    def __init__(self, part: Part) -> None:
        self.columns: dict[int, Concealment] = {}
        self.failure: ReaderError | None = None
        self._part = part
        self._states = RowStates()
        self._held: dict[Concealment, list[str]] = {}
        self._headers: list[str] = []
        self._literals: dict[str, None] = {}

    def survey(self) -> None:
        """Which rows and columns are hidden."""
        is_filtered = False
        try:
            for kind, data in records(self._part.chunks()):
                if kind == _ROW and len(data) >= 12:
                    self._row(data)
                elif kind == _COLUMN and len(data) >= 18:
                    self._column(data)
                elif kind == _FILTERED:
                    is_filtered = True
        except ReaderError:
            pass  # the pass that reads the cells meets the same damage, and says so
        if is_filtered:
            for number, state in self._states.rows.items():
                if state is Concealment.HIDDEN_ROW:
                    self._states.rows[number] = Concealment.FILTERED_ROW

    def _row(self, data: bytes) -> None:
        number, _, height = struct.unpack_from("<IIH", data)
        if data[11] & 0x10:
            self._states.rows[number] = Concealment.HIDDEN_ROW
        elif height < _THIN_ROW and data[11] & 0x20:
            self._states.rows[number] = Concealment.ZERO_SIZE

    def _column(self, data: bytes) -> None:
        first, last, width, _, flags = struct.unpack_from("<4IH", data)
        if flags & 1 or width < _THIN_COLUMN:
            how = Concealment.HIDDEN_COLUMN if flags & 1 else Concealment.ZERO_SIZE
            for column in range(first, min(last + 1, _LAST_COLUMN)):
                self.columns[column] = how

    def rows(self) -> Iterator[GridRow]:
        """Every row with cells."""
        far = FarCells(self.columns)
        for row in grid_rows(self._cells(), self._states, self._part.book.styles):
            far.mark([row])
            yield row

    def _cells(self) -> Iterator[Cell]:
        row, column = 0, -1
        try:
            for kind, data in records(self._part.chunks()):
                if kind == _ROW:
                    row, column = int.from_bytes(data[:4], "little"), -1
                elif kind in _CELLS or kind == _RICH:
                    column = int.from_bytes(data[:4], "little")
                    yield self._cell(row, column, kind, data, 4)
                elif kind in _SHORT:
                    column += 1
                    yield self._cell(row, column, kind - 11, data, 0)
                else:
                    self._around(kind, data)
        except ReaderError as error:
            self.failure = error

    def _cell(self, row: int, column: int, kind: int, data: bytes, at: int) -> Cell:
        """One cell ([MS-XLSB] 2.4.312 and following); one that is cut short as its strings."""
        style = int.from_bytes(data[at : at + 3], "little")
        try:
            value, value_kind = self._value(row, column, kind, data, at + 4, style)
        except (struct.error, IndexError):
            value, value_kind = "\n".join(texts_in(data)), TEXT_CELL
        return row, column, style, value or None, value_kind

    def _value(
        self, row: int, column: int, kind: int, data: bytes, at: int, style: int
    ) -> tuple[str | None, str]:
        book = self._part.book
        if kind in (2, 5, 9):
            if kind == 9:
                self._formula(data[at + 8 :])
            text = rk(data, at) if kind == 2 else double(data, at)
            return number_cell(row, column, style, text, book.styles, book.dates)[3:]
        if kind == 7:
            return book.strings.use(struct.unpack_from("<I", data, at)[0]), TEXT_CELL
        if kind in (6, 8, _RICH):
            text, end = wide(data, at + (kind == _RICH))
            if kind == 8:
                self._formula(data[end:])
            return text, TEXT_CELL
        if kind in (4, 10):
            return ("TRUE" if data[at] else "FALSE"), BOOLEAN_CELL
        return (ERRORS.get(data[at], "#ERROR!"), ERROR_CELL) if kind in (3, 11) else (None, " ")

    def _formula(self, data: bytes) -> None:
        if b"\x17" in data and len(self._literals) < 20_000:
            self._literals.update(dict.fromkeys(literals(data, length_size=2)))

    def _around(self, kind: int, data: bytes) -> None:
        if kind == _HEADERS:
            self._headers += filter(None, map(header_text, texts_in(data)))
        elif kind == _LINK and len(data) > 20:
            self._hyperlink(data)
        elif kind not in _LOOKS:
            texts = texts_in(data)
            if kind in (_VALIDATION, _FORMAT_RULE):
                for literal in literals(data, length_size=2):
                    texts += literal.split(",") if kind == _VALIDATION else [literal]
            self._held.setdefault(_HOW.get(kind, Concealment.VISIBLE), []).extend(texts)

    def _hyperlink(self, data: bytes) -> None:
        """Where a link leads, and what it shows when the pointer is on it ([MS-XLSB] 2.4.698)."""
        identifier, at = wide(data, 16)
        target = self._part.related(identifier).removeprefix("mailto:")
        self._held.setdefault(Concealment.VISIBLE, []).append(target)
        self._held.setdefault(Concealment.ALT_TEXT, []).extend(texts_in(data[at:]))

    def texts(self) -> Items:
        """What stands around the cells."""
        for header in self._headers:
            yield self._part.text(header, Concealment.HEADER_FOOTER)
        for how, texts in self._held.items():
            yield from self._part.lines(texts, how)
        yield from self._part.lines(self._literals)


def table_texts(stream: Iterator[Record]) -> Iterator[str]:
    """All strings of a part."""
    for _, data in stream:
        yield from texts_in(data)
