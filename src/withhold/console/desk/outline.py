"""The shape of a document of tables: its sheets, what of them is hidden, what else it carries. No values.

Names of sheets that are people's are masked, as the verdict does.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from withhold.cleaning.grid import cell_of, sheet_number
from withhold.domain.concealment import Concealment
from withhold.domain.location import Location
from withhold.domain.piece import PartRead, Piece, Table, Text
from withhold.inspection.masking import masked_location

_MOST_MARKS = 60
"""Hidden columns or runs of rows of one sheet that are drawn."""


@dataclass(slots=True)
class SheetShape:
    """One sheet: `rows` and `columns` are the last that are used; runs are (first, last), columns from 0."""

    number: int
    name: str = ""
    """Masked where it is a person's."""
    concealment: str = "visible"
    rows: int = 0
    columns: int = 0
    hidden_columns: set[int] = field(default_factory=set)
    hidden_rows: set[int] = field(default_factory=set)
    carried: Counter[str] = field(default_factory=Counter)
    """Comments and the like, by concealment."""


@dataclass(slots=True)
class Shape:
    """The sheets by number, and what belongs to none: caches, properties, macros, by concealment."""

    sheets: dict[int, SheetShape] = field(default_factory=dict)
    around: Counter[str] = field(default_factory=Counter)

    def add(self, item: object) -> None:
        """Take in a piece as it is read."""
        if isinstance(item, PartRead):
            if any(step.key == "sheet" for step in item.location):
                self._sheet(sheet_number(item.location), item.location)
        elif isinstance(item, (Table, Text)):
            number = sheet_number(item.location)
            if number == 0 or _is_inside_another(item):
                self.around[str(item.concealment)] += 1
            elif isinstance(item, Table):
                self._table(self._sheet(number, item.location), item)
            else:
                self._text(self._sheet(number, item.location), item)

    def told(self) -> dict[str, Any]:
        """As it is kept beside the verdict."""
        return {
            "sheets": [_sheet_told(self.sheets[number]) for number in sorted(self.sheets)],
            "around": {word: count for word, count in self.around.items() if word != "visible"},
        }

    def _sheet(self, number: int, location: Location) -> SheetShape:
        found = self.sheets.setdefault(number, SheetShape(number))
        if not found.name:
            steps = masked_location(location)
            found.name = next((step.value for step in steps if step.key == "sheet"), "")
        return found

    def _table(self, sheet: SheetShape, table: Table) -> None:
        if table.concealment in (Concealment.HIDDEN_SHEET, Concealment.VERY_HIDDEN_SHEET):
            sheet.concealment = str(table.concealment)
        elif table.concealment is not Concealment.VISIBLE:
            sheet.carried[str(table.concealment)] += len(table.rows)
            return
        sheet.rows = max([sheet.rows, *table.rows])
        sheet.columns = max([sheet.columns, *(column.index + 1 for column in table.columns)])
        sheet.hidden_columns |= {
            column.index for column in table.columns if column.concealment is not Concealment.VISIBLE
        }
        sheet.hidden_rows |= {
            table.rows[position]
            for position, concealment in table.row_concealment.items()
            if concealment is not Concealment.VISIBLE
        }

    def _text(self, sheet: SheetShape, text: Text) -> None:
        if text.concealment in (Concealment.HIDDEN_SHEET, Concealment.VERY_HIDDEN_SHEET):
            sheet.concealment = str(text.concealment)
        elif text.concealment is not Concealment.VISIBLE:
            sheet.carried[str(text.concealment)] += 1
        place = cell_of(text.location)
        if place is not None:
            sheet.rows, sheet.columns = max(sheet.rows, place[0]), max(sheet.columns, place[1] + 1)


def shape_of(items: Iterable[object]) -> dict[str, Any]:
    """The shape of what a sandbox reads."""
    shape = Shape()
    for item in items:
        shape.add(item)
    return shape.told()


def _is_inside_another(piece: Piece) -> bool:
    return any(step.key == "member" for step in piece.location)


def _sheet_told(sheet: SheetShape) -> dict[str, Any]:
    return {
        "number": sheet.number,
        "name": sheet.name,
        "concealment": sheet.concealment,
        "rows": sheet.rows,
        "columns": sheet.columns,
        "hidden_columns": _runs(sheet.hidden_columns),
        "hidden_rows": _runs(sheet.hidden_rows),
        "carried": dict(sheet.carried),
    }


def _runs(numbers: set[int]) -> list[list[int]]:
    """`{3, 4, 5, 9}` as `[[3, 5], [9, 9]]`."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and runs[-1][1] == number - 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return runs[:_MOST_MARKS]
