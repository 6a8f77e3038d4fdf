"""Pivot caches: the copy of the source table that a pivot table keeps, even when the source sheet is gone."""

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
    Table,
    TextRole,
)
from withhold.readers.ooxml.dates import plain_number
from withhold.readers.ooxml.part import Items, Part, accounted
from withhold.readers.ooxml.xml import END, START

_HOW = Concealment.PIVOT_CACHE
_RECORDS = "pivotCacheRecords"
_BATCH = 4096
_KINDS = {
    "s": TEXT_CELL,
    "n": NUMBER_CELL,
    "d": DATE_CELL,
    "b": BOOLEAN_CELL,
    "e": ERROR_CELL,
    "m": EMPTY_CELL,
}
_MIDNIGHT = "T00:00:00"

Value = tuple[str | None, str]
"""(value, kind) as in `Column`."""


@dataclass(slots=True)
class _Field:
    """A column of the source: its distinct values, and which of them some record uses."""

    name: str
    items: list[Value] = field(default_factory=list)
    used: set[int] = field(default_factory=set)


@dataclass(slots=True)
class _Definition:
    fields: list[_Field] = field(default_factory=list)
    authors: list[str] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)


def read_pivot_cache(part: Part) -> Items:
    """A pivotCacheDefinition with its records: the source table; then the items that no record uses."""
    definition = _read_definition(part)
    yield from part.lines(definition.authors, _HOW, TextRole.AUTHOR)
    yield from part.lines(definition.labels, _HOW)
    records = next((r.part for r in part.book.package.relationships(part.member) if r.kind == _RECORDS), None)
    if records is not None and records not in part.book.said:
        yield from accounted(Part(part.book, records), lambda found: _record_tables(found, definition.fields))
    yield from _unused_items(part, definition.fields)


def read_pivot_records(part: Part) -> Items:
    """Records that no definition leads to: values without names. Others are read with their definition."""
    yield from _record_tables(part, [])


def _read_definition(part: Part) -> _Definition:
    found = _Definition()
    in_items = False
    for kind, name, attributes, _ in part.events():
        if kind == END:
            in_items = in_items and name not in ("sharedItems", "groupItems")
        elif kind != START:
            continue
        elif name == "cacheField":
            found.fields.append(_Field(attributes.get("name", "")))
            found.labels.append(attributes.get("caption", ""))
        elif name in ("sharedItems", "groupItems"):
            in_items = True
        elif in_items and name in _KINDS and found.fields:
            found.fields[-1].items.append(_value(name, attributes))
            found.labels.append(attributes.get("c", ""))
        elif name == "pivotCacheDefinition":
            found.authors.append(attributes.get("refreshedBy", ""))
        elif name == "worksheetSource":
            found.labels += [attributes.get("sheet", ""), attributes.get("name", "")]
    return found


def _value(name: str, attributes: dict[str, str]) -> Value:
    value = attributes.get("v")
    kind = _KINDS[name]
    if value is None or kind == EMPTY_CELL:
        return None, EMPTY_CELL
    if kind == DATE_CELL:
        value = value.removesuffix(_MIDNIGHT)
    elif kind == NUMBER_CELL:
        value = plain_number(value)
    return value, kind


def _record_tables(part: Part, fields: list[_Field]) -> Iterator[Table]:
    table_id = next(part.book.place.table_ids)
    batch: list[list[Value]] = []
    row: list[Value] = []
    first = 1
    for kind, name, attributes, _ in part.events():
        if kind == START:
            if name == "x":
                row.append(_shared(fields, len(row), attributes.get("v", "")))
            elif name in _KINDS:
                row.append(_value(name, attributes))
        elif kind == END and name == "r":
            batch.append(row)
            row = []
            if len(batch) >= _BATCH:
                yield _table(part, table_id, fields, batch, first)
                first, batch = first + len(batch), []
    if batch:
        yield _table(part, table_id, fields, batch, first)


def _shared(fields: list[_Field], column: int, index: str) -> Value:
    if column < len(fields) and index.isdecimal() and len(index) < 10:
        number = int(index)
        if number < len(fields[column].items):
            fields[column].used.add(number)
            return fields[column].items[number]
    return index or None, NUMBER_CELL


def _table(part: Part, table_id: int, fields: list[_Field], batch: list[list[Value]], first: int) -> Table:
    width = max(len(fields), max(map(len, batch)))
    columns = []
    nothing: Value = (None, EMPTY_CELL)
    for at in range(width):
        pairs = [row[at] if at < len(row) else nothing for row in batch]
        name = fields[at].name if at < len(fields) else None
        columns.append(Column(name, at, [value for value, _ in pairs], "".join(kind for _, kind in pairs)))
    rows = range(first, first + len(batch))
    return Table(part.location, table_id, tuple(columns), rows, part.how(_HOW), continues=first > 1)


def _unused_items(part: Part, fields: list[_Field]) -> Iterator[Table]:
    """Distinct values that stand in the definition alone: a column each, since they form no rows."""
    for at, column in enumerate(fields):
        left = [item for number, item in enumerate(column.items) if number not in column.used and item[0]]
        if left:
            values = Column(column.name, at, [value for value, _ in left], "".join(kind for _, kind in left))
            table_id = next(part.book.place.table_ids)
            yield Table(part.location, table_id, (values,), range(1, len(left) + 1), part.how(_HOW))
