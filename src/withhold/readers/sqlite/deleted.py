"""Rows that were deleted: found again in bytes that nothing uses, by the layout of the tables.

Deleting only puts the bytes of a row on a list and writes over its first four. What is left is looked
through for the headers of records as the tables of the schema would have them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from withhold.readers.interface import Corrupt
from withhold.readers.sqlite.record import Value, size_of, value, varint
from withhold.readers.sqlite.schema import Layout

_SERIALS = {
    "i": rb"[\x00-\x06\x08\x09]",
    "t": rb"(?:\x00|[\x0d-\x7f]|[\x81-\xbf][\x00-\x7f])",
    "r": rb"(?:[\x00-\x09\x0d-\x7f]|[\x81-\xbf][\x00-\x7f])",
    "b": rb"(?:[\x00-\x09\x0c-\x7f]|[\x81-\xbf][\x00-\x7f])",
}
_MOST_MISSING = 2
"""Values at the beginning of a row whose types may have been written over."""
_LINK = 4
"""Bytes at the beginning of a freed block that the list of blocks has written over."""
_LONGEST_NUMBER = 8
_MOST_COLUMNS = 60
_MOST_TRIED = 200_000


@dataclass(frozen=True, slots=True)
class Carved:
    """A row found again: its values from column `first` on, and the bytes it took."""

    layout: Layout
    first: int
    values: list[Value]
    start: int
    end: int

    @property
    def score(self) -> int:
        """Chance fills few columns: of rows that lie over one another the fullest is the likeliest."""
        return sum(found is not None for found in self.values)


def carve(data: bytes, is_block: bool, layouts: list[Layout], codec: str) -> Iterator[Carved]:
    """Rows in some unused bytes, in their order, none over another. `is_block`: a row ends with the bytes."""
    found: list[Carved] = []
    for layout in layouts:
        if not 2 <= len(layout.columns) <= _MOST_COLUMNS:
            continue
        for missing in range(min(_MOST_MISSING, len(layout.columns) - 1) + 1):
            found += _of(data, is_block, layout, missing, codec)
    taken = bytearray(len(data))
    best: list[Carved] = []
    for row in sorted(found, key=lambda row: (-row.score, row.first, row.start)):
        if not any(taken[row.start : row.end]):
            taken[row.start : row.end] = b"\1" * (row.end - row.start)
            best.append(row)
    yield from sorted(best, key=lambda row: row.start)


@cache
def _pattern(affinities: str, with_header: bool) -> re.Pattern[bytes]:
    serials = b"".join(_SERIALS[affinity] for affinity in affinities)
    header = rb"([\x03-\x7f])" if with_header else rb"()"
    return re.compile(b"(?=" + header + b"(" + serials + b"))", re.DOTALL)


def _of(data: bytes, is_block: bool, layout: Layout, missing: int, codec: str) -> Iterator[Carved]:
    affinities = "".join(column.affinity for column in layout.columns)[missing:]
    tried = 0
    for match in _pattern(affinities, missing == 0).finditer(data, _LINK if is_block else 0):
        tried += 1
        if tried > _MOST_TRIED:
            return
        types = match.group(2)
        if missing == 0 and match.group(1)[0] != len(types) + 1:
            continue
        start = match.start(2)
        if row := _row(data, start, types, is_block, layout, missing, codec):
            yield row


def _row(
    data: bytes, start: int, types: bytes, is_block: bool, layout: Layout, missing: int, codec: str
) -> Carved | None:
    serials: list[int] = []
    at = 0
    try:
        while at < len(types):
            serial, at = varint(types, at)
            serials.append(serial)
    except Corrupt:
        return None
    sizes = [size_of(serial) for serial in serials]
    texts = [size for serial, size in zip(serials, sizes, strict=True) if serial >= 13 and serial & 1]
    if min(sizes) < 0 or not texts or max(texts) < 2:
        return None
    begin = start + len(types)
    if begin + sum(sizes) > len(data):
        return None
    # The size of a value whose type is lost is what the block has left; the key of a row takes no bytes.
    places = [begin] if missing == 0 or layout.row_id == 0 else []
    if missing and is_block:
        places.append(len(data) - sum(sizes))
    for place in dict.fromkeys(places):
        if place < begin:
            continue
        values = _values(data, place, serials, sizes, codec)
        if values is None:
            continue
        end, first = place + sum(sizes), missing
        if place > begin and (lost := _lost(data[begin:place], codec)):
            values, first = [lost, *values], missing - 1
        elif place - begin > _LONGEST_NUMBER * missing:
            continue
        return Carved(layout, first, values, start, end)
    return None


def _values(data: bytes, at: int, serials: list[int], sizes: list[int], codec: str) -> list[Value] | None:
    """The values, unless a text among them is none."""
    found: list[Value] = []
    for serial, size in zip(serials, sizes, strict=True):
        part = data[at : at + size]
        if serial >= 13 and serial & 1 and not _is_text(part, codec):
            return None
        found.append(value(serial, part, codec))
        at += size
    return found


def _lost(data: bytes, codec: str) -> str | None:
    return data.decode(codec) if len(data) > 1 and _is_text(data, codec) else None


def _is_text(data: bytes, codec: str) -> bool:
    try:
        text = data.decode(codec)
    except UnicodeDecodeError:
        return False
    return all(sign >= " " or sign in "\t\r\n" for sign in text)
