"""Defined names: what they are called, and the texts and arrays they hold ([MS-XLS] 2.4.150)."""

import struct
from collections.abc import Iterator
from typing import TYPE_CHECKING

from withhold.domain.concealment import Concealment
from withhold.domain.piece import NUMBER_CELL, TEXT_CELL
from withhold.readers.grid import GridRow, tables
from withhold.readers.interface import Corrupt, Place
from withhold.readers.ole.document import Items, Teller
from withhold.readers.xls.records import Record
from withhold.readers.xls.texts import Feed, double, literals

if TYPE_CHECKING:
    from withhold.readers.xls.workbook import Workbook

_HOW = Concealment.DEFINED_NAME
_ARRAYS = (0x20, 0x40, 0x60)
_BUILT_IN = 0x20


def read_name(record: Record, book: "Workbook", place: Place, teller: Teller) -> Items:
    """The name, its texts, its array."""
    data = record.joined
    is_new = book.version == 8
    flags = struct.unpack_from("<H", data)[0]
    length, size = data[3], struct.unpack_from("<H", data, 4)[0]
    at = 14 if book.version >= 5 else 6
    wide = is_new and bool(data[at] & 1)
    start = at + is_new
    end = start + length * (2 if wide else 1)
    codec = "utf-16-le" if wide else "latin-1" if is_new else book.coder.codec
    name = data[start:end].decode(codec, "replace")
    formula, behind = data[end : end + size], data[end + size :]
    texts = [] if flags & _BUILT_IN else [name]
    texts += literals(formula, is_unicode=is_new)
    if is_new and formula[:1] and formula[0] in _ARRAYS:
        rows = list(array_rows(behind))
        texts += [] if rows else literals(behind)
        yield from tables(rows, place=place, location=teller.location, concealment=teller.how(_HOW))
    elif is_new and any(data[10:14]):
        feed = Feed([behind])
        try:
            texts += [feed.unicode(length=count) for count in data[10:14] if count]
        except Corrupt:
            texts += literals(behind)
    yield from teller.lines(texts, _HOW)


def array_rows(data: bytes) -> Iterator[GridRow]:
    """The rows of a constant array ([MS-XLS] 2.5.198.8, PtgExtraArray)."""
    if len(data) < 3:
        return
    columns, rows = data[0] + 1, struct.unpack_from("<H", data, 1)[0] + 1
    feed = Feed([data[3:]])
    for number in range(1, rows + 1):
        row = GridRow(number, [], [])
        try:
            for _ in range(columns):
                value, kind = constant(feed)
                row.values.append(value)
                row.kinds.append(kind)
        except Corrupt:
            return
        yield row


def constant(feed: Feed) -> tuple[str | None, str]:
    """(value, kind) of one constant ([MS-XLS] 2.5.192.113, SerAr). Raises Corrupt."""
    kind = feed.number(1)
    if kind == 2:
        text = feed.unicode()
        return text or None, TEXT_CELL if text else " "
    raw = feed.take(8)
    if kind == 1:
        return double(raw, 0), NUMBER_CELL
    if kind == 4:
        return ("TRUE" if raw[0] else "FALSE"), "b"
    return None, " "
