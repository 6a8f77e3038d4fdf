"""Lists that people type as paragraphs: lines divided alike by tabs, commas or the like, or with a
cell in each, read as tables.

Readers of documents give a paragraph as a text. Twenty of them, each with a name, a tab and a date, are a
list of twenty people, and only as a table are they judged as one.
"""

from collections.abc import Iterable, Iterator

from withhold.domain.concealment import Concealment
from withhold.domain.piece import ReadItem, Text, TextRole
from withhold.readers.dialect import find_dialect
from withhold.readers.grid import tables
from withhold.readers.grid_row import GridRow
from withhold.readers.interface import Place
from withhold.readers.laid_down import rows_down, stretches_down

_DELIMITERS = "\t|;,"
_LEAST_LINES = 3
_MOST_CHARACTERS = 1 << 18
_LONGEST_LINE = 1 << 12


def with_typed_lists(items: Iterable[ReadItem], place: Place) -> Iterator[ReadItem]:
    """The items in their order; stretches of three lines or more that are divided alike come as tables.

    Only consecutive prose at one place, hidden in one way, is taken together. What an error of `items` leaves
    waiting is given before the error goes on.
    """
    held: list[Text] = []
    size = 0
    try:
        for item in items:
            is_line = isinstance(item, Text) and item.role is TextRole.PROSE
            if held and (size > _MOST_CHARACTERS or not _goes_on(held[-1], item)):
                yield from _divided(held, place)
                held, size = [], 0
            if isinstance(item, Text) and is_line:
                held.append(item)
                size += len(item.text)
            else:
                yield item
    except Exception:
        yield from _divided(held, place)
        raise
    yield from _divided(held, place)


def _goes_on(text: Text, item: ReadItem) -> bool:
    return (
        isinstance(item, Text)
        and item.role is text.role
        and item.location == text.location
        and item.concealment is text.concealment
    )


def _divided(texts: list[Text], place: Place) -> Iterator[ReadItem]:
    """A run of texts. Those without a stretch of their lines in a table come as they were."""
    lines = [(line, at) for at, text in enumerate(texts) for line in text.text.splitlines(keepends=True)]
    found = list(_tables([line for line, _ in lines]))
    if not found:
        yield from texts
        return
    taken = {lines[at][1] for start, end, _ in found for at in range(start, end)}
    done = 0
    for start, end, rows in [*found, (len(lines), len(lines), [])]:
        yield from _rest(texts, lines[done:start], taken)
        if rows:
            yield from _table(rows, texts[lines[start][1]], place)
        done = end


def _tables(lines: list[str]) -> Iterator[tuple[int, int, list[list[str]]]]:
    """(first line, line behind the last, rows of cells): divided alike, or else with a cell in each line."""
    is_divided = False
    if any(delimiter in line for line in lines for delimiter in _DELIMITERS):
        for start, end, delimiter in stretches(lines):
            is_divided = True
            divided = [line.split(delimiter) for line in lines[start:end] if line.strip()]
            yield start, end, [[cell.strip() for cell in row] for row in divided]
    if not is_divided:
        for start, end, width in stretches_down(lines):
            yield start, end, list(rows_down(lines[start:end], width))


def _rest(texts: list[Text], lines: list[tuple[str, int]], taken: set[int]) -> Iterator[Text]:
    """Lines that are in no table: whole texts as they were, else what is left of them."""
    left: dict[int, list[str]] = {}
    for line, at in lines:
        left.setdefault(at, []).append(line)
    for at, parts in left.items():
        text = texts[at]
        if at not in taken:
            yield text
        elif "".join(parts).strip():
            yield Text(text.location, "".join(parts), text.role, text.concealment)


def stretches(lines: list[str]) -> Iterator[tuple[int, int, str]]:
    """(first line, line behind the last, delimiter) of each stretch; blank lines may stand within.

    What its longest run of like lines shows to be sentences is not tried again from its second line on.
    """
    start = 0
    while start < len(lines):
        end, delimiter = max((_reach(lines, start, delimiter), delimiter) for delimiter in _DELIMITERS)
        if end > start and find_dialect(lines[start:end]).delimiter == delimiter:
            yield start, end, delimiter
        start = max(end, start + 1)


def _reach(lines: list[str], start: int, delimiter: str) -> int:
    """Where the lines that have as many delimiters as the first end, or `start` if they are too few."""
    count = lines[start].count(delimiter)
    if not count or len(lines[start]) > _LONGEST_LINE:
        return start
    end = start
    found = 0
    for at in range(start, len(lines)):
        line = lines[at]
        if line.count(delimiter) == count and len(line) <= _LONGEST_LINE:
            found, end = found + 1, at + 1
        elif line.strip():
            break
    return end if found >= _LEAST_LINES else start


def _table(rows: list[list[str]], like: Text, place: Place) -> Iterator[ReadItem]:
    grid = (GridRow(number, [cell or None for cell in row], []) for number, row in enumerate(rows, 1))
    hidden = Concealment.VISIBLE if like.concealment is place.concealment else like.concealment
    yield from tables(grid, place=place, location=like.location, concealment=hidden)
