"""A database as a document: its schema, its tables, and what was deleted."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from io import BytesIO

from withhold.domain.concealment import Concealment
from withhold.domain.location import Location
from withhold.domain.piece import PartRead, ReadItem, Skipped, SkipReason, Table, Text, TextRole
from withhold.readers.interface import Corrupt, Place, Source
from withhold.readers.records import Cell, Records
from withhold.readers.sniff import BINARY, sniff
from withhold.readers.sqlite.copies import Copies
from withhold.readers.sqlite.deleted import NAMELESS, carve
from withhold.readers.sqlite.pages import Pages, open_pages
from withhold.readers.sqlite.record import Blob, Value, cell, values
from withhold.readers.sqlite.schema import Layout, comments, dropped, layout
from withhold.readers.sqlite.tree import TABLE_LEAF, Damage, Item, Row, Unused, cells, unused, walk
from withhold.readers.strings import strings

_TEXT_CHUNK = 1 << 16
_SMALLEST_DOCUMENT = 64
_UNNAMED = "\0"
"""Begins the names of columns that no schema tells; tables are given out without them."""
_MOST_LAYOUTS = 200
_MOST_UNUSED = 512
"""Pieces of unused bytes that are kept before they are looked through."""


@dataclass(frozen=True, slots=True)
class _Object:
    """One line of the schema."""

    kind: str
    name: str
    root: int
    sql: str


@dataclass(slots=True)
class _Database:
    pages: Pages
    place: Place
    objects: list[_Object] = field(default_factory=list)
    layouts: list[Layout] = field(default_factory=list)
    damage: set[str] = field(default_factory=set)
    unused: list[Unused] = field(default_factory=list)
    copies: Copies = field(default_factory=Copies)


def read(source: Source, place: Place) -> Iterator[ReadItem]:
    """Rows of all tables, then of what no table uses any more. Raises Corrupt for a broken header.

    Indexes hold copies of values and are not read for their own; a journal or log beside the file is not
    in it.
    """
    database = _Database(open_pages(source, place), place)
    yield from _schema(database)
    for index, found in enumerate(database.objects, 1):
        if found.root and found.kind == "table":
            yield from _table(database, found, index)
        elif found.root:
            yield from _index(database, found, index)
    yield from _free(database)
    yield PartRead(place.location)


def _schema(database: _Database) -> Iterator[ReadItem]:
    """The list of tables, and the words of it: names are read, views and triggers hold values, too."""
    place, codec = database.place, database.pages.codec
    location = place.location.child("part", "schema")
    for item in walk(database.pages, 1):
        if isinstance(item, Row):
            try:
                found = [
                    entry if isinstance(entry, str | int) else "" for entry in values(item.payload, codec)
                ]
            except Corrupt as error:
                database.damage.add(str(error))
                continue
            kind, name, _, root, sql = (*found, "", "", "", 0, "")[:5]
            number = root if isinstance(root, int) else 0
            database.objects.append(_Object(str(kind), str(name), number, str(sql)))
        else:
            _note(database, item)
    for entry in database.objects:
        if entry.kind == "table" and (shape := layout(entry.sql)).columns:
            database.layouts.append(shape)
        if entry.sql:
            how = Concealment.PAGE_SOURCE.inside(place.concealment)
            yield Text(location, entry.sql, TextRole.CODE, how)
            for comment in comments(entry.sql):
                yield Text(location, comment, TextRole.PROSE, Concealment.COMMENT.inside(place.concealment))
    for item in database.unused:
        database.layouts += dropped(item.data, database.pages.codec)
    yield from _carved(database, location)
    yield from _told(database, location)


def _table(database: _Database, found: _Object, index: int) -> Iterator[ReadItem]:
    place = database.place
    location = place.location.child("path", f"/{found.name}", index)
    yield Text(location, found.name, TextRole.HEADING, place.concealment)
    shape = layout(found.sql)
    records = Records(place, location, Concealment.VISIBLE)
    for item in walk(database.pages, found.root):
        if not isinstance(item, Row):
            _note(database, item)
            if len(database.unused) > _MOST_UNUSED:
                yield from _carved(database, location, shape)
            continue
        try:
            row = values(item.payload, database.pages.codec)
        except Corrupt as error:
            database.damage.add(str(error))
            continue
        database.copies.keep(item.payload)
        if shape.row_id is not None and shape.row_id < len(row) and row[shape.row_id] is None:
            row[shape.row_id] = item.row_id
        yield from _nested(row, location, place)
        for table in _unnamed(records.add("", _record(shape, row))):
            yield replace(table, titles=(found.name,))
    for table in _unnamed(records.rest()):
        yield replace(table, titles=(found.name,))
    yield from _carved(database, location, shape)
    yield from _told(database, location)


def _index(database: _Database, found: _Object, index: int) -> Iterator[ReadItem]:
    """Values of an index stand in its table; its pages are passed, and their unused bytes looked through."""
    location = database.place.location.child("path", f"/{found.name}", index)
    for item in walk(database.pages, found.root):
        if not isinstance(item, Row):
            _note(database, item)
    yield from _carved(database, location)
    yield from _told(database, location)


def _unnamed(tables: Iterator[Table]) -> Iterator[Table]:
    for table in tables:
        columns = tuple(
            replace(column, name=None) if (column.name or "").startswith(_UNNAMED) else column
            for column in table.columns
        )
        yield replace(table, columns=columns)


def _record(shape: Layout, row: list[Value], first: int = 0) -> dict[str, Cell]:
    names = [column.name for column in shape.columns[first:]]
    names += [f"{_UNNAMED}{number}" for number in range(len(names) + 1, len(row) + 1)]
    record: dict[str, Cell] = {}
    for name, found in zip(names, row, strict=False):
        record[name if name not in record else f"{name}#2"] = cell(found)
    return record


def _nested(row: list[Value], location: Location, place: Place) -> Iterator[ReadItem]:
    """Documents that are kept in cells; bytes of no known type stay what their strings say."""
    for at, found in enumerate(row):
        if not isinstance(found, Blob) or len(found.data) < _SMALLEST_DOCUMENT:
            continue
        source = Source(BytesIO(found.data), len(found.data))
        if sniff(source) == BINARY:
            how = SkipReason.DECODED_AS_STRINGS
            yield Skipped(location, how, source.size, "bytes of no known format in a cell")
            continue
        place.budget.member()
        place.budget.spend(source.size)
        inside = place.inside(location.child("part", f"column {at + 1}"), Concealment.EMBEDDED_OBJECT)
        yield from place.open_nested(source, inside)
        row[at] = None


def _note(database: _Database, item: Unused | Damage) -> None:
    if isinstance(item, Unused):
        database.unused.append(item)
    else:
        database.damage.add(item.detail)


def _told(database: _Database, location: Location) -> Iterator[ReadItem]:
    """How the reading of a part ended."""
    for detail in sorted(database.damage):
        yield Skipped(location, SkipReason.CORRUPT, 0, detail)
    if not database.damage:
        yield PartRead(location)
    database.damage.clear()


def _carved(database: _Database, location: Location, shape: Layout | None = None) -> Iterator[ReadItem]:
    """Deleted rows in the unused bytes of pages, as rows where they fit a table and as strings."""
    layouts = list(dict.fromkeys([*([shape] if shape else []), *database.layouts]))[:_MOST_LAYOUTS]
    records = Records(database.place, location, Concealment.PREVIOUS_VERSION)
    how = Concealment.PREVIOUS_VERSION.inside(database.place.concealment)
    held: list[str] = []
    for data, is_block in _not_copied(database):
        last = 0
        for row in carve(data, is_block, layouts, database.pages.codec):
            yield from _unnamed(records.add("", _record(row.layout, row.values, row.first)))
            held += strings([data[last : row.start]])
            last = row.end
        held += strings([data[last:]])
        if sum(map(len, held)) > _TEXT_CHUNK:
            yield Text(location, "\n".join(held), TextRole.CODE, how)
            held = []
    database.unused.clear()
    yield from _unnamed(records.rest())
    if held:
        yield Text(location, "\n".join(held), TextRole.CODE, how)


def _not_copied(database: _Database) -> Iterator[tuple[bytes, bool]]:
    """Unused bytes but for copies of rows that stand; whether a row ends with them."""
    for item in database.unused:
        for part in database.copies.without(item.data):
            yield part, item.is_block and len(part) == len(item.data)


def _free(database: _Database) -> Iterator[ReadItem]:
    """Pages on the list of free ones, and those that nothing names: they hold what they held."""
    pages, place = database.pages, database.place
    location = place.location.child("part", "free pages")
    how = Concealment.PREVIOUS_VERSION
    records = Records(place, location, how)
    for number in pages.unclaimed():
        try:
            data = pages.claim(number)
        except Corrupt as error:
            database.damage.add(str(error))
            continue
        is_whole = data[0] == TABLE_LEAF and number > 1
        for item in cells(pages, data, number) if is_whole else ():
            row = _free_row(database, item)
            if row is None:
                is_whole = False
            else:
                yield from _unnamed(records.add("", row))
        database.unused += unused(data, number, pages.usable) if is_whole else [Unused(data, False)]
        if len(database.unused) > _MOST_UNUSED:
            yield from _carved(database, location)
    yield from _carved(database, location)
    yield from _unnamed(records.rest())
    yield from _told(database, location)


def _free_row(database: _Database, item: Item) -> dict[str, Cell] | None:
    """A row of a page that is free; None where it was written over, so that its strings must do."""
    if not isinstance(item, Row):
        return None
    try:
        row = values(item.payload, database.pages.codec)
    except Corrupt:
        return None
    fitting = [shape for shape in database.layouts if len(shape.columns) == len(row)]
    return _record(fitting[0] if fitting else NAMELESS, row)
