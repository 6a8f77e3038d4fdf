"""Tells a header row from a row of data, in any language, by what stands below it."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise

from withhold.domain.piece import BOOLEAN_CELL, DATE_CELL, NUMBER_CELL
from withhold.readers.header_words import is_header_word, is_plain_label

Values = Sequence[str | None]

_DATA_KINDS = frozenset((NUMBER_CELL, DATE_CELL, BOOLEAN_CELL))
_DATA_TEXT = re.compile(r"[^@\s]+@[^@\s]+\.\w|\W{0,3}\d[\d\s./:,()+-]{3,}\Z|\D{0,4}\d{6,}|https?:")
_RUNS = (
    (re.compile(r"[^\W\d_a-zß-öø-ÿ]+"), "A"),
    (re.compile(r"[a-zß-öø-ÿ]+"), "a"),
    (re.compile(r"\d+"), "9"),
)
_LONGEST_HEADER = 600
_SAMPLE = 40
_MAJORITY = 0.6
_HEADER_LINES = 4


class Judgement(Enum):
    """What a row is. In doubt it gives the names and stays a row as well, so that nobody is lost."""

    HEADER = "header"
    DOUBT = "doubt"
    DATA = "data"


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a block, cut to the block's columns: values and kinds have the same length. `is_header`:
    the format says so."""

    values: Values
    kinds: Sequence[str]
    is_header: bool = False

    @property
    def filled(self) -> int:
        """Number of cells that hold something."""
        return len(self.values) - self.values.count(None)


def looks_like_data(value: str, kind: str) -> bool:
    """Whether a cell can hardly be a label: a number, a date, an address of mail or web, a run of digits."""
    if kind in _DATA_KINDS:
        return True
    return len(value) > _LONGEST_HEADER or _DATA_TEXT.match(value.strip()) is not None


def judge(line: Line, below: Sequence[Line]) -> Judgement:
    """Whether `line` heads the rows below it. An empty `below` gives DATA."""
    cells = [(at, value) for at, value in enumerate(line.values) if value is not None]
    if line.is_header and cells and below and not all(other.is_header for other in below):
        return Judgement.HEADER
    if not cells or not below or not (_all_labels(line, cells) or _has_year(line, cells, below)):
        return Judgement.DATA
    for_it = against = doubt = 0.0
    labels = sum(is_header_word(value) for _, value in cells)
    sample = below[:_SAMPLE]
    for at, value in cells:
        column = [(other.values[at], other.kinds[at]) for other in sample if other.values[at] is not None]
        weight = _evidence(value, column)
        if weight > 0:
            for_it += weight
        elif weight < 0:
            against -= weight
        else:
            doubt += 1
    if for_it > 0 and for_it >= 2 * against and (labels or not against or for_it >= 2):
        return Judgement.HEADER
    return Judgement.DOUBT if for_it + doubt > against else Judgement.DATA


def unusual_labels(line: Line) -> list[int]:
    """Positions of header cells that may be values which only look like a header: no usual words of headers,
    and written like a name or among others like them."""
    texts = [
        (at, value)
        for at, (value, kind) in enumerate(zip(line.values, line.kinds, strict=True))
        if value is not None and kind not in _DATA_KINDS
    ]
    unusual = [(at, value) for at, value in texts if not is_plain_label(value)]
    if 3 * len(unusual) > len(texts):
        return [at for at, _ in unusual]
    return [at for at, value in unusual if _is_like_a_name(value)]


def _is_like_a_name(value: str) -> bool:
    words = value.split()
    return len(words) >= 2 and not any(word[0].islower() for word in words)


def header_lines(lines: Sequence[Line], start: int) -> tuple[int, bool]:
    """How many lines from `start` on make up the header, given that the first one does.

    The second value is false when a line after the first is not surely a header line: such a line must
    stay a row too.
    """
    count = 1
    sure = True
    while start + count + 1 < len(lines) and count < _HEADER_LINES and lines[start + count].is_header:
        count += 1
    while count < _HEADER_LINES and start + count + 1 < len(lines):
        line, below = lines[start + count], lines[start + count + 1 : start + count + 1 + _SAMPLE]
        if not _continues_header(lines[start + count - 1], line, below):
            break
        sure = sure and any(value is not None and is_header_word(value) for value in line.values)
        count += 1
    return count, sure


