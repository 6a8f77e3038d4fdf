"""The layout of one block of rows: titles, header, data; or a form of labels and values; or text."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from withhold.readers.header_words import is_plain_label
from withhold.readers.headers import Judgement, Line, header_lines, join_names, judge, looks_like_data

_MOST_TITLE_LINES = 30
_SAMPLE = 200
_FORM_ROWS = 80
_FORM_COLUMNS = 60
_LONGEST_LABEL = 80
_LIST_ROWS = 4
_LONG_TEXT = 60

Record = list[tuple[str | None, tuple[int, int]]]
"""One record of a form: each value's label and its cell as (line, column)."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How a block is to be read. `titles` counts the leading lines that speak of the rows below them.

    `names` has one entry a column of the block, None without header. `data` is the line at which the rows
    start; with a doubtful header that is the header line itself. `is_text` means: no table, read it as text.
    `records` is set for forms: each record has labels and the cells of their values.
    """

    titles: int = 0
    names: list[str | None] = field(default_factory=list)
    data: int = 0
    is_text: bool = False
    has_header: bool = False
    sure: bool = True
    records: list[Record] = field(default_factory=list)


def lay_out(lines: Sequence[Line], *, is_whole: bool) -> Layout:
    """Decides how the lines of one block are to be read. `is_whole` is false if more rows of it follow."""
    width = _typical_width(lines)
    used = sum(any(line.values[at] is not None for line in lines) for at in range(len(lines[0].values)))
    if used <= 1:
        return _one_column(lines, is_whole)
    start = 0
    while (
        start < min(len(lines) - 1, _MOST_TITLE_LINES)
        and not lines[start].is_header
        and _is_title(lines[start], width)
    ):
        start += 1
    if is_whole and (records := _form(lines[start:], start)):
        return Layout(titles=start, records=records)
    if start == len(lines) - 1 and lines[start].filled <= 1:
        return Layout(titles=len(lines), is_text=True)
    if is_whole and start == len(lines) - 1 and _row_of_labels(lines[start]):
        return Layout(titles=len(lines), is_text=True)  # a header whose rows come after a gap
    return _table(lines, start)


def _table(lines: Sequence[Line], start: int) -> Layout:
    width = len(lines[start].values)
    judgement = judge(lines[start], lines[start + 1 : start + _SAMPLE])
    first = start
    if judgement is not Judgement.HEADER and _is_group_line(lines, start):
        start, judgement = start + 1, Judgement.HEADER
    elif start and lines[start - 1].filled >= 2:
        first = start - 1
    if judgement is Judgement.DATA:
        return Layout(titles=start, names=[None] * width, data=start)
    count, sure = header_lines(lines, start)
    names = join_names(lines[first : start + count])
    if judgement is Judgement.DOUBT:
        return Layout(titles=first, names=names, data=start, has_header=True, sure=False)
    return Layout(titles=first, names=names, data=start + count if sure else start + 1, has_header=True)


def _is_group_line(lines: Sequence[Line], at: int) -> bool:
    """A line of group labels over the header proper: "Person | | Birth |"."""
    line = lines[at]
    values = [value for value in line.values if value is not None]
    has_gaps = len(values) < len(line.values) or len(set(values)) < len(values)
    if not has_gaps or len(values) < 2 or at + 2 >= len(lines):
        return False
    if any(looks_like_data(v, k) for v, k in zip(line.values, line.kinds, strict=True) if v is not None):
        return False
    below = lines[at + 1]
    return below.filled >= len(values) and judge(below, lines[at + 2 : at + _SAMPLE]) is Judgement.HEADER


def _typical_width(lines: Sequence[Line]) -> int:
    """How many cells most of the fuller lines have: the median of the fuller half."""
    filled = sorted(line.filled for line in lines[:_SAMPLE])
    return filled[(3 * len(filled)) // 4]


def _is_title(line: Line, width: int) -> bool:
    filled = line.filled
    if filled > 1:
        return width >= 4 and 2 * filled < width and not _starts_record(line)
    at, value = next(((at, value) for at, value in enumerate(line.values) if value is not None), (0, ""))
    return width >= 2 and line.kinds[at] == "t" and not looks_like_data(value, "t")


def _starts_record(line: Line) -> bool:
    """A sparse row of data rather than a line above the table: it has numbers or dates."""
    return any(kind in "nd" for kind in line.kinds)


def _one_column(lines: Sequence[Line], is_whole: bool) -> Layout:
    values = [value for line in lines for value in line.values if value is not None]
    long = sum(len(value) > _LONG_TEXT for value in values)
    labelled = sum(": " in value for value in values)
    if 3 * long > len(values) or (2 * labelled > len(values) and len(values) <= _FORM_ROWS):
        return Layout(titles=len(lines), is_text=True)
    judgement = judge(lines[0], lines[1:_SAMPLE])
    is_list = judgement is Judgement.HEADER and is_plain_label(values[0])
    if is_whole and len(lines) < (2 if is_list else _LIST_ROWS):
        return Layout(titles=len(lines), is_text=True)
    start = 0
    if judgement is not Judgement.HEADER and len(lines) > 2:
        second = judge(lines[1], lines[2:_SAMPLE])
        start = 1 if second is Judgement.HEADER else 0  # a title, then the header
    return _table(lines, start)


def _is_label(value: str | None, kind: str) -> bool:
    if value is None or kind != "t" or len(value) > _LONGEST_LABEL:
        return False
    return _colon(value) or is_plain_label(value)


def _form(lines: Sequence[Line], offset: int) -> list[Record]:
    """Records of a form: labels with their values to the right. Empty if the block is no form."""
    if not lines or lines[0].is_header or len(lines) > _FORM_ROWS or len(lines[0].values) > _FORM_COLUMNS:
        return []
    if _row_of_labels(lines[0]):
        return []
    first_cells = [_first(line) for line in lines]
    colons = sum(kind == "t" and _colon(value) for value, kind in first_cells)
    if colons >= 2 and 5 * colons >= 3 * len(lines):
        return _records_in_rows(lines, offset)
    if len(lines) < 2 or not all(_is_label(value, kind) for value, kind in first_cells):
        return []
    columns = sorted({at for line in lines for at, value in enumerate(line.values) if value is not None})
    if any(_is_measure(lines, column) for column in columns[1:]):
        return []
    return (
        _records_in_columns(lines, offset, columns) if len(columns) > 2 else _records_in_rows(lines, offset)
    )


def _is_measure(lines: Sequence[Line], column: int) -> bool:
    """A column of numbers or dates alone belongs to a table: the lines of a form differ."""
    kinds = {line.kinds[column] for line in lines if line.values[column] is not None}
    return kinds in ({"n"}, {"d"})


def _first(line: Line) -> tuple[str | None, str]:
    return next(((v, k) for v, k in zip(line.values, line.kinds, strict=True) if v is not None), (None, " "))


def _colon(value: str | None) -> bool:
    return value is not None and value.rstrip().endswith((":", "："))


def _row_of_labels(line: Line) -> bool:
    """A first line made of labels alone is a header, not the first entry of a form."""
    cells = [(v, k) for v, k in zip(line.values, line.kinds, strict=True) if v is not None]
    return len(cells) >= 2 and all(_is_label(value, kind) and not _colon(value) for value, kind in cells)


def _records_in_columns(lines: Sequence[Line], offset: int, columns: list[int]) -> list[Record]:
    """Labels in the first column, one record in each further column."""
    first = columns[0]
    labels = [(at, line.values[first]) for at, line in enumerate(lines)]
    if len({label for _, label in labels} - {None}) < len(labels) or any(line.filled < 2 for line in lines):
        return []
    records = [
        [(label, (at + offset, column)) for at, label in labels if lines[at].values[column] is not None]
        for column in columns[1:]
    ]
    if records:
        records[0] += [
            (None, (at + offset, first)) for at, label in labels if not is_plain_label(label or "")
        ]
    return [record for record in records if record]


def _records_in_rows(lines: Sequence[Line], offset: int) -> list[Record]:
    """Labels followed by their values in the same line; a label that comes again starts a new record.

    A label made of other words than labels usually are, or without a value, comes as a value too.
    """
    records: list[Record] = [[]]
    seen: set[str] = set()
    with_colons = any(_colon(value) for line in lines for value in line.values)
    for at, line in enumerate(lines):
        cells = [(c, v, k) for c, (v, k) in enumerate(zip(line.values, line.kinds, strict=True)) if v]
        name = ""
        is_new_line = True
        for position, (column, value, kind) in enumerate(cells):
            place = (at + offset, column)
            if position and not (with_colons and _colon(value) and _is_label(value, kind)):
                records[-1].append((name, place))
                continue
            name = value.rstrip(" :：")
            if name in seen and is_new_line:
                records.append([])
                seen.clear()
            is_new_line = False
            seen.add(name)
            has_value = position + 1 < len(cells) and not _is_next_label(cells[position + 1], with_colons)
            if not has_value or not is_plain_label(name):
                records[-1].append((None, place))
    return [record for record in records if record]


def _is_next_label(cell: tuple[int, str, str], with_colons: bool) -> bool:
    return with_colons and _colon(cell[1]) and _is_label(cell[1], cell[2])
