"""The visible cells of a document of tables, at the places where they stand."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from withhold.domain.concealment import Concealment
from withhold.domain.location import Location
from withhold.domain.piece import EMPTY_CELL, TEXT_CELL, Piece, Table, Text, TextRole

_CELL = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})", re.ASCII)
_NO_SHEET = 1


@dataclass(slots=True)
class Sheet:
    """A sheet's cells by (row from 1, column from 0): the value and its kind (domain.piece)."""

    name: str
    cells: dict[tuple[int, int], tuple[str, str]] = field(default_factory=dict)


@dataclass(slots=True)
class Grid:
    """The visible sheets by their number in the document, and what was left out."""

    sheets: dict[int, Sheet] = field(default_factory=dict)
    left_out: Counter[tuple[Concealment, int]] = field(default_factory=Counter)
    """By how it is hidden and the number of its sheet (0: of no sheet): cells and texts."""

    def add(self, piece: Piece) -> None:
        """Take in what is visible of it, count the rest."""
        number = sheet_number(piece.location)
        if piece.concealment is not Concealment.VISIBLE:
            count = 1 if isinstance(piece, Text) else len(piece.rows) * len(piece.columns)
            self.left_out[piece.concealment, number] += count
        elif isinstance(piece, Table):
            self._table(piece, number)
        else:
            self._text(piece, number)

    @property
    def first(self) -> Sheet:
        """The first sheet that is left."""
        return self.sheets[min(self.sheets)]

    def remove(self, number: int, first: tuple[int, int], last: tuple[int, int]) -> int:
        """Take away the rows from `first` to `last` of a sheet, whole; returns how many cells that were.

        A sheet with no more than one row left, the header of what is gone, goes with them.
        """
        if number not in self.sheets:
            return 0
        cells = self.sheets[number].cells
        gone = [place for place in cells if first[0] <= place[0] <= last[0]]
        for place in gone:
            del cells[place]
        if len({row for row, _ in cells}) <= 1:
            del self.sheets[number]
        return len(gone)

    def remove_column(self, number: int, index: int) -> int:
        """Take away a column of a sheet, counted from 0; returns how many cells that were. What stands to the
        right of it moves, so that no gap shows where it was."""
        if number not in self.sheets:
            return 0
        cells = self.sheets[number].cells
        gone = sum(column == index for _, column in cells)
        self.sheets[number].cells = {
            (row, column - (column > index)): cell for (row, column), cell in cells.items() if column != index
        }
        if not self.sheets[number].cells:
            del self.sheets[number]
        return gone

    def _table(self, table: Table, number: int) -> None:
        cells = self._sheet(table.location, number).cells
        for position, column in enumerate(table.columns):
            if column.concealment is not Concealment.VISIBLE:
                self.left_out[column.concealment, number] += len(table.rows)
                continue
            for index, (row, value, kind) in enumerate(
                zip(table.rows, column.values, column.kinds, strict=True)
            ):
                hidden = table.row_concealment.get(index) or table.cell_concealment.get((index, position))
                if hidden is not None and hidden is not Concealment.VISIBLE:
                    self.left_out[hidden, number] += 1
                elif value is not None and kind != EMPTY_CELL:
                    cells[row, column.index] = (value, kind)

    def _text(self, text: Text, number: int) -> None:
        """Texts that stand in one cell; those in no cell, such as text boxes, are not taken over."""
        place = cell_of(text.location)
        if place is not None and text.role in (TextRole.HEADING, TextRole.PROSE, TextRole.LABEL):
            self._sheet(text.location, number).cells.setdefault(place, (text.text, TEXT_CELL))
        elif place is None and text.role is TextRole.PROSE:
            self.left_out[Concealment.EMBEDDED_OBJECT, number] += 1

    def _sheet(self, location: Location, number: int) -> Sheet:
        name = next((step.value for step in location if step.key == "sheet"), "Sheet")
        return self.sheets.setdefault(number, Sheet(name))


def grid_of(pieces: Iterable[Piece]) -> Grid:
    """The visible cells of all these."""
    grid = Grid()
    for piece in pieces:
        grid.add(piece)
    return grid


def sheet_number(location: Location) -> int:
    """Which sheet a place is in; a document without sheets is one, what stands outside of sheets is 0."""
    for step in location:
        if step.key == "sheet":
            return step.index or _NO_SHEET
        if step.key in ("part", "member"):
            return 0
    return _NO_SHEET


def cell_of(location: Location) -> tuple[int, int] | None:
    """The one cell that a place is; None for a range or no cell."""
    span = span_of(location)
    return span[0] if span is not None and span[0] == span[1] else None


def span_of(location: Location) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """First and last cell of the range that a place ends in, as (row, column)."""
    value = next((step.value for step in location if step.key == "cells"), None)
    if value is None:
        return None
    first, _, last = value.partition(":")
    start, end = _CELL.fullmatch(first), _CELL.fullmatch(last or first)
    return None if start is None or end is None else (_place(start), _place(end))


def _place(found: re.Match[str]) -> tuple[int, int]:
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(found[2]), column - 1
