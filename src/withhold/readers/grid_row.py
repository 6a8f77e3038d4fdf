"""One row of a grid, as the readers of spreadsheets give it."""

from dataclasses import dataclass

from withhold.domain.concealment import Concealment

_VISIBLE = Concealment.VISIBLE


@dataclass(slots=True)
class GridRow:
    """One row of a grid. `number` is 1-based; `values` is dense from column A, with a ragged right edge.

    `kinds` has one character a value, as in `Column.kinds`; an empty cell is None with a space. It is empty
    where the format knows only texts: then they are typed later, whole columns at once. `cells` has
    the concealment of single cells by 0-based column. `weight` is the row's size in bytes if it is a big one
    (a few kilobytes or more); it only makes batches shorter, to bound memory. `is_header` is for formats that
    say which rows are headers. `merged` has by column over how many columns a cell reaches, and whether it
    goes on from the row above.
    """

    number: int
    values: list[str | None]
    kinds: list[str]
    concealment: Concealment = _VISIBLE
    cells: dict[int, Concealment] | None = None
    weight: int = 0
    is_header: bool = False
    merged: dict[int, tuple[int, bool]] | None = None
