"""One sheet: rows and columns with how they are hidden, its cells, and the texts around them."""

import struct
from collections.abc import Iterator

from withhold.domain.concealment import Concealment
from withhold.domain.piece import PartRead, TextRole
from withhold.readers.grid import GridRow, tables
from withhold.readers.interface import Place, ReaderError
from withhold.readers.ole.document import Items, Teller, told
from withhold.readers.ooxml.far_cells import FarCells
from withhold.readers.xls.around import Around
from withhold.readers.xls.cells import CELL_RECORDS, Cell, Cells, RowStates, grid_rows
from withhold.readers.xls.records import BOFS, EOF, Record, records
from withhold.readers.xls.texts import literals
from withhold.readers.xls.workbook import SheetEntry, Workbook

_THIN_COLUMN = 38
"""256ths of a character: 0.15 characters show nothing."""
_THIN_ROW = 10
"""Twentieths of a point: half a point shows nothing."""
_ROWS, _COLUMN, _FILTERED, _DEFAULT_ROW = (0x08, 0x208), 0x7D, 0x9B, (0x25, 0x225)
_HIDDEN_ROW = Concealment.HIDDEN_ROW


class SheetReader:
    """Reads one substream twice: for rows and columns, which may stand behind cells, then for the rest."""

    def __init__(self, book: Workbook, entry: SheetEntry, place: Place) -> None:
        self._book = book
        self._entry = entry
        self._place = place
        location = place.location.child("sheet", entry.name, entry.index)
        self._teller = Teller(location, entry.concealment.inside(place.concealment))
        self._states = RowStates()
        self._columns: dict[int, Concealment] = {}
        self._failure: ReaderError | None = None
        self._around = Around(book, place, self._teller)
        self._cells = Cells(book.strings, book.styles, book.dates, book.coder, book.version)
        self.end = entry.at

    def read(self) -> Items:
        """The tab's name, its tables, the texts around them."""
        if self._entry.name.strip():
            yield self._teller.text(self._entry.name, role=TextRole.HEADING)
        self._survey()
        yield from tables(
            self._rows(),
            place=self._place,
            location=self._teller.location,
            concealment=self._entry.concealment,
            columns=self._columns,
        )
        yield from self._around.finish()
        texts = [text for formula in self._cells.formulas for text in self._literals(formula)]
        yield from self._teller.lines(texts, role=TextRole.CODE)
        if self._failure is not None:
            yield told(self._teller.location, self._failure, self.end - self._entry.at)
        else:
            yield PartRead(self._teller.location)

    def _literals(self, formula: bytes) -> list[str]:
        return literals(formula, is_unicode=self._book.version == 8)

    def _records(self) -> Iterator[tuple[int, Record]]:
        """(depth, record) of the substream: charts on the sheet are one deeper. Damage goes to `_failure`."""
        depth = 0
        try:
            for record in records(self._book.stream, self._entry.at):
                self.end = record.end
                if record.kind in BOFS:
                    depth += 1
                elif record.kind == EOF:
                    depth -= 1
                    if depth <= 0:
                        return
                else:
                    yield depth, record
        except ReaderError as error:
            self._failure = error

    def _survey(self) -> None:
        is_filtered = False
        for depth, record in self._records():
            data = record.data
            if depth != 1:
                continue
            if record.kind == _COLUMN and len(data) >= 10:
                self._column(data)
            elif record.kind in _ROWS and len(data) >= 14:
                self._row(data)
            elif record.kind == _FILTERED:
                is_filtered = True
            elif record.kind in _DEFAULT_ROW and len(data) >= 4 and data[0] & 2:
                self._states.otherwise = _HIDDEN_ROW
        if is_filtered:
            for number, state in self._states.rows.items():
                if state is _HIDDEN_ROW:
                    self._states.rows[number] = Concealment.FILTERED_ROW

    def _column(self, data: bytes) -> None:
        first, last, width, _, flags = struct.unpack_from("<5H", data)
        how = Concealment.HIDDEN_COLUMN if flags & 1 else Concealment.ZERO_SIZE
        if flags & 1 or width < _THIN_COLUMN:
            for column in range(first, min(last, 255) + 1):
                self._columns[column] = how

    def _row(self, data: bytes) -> None:
        number, _, _, height = struct.unpack_from("<4H", data)
        state = Concealment.VISIBLE
        if self._book.version > 2 and data[12] & 0x20:
            state = _HIDDEN_ROW
        elif not height & 0x8000 and height < _THIN_ROW:
            state = Concealment.ZERO_SIZE
        if state is not Concealment.VISIBLE or self._states.otherwise is not Concealment.VISIBLE:
            self._states.rows[number] = state

    def _rows(self) -> Iterator[GridRow]:
        far = FarCells(self._columns)
        for row in grid_rows(self._each_cell(), self._states, self._book.styles):
            far.mark([row])
            yield row

    def _each_cell(self) -> Iterator[Cell]:
        for depth, record in self._records():
            try:
                if record.kind in CELL_RECORDS and depth == 1:
                    yield from self._cells.read(record)
                elif depth > 1 and record.kind in CELL_RECORDS:
                    self._around.chart_cells.extend(self._cells.read(record))
                else:
                    self._around.take(record, in_chart=depth > 1)
            except (struct.error, IndexError):
                self._around.damaged(record)
