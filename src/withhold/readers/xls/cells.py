"""The cells of one sheet, record by record, as rows of a grid."""

import struct
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from withhold.domain.concealment import Concealment
from withhold.domain.piece import BOOLEAN_CELL, DATE_CELL, EMPTY_CELL, ERROR_CELL, NUMBER_CELL, TEXT_CELL
from withhold.readers.grid import GridRow
from withhold.readers.ooxml.dates import SerialDates
from withhold.readers.ooxml.number_format import write_out
from withhold.readers.ooxml.shared_strings import SharedStrings
from withhold.readers.ooxml.styles import Styles
from withhold.readers.xls.records import Record
from withhold.readers.xls.texts import Coder, double, number_text, rk

Cell = tuple[int, int, int, str | None, str]
"""(row, column, style, value, kind), rows and columns from 0."""
ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
_HEAVY = 4096
_MOST_COLUMNS = 16_384


@dataclass(slots=True)
class Cells:
    """Reads cells with what the workbook shares. `formulas` collects the bytes of formulas with texts."""

    strings: SharedStrings
    styles: Styles
    dates: SerialDates
    coder: Coder
    version: int
    formulas: list[bytes] = field(default_factory=list)
    _open: tuple[int, int, int] | None = None
    """A formula whose text follows in a record of its own."""

    def read(self, record: Record) -> Iterator[Cell]:
        """The cells in a record; none if it holds none. Raises struct.error for one cut short."""
        reader = _READERS.get(record.kind)
        if reader is not None:
            yield from reader(self, record)

    def place(self, data: bytes) -> tuple[int, int, int, int]:
        """Row, column, style, and where the value begins."""
        row, column = struct.unpack_from("<HH", data)
        if self.version == 2:
            return row, column, data[4] & 0x3F, 7
        return row, column, struct.unpack_from("<H", data, 4)[0], 6

    def number(self, row: int, column: int, style: int, text: str) -> Cell:
        """A number as the workbook shows it."""
        return number_cell(row, column, style, text, self.styles, self.dates)


def number_cell(row: int, column: int, style: int, text: str, styles: Styles, dates: SerialDates) -> Cell:
    """A number: as a date or an identifier where its format shows one."""
    look = styles.cell(style).number
    if look.is_date and (day := dates.iso(text)):
        return row, column, style, day, DATE_CELL
    if look.mask and text.isdecimal() and len(text) < 18:
        written = write_out(look.mask, text)
        return row, column, style, written, NUMBER_CELL if written == text else TEXT_CELL
    return row, column, style, text or None, NUMBER_CELL if text else EMPTY_CELL


def _label(cells: Cells, record: Record) -> Iterator[Cell]:
    row, column, style, at = cells.place(record.data)
    if cells.version == 2:  # noqa: SIM108
        text = cells.coder.text(record.data, at, 1)
    else:
        text = cells.coder.long(record.parts, at)
    yield row, column, style, text or None, TEXT_CELL


def _shared(cells: Cells, record: Record) -> Iterator[Cell]:
    row, column, style, at = cells.place(record.data)
    text = cells.strings.use(struct.unpack_from("<I", record.data, at)[0])
    yield row, column, style, text or None, TEXT_CELL


def _number(cells: Cells, record: Record) -> Iterator[Cell]:
    row, column, style, at = cells.place(record.data)
    yield cells.number(row, column, style, double(record.data, at))


def _integer(cells: Cells, record: Record) -> Iterator[Cell]:
    row, column, style, at = cells.place(record.data)
    yield cells.number(row, column, style, str(struct.unpack_from("<H", record.data, at)[0]))


def _packed(cells: Cells, record: Record) -> Iterator[Cell]:
    row, column, style, at = cells.place(record.data)
    yield cells.number(row, column, style, rk(record.data, at))


