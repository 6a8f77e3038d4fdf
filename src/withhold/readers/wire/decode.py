"""Frames to messages: runs in the parent, which trusts nothing of what the sandbox sends."""

import json
import re
import struct

from withhold.domain.concealment import Concealment
from withhold.domain.location import Location, Step
from withhold.domain.piece import EMPTY_CELL, Column, PartRead, Skipped, SkipReason, Table, Text, TextRole
from withhold.readers.wire.messages import (
    END,
    FAILURE,
    LENGTH,
    MADE,
    MAX_FRAME,
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
    ProtocolError,
)

_MAX_STEPS = 64
_MAX_ROW = 1 << 53
_KINDS = frozenset("tndbe ")
_MEDIA_TYPE = re.compile(r"[A-Za-z0-9.+_-]{1,100}/[A-Za-z0-9.+_-]{1,100}")


def decode(kind: int, payload: bytes) -> Message:
    """The message of one frame. Raises ProtocolError for anything but a well-formed frame."""
    try:
        if kind == TABLE:
            return _decode_table(payload)
        if kind == MADE:
            return Made(payload)
        return _decode_json(kind, json.loads(payload))
    except (ValueError, TypeError, KeyError, IndexError, RecursionError, struct.error) as error:
        # Their messages may quote the payload: only the type goes on.
        raise ProtocolError(f"malformed frame ({type(error).__name__})") from None


def _decode_json(kind: int, content: object) -> Message:
    if kind == TEXT:
        at, role, hidden, text = _list(content, 4)
        return Text(_location(at), _str(text), TextRole(role), Concealment(hidden))
    if kind == SKIPPED:
        at, reason, extent, detail = _list(content, 4)
        return Skipped(_location(at), SkipReason(reason), _int(extent), _str(detail)[:200])
    if kind == PART:
        return PartRead(_location(content))
    if kind == MEDIA:
        if not _MEDIA_TYPE.fullmatch(_str(content)):
            raise ValueError("not a media type")
        return MediaType(_str(content))
    if kind == FAILURE:
        reason, detail = _list(content, 2)
        if not _str(detail).isidentifier():
            raise ValueError("not the name of a type")
        return Failure(SkipReason(reason), detail[:200])
    if kind == END:
        return End()
    raise ValueError("unknown kind")


def _decode_table(payload: bytes) -> Table:
    (length,) = LENGTH.unpack_from(payload)
    header = json.loads(payload[LENGTH.size : LENGTH.size + length])
    rows = _rows(header["rows"], header["row_list"])
    columns = []
    position = LENGTH.size + length
    for entry in _list(header["columns"]):
        name, index, hidden, kinds, form, size = _list(entry, 6)
        blob = payload[position : position + _int(size)]
        if len(blob) != size or len(_str(kinds)) != len(rows) or not _KINDS.issuperset(kinds):
            raise ValueError("column does not fit")
        position += size
        values = _values(form, blob, kinds)
        columns.append(Column(_name(name), _int(index), values, kinds, Concealment(hidden)))
    if position != len(payload):
        raise ValueError("bytes left over")
    return Table(
        _location(header["at"]),
        _int(header["id"]),
        tuple(columns),
        rows,
        Concealment(header["hidden"]),
        {_below(row, len(rows)): Concealment(how) for row, how in _list(header["hidden_rows"])},
        {
            (_below(row, len(rows)), _below(column, len(columns))): Concealment(how)
            for row, column, how in _list(header["hidden_cells"])
        },
        tuple(_str(title) for title in _list(header["titles"])),
        header["continues"] is True,
        {
            (_below(row, len(rows)), _below(column, len(columns))): (_int(count), joined is True)
            for row, column, count, joined in _list(header["merged"])
        },
    )


def _values(form: object, blob: bytes, kinds: str) -> list[str | None]:
    values: list[str | None]
    if form == "s":
        values = list(blob.decode("utf-8", "surrogatepass").split(SEPARATOR)) if kinds else []
        if EMPTY_CELL in kinds:
            values = [value or None for value in values]
    elif form == "j":
        values = [_name(value) for value in _list(json.loads(blob))]
    else:
        raise ValueError("unknown form of a column")
    if len(values) != len(kinds):
        raise ValueError("column does not fit")
    return values


def _rows(run: object, rows: object) -> range | list[int]:
    if run is not None:
        first, count = _list(run, 2)
        if _int(count) > MAX_FRAME:
            raise ValueError("too many rows")
        return range(_int(first), first + count)
    return [_int(row) for row in _list(rows)]


def _location(raw: object) -> Location:
    steps = []
    for entry in _list(raw):
        key, value, index = _list(entry, 3)
        steps.append(Step(_str(key), _str(value), None if index is None else _int(index)))
    if len(steps) > _MAX_STEPS:
        raise ValueError("route too long")
    return Location(tuple(steps))


def _list(value: object, length: int | None = None) -> list:  # type: ignore[type-arg]  # checked one by one
    if not isinstance(value, list) or (length is not None and len(value) != length):
        raise ValueError("not a list of that length")
    return value


def _str(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError("not a string")
    return value


def _name(value: object) -> str | None:
    return None if value is None else _str(value)


def _int(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= _MAX_ROW:
        raise ValueError("not a count")
    return value


def _below(value: object, limit: int) -> int:
    if _int(value) >= limit:
        raise ValueError("position outside the batch")
    return _int(value)
