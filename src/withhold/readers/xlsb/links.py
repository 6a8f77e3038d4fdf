"""externalLinks/*.bin: the cells of other workbooks that this one keeps a copy of ([MS-XLSB] 2.1.7.25)."""

import struct
from collections.abc import Iterator

from withhold.domain.concealment import Concealment
from withhold.domain.piece import BOOLEAN_CELL, EMPTY_CELL, ERROR_CELL, NUMBER_CELL, TEXT_CELL
from withhold.readers.grid import GridRow, tables
from withhold.readers.ooxml.part import Items, Part
from withhold.readers.xls.texts import double
from withhold.readers.xlsb.records import Record, records, texts_in, wide

_HOW = Concealment.EXTERNAL_LINK_CACHE
_TABS, _TABLE, _TABLE_END, _ROW = 359, 363, 364, 366
_KINDS = {367: EMPTY_CELL, 368: NUMBER_CELL, 369: BOOLEAN_CELL, 370: ERROR_CELL, 371: TEXT_CELL}
_LAST_COLUMN = 16_384


def read_external_link(part: Part) -> Items:
    """One grid for each cached sheet; paths, sheet names and defined names as lines."""
    names: list[str] = []
    labels = [link.target for link in part.book.package.relationships(part.member)]
    stream = records(part.chunks())
    for kind, data in stream:
        if kind == _TABS:
            names = texts_in(data[4:])
            labels += names
        elif kind == _TABLE:
            (index,) = struct.unpack_from("<I", data) if len(data) >= 4 else (0,)
            name = names[index] if index < len(names) else ""
            yield from tables(
                _rows(stream),
                place=part.book.place,
                location=part.location.child("sheet", name, index + 1),
                concealment=part.how(_HOW),
            )
        else:
            labels += texts_in(data)
    yield from part.lines(labels, _HOW)


def _rows(stream: Iterator[Record]) -> Iterator[GridRow]:
    """The rows of one cached sheet, up to its end."""
    row = GridRow(0, [], [])
    for kind, data in stream:
        if kind == _ROW:
            if row.values:
                yield row
            row = GridRow(int.from_bytes(data[:4], "little") + 1, [], [])
        elif kind in _KINDS and len(data) >= 4:
            column = int.from_bytes(data[:4], "little")
            if len(row.values) <= column < _LAST_COLUMN:
                gap = column - len(row.values)
                row.values.extend([None] * gap)
                row.kinds.extend(EMPTY_CELL * gap)
                row.values.append(_value(kind, data))
                row.kinds.append(_KINDS[kind])
        elif kind == _TABLE_END:
            break
    if row.values:
        yield row


def _value(kind: int, data: bytes) -> str | None:
    if _KINDS[kind] == TEXT_CELL and len(data) >= 8:
        return wide(data, 4)[0] or None
    if _KINDS[kind] == NUMBER_CELL and len(data) >= 12:
        return double(data, 4) or None
    if _KINDS[kind] == BOOLEAN_CELL and len(data) >= 5:
        return "TRUE" if data[4] else "FALSE"
    return None