def _packed_row(cells: Cells, record: Record) -> Iterator[Cell]:
    data = record.data
    row, column = struct.unpack_from("<HH", data)
    for position in range((len(data) - 6) // 6):
        style = struct.unpack_from("<H", data, 4 + 6 * position)[0]
        yield cells.number(row, column + position, style, rk(data, 6 + 6 * position))


def _truth(cells: Cells, record: Record) -> Iterator[Cell]:
    row, column, style, at = cells.place(record.data)
    yield row, column, style, *_logical(record.data[at], bool(record.data[at + 1]))


def _logical(value: int, is_error: bool) -> tuple[str, str]:
    if is_error:
        return ERRORS.get(value, "#ERROR!"), ERROR_CELL
    return ("TRUE" if value else "FALSE"), BOOLEAN_CELL


def _formula(cells: Cells, record: Record) -> Iterator[Cell]:
    """The result of a formula; its text is kept if it holds texts."""
    data = record.data
    row, column, style, at = cells.place(data)
    result = data[at : at + 8]
    if b"\x17" in data[at + 8 :]:
        cells.formulas.append(record.joined[at + 8 :])
    if len(result) == 8 and result[6:] == b"\xff\xff" and cells.version > 2:
        if result[0] == 0:
            cells._open = (row, column, style)
        elif result[0] in (1, 2):
            yield row, column, style, *_logical(result[2], result[0] == 2)
    else:
        yield cells.number(row, column, style, double(data, at))


def _result(cells: Cells, record: Record) -> Iterator[Cell]:
    """The text of the formula before."""
    if cells._open is not None:
        row, column, style = cells._open
        cells._open = None
        size = 1 if cells.version == 2 else 2
        text = cells.coder.long(record.parts, 0) if size == 2 else cells.coder.text(record.data, 0, 1)
        yield row, column, style, text or None, TEXT_CELL


_READERS: dict[int, Callable[[Cells, Record], Iterator[Cell]]] = {
    0x02: _integer,
    **dict.fromkeys((0x03, 0x203), _number),
    **dict.fromkeys((0x04, 0x204, 0xD6), _label),
    **dict.fromkeys((0x05, 0x205), _truth),
    **dict.fromkeys((0x06, 0x206, 0x406), _formula),
    **dict.fromkeys((0x07, 0x207), _result),
    0x27E: _packed,
    0xBD: _packed_row,
    0xFD: _shared,
}
CELL_RECORDS = frozenset(_READERS) | {0x01, 0x201, 0xBE}
"""With the blank ones."""


@dataclass(slots=True)
class RowStates:
    """How rows are hidden, by 0-based number, and what holds for all others."""

    rows: dict[int, Concealment] = field(default_factory=dict)
    otherwise: Concealment = Concealment.VISIBLE

    def of(self, row: int) -> Concealment:
        """The state of a row."""
        return self.rows.get(row, self.otherwise)


def grid_rows(cells: Iterable[Cell], states: RowStates, styles: Styles) -> Iterator[GridRow]:
    """Cells in the order of the file as rows; a row that comes back comes as another row."""
    row: GridRow | None = None
    for number, column, style, value, kind in cells:
        if value is None or column >= _MOST_COLUMNS:
            continue
        if row is None or row.number != number + 1 or column < len(row.values):
            if row is not None:
                yield row
            row = GridRow(number + 1, [], [], states.of(number))
        gap = column - len(row.values)
        if gap:
            row.values.extend([None] * gap)
            row.kinds.extend(EMPTY_CELL * gap)
        row.values.append(value)
        row.kinds.append(kind)
        if len(value) > _HEAVY:
            row.weight += len(value)
        look = styles.cell(style)
        hides = look.number.hides_text if kind == TEXT_CELL else look.number.hides_numbers
        if look.faint or hides:
            row.cells = {**(row.cells or {}), column: Concealment.INVISIBLE_TEXT}
    if row is not None:
        yield row


__all__ = ["CELL_RECORDS", "Cell", "Cells", "RowStates", "grid_rows", "number_text"]
