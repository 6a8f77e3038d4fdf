"""Paragraphs and tables out of runs of text in one story: body, header, note, text box."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from withhold.domain.concealment import Concealment
from withhold.domain.location import Location
from withhold.domain.piece import ReadItem, Text, TextRole
from withhold.readers.grid import tables
from withhold.readers.grid_row import GridRow
from withhold.readers.interface import OverLimit, Place
from withhold.readers.rtf.characters import joined
from withhold.readers.rtf.look import Colour
from withhold.readers.rtf.rows import RowShape, Runs

_VISIBLE = Concealment.VISIBLE
_LONGEST = 1 << 20
"""Characters of a paragraph that are held."""

TABLE_END = None
_TOO_LONG = "a cell of a table holds too much text"
Block = ReadItem | GridRow | None
"""What a story gives: a text, a row of its outermost table, or the end of that."""


@dataclass(slots=True)
class _Level:
    """A table that is being read; those nested in it have levels of their own."""

    shape: RowShape = field(default_factory=RowShape)
    cell: Runs = field(default_factory=dict)
    values: list[Runs] = field(default_factory=list)
    rows: list[GridRow] = field(default_factory=list)
    size: int = 0
    """Characters of the paragraphs of the cell."""

    def is_begun(self) -> bool:
        """Whether its row has cells, but not all."""
        return 0 < len(self.values) < self.shape.count


class Story:
    """Takes runs of text and marks, gives blocks. `how` is how the whole story is hidden."""

    def __init__(self, place: Place, location: Location, how: Concealment) -> None:
        self.location = location
        self.how = how
        self.seen: set[str] = set()
        """Texts that need not come again: those of the better form of this story."""
        self.ground: Colour | None = None
        """The colour behind its text, where it is not that of the paper."""
        self._place = place
        self._runs: Runs = {}
        self._size = 0
        self._levels: list[_Level] = []
        self._in_rows = False

    def add(self, text: str, how: Concealment) -> Iterator[Block]:
        """A run of the current paragraph. Raises OverLimit for a cell beyond what one text may hold."""
        self._runs.setdefault(how, []).append(text)
        self._size += len(text)
        if self._size > _LONGEST:
            if self._size > self._place.budget.limits.text_bytes:
                raise OverLimit(_TOO_LONG)
            if not self._levels:
                yield from self.end_paragraph(0, is_heading=False)

    def level(self, number: int) -> RowShape:
        """The shape of the row of a table, 1 for the outermost."""
        while len(self._levels) < number:
            self._levels.append(_Level())
        return self._levels[number - 1].shape

    def paper(self, number: int) -> Colour | int | None:
        """What is behind the text in a table of some level (0: in none): a colour or its number."""
        if not number or number > len(self._levels):
            return self.ground
        level = self._levels[number - 1]
        return level.shape.ground(len(level.values)) or self.ground

    def end_paragraph(self, level: int, *, is_heading: bool) -> Iterator[Block]:
        """The end of a paragraph, in a table of some level (0: in none)."""
        if self._levels and self._levels[-1].is_begun():
            level = max(level, 1)  # between two cells, whatever the paragraph says
        if level:
            self.level(level)
            here = self._levels[level - 1]
            here.size += self._size
            if here.size > self._place.budget.limits.text_bytes:
                raise OverLimit(_TOO_LONG)
            _append(here.cell, self._taken(), "\n")
            return
        yield from self._end_table()
        runs = {how: joined(texts).strip() for how, texts in self._taken().items()}
        runs = {how: text for how, text in runs.items() if text}
        for how, text in runs.items():
            yield from self._text(text, how, TextRole.HEADING if is_heading else TextRole.PROSE)

    def end_cell(self, level: int) -> Iterator[Block]:
        """The end of a cell in a table of some level."""
        self.level(level)
        yield from self._close(level)
        here = self._levels[level - 1]
        _append(here.cell, self._taken(), "")
        here.values.append(here.cell)
        here.cell, here.size = {}, 0

    def end_row(self, level: int) -> Iterator[Block]:
        """The end of a row in a table of some level."""
        self.level(level)
        if self._runs or self._levels[level - 1].cell:
            yield from self.end_cell(level)
        yield from self._close(level)
        here = self._levels[level - 1]
        values, here.values = here.values, []
        if not values:
            return
        row, rest = here.shape.row(values, self.hidden)
        for text, how in rest:
            yield from self._text(text, how, TextRole.PROSE)
        if level > 1:
            here.rows.append(row)
            return
        self._in_rows = True
        yield row

    def end(self) -> Iterator[Block]:
        """The end of the story: all that is still held."""
        for level in range(len(self._levels), 0, -1):
            yield from self.end_row(level)
        yield from self.end_paragraph(0, is_heading=False)

    def hidden(self, how: Concealment) -> Concealment:
        """Hidden in a header is hidden: headers themselves follow the rules of what is visible."""
        return self.how if how is _VISIBLE else how

    def _taken(self) -> Runs:
        runs, self._runs, self._size = self._runs, {}, 0
        return runs

    def _text(self, text: str, how: Concealment, role: TextRole) -> Iterator[Block]:
        if text in self.seen:
            return
        concealment = self.hidden(how).inside(self._place.concealment)
        yield Text(self.location, text, role, concealment)

    def _close(self, level: int) -> Iterator[Block]:
        """The ends of the tables nested in a cell."""
        while len(self._levels) > level:
            inner = self._levels[-1]
            if inner.values or inner.cell:
                yield from self.end_row(len(self._levels))
            self._levels.pop()
            rows = [_numbered(row, at) for at, row in enumerate(inner.rows, 1)]
            if rows:
                yield from tables(rows, place=self._place, location=self.location)

    def _end_table(self) -> Iterator[Block]:
        """A paragraph outside of tables ends the one before it; what its row still holds comes first."""
        if self._levels:
            runs = self._taken()
            for level in range(len(self._levels), 0, -1):
                yield from self.end_row(level)
            self._levels.clear()
            self._runs = runs
        if self._in_rows:
            self._in_rows = False
            yield TABLE_END


def assembled(blocks: Iterator[Block], place: Place, location: Location) -> Iterator[ReadItem]:
    """Rows of one table to the table, in bounded memory; what else is found in it comes between its parts."""
    held: list[ReadItem] = []
    for block in blocks:
        if isinstance(block, GridRow):
            for item in tables(_rows(block, blocks, held), place=place, location=location):
                yield item
                yield from held
                held.clear()
            yield from held
            held.clear()
        elif block is not TABLE_END:
            yield block


def _rows(first: GridRow, blocks: Iterator[Block], held: list[ReadItem]) -> Iterator[GridRow]:
    yield _numbered(first, 1)
    number = 1
    for block in blocks:
        if block is TABLE_END:
            return
        if isinstance(block, GridRow):
            number += 1
            yield _numbered(block, number)
        else:
            held.append(block)


def _numbered(row: GridRow, number: int) -> GridRow:
    row.number = number
    return row


def _append(cell: Runs, runs: Runs, end: str) -> None:
    for how, texts in runs.items():
        cell.setdefault(how, []).extend((*texts, end))
