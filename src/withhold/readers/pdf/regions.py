"""Which lines of a page are a table, which are columns of prose, and which are neither."""

import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from withhold.readers.pdf.columns import Measures, cells, fit, has_cells, measures, strips
from withhold.readers.pdf.lines import Line, is_written_to_left, text_of, usual_space
from withhold.readers.pdf.words import Word

_BETWEEN = 5.0
"""Heights of type without cells that a table may hold: wrapped cells and headings between its rows."""
_HEAD_LINES = 4
_FAR = 3.5
"""A gap, in usual gaps between the lines of a table, behind which another one begins."""
_PROSE_COLUMNS = 3
_PROSE_LINES = 5
_PROSE_WORDS = 4
_MOST_PARTED = 6
_CLOSE = 1.5
_WITHIN = 0.9
_BESIDE = 0.85
_PART_LINES = 4
_MOST_TRIED = 20


@dataclass(slots=True)
class Region:
    """Lines that belong together: with `middles`, the strips between their columns, they are cells."""

    lines: list[Line]
    middles: list[float] = field(default_factory=list)
    sizes: Measures = field(default_factory=lambda: measures(0.28, has_blanks=False))

    def grid(self) -> list[list[list[Word]]]:
        """The words of each line by column."""
        return [cells(line, self.middles, self.sizes) for line in self.lines]


def regions(lines: Sequence[Line], known: Sequence[float], *, has_blanks: bool) -> Iterator[Region]:
    """The page from its top down as tables and runs of text.

    `known` are the strips of the table with which the page before ended: the first table keeps them if they
    hold for it.
    """
    sizes = measures(usual_space(lines), has_blanks=has_blanks)
    text: list[Line] = []
    for run, is_table in _runs(lines, sizes):
        parts = _tables(run, sizes, known) if is_table else None
        if not parts:
            text.extend(run)
            continue
        if text:
            yield Region(text)
            text = []
        for part in parts:
            yield from _as_prose(part) if _is_prose(part) else (part,)
        if any(part.middles for part in parts):
            known = ()
    if text:
        yield Region(text)


def _runs(lines: Sequence[Line], sizes: Measures) -> Iterator[tuple[list[Line], bool]]:
    """Lines that may be a table, from the first with cells to the last, and the lines between such runs."""
    marks = [has_cells(line, sizes) for line in lines]
    at = 0
    while at < len(lines):
        if not marks[at]:
            first = next((other for other in range(at, len(lines)) if marks[other]), len(lines))
            table = lines[first : first + _HEAD_LINES]
            above = _wrapped(lines, marks, range(first - 1, at - 1, -1), table) if table else 0
            if first - above > at:
                yield list(lines[at : first - above]), False
            at, start = first, first - above
            if not table:
                return
        else:
            start = at
        last = at
        for other in range(at + 1, len(lines)):
            if lines[last].base - lines[other].base > _BETWEEN * lines[last].height:
                break
            if marks[other]:
                last = other
        end = _wrapped(lines, marks, range(last + 1, len(lines)), lines[start : last + 1])
        yield list(lines[start : last + 1 + end]), True
        at = last + 1 + end


def _wrapped(lines: Sequence[Line], marks: Sequence[bool], order: range, table: Sequence[Line]) -> int:
    """How many lines beyond an edge of a table are cells that wrap: close to it, and either not from its left
    on or closer than its rows are to one another."""
    left = min(line.left for line in table)
    right = max(line.right for line in table)
    gaps = [above.base - below.base for above, below in pairwise(table)]
    usual = statistics.median(gaps) if gaps else 0.0
    count = 0
    for at in order:
        line = lines[at]
        gap = abs(line.base - lines[at - order.step].base)
        is_inside = line.right < right + line.height and (
            left + line.height < line.left or gap < max(_WITHIN * usual, _BESIDE * line.height)
        )
        if marks[at] or gap >= _CLOSE * line.height or not is_inside:
            break
        count += 1
    return count


def _tables(run: list[Line], sizes: Measures, known: Sequence[float]) -> list[Region]:
    """A run as tables; none if its lines have no columns in common."""
    found: list[Region] = []
    for part in _apart(run):
        with_cells = [line for line in part if has_cells(line, sizes)]
        if known and fit(with_cells, known):
            found.append(Region(part, list(known), sizes))
            known = ()
        else:
            found.extend(_stacked(part, sizes, _MOST_PARTED))
    return [region for region in found if region.lines] if any(region.middles for region in found) else []


def _apart(run: list[Line]) -> Iterator[list[Line]]:
    """The run parted at gaps that are much higher than the others."""
    gaps = [above.base - below.base for above, below in pairwise(run)]
    far = _FAR * max(statistics.median(gaps), run[0].height) if gaps else 0.0
    start = 0
    for at, gap in enumerate(gaps, 1):
        if gap > far:
            yield run[start:at]
            start = at
    yield run[start:]


def _stacked(part: list[Line], sizes: Measures, depth: int) -> list[Region]:
    """A table, or two that stand on one another with a line of text between them and more columns each."""
    with_cells = [line for line in part if has_cells(line, sizes)]
    middles = strips(part, sizes)
    if depth and len(with_cells) >= 2 * _PART_LINES:
        between = [at for at, line in enumerate(part) if not has_cells(line, sizes)]
        for at in between[:_MOST_TRIED]:
            halves = part[:at], part[at:]
            if min(sum(has_cells(other, sizes) for other in half) for half in halves) < _PART_LINES:
                continue
            both = [len(strips(half, sizes)) for half in halves]
            if min(both) >= len(middles) and max(both) > len(middles) + 1:
                return [*_stacked(part[:at], sizes, depth - 1), *_stacked(part[at:], sizes, depth - 1)]
    return [Region(part, middles, sizes)]


def _is_prose(region: Region) -> bool:
    """Whether the columns are those of a newspaper: few, with several words in nearly every line of each."""
    if not region.middles or len(region.middles) >= _PROSE_COLUMNS or len(region.lines) < _PROSE_LINES:
        return False
    for column in zip(*region.grid(), strict=True):
        filled = [words for words in column if words]
        if sum(len(words) >= _PROSE_WORDS for words in filled) < 0.6 * len(filled):
            return False
    return True


def _as_prose(region: Region) -> Iterator[Region]:
    """Each column of prose by itself, in the order in which they are read."""
    columns = [[words for words in column if words] for column in zip(*region.grid(), strict=True)]
    to_left = 2 * sum(is_written_to_left(line.words) for line in region.lines) > len(region.lines)
    for column in reversed(columns) if to_left else columns:
        yield Region([Line(words, words[0].base, words[0].height) for words in column])


def plain_text(lines: Sequence[Line]) -> str:
    """Lines of text as they are read."""
    return "\n".join(text_of(line.words, line.height) for line in lines)
