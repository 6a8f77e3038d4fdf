"""Records on one another: two columns, label and value, and the labels begin anew with each person."""

from collections.abc import Sequence
from dataclasses import replace

from withhold.domain.piece import EMPTY_CELL, Column, Table
from withhold.recognisers.columns.header import whole_header
from withhold.recognisers.interface import Marker
from withhold.recognisers.rows.upright import is_label

_LEAST = 2
"""Labels of personal fields that a record has."""
_MOST = 60
"""Labels of a record at most; where there are more the first column holds values."""
_SHARE = 0.5
"""Of the filled cells of the first column, those that are labels of something personal."""


def stacked(table: Table) -> Table:
    """The table with a row a record, where its first column repeats the same labels; otherwise as it is.

    A record begins with the label with which the table does; in a batch that goes on, with that of a name.
    Columns keep their labels, so that all batches of one list are read as one table.
    """
    if len(table.columns) != 2 or table.row_concealment or table.cell_concealment:
        return table
    first, second = table.columns
    labels = [label and label.strip(" :：\t") for label in first.values]
    values, kinds, rows = list(second.values), list(second.kinds), list(table.rows)
    if first.name is not None and labels[:1] != [first.name.strip(" :：\t")] and not table.continues:
        labels.insert(0, first.name.strip(" :：\t"))
        values.insert(0, second.name)
        kinds.insert(0, "t" if second.name else EMPTY_CELL)
        rows.insert(0, max(1, rows[0] - 1) if rows else 1)
    if not _repeats(labels):
        return table
    begins = _beginning(labels, goes_on=table.continues)
    starts = [at for at, label in enumerate(labels) if label == begins or at == 0]
    names = list(dict.fromkeys(label for label in labels if label))
    cells: dict[str, list[str | None]] = {name: [None] * len(starts) for name in names}
    told: dict[str, list[str]] = {name: [EMPTY_CELL] * len(starts) for name in names}
    record = -1
    for at, label in enumerate(labels):
        record += record + 1 < len(starts) and starts[record + 1] == at
        if label and cells[label][record] is None:
            cells[label][record], told[label][record] = values[at], kinds[at]
    columns = [Column(name, second.index, cells[name], "".join(told[name])) for name in names]
    return replace(table, columns=tuple(columns), rows=[rows[at] for at in starts])


def _repeats(labels: Sequence[str | None]) -> bool:
    filled = [label for label in labels if label]
    distinct = set(filled)
    if not filled or len(distinct) > _MOST or 2 * len(distinct) > len(filled):
        return False
    known = {label for label in distinct if is_label(label)}
    return len(known) >= _LEAST and sum(label in known for label in filled) >= _SHARE * len(filled)


def _beginning(labels: Sequence[str | None], *, goes_on: bool) -> str | None:
    first = next((label for label in labels if label), None)
    if not goes_on:
        return first
    named = (label for label in labels if label and Marker.NAME in whole_header(label))
    return next(named, first)
