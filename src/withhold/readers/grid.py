"""Rows of cells to tables: finds titles, headers, forms and several tables in one grid, and streams their
rows."""

from collections.abc import Generator, Iterable, Iterator, Mapping
from itertools import pairwise

from withhold.domain.concealment import Concealment
from withhold.domain.location import Location
from withhold.domain.piece import Table, Text, TextRole
from withhold.readers.batches import BATCH_CELLS, BATCH_ROWS, BATCH_WEIGHT, Batches, OpenTable
from withhold.readers.blocks import Span, cut_lines, cut_rows, only_cells, runs, side_by_side
from withhold.readers.grid_row import GridRow
from withhold.readers.grid_text import Surface
from withhold.readers.headers import Line, unusual_labels
from withhold.readers.interface import Place
from withhold.readers.laid_out import rows_as_tables
from withhold.readers.layout import Layout, lay_out
from withhold.readers.stacked import is_row_of_labels, measure, table_starts

_VISIBLE = Concealment.VISIBLE
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
    its own; a row that may or may not be a header comes as names and as a row; a header made of other words
    than headers usually are comes as names and as a text. All else comes once.
    """
    concealment, columns = concealment.inside(place.concealment), {} if columns is None else columns
    if place.as_laid_out:
        return rows_as_tables(rows, place, location, concealment, columns)
    return _Grid(place, location, concealment, columns).read(rows)


class _Grid:
    def __init__(
        self, place: Place, location: Location, concealment: Concealment, columns: Mapping[int, Concealment]
    ) -> None:
        self._place = place
        self._surface = Surface(location, concealment, columns)
        self._batches = Batches(place, location, concealment, columns)
        self._carried: list[GridRow] = []
        self._beside: list[tuple[Span, _Grid]] = []

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
            if len(block) >= _WINDOW_ROWS or cells >= _WINDOW_CELLS or weight >= BATCH_WEIGHT:
                yield from self._block(block, is_whole=False)
                block, cells, weight = [], 0, 0
                following: GridRow | None = None
                if self._beside:
                    following = yield from self._stream_beside(source, last)
                elif self._batches.table is not None:
                    following = yield from self._stream(source, last)
                if following is not None:
                    block, last = [following], following.number
                    cells, weight = len(following.values), following.weight
        if block:
            yield from self._block(block, is_whole=True)
        yield from self._finish()

    def _stream(self, source: Iterator[GridRow], last: int) -> Generator[Table | Text, None, GridRow | None]:
        """The steady state: rows without a gap go to the open table. Returns the first row of another one."""
        batches = self._batches
        table = batches.table
        assert table is not None
        header, measured = table.header, table.measure
        waiting = batches.waiting
        cells, weight = batches.cells, batches.weight
        for row in source:
            values = row.values
            if row.number != last + 1 or values.count(None) == len(values):
                if values.count(None) == len(values):
                    continue
                return row
            last += 1
            if values == header:
                continue
            if -1 < measured < len(values):
                value = values[measured]
                if value and not value[-1].isdigit() and is_row_of_labels(row):
                    return row
            waiting.append(row)
            cells += len(values)
            weight += row.weight
            if len(waiting) >= BATCH_ROWS or cells >= BATCH_CELLS or weight >= BATCH_WEIGHT:
                yield from batches.flush()
                waiting = batches.waiting
                cells = weight = 0
        return None

    def _stream_beside(
        self, source: Iterator[GridRow], last: int
    ) -> Generator[Table | Text, None, GridRow | None]:
        """The same for tables side by side. Returns the first row that does not keep to their columns."""
        spans = [span for span, _ in self._beside]
        between = [at for one, other in pairwise(spans) for at in range(one[1], other[0])]
        following: GridRow | None = None
        rows: list[GridRow] = []
        for row in source:
            values = row.values
            if values.count(None) == len(values):
                continue
            if row.number != last + 1 or any(values[at] is not None for at in between if at < len(values)):
                following = row
                break
            rows.append(row)
            last += 1
            if len(rows) >= _WINDOW_ROWS:
                yield from self._share(rows)
                rows = []
        yield from self._share(rows)
        yield from self._finish()
        return following

    def _share(self, rows: list[GridRow]) -> Iterator[Table | Text]:
        self._batches.settle(rows)
        for span, grid in self._beside:
            yield from grid.more(cut_rows(rows, *span))

    def begin(self, rows: list[GridRow], last: int) -> Iterator[Table | Text]:
        """The first rows of one of several tables that go on side by side beyond row `last`."""
        *whole, open_end = runs(rows)
        for run in whole:
            yield from self._block(run, is_whole=True)
        yield from self._block(open_end, is_whole=open_end[-1].number < last)

    def more(self, rows: list[GridRow]) -> Iterator[Table | Text]:
        """Further rows after `begin`."""
        if self._batches.table is None:
            if rows:
                yield from self._block(rows, is_whole=False)
            return
        self._batches.add(rows)
        if self._batches.is_full():
            yield from self._batches.flush()

    def _finish(self) -> Iterator[Table | Text]:
        for _, grid in self._beside:
            yield from grid._finish()
        self._beside = []
        yield from self._batches.close()
        carried, self._carried = self._carried, []
        yield from self._surface.texts(carried, TextRole.PROSE)

    def _block(self, block: list[GridRow], *, is_whole: bool) -> Iterator[Table | Text]:
        """Reads rows without a gap between them: one table, several, or text."""
        if self._carried:
            block = self._carried + block
            self._carried = []
        self._batches.settle(block)
        block = [row for row in block if row.values.count(None) < len(row.values)]
        if not block:
            return
        spans = side_by_side(block)
        if spans:
            yield from self._batches.close()
            yield from self._side_by_side(block, spans, is_whole=is_whole)
            return
        lines, _ = cut_lines(block)
        starts = [*table_starts(lines), len(block)]
        start = 0
        for end in starts:
            yield from self._one(block[start:end], is_whole=is_whole or end < len(block))
            start = end

    def _side_by_side(
        self, block: list[GridRow], spans: list[Span], *, is_whole: bool
    ) -> Iterator[Table | Text]:
        surface = self._surface
        for span in spans:
            grid = _Grid(self._place, surface.location, surface.concealment, surface.columns)
            part = cut_rows(block, *span)
            if is_whole:
                yield from grid.read(part)
            else:
                yield from grid.begin(part, block[-1].number)
                self._beside.append((span, grid))

    def _one(self, block: list[GridRow], *, is_whole: bool) -> Iterator[Table | Text]:
        """Reads the rows of one table, or more rows of the open one, or text."""
        batches = self._batches
        lines, first = cut_lines(block)
        layout = lay_out(lines, is_whole=is_whole)
        if layout.is_text and is_whole:
            yield from self._carry(block)
            return
        if self._goes_on(layout, block):
            header = batches.table.header if batches.table else []
            batches.add(row for row in block if row.values != header)
            if batches.is_full():
                yield from batches.flush()
            return
        yield from batches.close()
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
        heads = zip(block[layout.titles : layout.data], lines[layout.titles : layout.data], strict=True)
        unusual = [only_cells(row, [first + at for at in unusual_labels(line)]) for row, line in heads]
        yield from self._surface.texts(unusual, TextRole.LABEL)
        self._begin(layout, block, lines, first, titles)

    def _begin(
        self, layout: Layout, block: list[GridRow], lines: list[Line], first: int, titles: tuple[str, ...]
    ) -> None:
        header = block[layout.data - layout.sure].values if layout.has_header else []
        data = lines[layout.data :]
        used = [
            name is not None or any(line.values[at] is not None for line in data)
            for at, name in enumerate(layout.names)
        ]
        indexes = [first + at for at, keep in enumerate(used) if keep]
        names = [name for name, keep in zip(layout.names, used, strict=True) if keep]
        at = measure(data)
        self._batches.table = OpenTable(
            next(self._place.table_ids), names, indexes, titles, header, at if at < 0 else first + at
        )
        self._batches.add(block[layout.data :])

    def _goes_on(self, layout: Layout, block: list[GridRow]) -> bool:
        """Whether a block after blank rows is more of the open table."""
        table = self._batches.table
        if table is None or layout.titles or layout.records:
            return False
        if block[0].values == table.header:
            return True
        if layout.has_header and layout.sure:
            return False
        known = set(table.indexes)
        used = {at for row in block for at, value in enumerate(row.values) if value is not None}
        return used <= known and (2 * len(used) >= len(known) or len(used) >= 3)

    def _carry(self, block: list[GridRow]) -> Iterator[Text | Table]:
        """Keeps lines of text: they may be titles of the table that follows."""
        if (
            len(block) > _CARRIED_ROWS
            or sum(len(value or "") for row in block for value in row.values) > 4096
        ):
            yield from self._batches.close()
            yield from self._surface.texts(block, TextRole.PROSE)
        else:
            self._carried = block
