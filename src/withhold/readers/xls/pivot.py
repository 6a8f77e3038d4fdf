"""Pivot caches (`_SX_DB_CUR`): the copy of the source table, its sheet gone or not ([MS-XLS] 2.1.7.20)."""

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
    TextRole,
)
from withhold.readers.interface import Corrupt, Place
from withhold.readers.ole.document import Items, Teller
from withhold.readers.ooxml.macro import likely
from withhold.readers.records import Cell, Records
from withhold.readers.strings import strings
from withhold.readers.xls.records import Record, records
from withhold.readers.xls.texts import Feed, double

_HOW = Concealment.PIVOT_CACHE
_CACHE, _FIELD, _INDEXES, _EOF = 0xC6, 0xC7, 0xC8, 0x0A
_SHARED, _WIDE = 0x0001, 0x0200
_EMPTY: Cell = (None, EMPTY_CELL)


@dataclass(slots=True)
class _Field:
    """A column of the source. `is_shared`: records point to `items`; else values stand in the records."""

    name: str
    is_shared: bool
    is_wide: bool
    count: int
    items: list[Cell] = field(default_factory=list)
    used: set[int] = field(default_factory=set)


def read_pivot_cache(data: bytes, teller: Teller, place: Place) -> Items:
    """The source table, record by record, then the items that no record uses."""
    cache = _Cache(teller, place)
    try:
        for record in records(data):
            yield from cache.take(record)
    finally:
        yield from cache.finish()


class _Cache:
    def __init__(self, teller: Teller, place: Place) -> None:
        self._teller = teller
        self._place = place
        self._records = Records(place, teller.location, _HOW)
        self._fields: list[_Field] = []
        self._row: list[Cell] | None = None
        self._waiting: list[int] = []
        self._labels: list[str] = []

    def take(self, record: Record) -> Iterator[ReadItem]:
        try:
            if record.kind == _CACHE:
                self._author(record)
            elif record.kind == _FIELD:
                self._fields.append(_field(record, len(self._fields)))
            elif record.kind == _INDEXES:
                yield from self._close()
                self._indexes(record.joined)
            elif (value := _value(record)) is not None:
                yield from self._put(value)
            elif record.kind != _EOF:
                self._labels += filter(likely, strings(record.parts))
        except (struct.error, IndexError, Corrupt):
            self._labels += strings(record.parts)

    def _author(self, record: Record) -> None:
        """Who refreshed the cache ([MS-XLS] 2.4.276)."""
        feed = Feed(record.parts)
        feed.skip(20)
        self._labels.append(feed.unicode(length=struct.unpack_from("<H", record.data, 18)[0]))

    def _put(self, value: Cell) -> Iterator[ReadItem]:
        """A value: an item of the last field, or the next value of the open record."""
        last = self._fields[-1] if self._fields else None
        if self._row is None and last is not None and len(last.items) < last.count:
            last.items.append(value)
            return
        if self._row is None or not self._waiting:
            yield from self._close()
            self._row = [_EMPTY] * len(self._fields)
            self._waiting = [at for at, one in enumerate(self._fields) if not one.is_shared]
        if self._waiting:
            self._row[self._waiting.pop(0)] = value
        elif value[0]:
            self._labels.append(value[0])

    def _indexes(self, data: bytes) -> None:
        self._row = [_EMPTY] * len(self._fields)
        self._waiting = [at for at, one in enumerate(self._fields) if not one.is_shared]
        position = 0
        for at, one in enumerate(self._fields):
            if not one.is_shared:
                continue
            size = 1 + one.is_wide
            number = int.from_bytes(data[position : position + size], "little")
            position += size
            if number < len(one.items):
                one.used.add(number)
                self._row[at] = one.items[number]

    def _close(self) -> Iterator[ReadItem]:
        if self._row is not None:
            names = {one.name: value for one, value in zip(self._fields, self._row, strict=True)}
            yield from self._records.add("", names)
        self._row = None

    def finish(self) -> Items:
        yield from self._close()
        yield from self._records.rest()
        for at, one in enumerate(self._fields):
            left = [item for number, item in enumerate(one.items) if number not in one.used and item[0]]
            if left:
                column = Column(one.name, at, [value for value, _ in left], "".join(kind for _, kind in left))
                rows = range(1, len(left) + 1)
                table_id = next(self._place.table_ids)
                yield Table(self._teller.location, table_id, (column,), rows, self._teller.how(_HOW))
        yield from self._teller.lines(self._labels, _HOW, TextRole.CODE)


def _field(record: Record, position: int) -> _Field:
    """A column ([MS-XLS] 2.4.283)."""
    flags, _, _, _, _, _, count = struct.unpack_from("<7H", record.data)
    feed = Feed(record.parts)
    feed.skip(14)
    name = feed.unicode() or f"column {position + 1}"
    return _Field(name, bool(flags & _SHARED), bool(flags & _WIDE), count)


def _value(record: Record) -> Cell | None:
    """A value of its own record; None for a record that is none."""
    kind, data = record.kind, record.data
    if kind == 0xCD:
        return Feed(record.parts).unicode() or None, TEXT_CELL
    if kind == 0xC9:
        return double(data, 0), NUMBER_CELL
    if kind == 0xCC:
        return str(struct.unpack_from("<h", data)[0]), NUMBER_CELL
    if kind == 0xCA:
        return ("TRUE" if data[0] else "FALSE"), BOOLEAN_CELL
    if kind == 0xCE:
        year, month, day, hour, minute, second = struct.unpack_from("<HHBBBB", data)
        time = f"T{hour:02}:{minute:02}:{second:02}" if hour or minute or second else ""
        return f"{year:04}-{month:02}-{day:02}{time}", DATE_CELL
    if kind == 0xCB:
        return "#ERROR!", ERROR_CELL
    return _EMPTY if kind == 0xCF else None
