"""Rows of a batch by how their cells are hidden, so that each group is handled at once."""

from collections.abc import Sequence
from dataclasses import dataclass

from withhold.domain.concealment import Concealment
from withhold.domain.piece import Table

VISIBLE = Concealment.VISIBLE


@dataclass(frozen=True, slots=True)
class Part:
    """Rows (positions in the batch; None for all) whose cells are hidden alike: one concealment a column."""

    rows: Sequence[int] | None
    columns: tuple[Concealment, ...]


def parts(table: Table) -> list[Part]:
    """The batch cut by concealment: what is outermost counts first, table, column, row, cell."""
    width = len(table.columns)
    if table.concealment is not VISIBLE:
        return [Part(None, (table.concealment,) * width)]
    columns = tuple(column.concealment for column in table.columns)
    if not table.row_concealment and not table.cell_concealment:
        return [Part(None, columns)]
    cells: dict[int, dict[int, Concealment]] = {}
    for (row, position), concealment in table.cell_concealment.items():
        if row not in table.row_concealment:
            cells.setdefault(row, {})[position] = concealment
    groups: dict[tuple[Concealment, ...], list[int]] = {}
    hidden_rows: dict[Concealment, tuple[Concealment, ...]] = {}
    for row in range(len(table.rows)):
        concealment = table.row_concealment.get(row, VISIBLE)
        if concealment is not VISIBLE:
            signature = hidden_rows.get(concealment)
            if signature is None:
                signature = tuple(concealment if c is VISIBLE else c for c in columns)
                hidden_rows[concealment] = signature
        elif row in cells:
            own = cells[row]
            signature = tuple(own.get(i, VISIBLE) if c is VISIBLE else c for i, c in enumerate(columns))
        else:
            signature = columns
        groups.setdefault(signature, []).append(row)
    return [Part(rows, signature) for signature, rows in groups.items()]
