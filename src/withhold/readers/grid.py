"""Rows of cells to tables: finds titles, headers, forms and several tables in one grid, and streams their
rows."""

from collections.abc import Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest

from withhold.domain.concealment import Concealment
from withhold.domain.location import Location
from withhold.domain.piece import EMPTY_CELL, Column, Table, Text, TextRole
from withhold.readers.blocks import cut_lines, side_by_side
from withhold.readers.grid_row import GridRow
from withhold.readers.grid_text import Surface
from withhold.readers.headers import Line
from withhold.readers.interface import Place
from withhold.readers.layout import Layout, lay_out

_VISIBLE = Concealment.VISIBLE
_BATCH_ROWS = 4096
_BATCH_CELLS = 1 << 20
_BATCH_WEIGHT = 16 << 20
_WINDOW_ROWS = 1024
_WINDOW_CELLS = 1 << 18
_CARRIED_ROWS = 40

__all__ = ["GridRow", "tables"]


def tables(
    rows: Iterable[GridRow],
    *,
    place: Place,
    location: Location,
    concealment: Concealment = _VISIBLE,
    columns: Mapping[int, Concealment] | None = None,
) -> Iterator[Table | Text]:
    """Every cell of a grid as tables and texts, in row order and in bounded memory.

    `location` is the grid's own; `concealment` says how the whole grid is hidden, `columns` how single
    columns are, by 0-based index. A title row comes both as `Table.titles` of its table and as a heading of
    its own; a row that may or may not be a header comes as names and as a row. All else comes once.
    """
    grid = _Grid(place, location, concealment.inside(place.concealment), {} if columns is None else columns)
    return grid.read(rows)


@dataclass(slots=True)
class _Open:
    """A table whose rows are still coming."""

    table_id: int
    names: list[str | None]
    indexes: list[int]
    titles: tuple[str, ...]
    header: list[str | None]
    continues: bool = False


