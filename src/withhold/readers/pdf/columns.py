"""Where the columns of a table stand: the blank strips that lines under one another have in common."""

import statistics
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from withhold.readers.pdf.lines import Line
from withhold.readers.pdf.words import Word

_CROSSING = 12
"""One line in so many may run across a blank strip: text that flows over the edge of its cell."""
_FILLED_SPACES = 1.6
_WIDE_SPACES = 1.9
_WIDE = 0.6
_NARROW = 0.12
_CLIPPED = 1.5
_SHORT = 0.5
_NARROW_IF_FEW = 0.5
_FEW_LINES = 3


@dataclass(frozen=True, slots=True)
class Measures:
    """Widths on a page in parts of the height of type: gaps in a cell, gaps that part cells for sure, and the
    narrowest strip between columns."""

    filled: float
    wide: float
    strip: float


def measures(space: float, *, has_blanks: bool) -> Measures:
    """What a page with such blanks between its words has between its columns."""
    filled = _FILLED_SPACES * space
    return Measures(filled, max(_WIDE_SPACES * space, _WIDE), _NARROW if has_blanks else filled)


def has_cells(line: Line, sizes: Measures) -> bool:
    """Whether a line has a gap that is too wide for a blank."""
    return line.has_cells(sizes.wide * line.height)


def strips(lines: Sequence[Line], sizes: Measures) -> list[float]:
    """The middles of the blank strips between columns, from left to right.

    Only lines with cells say where they are, and short ones, which may be cells that wrap.
    """
    with_cells = [line for line in lines if has_cells(line, sizes)]
    if len(with_cells) < 2:
        return []
    width = max(line.right for line in with_cells) - min(line.left for line in with_cells)
    told = [line for line in lines if line.right - line.left < _SHORT * width or has_cells(line, sizes)]
    allowed = len(told) // _CROSSING
    needed = max(2, (len(told) + 9) // 10)
    height = statistics.median(line.height for line in told)
    narrowest = height * (max(_NARROW_IF_FEW, sizes.strip) if len(with_cells) <= _FEW_LINES else sizes.strip)
    found: list[float] = []
    for start, end in _uncovered([span for line in told for span in _spans(line, sizes)], allowed):
        if end - start < narrowest:
            continue
        middle = (start + end) / 2
        left = sum(line.left < middle for line in told)
        right = sum(line.right > middle for line in told)
        if min(left, right) >= needed:
            found.append(middle)
    return found


def _spans(line: Line, sizes: Measures) -> Iterator[tuple[float, float]]:
    """What is written on in a line. A text that reaches the next one counts up to a strip before it."""
    parts = line.parts(sizes.filled * line.height)
    following = [*(part[0].left for part in parts[1:]), float("inf")]
    for part, start in zip(parts, following, strict=True):
        end = max(word.right for word in part)
        yield part[0].left, max(min(end, start - _CLIPPED * sizes.strip * line.height), part[0].left)


def _uncovered(spans: Sequence[tuple[float, float]], allowed: int) -> list[tuple[float, float]]:
    """Stretches, between the outermost ends, over which at most `allowed` spans lie."""
    ends = sorted([(start, 1) for start, _ in spans] + [(end, -1) for _, end in spans])
    stretches: list[tuple[float, float]] = []
    depth = 0
    began: float | None = None
    for at, step in ends:
        depth += step
        if depth > allowed:
            if began is not None and at > began:
                stretches.append((began, at))
            began = None
        elif began is None and step < 0:
            began = at
    return stretches


def cells(line: Line, middles: Sequence[float], sizes: Measures) -> list[list[Word]]:
    """The words of a line by column. What runs across a strip stays whole, in the column where it starts."""
    columns: list[list[Word]] = [[] for _ in range(len(middles) + 1)]
    runs: list[list[Word]] = []
    for part in line.parts(sizes.filled * line.height):
        if runs and not _is_strip_between(runs[-1], part, middles):
            runs[-1].extend(part)
        else:
            runs.append(list(part))
    for run in runs:
        columns[_column_of(run, middles)].extend(run)
    return columns


def _is_strip_between(before: Sequence[Word], after: Sequence[Word], middles: Sequence[float]) -> bool:
    return _column_of(before, middles) != _column_of(after, middles)


def _column_of(run: Sequence[Word], middles: Sequence[float]) -> int:
    """The column in which the first word has its centre."""
    centre = (run[0].left + run[0].right) / 2
    return bisect_left(middles, centre)


def fit(lines: Sequence[Line], middles: Sequence[float]) -> bool:
    """Whether columns known from elsewhere hold for these lines: hardly a word lies on a strip, and most of
    the columns are used; by a single line, as at the head of a page, all of them."""
    across = sum(
        any(bisect_right(middles, word.left) < bisect_left(middles, word.right) for word in line.words)
        for line in lines
    )
    used = {bisect_left(middles, word.left) for line in lines for word in line.words}
    needed = len(middles) // 2 + 1 if len(lines) > 1 else len(middles) + 1
    return across <= len(lines) // _CROSSING and len(used) >= needed
