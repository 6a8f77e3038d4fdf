"""Grids as they stand on the page: every row at its number, every cell in its column, nothing interpreted.

Who makes a copy of a document needs its cells where they are; what is a header, a title or a form is asked by
those who look for people.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from withhold.domain.concealment import Concealment
from withhold.domain.location import Location
from withhold.domain.piece import EMPTY_CELL, TEXT_CELL, Table
from withhold.readers.batches import Batches, OpenTable
from withhold.readers.grid_row import GridRow
from withhold.readers.interface import Place

PAGE_BREAK = "\f"
"""Stands in a text where a new page begins."""


def rows_as_tables(
    rows: Iterable[GridRow],
    place: Place,
    location: Location,
    concealment: Concealment,
    columns: Mapping[int, Concealment],
) -> Iterator[Table]:
    """The rows of a grid in batches of one table without names; rows without any value are left out.

    `concealment` and `columns` as for `grid.tables`. Where the format knows only texts they stay as written.
    """
    batches = Batches(place, location, concealment, columns)
    batches.table = OpenTable(next(place.table_ids), [], [], (), [])
    for row in rows:
        if row.values.count(None) == len(row.values):
            continue
        if not row.kinds:
            row.values = [value or None for value in row.values]
            row.kinds = [TEXT_CELL if value else EMPTY_CELL for value in row.values]
        batches.add([row])
        if batches.is_full():
            yield from _batch(batches)
    yield from _batch(batches)


def _batch(batches: Batches) -> Iterator[Table]:
    rows = list(batches.waiting)
    for table in batches.flush():
        positions = {column.index: at for at, column in enumerate(table.columns)}
        merged = {
            (number, positions[at]): how
            for number, row in enumerate(rows)
            for at, how in (row.merged or {}).items()
            if at in positions
        }
        yield replace(table, merged=merged)
