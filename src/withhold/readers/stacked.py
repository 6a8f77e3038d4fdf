"""Tables that stand on one another without a blank row: finds the header rows in the middle of a block."""

from collections.abc import Sequence

from withhold.domain.piece import BOOLEAN_CELL, DATE_CELL, NUMBER_CELL
from withhold.readers.grid_row import GridRow
from withhold.readers.header_words import is_header_word
from withhold.readers.headers import Judgement, Line, judge

DATA_KINDS = frozenset((NUMBER_CELL, DATE_CELL, BOOLEAN_CELL))
_SAMPLE = 20
_TYPED = 0.8


def table_starts(lines: Sequence[Line]) -> list[int]:
    """Lines, after the first two, at which another table begins.

    Such a line is a header by its words and by what is below it, while a column that holds numbers or dates
    right above it has a word in it. A single cell right above it is its title and goes with it.
    """
    starts: list[int] = []
    header = lines[0].values
    for at in range(2, len(lines) - 1):
        line = lines[at]
        if not DATA_KINDS.isdisjoint(line.kinds) or line.filled < 2 or line.values == header:
            continue
        if not _are_labels([value for value in line.values if value is not None], at_least=0.5):
            continue
        above = next((lines[back] for back in (at - 1, at - 2) if lines[back].filled > 1), None)
        if above is None or not _turns_to_words(above, line):
            continue
        if judge(line, lines[at + 1 : at + 1 + _SAMPLE]) is not Judgement.HEADER:
            continue
        has_title = lines[at - 1].filled == 1 and DATA_KINDS.isdisjoint(lines[at - 1].kinds)
        starts.append(at - 1 if has_title else at)
        header = line.values
    return starts


def is_row_of_labels(row: GridRow) -> bool:
    """Whether every cell of a row reads like the label of a column: the header of another table."""
    return _are_labels([value for value in row.values if value is not None], at_least=1.0)


def measure(lines: Sequence[Line]) -> int:
    """The first column that holds a number or a date in nearly every line, -1 if none does."""
    for at in range(len(lines[0].values) if lines else 0):
        if sum(line.kinds[at] in (NUMBER_CELL, DATE_CELL) for line in lines) >= _TYPED * len(lines):
            return at
    return -1


def _are_labels(texts: Sequence[str], at_least: float) -> bool:
    if len(texts) < 2 or len(set(texts)) < len(texts) or any(any(map(str.isdigit, text)) for text in texts):
        return False
    return sum(map(is_header_word, texts)) >= at_least * len(texts)


def _turns_to_words(above: Line, line: Line) -> bool:
    return any(
        value is not None and kind in DATA_KINDS for value, kind in zip(line.values, above.kinds, strict=True)
    )
