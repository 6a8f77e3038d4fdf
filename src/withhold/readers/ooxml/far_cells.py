"""Cells far outside the body of a sheet, where nobody scrolls."""

from withhold.domain.concealment import Concealment
from withhold.readers.grid import GridRow

_FAR_COLUMNS = 20
_FAR_ROWS = 100
"""So many empty columns or rows part what lies beyond from the body. Tables of a page stand nearer."""


class FarCells:
    """Marks rows and, in `columns`, columns as off the page. Rows come in order, in batches."""

    def __init__(self, columns: dict[int, Concealment]) -> None:
        self._columns = columns
        self._edge = -1
        self._last_row = 0
        self._is_below = False

    def mark(self, rows: list[GridRow]) -> None:
        """Looks at the next rows of the sheet, all those read so far considered."""
        widest = max((len(row.values) for row in rows), default=0)
        if widest > self._edge + 1 + _FAR_COLUMNS:
            self._grow(rows)
        elif widest > self._edge + 1:
            self._edge = widest - 1
        for row in rows:
            if self._last_row and row.number - self._last_row > _FAR_ROWS:
                self._is_below = True
            self._last_row = row.number
            if self._is_below and row.concealment is Concealment.VISIBLE:
                row.concealment = Concealment.OFF_PAGE

    def _grow(self, rows: list[GridRow]) -> None:
        """Moves the edge of the body over the columns in use; those behind a wide gap are far."""
        used = sorted({at for row in rows for at, value in enumerate(row.values) if value is not None})
        if self._edge < 0 and used:
            self._edge = used[0]
        for at in used:
            if at - self._edge <= _FAR_COLUMNS:
                self._edge = max(self._edge, at)
            else:
                self._columns.setdefault(at, Concealment.OFF_PAGE)