def join_names(lines: Sequence[Line]) -> list[str | None]:
    """Column names out of header lines; a group label stands for the columns to its right as merged cells
    do."""
    width = len(lines[0].values)
    parts: list[list[str]] = [[] for _ in range(width)]
    for number, line in enumerate(lines):
        group: str | None = None
        is_last = number == len(lines) - 1
        for at, value in enumerate(line.values):
            if value is None and not is_last and not parts[at]:
                value = group
            group = value
            if value is not None and value not in parts[at]:
                parts[at].append(value)
    return [" ".join(words) if words else None for words in parts]


def _all_labels(line: Line, cells: list[tuple[int, str]]) -> bool:
    numbers = [value for at, value in cells if line.kinds[at] == NUMBER_CELL]
    if numbers and _is_scale(numbers):
        return all(
            line.kinds[at] == NUMBER_CELL or not looks_like_data(value, line.kinds[at]) for at, value in cells
        )
    return not any(looks_like_data(value, line.kinds[at]) for at, value in cells)


def _has_year(line: Line, cells: list[tuple[int, str]], below: Sequence[Line]) -> bool:
    """Labels and one year over a column of other numbers, as in "District, 2020"."""
    numbers = [(at, value) for at, value in cells if line.kinds[at] in _DATA_KINDS]
    if len(numbers) != 1 or len(cells) < 2 or not _is_year(numbers[0][1]):
        return False
    at = numbers[0][0]
    column = [other.values[at] for other in below[:_SAMPLE] if other.values[at] is not None]
    if sum(map(_is_year, column)) * 2 >= len(column):
        return False
    return not any(looks_like_data(value, line.kinds[other]) for other, value in cells if other != at)


def _is_year(value: str | None) -> bool:
    return value is not None and value.isascii() and value.isdigit() and 1800 <= int(value[:5]) < 2200


def _is_scale(numbers: list[str]) -> bool:
    """Years or other small whole numbers in a row, as in "Country, 2019, 2020, 2021"."""
    if len(numbers) < 2 or not all(
        number.isascii() and number.isdigit() and len(number) <= 4 for number in numbers
    ):
        return False
    whole = [int(number) for number in numbers]
    steps = {after - before for before, after in pairwise(whole)}
    return steps in ({1}, {-1}) or (
        len(steps) == 1 and 0 not in steps and all(1000 < year < 2200 for year in whole)
    )


def _evidence(value: str, column: list[tuple[str | None, str]]) -> float:
    """Weight of one column for a header (positive) or against it (negative)."""
    if not column:
        return 1.0 if is_header_word(value) else 0.0
    shapes = Counter(shape(other) for other, _ in column if other is not None)
    is_alike = shapes[shape(value)] >= _MAJORITY * len(column)
    label = is_plain_label(value) if is_alike else is_header_word(value)
    size = len(column)
    if any(other == value for other, _ in column):
        return 0.0 if label else -1.0
    if label or sum(kind in _DATA_KINDS for _, kind in column) >= _MAJORITY * size:
        return 1.0
    texts = [other for other, _ in column if other is not None]
    if not _has_digit(value) and sum(map(_has_digit, texts)) >= _MAJORITY * size:
        return 1.0
    return -0.5 if is_alike else 0.0


def _continues_header(above: Line, line: Line, below: Sequence[Line]) -> bool:
    cells = [(at, value) for at, value in enumerate(line.values) if value is not None]
    if len(cells) < 2 or not _all_labels(line, cells):
        return False
    has_gap = any(above.values[at] is None for at, _ in cells)
    repeats = len(set(above.values) - {None}) < above.filled
    if not has_gap and not repeats and 2 * len(cells) > len(line.values):
        return False
    data_columns = 0
    for at, _ in cells:
        kinds = [other.kinds[at] for other in below if other.values[at] is not None]
        texts = [other.values[at] for other in below if other.values[at] is not None]
        data_columns += sum(
            kind in _DATA_KINDS or looks_like_data(text or "", kind)
            for kind, text in zip(kinds, texts, strict=True)
        ) > _MAJORITY * max(len(kinds), 1)
    labels = sum(is_header_word(value) for _, value in cells)
    return data_columns >= 2 or 2 * labels > len(cells)


def _has_digit(value: str) -> bool:
    return any(map(str.isdigit, value[:_LONGEST_HEADER]))


def shape(value: str) -> str:
    """Letters, cases and digits of a value with runs folded: "Ann Lee" and "Bo Li" are both "Aa Aa"."""
    shape = value[:_LONGEST_HEADER]
    for pattern, sign in _RUNS:
        shape = pattern.sub(sign, shape)
    return shape
