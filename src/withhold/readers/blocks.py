"""Blocks of a grid: cuts rows to the columns they use and finds tables that stand side by side."""

from collections.abc import Sequence

from withhold.readers.grid_row import GridRow
from withhold.readers.headers import Judgement, Line, judge

_FULL = 0.8
_SAMPLE = 40
_NO_END = 1 << 31

Span = tuple[int, int]
"""First column of a table and the one after its last."""


def cut_lines(block: Sequence[GridRow]) -> tuple[list[Line], int]:
    """The block's rows cut to the columns in use and padded to one width, and the first such column."""
    first = min(_first_used(row.values) for row in block)
    last = max(len(row.values) for row in block)
    lines = []
    for row in block:
        missing = last - len(row.values)
        values = [*row.values[first:], *[None] * missing]
        lines.append(Line(values, [*row.kinds[first:], *" " * missing], row.is_header))
    return lines, first


def side_by_side(block: Sequence[GridRow]) -> list[Span]:
    """The columns of tables that stand beside one another, the outermost widened to the edges; or none.

    An empty column alone does not part: a spacer between the columns of one table must not part a name from
    its birth date. It does where both sides have two columns or more and repeat their header, or where one
    side ends or begins earlier and is full.
    """
    used = sorted({at for row in block for at, value in enumerate(row.values) if value is not None})
    spans = _spans(used)
    if len(spans) < 2 or min(end - start for start, end in spans) < 2:
        return []
    parts = [cut_rows(block, start, end) for start, end in spans]
    if not _repeat_header(parts) and not _full_but_shorter(parts):
        return []
    return [(0, spans[0][1]), *spans[1:-1], (spans[-1][0], _NO_END)]


def cut_rows(block: Sequence[GridRow], start: int, end: int) -> list[GridRow]:
    """The rows with only the columns from `start` to `end`, in their places, without rows then empty."""
    part = []
    for row in block:
        values = [None] * start + row.values[start:end]
        if values.count(None) < len(values):
            kinds = [" "] * start + row.kinds[start:end]
            part.append(
                GridRow(row.number, values, kinds, row.concealment, row.cells, row.weight, row.is_header)
            )
    return part


def only_cells(row: GridRow, kept: Sequence[int]) -> GridRow:
    """The row with only the cells at some columns."""
    values = [value if at in kept else None for at, value in enumerate(row.values)]
    return GridRow(row.number, values, row.kinds, row.concealment, row.cells)


def runs(rows: Sequence[GridRow]) -> list[list[GridRow]]:
    """The rows parted where a row number is left out."""
    parts: list[list[GridRow]] = []
    for row in rows:
        if parts and parts[-1][-1].number == row.number - 1:
            parts[-1].append(row)
        else:
            parts.append([row])
    return parts


def _spans(used: Sequence[int]) -> list[Span]:
    spans: list[Span] = []
    for at in used:
        if spans and spans[-1][1] == at:
            spans[-1] = (spans[-1][0], at + 1)
        else:
            spans.append((at, at + 1))
    return spans


def _repeat_header(parts: list[list[GridRow]]) -> bool:
    """Whether a label of one side's first full row stands in another's as well."""
    heads = []
    for part in parts:
        lines, _ = cut_lines(part)
        head = next((at for at, line in enumerate(lines) if line.filled == len(line.values)), None)
        if head is None or judge(lines[head], lines[head + 1 : head + _SAMPLE]) is Judgement.DATA:
            return False
        heads.append({value.casefold() for value in lines[head].values if value is not None})
    return any(heads[at] & heads[at + 1] for at in range(len(heads) - 1))


def _full_but_shorter(parts: list[list[GridRow]]) -> bool:
    """Whether the sides begin or end in different rows although each of them is full in its own rows."""
    extents = {(part[0].number, part[-1].number) for part in parts}
    if len(extents) == 1:
        return False
    for part in parts:
        lines, _ = cut_lines(part)
        filled = sum(line.filled for line in lines)
        if filled < _FULL * len(lines) * len(lines[0].values) or len(lines) < 2:
            return False
    return True


def _first_used(values: Sequence[str | None]) -> int:
    return next(at for at, value in enumerate(values) if value is not None)
