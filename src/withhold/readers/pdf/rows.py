"""Lines of a table to rows: a cell that wraps takes several lines."""

import statistics
from collections.abc import Sequence
from itertools import pairwise

from withhold.readers.pdf.lines import Line, text_of
from withhold.readers.pdf.regions import Region

_OVERLAP = 0.85
"""Lines nearer than this, in heights of type, stand beside one another and are one row."""
_WRAPPED = 1.7
_STEP = 1.2
_FULL = 0.75
_MOST_JOINED_FULL = 0.2
_KEY = 0.4

Cells = list[str]


def rows_of(region: Region) -> list[Cells]:
    """The rows of a table from its top down, one text a column, empty for an empty cell."""
    to_left = 2 * sum(line.is_right_to_left for line in region.lines) > len(region.lines)
    grid = [
        [text_of(words, line.height, to_left=to_left) for words in columns]
        for line, columns in zip(region.lines, region.grid(), strict=True)
    ]
    height = statistics.median(line.height for line in region.lines)
    gaps = [(above.middle - below.middle) / height for above, below in pairwise(region.lines)]
    rows: list[list[Cells]] = []
    for columns, joins in zip(grid, [False, *_joins(region.lines, grid, gaps)], strict=True):
        if rows and joins:
            rows[-1].append(columns)
        else:
            rows.append([columns])
    return [[" ".join(filter(None, parts)) for parts in zip(*row, strict=True)] for row in rows]


def _joins(lines: Sequence[Line], grid: Sequence[Cells], gaps: Sequence[float]) -> list[bool]:
    """For each line but the first whether it belongs to the row of the line above it."""
    full = [sum(map(bool, columns)) >= _FULL * len(columns) for columns in grid]
    threshold = _threshold(gaps)
    joined = [gap < threshold for gap in gaps]
    if not _is_fitting(joined, full, gaps):
        key = _key_column(grid)
        joined = [
            gap < _WRAPPED and not columns[key] and 2 * sum(map(bool, columns)) <= len(columns)
            for gap, columns in zip(gaps, grid[1:], strict=True)
        ]
    return [join or gap < _OVERLAP for join, gap in zip(joined, gaps, strict=True)]


def _threshold(gaps: Sequence[float]) -> float:
    """The height between the gaps inside rows and those between rows; 0 where all gaps are alike."""
    ordered = sorted(gap for gap in gaps if gap >= _OVERLAP)
    steps = [
        (above / below, (above + below) / 2)
        for below, above in pairwise(ordered)
        if below <= _WRAPPED and above / below >= _STEP
    ]
    return max(steps)[1] if steps else 0.0


def _is_fitting(joined: Sequence[bool], full: Sequence[bool], gaps: Sequence[float]) -> bool:
    """Whether joining puts wrapped lines to their rows, and not rows to rows."""
    pairs = [
        above and below
        for above, below, join, gap in zip(full, full[1:], joined, gaps, strict=False)
        if join and gap >= _OVERLAP
    ]
    return bool(pairs) and sum(pairs) <= _MOST_JOINED_FULL * len(pairs)


def _key_column(grid: Sequence[Cells]) -> int:
    """The first column that is filled in many lines: where a row begins. The one that wraps is filled most."""
    counts = [sum(map(bool, column)) for column in zip(*grid, strict=True)]
    return next((at for at, count in enumerate(counts) if count >= _KEY * len(grid)), 0)
