"""A header in the middle of a table: another list that follows without a gap is read under its own header."""

from collections import Counter
from dataclasses import replace
from itertools import pairwise

from withhold.domain.fields import Field
from withhold.domain.piece import Column, Table
from withhold.recognisers.columns.header import whole_header, whole_headers

_LEAST = 2
"""Cells of one row that must be words for personal fields, each the whole cell."""


def cut(table: Table) -> list[Table]:
    """The batch, cut before each row that is a header of personal fields; that row becomes the header.

    A header at the end of the batch gives a table without rows: it holds for the next batch.
    """
    found: Counter[int] = Counter()
    for column in table.columns:
        words = {value for value in whole_headers(set(column.values)) if _names_field(value)}
        if words:
            found.update(row for row, value in enumerate(column.values) if value in words)
    starts = [row for row, count in sorted(found.items()) if count >= _LEAST]
    if not starts:
        return [table]
    edges = [*starts, len(table.rows)]
    pieces = [_rows(table, 0, starts[0], None)] if starts[0] else []
    for start, end in pairwise(edges):
        pieces.append(_rows(table, start + 1, end, start))
    return pieces


def under(table: Table, header: tuple[str | None, ...]) -> Table:
    """The batch with another header: the one that stood in the middle of an earlier batch."""
    columns = [replace(column, name=name) for column, name in zip(table.columns, header, strict=False)]
    return replace(table, columns=(*columns, *table.columns[len(columns) :]))


def _names_field(value: str) -> bool:
    return any(isinstance(concept, Field) for concept in whole_header(value))


def _rows(table: Table, first: int, last: int, header: int | None) -> Table:
    columns = []
    for column in table.columns:
        name = column.name if header is None else column.values[header]
        columns.append(
            Column(
                name, column.index, column.values[first:last], column.kinds[first:last], column.concealment
            )
        )
    return replace(
        table,
        columns=tuple(columns),
        rows=table.rows[first:last],
        row_concealment={r - first: c for r, c in table.row_concealment.items() if first <= r < last},
        cell_concealment={
            (r - first, i): c for (r, i), c in table.cell_concealment.items() if first <= r < last
        },
        continues=table.continues or header is not None,
    )
