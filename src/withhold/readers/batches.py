"""The open table of a grid: rows wait here and are given out in batches of columns."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from withhold.domain.concealment import Concealment
from withhold.domain.location import Location
from withhold.domain.piece import EMPTY_CELL, Column, Table
from withhold.readers.grid_row import GridRow
from withhold.readers.interface import Place
from withhold.readers.values import CellTypes, typed_column

_VISIBLE = Concealment.VISIBLE
BATCH_ROWS = 4096
BATCH_CELLS = 1 << 20
BATCH_WEIGHT = 16 << 20


@dataclass(slots=True)
class OpenTable:
    """A table whose rows are still coming.

    `indexes` are its columns in the grid. `header` are the values of its header row, which is dropped where
    it comes again. `measure` is a column of numbers or dates, in which a word stands out; -1 without one.
    """

    table_id: int
    names: list[str | None]
    indexes: list[int]
    titles: tuple[str, ...]
    header: list[str | None]
    measure: int = -1
    continues: bool = False


@dataclass(slots=True)
class Batches:
    """Rows of the open table that wait for being given out."""

    place: Place
    location: Location
    concealment: Concealment
    columns: Mapping[int, Concealment]
    types: CellTypes = field(default_factory=CellTypes)
    table: OpenTable | None = None
    waiting: list[GridRow] = field(default_factory=list)
    cells: int = 0
    weight: int = 0

    def add(self, rows: Iterable[GridRow]) -> None:
        """Takes rows; the caller gives a batch out when there are enough."""
        for row in rows:
            self.waiting.append(row)
            self.cells += len(row.values)
            self.weight += row.weight

    def settle(self, rows: Iterable[GridRow]) -> None:
        """Types the cells of rows that came as texts only."""
        for row in rows:
            if not row.kinds:
                row.values, row.kinds = self.types.row([value or "" for value in row.values])

    def is_full(self) -> bool:
        """Whether the waiting rows are enough for a batch."""
        return len(self.waiting) >= BATCH_ROWS or self.cells >= BATCH_CELLS or self.weight >= BATCH_WEIGHT

    def close(self) -> Iterator[Table]:
        """The last batch of the open table."""
        yield from self.flush()
        self.table = None

    def flush(self) -> Iterator[Table]:
        """The waiting rows as one batch of the open table."""
        rows, self.waiting = self.waiting, []
        self.cells = self.weight = 0
        table = self.table
        if not rows or table is None:
            return
        if is_typed := any(row.kinds for row in rows):
            self.settle(rows)
        values: list[Sequence[str | None]] = list(zip_longest(*[row.values for row in rows]))
        kinds: list[str] = []
        if is_typed:
            kinds = list(map("".join, zip_longest(*[row.kinds for row in rows], fillvalue=EMPTY_CELL)))
        else:
            for at, column in enumerate(values):
                values[at], column_kinds = typed_column(column, self.types)
                kinds.append(column_kinds)
        known = set(table.indexes)
        more = [at for at, column in enumerate(values) if at not in known and any(column)]
        if more:
            # columns that the rows so far did not use: a table of one id keeps its columns, so a new one
            pairs = sorted([*zip(table.indexes, table.names, strict=True), *((at, None) for at in more)])
            table.indexes, table.names = [at for at, _ in pairs], [name for _, name in pairs]
            if table.continues:
                table.table_id, table.continues = next(self.place.table_ids), False
        yield self._batch(table, rows, values, kinds)
        table.continues = True

    def _batch(
        self,
        table: OpenTable,
        rows: list[GridRow],
        values: list[Sequence[str | None]],
        kinds: list[str],
    ) -> Table:
        empty = (None,) * len(rows)
        hidden = self.columns
        columns = tuple(
            Column(name, at, values[at], kinds[at], hidden.get(at, _VISIBLE))
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
            self.location,
            table.table_id,
            columns,
            [row.number for row in rows],
            self.concealment,
            row_concealment,
            cell_concealment,
            table.titles,
            table.continues,
        )
