"""What is seen of a document, in its order: sections of paragraphs and tables, and what was left out."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from withhold.domain.concealment import Concealment
from withhold.domain.location import Location
from withhold.domain.piece import EMPTY_CELL, PartRead, ReadItem, Skipped, SkipReason, Table, Text, TextRole

_SEEN = frozenset({Concealment.VISIBLE, Concealment.HEADER_FOOTER})
_NOTES = ("footnotes.xml", "endnotes.xml")
_HEADING = re.compile(r"/h([1-9])")
_ENTRY = re.compile(r"/li\[([1-9])\]")
_OTHER_LEVELS = {"/title": 1, "/caption": 4, "/legend": 4, "/summary": 4}
_OUTSIDE = "outside of the pages"


class Zone(StrEnum):
    """Which part of the document a section is."""

    BODY = "body"
    HEADER = "header"
    FOOTER = "footer"
    NOTES = "notes"
    SLIDE = "slide"


@dataclass(slots=True)
class Paragraph:
    """A paragraph; `level` is that of a heading, `entry` that of an entry of a list, both from 1."""

    text: str = field(repr=False)
    level: int = 0
    entry: int = 0


@dataclass(slots=True)
class Rows:
    """A table: by row number the texts of its cells by column. `at` is where its reader says it is.

    `wide` has by row and column over how many columns a cell reaches; `joined` are cells that go on from the
    row above.
    """

    at: tuple[Location, int]
    rows: dict[int, dict[int, str]] = field(default_factory=dict, repr=False)
    wide: dict[tuple[int, int], int] = field(default_factory=dict)
    joined: set[tuple[int, int]] = field(default_factory=set)

    def width(self) -> int:
        """How many columns it has."""
        ends = [max(row) + 1 for row in self.rows.values() if row]
        ends += [column + count for (number, column), count in self.wide.items() if number in self.rows]
        return max(ends, default=0)

    def cells(self, number: int) -> Iterator["Cell"]:
        """The cells of a row, each once, however far it reaches; those that go on from above are told."""
        column, width = 0, self.width()
        while column < width:
            count = min(self.wide.get((number, column), 1), width - column)
            text = self.rows[number].get(column, "")
            yield Cell(text, column, count, self._is_joined(number, column), self._reaches(number, column))
            column += count

    def _is_joined(self, number: int, column: int) -> bool:
        """Whether a cell goes on from a row that is still there."""
        return (number, column) in self.joined and number - 1 in self.rows

    def _reaches(self, number: int, column: int) -> int:
        """Over how many rows a cell reaches downwards."""
        last = number
        while last + 1 in self.rows and (last + 1, column) in self.joined:
            last += 1
        return last - number + 1


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell as it is written, and over how many columns and rows it reaches. `is_joined`: it is part of
    the cell above."""

    text: str = field(repr=False)
    column: int
    columns: int
    is_joined: bool
    rows: int


Block = Paragraph | Rows


@dataclass(slots=True)
class Section:
    """The body, the headers, the footers, the notes at its end, or one slide with its number."""

    zone: Zone
    number: int = 0
    blocks: list[Block] = field(default_factory=list)

    def place(self) -> str:
        """Where this is, for people to read."""
        return {Zone.SLIDE: f"slide {self.number}", Zone.BODY: "the text"}.get(self.zone, f"the {self.zone}")


