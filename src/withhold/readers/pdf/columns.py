"""Where the columns of a table stand: the blank strips that lines under one another have in common."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from withhold.readers.pdf.lines import Line
from withhold.readers.pdf.words import Word

_CROSSING = 12
"""One line in so many may run across a blank strip: text that flows over the edge of its cell."""
_FILLED_SPACES = 1.6
_WIDE_SPACES = 1.9
_WIDE = 0.6
_TOUCHING = 0.05
_FEW_LINES = 3
_WIDE_IF_FEW = 1.0


@dataclass(frozen=True, slots=True)
class Measures:
    """Widths on a page in parts of the height of type: gaps in a cell, and gaps that part cells for sure."""

    filled: float
    wide: float


def measures(space: float) -> Measures:
    """What a page with such blanks between its words has between its columns."""
    return Measures(_FILLED_SPACES * space, max(_WIDE_SPACES * space, _WIDE))


def has_cells(line: Line, sizes: Measures) -> bool:
    """Whether a line has a gap that is too wide for a blank."""
    wide = sizes.wide * line.height
    return any(after.left - before.right > wide for before, after in pairwise(line.words))


def strips(lines: Sequence[Line], sizes: Measures) -> list[float]:
    """The middles of the blank strips between columns, from left to right. `lines` all have cells."""
    if len(lines) < 2:
        return []
    allowed = len(lines) // _CROSSING
    needed = max(2, (len(lines) + 9) // 10)
    spans = [
        (run[0].left, max(word.right for word in run))
        for line in lines
        for run in line.runs(sizes.filled * line.height)
    ]
    height = sorted(line.height for line in lines)[len(lines) // 2]
    narrowest = (_WIDE_IF_FEW if len(lines) <= _FEW_LINES else sizes.filled) * height
    found: list[float] = []
    for start, end in _uncovered(spans, allowed):
        if end - start < narrowest / (2 if allowed else 1):
            continue
        middle = (start + end) / 2
        if sum(line.words[0].left < middle < line.words[-1].right for line in lines) >= needed:
            found.append(middle)
    return found


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
    # Beside a gap that parts cells for sure, any gap on a strip does: the cell before it may be full.
    narrowest = (_TOUCHING if has_cells(line, sizes) else sizes.filled) * line.height
    runs: list[list[Word]] = []
    end = 0.0
    for word in line.words:
        is_cut = word.left - end > narrowest and any(end <= middle <= word.left for middle in middles)
        if runs and not is_cut:
            runs[-1].append(word)
        else:
            runs.append([word])
        end = word.right if len(runs[-1]) == 1 else max(end, word.right)
    for run in runs:
        columns[_column_of(run, middles)].extend(run)
    return columns


def _column_of(run: Sequence[Word], middles: Sequence[float]) -> int:
    """The column in which the first word has its centre."""
    centre = (run[0].left + run[0].right) / 2
    return sum(centre > middle for middle in middles)


def fit(lines: Sequence[Line], middles: Sequence[float]) -> bool:
    """Whether columns known from elsewhere hold for these lines: hardly a word lies on a strip."""
    across = sum(
        any(word.left < middle < word.right for word in line.words for middle in middles) for line in lines
    )
    used = {sum(word.left > middle for middle in middles) for line in lines for word in line.words}
    return bool(lines) and across <= len(lines) // _CROSSING and 2 * len(used) > len(middles)
