"""Tables laid down cell by cell, a line for each: what copying a table into plain text leaves of it.

A word processor that saves text and a person who copies a table out of a page give each cell a line. The
kinds of the lines then come again in the same order: a name, a date, a word, a number, and again.
"""

import re
from collections.abc import Iterator, Sequence

from withhold.readers.header_words import is_header_word

_WIDEST = 14
_LEAST_ROWS = 4
_LONGEST_LINE = 80
_MISS = 4
"""What a line of another kind than one row before costs, in lines that agree: a cell may be odd or empty."""
_DATE = re.compile(
    r"\d{1,4}([-/.])\d{1,2}\1\d{1,4}|\d{1,2}\.? [^\W\d_]{3,12}\.? \d{4}|[^\W\d_]{3,12} \d{1,2}, \d{4}"
)
_LABELLED = re.compile(r"[^\W\d][^:：]{0,40}[:：][ \t]+\S")
"""A label with its value: a record of its own kind, which is read as that."""
_BLANK, _DAY, _NUMBER, _WORDS, _LONG = " dntx"


def rows_down(lines: Sequence[str], width: int) -> Iterator[list[str]]:
    """The lines as rows of so many, blank ones among them left out where they are in every row."""
    rows = [[line.strip() for line in lines[at : at + width]] for at in range(0, len(lines), width)]
    kept = [at for at in range(width) if any(row[at] for row in rows)]
    for row in rows:
        yield [row[at] for at in kept]


def stretches_down(lines: Sequence[str]) -> Iterator[tuple[int, int, int]]:
    """(first line, line behind the last, lines of a row) of each table, in order.

    A row has words in it, and a date or a number; blank lines between rows count as lines of the row. The
    first row is the header, where one stands right above.
    """
    kinds = "".join(_kind(line) for line in lines)
    start = 0
    while len(kinds) - start >= 2 * _LEAST_ROWS:
        best = max(((*_run(kinds, start, width), width) for width in range(2, _WIDEST + 1)), default=None)
        if best is None or best[0] <= 0:
            return
        _, first, end, width = best
        first = _with_header(lines, kinds, start, first, width)
        end = first + (end - first) // width * width
        yield first, end, 2 if _is_form(lines[first:end], width) else width
        start = end


def _is_form(lines: Sequence[str], width: int) -> bool:
    """Whether every other line is a label, the same ones for each record: rows of a label and a value."""
    rows = [[line.strip() for line in lines[at : at + width : 2]] for at in range(0, len(lines), width)]
    return width % 2 == 0 and all(rows[0]) and all(row == rows[0] for row in rows)


def _kind(line: str) -> str:
    text = line.strip()
    if not text:
        return _BLANK
    if len(text) > _LONGEST_LINE or _LABELLED.match(text):
        return _LONG
    if _DATE.fullmatch(text):
        return _DAY
    digits = sum(map(str.isdigit, text))
    return _NUMBER if 2 * digits > len(text) else _WORDS


def _run(kinds: str, start: int, width: int) -> tuple[int, int, int]:
    """How well the best run of rows of this width fits, 0 for none, and its first line and its end."""
    best = (0, start, start)
    score, first = 0, start
    for at in range(start, len(kinds) - width):
        score += 1 if kinds[at] == kinds[at + width] != _LONG else -_MISS
        if score <= 0:
            score, first = 0, at + 1
        elif score > best[0]:
            best = score, first, at + width + 1
    fit, first, end = best
    row = kinds[first : first + width]
    is_row = _WORDS in row and (_DAY in row or _NUMBER in row)
    if end - first < _LEAST_ROWS * width or not is_row:
        return 0, start, start
    # Two rows fit as well as one does, and one is the row.
    return fit - width, first, end


def _with_header(lines: Sequence[str], kinds: str, start: int, first: int, width: int) -> int:
    """Where the rows begin: at a header close above them, else where the run of rows does."""
    best, most = first, (0, 0.0)
    for at in range(max(start, first - 2 * width), first + width):
        cells = [line.strip() for line in lines[at : at + width] if line.strip()]
        labels = sum(map(is_header_word, cells))
        is_header = set(kinds[at : at + width]) <= {_WORDS, _BLANK} and 2 * labels >= len(cells)
        if is_header and kinds[at] == _WORDS and labels > 1 and (labels, labels / len(cells)) > most:
            best, most = at, (labels, labels / len(cells))
    return best
