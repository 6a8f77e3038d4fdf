"""Lines of a table to rows: a cell that wraps takes several lines."""

import re
import statistics
from collections.abc import Sequence
from itertools import pairwise

from withhold.readers.pdf.lines import text_of
from withhold.readers.pdf.regions import Region

_BROKEN = re.compile(r"(?<=\w-) (?=\w)")
"""The blank behind a hyphen at which a cell wraps."""
_OVERLAP = 0.85
"""Lines nearer than this, in heights of type, stand beside one another and are one row."""
_WRAPPED = 1.7
_STEP = 1.2
_FULL = 0.75
_MOST_JOINED_FULL = 0.2
_KEY = 0.4
_ANCHORED = 0.25
_DIGITS = 0.8
_ALIKE = 0.97
_OVER_HALF = 0.51

Cells = list[str]


def rows_of(region: Region) -> list[Cells]:
    """The rows of a table from its top down, one text a column, empty for an empty cell."""
    grid = [
        [text_of(words, line.height) for words in columns]
        for line, columns in zip(region.lines, region.grid(), strict=True)
    ]
    height = statistics.median(line.height for line in region.lines)
    gaps = [(above.base - below.base) / height for above, below in pairwise(region.lines)]
    rows: list[list[Cells]] = []
    for columns, joins in zip(grid, [False, *_joins(grid, gaps)], strict=True):
        if rows and joins:
            rows[-1].append(columns)
        else:
            rows.append([columns])
    return [[_joined(parts) for parts in zip(*row, strict=True)] for row in rows]


def _joined(parts: Sequence[str]) -> str:
    """The lines of a cell as one text."""
    return _BROKEN.sub("", " ".join(filter(None, parts)))


def _joins(grid: Sequence[Cells], gaps: Sequence[float]) -> list[bool]:
    """For each line but the first whether it belongs to the row of the line above it."""
    anchor = _anchor_column(grid)
    if anchor is not None:
        joined = _around_anchors(_anchors(grid, anchor, gaps), gaps)
    else:
        threshold = _threshold(gaps)
        joined = [gap < threshold for gap in gaps]
        if not _is_fitting(joined, [_is_full(cells, _FULL) for cells in grid], gaps):
            joined = _below_keys(grid, gaps)
    return [join or gap < _OVERLAP for join, gap in zip(joined, gaps, strict=True)]


def _is_full(cells: Cells, part: float) -> bool:
    return sum(map(bool, cells)) >= part * len(cells)


def _anchor_column(grid: Sequence[Cells]) -> int | None:
    """A column of numbers or dates that do not wrap, so that each row has one: the one with the fewest."""
    best: tuple[int, int] | None = None
    for at, column in enumerate(zip(*grid, strict=True)):
        filled = [cell for cell in column if cell]
        digits = sum(any(map(str.isdigit, cell)) for cell in filled)
        if len(filled) >= max(2, _ANCHORED * len(grid)) and digits >= _DIGITS * len(filled):
            best = min(best or (len(filled), at), (len(filled), at))
    return None if best is None else best[1]


def _anchors(grid: Sequence[Cells], column: int, gaps: Sequence[float]) -> list[bool]:
    """Lines that hold a row's number, and full ones without it that are as far from the line above as rows
    are from one another."""
    sure = [bool(cells[column]) for cells in grid]
    apart = [gap for gap, above, below in zip(gaps, sure, sure[1:], strict=False) if above and below]
    usual = statistics.median(apart) if apart else float("inf")
    full = [_is_full(cells, _OVER_HALF) for cells in grid]
    return [
        is_sure or (is_full and gap >= _ALIKE * usual)
        for is_sure, is_full, gap in zip(sure, full, [0.0, *gaps], strict=True)
    ]


def _around_anchors(anchors: Sequence[bool], gaps: Sequence[float]) -> list[bool]:
    """Lines between two that hold a row's number: parted at the widest gap.

    Where all gaps are alike the last line tells: with a number in it cells hang from the foot of their row,
    without one from its head.
    """
    joined = [True] * len(gaps)
    places = [at for at, is_anchor in enumerate(anchors) if is_anchor]
    for above, below in pairwise(places):
        between = list(range(above, below))
        widest = max(gaps[at] for at in between)
        likely = [at for at in between if gaps[at] >= _ALIKE * widest]
        joined[likely[0] if anchors[-1] else likely[-1]] = False
    return joined


def _below_keys(grid: Sequence[Cells], gaps: Sequence[float]) -> list[bool]:
    """Lines with few cells and nothing in the column where rows begin belong to the row above."""
    key = _key_column(grid)
    return [
        gap < _WRAPPED and not cells[key] and 2 * sum(map(bool, cells)) <= len(cells)
        for gap, cells in zip(gaps, grid[1:], strict=True)
    ]


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
    """The first column that is filled in many lines: where a row begins."""
    counts = [sum(map(bool, column)) for column in zip(*grid, strict=True)]
    return next((at for at, count in enumerate(counts) if count >= _KEY * len(grid)), 0)
