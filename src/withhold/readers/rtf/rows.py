"""What the properties of a row say: where its cells stand, what is behind them, which are hidden."""

from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from withhold.domain.concealment import Concealment
from withhold.domain.piece import EMPTY_CELL, TEXT_CELL
from withhold.readers.grid_row import GridRow
from withhold.readers.rtf.characters import joined
from withhold.readers.rtf.look import SHADED

_VISIBLE = Concealment.VISIBLE
_MOST_CELLS = 4096
_NEAR = 30
"""Twentieths of a point by which the edges of one column may differ."""
_LOWEST = -40
"""Rows of exactly that height or less show nothing; exact heights are negative."""

Runs = dict[Concealment, list[str]]
Rest = list[tuple[str, Concealment]]


@dataclass(slots=True)
class _Cell:
    ground: int | None = None
    is_removed: bool = False
    edge: int = 0


class RowShape:
    """The properties of the row that is being read; some are kept from row to row of a table."""

    def __init__(self) -> None:
        self._columns: list[int] = []
        """Left edges of the columns of the table."""
        self.reset()

    def reset(self) -> None:
        """The word that begins the properties of a row."""
        self._cells: list[_Cell] = []
        self._next = _Cell()
        self._left = 0
        self._row_ground: int | None = None
        self._is_header = False
        self._height = 0

    def change(self, word: str, value: int | None) -> None:
        """One word about the row or its cells."""
        number = value or 0
        if word == "cellx":
            self._next.edge = number
            if len(self._cells) < _MOST_CELLS:
                self._cells.append(self._next)
            self._next = _Cell()
        elif word == "clcbpat":
            self._next.ground = max(number, 0) or self._next.ground
        elif word == "clshdng":
            self._next.ground = SHADED if number else self._next.ground
        elif word == "cldel":
            self._next.is_removed = True
        elif word == "trcbpat":
            self._row_ground = max(number, 0) or None
        elif word in ("trshdng", "ts"):
            self._row_ground = SHADED if number else self._row_ground
        elif word == "trleft":
            self._left = number
        elif word == "trhdr":
            self._is_header = True
        elif word == "trrh":
            self._height = number

    @property
    def count(self) -> int:
        """How many cells the row has."""
        return len(self._cells)

    def ground(self, index: int) -> int | None:
        """The number of the colour behind a cell."""
        own = self._cells[index].ground if index < len(self._cells) else None
        return own or self._row_ground

    def row(self, cells: list[Runs], hidden: Callable[[Concealment], Concealment]) -> tuple[GridRow, Rest]:
        """The row, and texts of its cells that are hidden in another way than what its cells show."""
        row = GridRow(1, [], [], is_header=self._is_header)
        row.concealment = Concealment.ZERO_SIZE if _LOWEST <= self._height < 0 else _VISIBLE
        rest: Rest = []
        hows: dict[int, Concealment] = {}
        for at, (index, runs) in enumerate(zip(self._places(len(cells)), cells, strict=True)):
            texts = {how: joined(found).strip() for how, found in runs.items()}
            shown = _VISIBLE if texts.get(_VISIBLE) else next((how for how in texts if texts[how]), _VISIBLE)
            value = texts.pop(shown, "") or None
            rest += [(text, how) for how, text in texts.items() if text]
            is_removed = at < len(self._cells) and self._cells[at].is_removed
            how = hidden(Concealment.TRACKED_CHANGE.inside(shown) if is_removed else shown)
            row.values += [None] * (index - len(row.values)) + [value]
            if how is not _VISIBLE and value:
                hows[index] = how
        row.cells = hows or None
        row.kinds = [TEXT_CELL if value else EMPTY_CELL for value in row.values]
        return row, rest

    def _places(self, count: int) -> list[int]:
        """The columns that the cells of the row stand in: one that spans several stands in the first."""
        lefts = [self._left, *(cell.edge for cell in self._cells)][:count]
        if count >= len(self._columns):
            self._columns = sorted(lefts)
        elif len(lefts) == count:
            found = [self._column(left) for left in lefts]
            if found[0] >= 0 and all(one < two for one, two in pairwise(found)):
                return found
        return list(range(count))

    def _column(self, left: int) -> int:
        """The column that begins there; -1 for none."""
        at = bisect_left(self._columns, left - _NEAR)
        return at if at < len(self._columns) and self._columns[at] - left <= _NEAR else -1


ROW_WORDS = frozenset(
    ("cellx", "clcbpat", "clshdng", "cldel", "trcbpat", "trshdng", "ts", "trleft", "trhdr", "trrh")
)
