"""Cells of a grid outside tables of many rows: titles, notes, and forms of labels and values."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from withhold.domain.concealment import Concealment
from withhold.domain.location import Location, cell_range
from withhold.domain.piece import Column, Table, Text, TextRole
from withhold.readers.grid_row import GridRow
from withhold.readers.interface import Place
from withhold.readers.layout import Layout

_VISIBLE = Concealment.VISIBLE
_TEXT_CHUNK = 1 << 16


@dataclass(frozen=True, slots=True)
class Surface:
    """The grid around the cells: where it is, and how it and its columns are hidden."""

    location: Location
    concealment: Concealment
    columns: Mapping[int, Concealment]

    def forms(
        self, block: list[GridRow], layout: Layout, first: int, titles: tuple[str, ...], place: Place
    ) -> Iterator[Table]:
        """A form as tables of one row a record, its labels as column names."""
        for record in layout.records:
            columns = []
            cells = {}
            for position, (label, (line, at)) in enumerate(record):
                row, index = block[line], first + at
                columns.append(Column(label, index, (row.values[index],), row.kinds[index]))
                how = self._cell_concealment(row, index)
                if how is not _VISIBLE:
                    cells[0, position] = how
            number = block[record[0][1][0]].number
            yield Table(
                self.location,
                next(place.table_ids),
                tuple(columns),
                [number],
                self.concealment,
                cell_concealment=cells,
                titles=titles,
            )

    def _cell_concealment(self, row: GridRow, index: int) -> Concealment:
        how = (row.cells or {}).get(index, _VISIBLE).inside(row.concealment)
        return how.inside(self.columns.get(index, _VISIBLE))

    def texts(self, rows: list[GridRow], role: TextRole) -> Iterator[Text]:
        """Cells that belong to no table, one text for each run of rows hidden alike."""
        run: list[str] = []
        how = _VISIBLE
        start = end = (0, 0)
        size = 0
        for row in rows:
            for index, value in enumerate(row.values):
                if value is None:
                    continue
                own = self._cell_concealment(row, index).inside(self.concealment)
                if run and (own is not how or size > _TEXT_CHUNK or end[0] < row.number - 1):
                    yield self._text_of(run, start, end, role, how)
                    run, size = [], 0
                if not run:
                    start, end, how = (row.number, index), (row.number, index), own
                run.append(value if not run or end[0] != row.number else f"\t{value}")
                start, end = (start[0], min(start[1], index)), (row.number, max(end[1], index))
                size += len(value)
        if run:
            yield self._text_of(run, start, end, role, how)

    def _text_of(
        self, run: list[str], start: tuple[int, int], end: tuple[int, int], role: TextRole, how: Concealment
    ) -> Text:
        text = "\n".join(run).replace("\n\t", "\t")
        return Text(self.location.child("cells", cell_range(*start, *end)), text, role, how)
