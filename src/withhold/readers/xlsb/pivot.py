"""Binary pivot caches: the copy of the source table that a pivot table keeps ([MS-XLSB] 2.1.7.38)."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from withhold.domain.concealment import Concealment
from withhold.domain.piece import (
    BOOLEAN_CELL,
    DATE_CELL,
    EMPTY_CELL,
    ERROR_CELL,
    NUMBER_CELL,
    TEXT_CELL,
    Column,
    ReadItem,
    Table,
)
from withhold.readers.ooxml.part import Items, Part, accounted
from withhold.readers.records import Cell, Records
from withhold.readers.xls.texts import double
from withhold.readers.xlsb.records import records, texts_in, wide

_HOW = Concealment.PIVOT_CACHE
_FIELD, _FIELD_END, _SHARED, _SHARED_END, _GROUP, _GROUP_END = 183, 184, 189, 190, 219, 220
_ROW, _ROW_PLAIN = 33, 34
_INDEX = 26
_VALUES = range(20, 26)
_ADORNED = range(27, 33)
"""The same values with a caption or a formula."""


@dataclass(slots=True)
class _Field:
    name: str
    is_shared: bool = False
    items: list[Cell] = field(default_factory=list)
    used: set[int] = field(default_factory=set)


def read_pivot_cache(part: Part) -> Items:
    """The definition with its records: the source table; then the items that no record uses."""
    fields: list[_Field] = []
    labels: list[str] = []
    in_items = False
    for kind, data in records(part.chunks()):
        if kind == _FIELD:
            fields.append(_Field(_field_name(data, len(fields))))
        elif kind in (_SHARED, _GROUP):
            in_items = True
        elif kind in (_SHARED_END, _GROUP_END):
            in_items = False
        elif in_items and fields and (kind in _VALUES or kind in _ADORNED):
            fields[-1].items.append(_value(kind, data))
            fields[-1].is_shared = True
        else:
            labels += texts_in(data)
    yield from part.lines(labels, _HOW)
    links = part.book.package.relationships(part.member)
    member = next((link.part for link in links if link.kind == "pivotCacheRecords"), None)
    if member is not None and member not in part.book.said:
        yield from accounted(Part(part.book, member), lambda found: _tables(found, fields))
    yield from _unused(part, fields)


def read_pivot_records(part: Part) -> Items:
    """Records that no definition leads to: their values as lines."""
    yield from _tables(part, [])


def _field_name(data: bytes, position: int) -> str:
    texts = texts_in(data)
    return texts[0] if texts else f"column {position + 1}"


def _tables(part: Part, fields: list[_Field]) -> Iterator[ReadItem]:
    """The records: some with one value after the other, some packed ([MS-XLSB] 2.4.740, BrtPCRRecord)."""
    found = Records(part.book.place, part.location, _HOW)
    row: list[Cell] | None = None
    for kind, data in records(part.chunks()):
        if kind in (_ROW, _ROW_PLAIN):
            if row is not None:
                yield from found.add("", _named(row, fields))
            row = list(_packed(data, fields)) if kind == _ROW else []
        elif row is not None and kind == _INDEX and len(data) >= 4:
            row.append(_shared(fields, len(row), struct.unpack_from("<I", data)[0]))
        elif row is not None and kind in _VALUES:
            row.append(_value(kind, data))
        else:
            yield from part.lines(texts_in(data), _HOW)
    if row is not None:
        yield from found.add("", _named(row, fields))
    yield from found.rest()


def _named(row: list[Cell], fields: list[_Field]) -> dict[str, Cell]:
    names = [one.name for one in fields] + [f"column {at + 1}" for at in range(len(fields), len(row))]
    return dict(zip(names, row, strict=False))


def _shared(fields: list[_Field], at: int, number: int) -> Cell:
    if at < len(fields) and number < len(fields[at].items):
        fields[at].used.add(number)
        return fields[at].items[number]
    return str(number), NUMBER_CELL


def _packed(data: bytes, fields: list[_Field]) -> Iterator[Cell]:
    """Indexes of shared fields, numbers of others, strings with their length: in the order of the fields."""
    at = 0
    for position, one in enumerate(fields):
        if at >= len(data):
            return
        if one.is_shared and at + 4 <= len(data):
            yield _shared(fields, position, struct.unpack_from("<I", data, at)[0])
            at += 4
        elif texts := texts_in(data[at : at + 4 + 2 * int.from_bytes(data[at : at + 4], "little")]):
            yield texts[0], TEXT_CELL
            at = wide(data, at)[1]
        elif at + 8 <= len(data):
            yield double(data, at), NUMBER_CELL
            at += 8
        else:
            return


def _value(kind: int, data: bytes) -> Cell:
    """A value of its own record; of one that is cut short nothing is left but its strings."""
    kind -= 7 * (kind in _ADORNED)
    try:
        if kind == 24:
            text = wide(data, 0)[0]
            return text or None, TEXT_CELL if text else EMPTY_CELL
        if kind == 21:
            return double(data, 0), NUMBER_CELL
        if kind == 22:
            return ("TRUE" if data[0] else "FALSE"), BOOLEAN_CELL
        if kind == 25:
            year, month, day, hour, minute, second = struct.unpack_from("<HHBBBB", data)
            time = f"T{hour:02}:{minute:02}:{second:02}" if hour or minute or second else ""
            return f"{year:04}-{month:02}-{day:02}{time}", DATE_CELL
    except (struct.error, IndexError):
        return "\n".join(texts_in(data)) or None, TEXT_CELL
    return ("#ERROR", ERROR_CELL) if kind == 23 else (None, EMPTY_CELL)


def _unused(part: Part, fields: list[_Field]) -> Iterator[Table]:
    """Distinct values that stand in the definition alone: a column each, since they form no rows."""
    for at, one in enumerate(fields):
        left = [item for number, item in enumerate(one.items) if number not in one.used and item[0]]
        if left:
            values = Column(one.name, at, [value for value, _ in left], "".join(kind for _, kind in left))
            table_id = next(part.book.place.table_ids)
            yield Table(part.location, table_id, (values,), range(1, len(left) + 1), part.how(_HOW))
