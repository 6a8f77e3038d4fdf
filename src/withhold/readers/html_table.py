"""Rows of an HTML table: spans of cells spread over the columns and rows they cover."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from selectolax.lexbor import LexborNode

from withhold.domain.concealment import Concealment
from withhold.readers.grid import GridRow
from withhold.readers.values import CellTypes

_VISIBLE = Concealment.VISIBLE
_MOST_SPANNED = 1000


@dataclass(slots=True)
class HtmlCell:
    """A cell as written."""

    text: str
    is_header: bool
    columns: int
    rows: int
    concealment: Concealment


@dataclass(slots=True)
class HtmlRow:
    """A row as written."""

    concealment: Concealment
    cells: list[HtmlCell] = field(default_factory=list)

    def add(self, node: LexborNode, tag: str, text: str, how: Concealment) -> None:
        """Takes the next cell."""
        own = _VISIBLE if how is self.concealment else how
        columns, rows = _span(node.attributes.get("colspan")), _span(node.attributes.get("rowspan"))
        self.cells.append(HtmlCell(text, tag == "th", columns, rows, own))


def grid_rows(rows: list[HtmlRow]) -> Iterator[GridRow]:
    """Rows of a grid. A cell that spans rows stands in each of them, as it is read; one that spans columns
    in the first."""
    types = CellTypes()
    pending: dict[int, tuple[HtmlCell, int]] = {}
    for number, row in enumerate(rows, 1):
        cells: dict[int, HtmlCell] = {}
        joined = set(pending)
        for at, (cell, left) in list(pending.items()):
            cells[at] = cell
            if left > 1:
                pending[at] = (cell, left - 1)
            else:
                del pending[at]
        at = 0
        covered = set(cells)
        for cell in row.cells:
            while at in covered:
                at += 1
            cells[at] = cell
            if cell.rows > 1:
                pending[at] = (cell, cell.rows - 1)
            at += cell.columns
        width = max(cells, default=-1) + 1
        values, kinds = types.row([cells[at].text if at in cells else "" for at in range(width)])
        hidden = {at: cell.concealment for at, cell in cells.items() if cell.concealment is not _VISIBLE}
        is_header = bool(row.cells) and all(cell.is_header for cell in row.cells)
        merged = {
            at: (cell.columns, at in joined) for at, cell in cells.items() if cell.columns > 1 or at in joined
        }
        yield GridRow(
            number, values, kinds, row.concealment, hidden or None, is_header=is_header, merged=merged
        )


def _span(value: str | None) -> int:
    text = (value or "").strip()
    return (
        min(int(text), _MOST_SPANNED)
        if text.isascii() and text.isdigit() and 0 < len(text) < 6 and int(text)
        else 1
    )
