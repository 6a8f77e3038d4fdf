"""Messages to frames: runs in the sandbox."""

import json
from collections.abc import Iterator
from dataclasses import replace

from withhold.domain.concealment import Concealment
from withhold.domain.location import Location
from withhold.domain.piece import Column, PartRead, Skipped, Table, Text, TextRole
from withhold.readers.wire.messages import (
    END,
    FAILURE,
    HEADER,
    LENGTH,
    MADE,
    MEDIA,
    PART,
    SEPARATOR,
    SKIPPED,
    TABLE,
    TEXT,
    End,
    Failure,
    Made,
    MediaType,
    Message,
)

TEXT_CHUNK = 1 << 20
"""Characters of one text frame; longer texts are cut at a line end."""
SPLIT_TABLE = 8 << 20
"""Encoded bytes of one table frame above which its rows are sent in two halves."""
MADE_CHUNK = 8 << 20
"""Bytes of one frame of a file that was made."""


def encode(message: Message) -> Iterator[bytes]:
    """The frames of one message: one, or several for a long text or a big table."""
    match message:
        case Table():
            yield from _encode_table(message)
        case Text():
            yield from _encode_text(message)
        case Skipped(location, reason, extent, detail):
            yield _json_frame(SKIPPED, [_steps(location), reason, extent, detail])
        case PartRead(location):
            yield _json_frame(PART, _steps(location))
        case MediaType(value):
            yield _json_frame(MEDIA, value)
        case Made(content):
            for at in range(0, len(content), MADE_CHUNK):
                yield _frame(MADE, content[at : at + MADE_CHUNK])
        case Failure(reason, detail):
            yield _json_frame(FAILURE, [reason, detail])
        case End():
            yield _json_frame(END, None)


def _frame(kind: int, payload: bytes) -> bytes:
    return HEADER.pack(len(payload), kind) + payload


def _json_frame(kind: int, content: object) -> bytes:
    return _frame(kind, json.dumps(content, separators=(",", ":")).encode("ascii"))


def _steps(location: Location) -> list[list[str | int | None]]:
    return [[step.key, step.value, step.index] for step in location]


def _encode_text(text: Text) -> Iterator[bytes]:
    head = [_steps(text.location), text.role, text.concealment]
    rest = text.text
    while len(rest) > TEXT_CHUNK:
        cut = rest.rfind("\n", TEXT_CHUNK // 2, TEXT_CHUNK) + 1 or TEXT_CHUNK
        yield _json_frame(TEXT, [*head, rest[:cut]])
        rest = rest[cut:]
    yield _json_frame(TEXT, [*head, rest])


def _encode_table(table: Table) -> Iterator[bytes]:
    blobs = [_column_blob(column) for column in table.columns]
    if sum(len(blob) for _, blob in blobs) > SPLIT_TABLE:
        if len(table.rows) > 1:
            middle = len(table.rows) // 2
            yield from _encode_table(_rows_of(table, 0, middle))
            yield from _encode_table(_rows_of(table, middle, len(table.rows)))
            return
        if any(value and len(value) > TEXT_CHUNK for column in table.columns for value in column.values):
            yield from _encode_long_cells(table)
            return
    header = json.dumps(_table_header(table, blobs), separators=(",", ":")).encode("ascii")
    yield _frame(TABLE, b"".join([LENGTH.pack(len(header)), header, *(blob for _, blob in blobs)]))


def _encode_long_cells(table: Table) -> Iterator[bytes]:
    """One row whose cells hold whole documents: the long cells go as texts, the table keeps their start."""
    columns = []
    for position, column in enumerate(table.columns):
        value = column.values[0]
        if value is not None and len(value) > TEXT_CHUNK:
            hidden = _cell_concealment(table, column, position)
            yield from _encode_text(Text(table.location, value, TextRole.PROSE, hidden))
            column = replace(column, values=[value[:256]])
        columns.append(column)
    yield from _encode_table(replace(table, columns=tuple(columns)))


def _cell_concealment(table: Table, column: Column, position: int) -> Concealment:
    """How the only row's cell is hidden: the outermost of table, column, row and cell counts."""
    concealment = table.cell_concealment.get((0, position), Concealment.VISIBLE)
    for outer in (table.row_concealment.get(0, Concealment.VISIBLE), column.concealment, table.concealment):
        concealment = concealment.inside(outer)
    return concealment


def _rows_of(table: Table, start: int, end: int) -> Table:
    return replace(
        table,
        columns=tuple(
            replace(column, values=column.values[start:end], kinds=column.kinds[start:end])
            for column in table.columns
        ),
        rows=table.rows[start:end],
        row_concealment={r - start: c for r, c in table.row_concealment.items() if start <= r < end},
        cell_concealment={
            (r - start, k): c for (r, k), c in table.cell_concealment.items() if start <= r < end
        },
        continues=table.continues or start > 0,
        merged={(r - start, k): how for (r, k), how in table.merged.items() if start <= r < end},
    )


def _column_blob(column: Column) -> tuple[str, bytes]:
    """How the column travels (`s` separated, `j` JSON) and its bytes."""
    values = column.values
    try:
        joined = SEPARATOR.join(values)  # type: ignore[arg-type]  # None is what the handler below is for
    except TypeError:
        joined = SEPARATOR.join([value or "" for value in values])
    if joined.count(SEPARATOR) > max(len(values) - 1, 0):
        return "j", json.dumps(list(values)).encode("ascii")
    return "s", joined.encode("utf-8", "surrogatepass")


def _table_header(table: Table, blobs: list[tuple[str, bytes]]) -> dict[str, object]:
    rows = table.rows
    first = rows[0] if rows else 0
    contiguous = range(first, first + len(rows))
    run = (isinstance(rows, range) and rows.step == 1) or list(rows) == list(contiguous)
    return {
        "at": _steps(table.location),
        "id": table.table_id,
        "hidden": table.concealment,
        "titles": table.titles,
        "continues": table.continues,
        "rows": [first, len(rows)] if run else None,
        "row_list": None if run else list(rows),
        "hidden_rows": list(table.row_concealment.items()),
        "merged": [[row, column, *how] for (row, column), how in table.merged.items()],
        "hidden_cells": [[row, column, how] for (row, column), how in table.cell_concealment.items()],
        "columns": [
            [column.name, column.index, column.concealment, column.kinds, form, len(blob)]
            for column, (form, blob) in zip(table.columns, blobs, strict=True)
        ],
    }