class _Grid:
    def __init__(
        self, place: Place, location: Location, concealment: Concealment, columns: Mapping[int, Concealment]
    ) -> None:
        self._place = place
        self._location = location
        self._concealment = concealment
        self._columns = columns
        self._surface = Surface(location, concealment, columns)
        self._carried: list[GridRow] = []
        self._open: _Open | None = None
        self._waiting: list[GridRow] = []
        self._cells = 0
        self._weight = 0

    def read(self, rows: Iterable[GridRow]) -> Iterator[Table | Text]:
        block: list[GridRow] = []
        cells = weight = 0
        last = 0
        source = iter(rows)
        for row in source:
            values = row.values
            if values.count(None) == len(values):
                continue
            if block and row.number != last + 1:
                yield from self._block(block, is_whole=True)
                block, cells, weight = [], 0, 0
            block.append(row)
            last = row.number
            cells += len(values)
            weight += row.weight
            if len(block) >= _WINDOW_ROWS or cells >= _WINDOW_CELLS or weight >= _BATCH_WEIGHT:
                yield from self._block(block, is_whole=False)
                block, cells, weight = [], 0, 0
                if self._open is None:
                    continue
                row_after_gap = yield from self._stream(source, last)
                if row_after_gap is None:
                    break
                block, last = [row_after_gap], row_after_gap.number
                cells, weight = len(row_after_gap.values), row_after_gap.weight
        if block:
            yield from self._block(block, is_whole=True)
        yield from self._flush()
        yield from self._give_up_carried()

    def _stream(self, source: Iterator[GridRow], last: int) -> Generator[Table | Text, None, GridRow | None]:
        """The steady state: rows without a gap go to the open table. Returns the first row after a gap."""
        waiting = self._waiting
        assert self._open is not None
        header = self._open.header
        for row in source:
            values = row.values
            if row.number != last + 1 or values.count(None) == len(values):
                if values.count(None) == len(values):
                    continue
                return row
            last += 1
            if values == header:
                continue
            waiting.append(row)
            self._cells += len(values)
            self._weight += row.weight
            if len(waiting) >= _BATCH_ROWS or self._cells >= _BATCH_CELLS or self._weight >= _BATCH_WEIGHT:
                yield from self._flush()
                waiting = self._waiting
        return None

    def _block(self, block: list[GridRow], *, is_whole: bool) -> Iterator[Table | Text]:
        """Reads rows without a gap between them: one table, several, or text."""
        if self._carried:
            block = self._carried + block
            self._carried = []
        parts = side_by_side(block, is_whole=is_whole)
        if len(parts) > 1:
            yield from self._flush()
            self._open = None
            for part in parts:
                grid = _Grid(self._place, self._location, self._concealment, self._columns)
                yield from grid.read(part)
            return
        lines, first = cut_lines(block)
        layout = lay_out(lines, is_whole=is_whole)
        if layout.is_text and is_whole:
            yield from self._carry(block)
            return
        if self._goes_on(layout, block, lines):
            header = self._open.header if self._open else []
            self._add(row for row in block if row.values != header)
            return
        yield from self._flush()
        self._open = None
        yield from self._surface.texts(block[: layout.titles], TextRole.HEADING)
        if layout.is_text:
            return
        titles = tuple(" ".join(filter(None, row.values)) for row in block[: layout.titles])
        if layout.records:
            yield from self._surface.forms(block, layout, first, titles, self._place)
            return
        if is_whole and layout.data >= len(block):
            yield from self._surface.texts(block[layout.titles :], TextRole.LABEL)
            return
        self._begin(layout, block, first, titles)

    def _begin(self, layout: Layout, block: list[GridRow], first: int, titles: tuple[str, ...]) -> None:
        header = block[layout.data - layout.sure].values if layout.has_header else []
        used = [name is not None or any(first + at < len(row.values) and row.values[first + at] is not None
                for row in block[layout.data :]) for at, name in enumerate(layout.names)]  # fmt: skip
        indexes = [first + at for at, keep in enumerate(used) if keep]
        names = [name for name, keep in zip(layout.names, used, strict=True) if keep]
        self._open = _Open(next(self._place.table_ids), names, indexes, titles, header)
        self._add(block[layout.data :])

    def _goes_on(self, layout: Layout, block: list[GridRow], lines: list[Line]) -> bool:
        """Whether a block after blank rows is more of the open table."""
        if self._open is None or layout.titles or layout.records:
            return False
        if block[0].values == self._open.header:
            return True
        if layout.has_header and layout.sure:
            return False
        known = set(self._open.indexes)
        used = {at for row in block for at, value in enumerate(row.values) if value is not None}
        return used <= known and (2 * len(used) >= len(known) or len(used) >= 3)

    def _add(self, rows: Iterable[GridRow]) -> None:
        for row in rows:
            self._waiting.append(row)
            self._cells += len(row.values)
            self._weight += row.weight

    def _carry(self, block: list[GridRow]) -> Iterator[Text | Table]:
        """Keeps lines of text: they may be titles of the table that follows."""
        if (
            len(block) > _CARRIED_ROWS
            or sum(len(value or "") for row in block for value in row.values) > 4096
        ):
            yield from self._flush()
            self._open = None
            yield from self._surface.texts(block, TextRole.PROSE)
        else:
            self._carried = block

    def _give_up_carried(self) -> Iterator[Text]:
        carried, self._carried = self._carried, []
        return self._surface.texts(carried, TextRole.PROSE)

    def _flush(self) -> Iterator[Table]:
        """The waiting rows as one batch of the open table."""
        rows, self._waiting = self._waiting, []
        self._cells = self._weight = 0
        table = self._open
        if not rows or table is None:
            return
        values = list(zip_longest(*[row.values for row in rows]))
        kinds = list(zip_longest(*[row.kinds for row in rows], fillvalue=EMPTY_CELL))
        known = set(table.indexes)
        more = [at for at, column in enumerate(values) if at not in known and any(column)]
        if (
            more
        ):  # columns that the rows so far did not use: a table of one id keeps its columns, so a new one
            pairs = sorted([*zip(table.indexes, table.names, strict=True), *((at, None) for at in more)])
            table.indexes, table.names = [at for at, _ in pairs], [name for _, name in pairs]
            if table.continues:
                table.table_id, table.continues = next(self._place.table_ids), False
        yield self._batch(table, rows, values, kinds)
        table.continues = True

    def _batch(
        self,
        table: _Open,
        rows: list[GridRow],
        values: list[tuple[str | None, ...]],
        kinds: list[tuple[str, ...]],
    ) -> Table:
        empty = (None,) * len(rows)
        hidden = self._columns
        columns = tuple(
            Column(name, at, values[at], "".join(kinds[at]), hidden.get(at, _VISIBLE))
            if at < len(values)
            else Column(name, at, empty, EMPTY_CELL * len(rows), hidden.get(at, _VISIBLE))
            for name, at in zip(table.names, table.indexes, strict=True)
        )
        row_concealment = {
            position: row.concealment for position, row in enumerate(rows) if row.concealment is not _VISIBLE
        }
        positions = {at: position for position, at in enumerate(table.indexes)}
        cell_concealment = {
            (position, positions[at]): how
            for position, row in enumerate(rows)
            if row.cells
            for at, how in row.cells.items()
            if at in positions
        }
        return Table(
            self._location,
            table.table_id,
            columns,
            [row.number for row in rows],
            self._concealment,
            row_concealment,
            cell_concealment,
            table.titles,
            table.continues,
        )