@dataclass(slots=True)
class Content:
    """The sections in their order.

    `left_out` counts texts and cells by how they are hidden and where; `unread` are parts that nobody could
    read, `pictures` are pictures, which are not in the copy either.
    """

    sections: dict[tuple[Zone, int], Section] = field(default_factory=dict)
    left_out: Counter[tuple[Concealment, str]] = field(default_factory=Counter)
    unread: int = 0
    pictures: int = 0

    def of(self, zone: Zone) -> list[Section]:
        """The sections of one kind that still hold something."""
        return [section for (kind, _), section in self.sections.items() if kind is zone and section.blocks]

    def is_empty(self) -> bool:
        """Whether nothing is left."""
        return not any(section.blocks for section in self.sections.values())

    def keep(self, zones: Collection[Zone]) -> None:
        """Leave out the sections that the format of the copy has no place for."""
        for key, section in list(self.sections.items()):
            if section.zone not in zones:
                self.left_out[Concealment.HEADER_FOOTER, section.place()] += len(section.blocks)
                del self.sections[key]

    def add(self, item: ReadItem) -> None:
        """Take in what is seen of it, count the rest."""
        if isinstance(item, Text):
            self._text(item)
        elif isinstance(item, Table):
            self._table(item)
        elif isinstance(item, Skipped) and item.reason is SkipReason.PICTURE:
            self.pictures += 1
        elif isinstance(item, Skipped):
            self.unread += 1

    def _text(self, text: Text) -> None:
        section = self._section(text.location, text.concealment)
        if section is None:
            self.left_out[text.concealment, _OUTSIDE] += 1
        elif text.role in (TextRole.PROSE, TextRole.HEADING):
            level, entry = _what(text)
            blocks = (Paragraph(line, level, entry) for line in text.text.split("\n") if line.strip())
            known = section.zone in (Zone.HEADER, Zone.FOOTER)
            section.blocks += [block for block in blocks if not (known and block in section.blocks)]

    def _table(self, table: Table) -> None:
        section = self._section(table.location, table.concealment)
        if section is None:
            self.left_out[table.concealment, _OUTSIDE] += len(table.rows) * len(table.columns)
            return
        at = (table.location, table.table_id)
        last = section.blocks[-1] if section.blocks else None
        if not isinstance(last, Rows) or last.at != at:
            last = Rows(at)
            section.blocks.append(last)
        for index, position, hidden in _cells(table):
            column = table.columns[position]
            if hidden is not Concealment.VISIBLE:
                self.left_out[hidden, section.place()] += 1
            elif column.kinds[index] != EMPTY_CELL:
                row = last.rows.setdefault(table.rows[index], {})
                row[column.index] = column.values[index] or ""
        for (index, position), (count, is_joined) in table.merged.items():
            place = (table.rows[index], table.columns[position].index)
            last.wide[place] = count
            if is_joined:
                last.joined.add(place)
        if not last.rows:
            section.blocks.pop()

    def _section(self, location: Location, how: Concealment) -> Section | None:
        """Where a piece belongs; None for what is hidden, or part of another document in this one."""
        parts = [step.value for step in location if step.key == "part"]
        if how not in _SEEN or len(parts) > 1 or any(step.key == "member" for step in location):
            return None
        number = next((step.index or 0 for step in location if step.key == "slide"), 0)
        part = parts[0].rpartition("/")[2].lower() if parts else ""
        zone = Zone.SLIDE if number else Zone.BODY
        if how is Concealment.HEADER_FOOTER and not number:
            zone, number = (Zone.FOOTER if "footer" in part else Zone.HEADER), 0
        elif part in _NOTES:
            zone = Zone.NOTES
        return self.sections.setdefault((zone, number), Section(zone, number))


def content_of(items: Iterable[ReadItem]) -> Content:
    """What is seen of a document, as its reader gives it as laid out."""
    content = Content()
    for item in items:
        if not isinstance(item, PartRead):
            content.add(item)
    return content


def _what(text: Text) -> tuple[int, int]:
    """The level of a heading and of an entry of a list, from the last step of the place."""
    last = text.location.steps[-1] if text.location.steps else None
    path = last.value if last is not None and last.key == "path" else ""
    if text.role is TextRole.HEADING:
        found = _HEADING.fullmatch(path)
        return int(found[1]) if found else _OTHER_LEVELS.get(path, 1), 0
    entry = _ENTRY.fullmatch(path)
    return 0, int(entry[1]) if entry else 0


def _cells(table: Table) -> Iterator[tuple[int, int, Concealment]]:
    """Row and column position of each cell, and how it is hidden."""
    for index in range(len(table.rows)):
        row = table.row_concealment.get(index, Concealment.VISIBLE)
        for position, column in enumerate(table.columns):
            own = table.cell_concealment.get((index, position), Concealment.VISIBLE)
            yield index, position, own.inside(row).inside(column.concealment)
