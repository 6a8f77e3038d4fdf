"""Tables that lie on their side: one column a person, the first column says what each row holds."""

from dataclasses import replace

from withhold.domain.concealment import Concealment
from withhold.domain.fields import Field
from withhold.domain.piece import Column, Table
from withhold.recognisers.columns.header import whole_header
from withhold.recognisers.interface import Marker

_MOST_ROWS = 120
"""A form has few lines; a longer table has its labels above."""
_LEAST = 2
"""Labels of personal fields in the first column."""
_SHARE = 0.5
"""Of the filled cells of the first column, those that are labels."""


def upright(table: Table) -> Table:
    """The table with a row a person, where its first column is one of labels; otherwise as it is.

    Rows and columns change places, so places of single cells are told only roughly: those of all are right.
    """
    if table.continues or not table.rows or len(table.rows) > _MOST_ROWS or len(table.columns) < 2:
        return table
    if table.row_concealment or table.cell_concealment:
        return table
    first, others = table.columns[0], table.columns[1:]
    labels: list[str | None] = list(first.values)
    with_header = first.name is not None and is_label(first.name)
    if with_header and any(column.name is not None and is_label(column.name) for column in others):
        return table
    if with_header:
        labels.insert(0, first.name)
    known = [label for label in labels if label is not None and is_label(label)]
    filled = sum(label is not None for label in labels)
    if len(set(known)) < _LEAST or len(set(known)) < len(known) or len(known) < _SHARE * filled:
        return table
    columns = []
    for at, label in enumerate(labels):
        row = at - with_header
        cells = [(c.name, "t") if row < 0 else (c.values[row], c.kinds[row]) for c in others]
        values = [value for value, _ in cells]
        kinds = "".join(kind if value is not None else " " for value, kind in cells)
        columns.append(Column(label, others[min(at, len(others) - 1)].index, values, kinds))
    last = len(table.rows) - 1
    return replace(
        table,
        columns=tuple(columns),
        rows=[table.rows[last * person // max(1, len(others) - 1)] for person in range(len(others))],
        row_concealment={
            person: column.concealment
            for person, column in enumerate(others)
            if column.concealment is not Concealment.VISIBLE
        },
    )


def is_label(value: str) -> bool:
    """Whether a cell is the label of something personal: "Name:", "Date of birth"."""
    concepts = whole_header(value.rstrip(" :"))
    return any(isinstance(concept, Field) or concept is Marker.NAME for concept in concepts)
