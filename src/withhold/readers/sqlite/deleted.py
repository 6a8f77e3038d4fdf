"""Rows that were deleted: found again in bytes that nothing uses, by the layout of the tables.

Deleting only puts the bytes of a row on a list and writes over its first four. What is left is looked
through for the headers of records as the tables of the schema would have them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice

from withhold.readers.interface import Corrupt
from withhold.readers.sqlite.record import Value, packed, size_of, value, varint
from withhold.readers.sqlite.schema import Layout

_SERIALS = {
    "i": rb"[\x00-\x06\x08\x09]",
    "t": rb"(?:\x00|[\x0d-\x7f]|[\x81-\xbf][\x00-\x7f])",
    "r": rb"(?:[\x00-\x09\x0d-\x7f]|[\x81-\xbf][\x00-\x7f])",
    "b": rb"(?:[\x00-\x09\x0c-\x7f]|[\x81-\xbf][\x00-\x7f])",
}
_MOST_MISSING = 2
"""Values at the beginning of a row whose types may have been written over."""
_LINK = re.compile(rb"(?=..([\x00-\x03].))", re.DOTALL)
_LINK_LENGTH = 4
"""Bytes at the beginning of a freed block that the list of blocks has written over."""
_LONGEST_KEY = 11
"""Bytes between them and the types of the columns: what is left of two lengths and the key of the row."""
_SHORTEST_TEXT = 17
_KEYS = range(1, 6)
"""How many bytes the key of a row takes."""
_SHORT_HEADER = re.compile(rb"[\x03-\x1f]")
NAMELESS = Layout((), None, False)
"""The layout of rows whose table is not known."""
_AT_LEAST = bytes(max(0, size_of(byte)) if byte < 0x80 else 0 for byte in range(256))
"""How long a value is by the byte of its type; nothing for bytes of longer types."""
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
    found = list(_of_any_table(data, codec))
    for layout in layouts:
        if 2 <= len(layout.columns) <= _MOST_COLUMNS:
            found += _whole(data, layout, codec)
            found += _headless(data, is_block, layout, codec)
    taken = bytearray(len(data))
    best: list[Carved] = []
    for row in sorted(found, key=lambda row: (-row.score, row.layout is NAMELESS, row.first, row.start)):
        if not any(taken[row.start : row.end]):
            taken[row.start : row.end] = b"\1" * (row.end - row.start)
            best.append(row)
    yield from sorted(best, key=lambda row: row.start)


@cache
def _pattern(affinities: str, with_header: bool) -> re.Pattern[bytes]:
    serials = b"".join(_SERIALS[affinity] for affinity in affinities)
    header = rb"(?=[\x03-\x7f])." if with_header else b""
    return re.compile(b"(?=(" + header + serials + b"))", re.DOTALL)


def _affinities(layout: Layout) -> str:
    return "".join(column.affinity for column in layout.columns)


def _whole(data: bytes, layout: Layout, codec: str) -> Iterator[Carved]:
    """Rows whose header is whole: its first byte tells how long it is."""
    pattern = _pattern(_affinities(layout), True)
    for match in islice(pattern.finditer(data), _MOST_TRIED):
        header = match.group(1)
        if header[0] == len(header) and (found := _types(header[1:])):
            start = match.start(1) + 1
            place = start + len(header) - 1
            if row := _row(data, start, found, place, place + sum(map(size_of, found)), layout, 0, codec):
                yield row


def _of_any_table(data: bytes, codec: str) -> Iterator[Carved]:
    """Rows of tables that the schema no longer names: cells whose two lengths agree."""
    for match in islice(_SHORT_HEADER.finditer(data), _MOST_TRIED):
        at = match.start()
        header = data[at : at + data[at]]
        try:
            serials = _types(header[1:])
        except Corrupt:
            continue
        if len(header) < data[at] or not serials:
            continue
        begin, size = at + len(header), sum(map(size_of, serials))
        length = packed(len(header) + size)
        if not any(data[max(0, at - key - len(length)) : max(0, at - key)] == length for key in _KEYS):
            continue
        if row := _row(data, at + 1, serials, begin, begin + size, NAMELESS, 0, codec):
            yield row


def _headless(data: bytes, is_block: bool, layout: Layout, codec: str) -> Iterator[Carved]:
    """Rows whose first four bytes became a link and the size of the block, so that their end is known.

    What of the header is lost are its length and the types of the first columns, if any.
    """
    affinities = _affinities(layout)
    links = [(0, len(data))] if is_block else []
    for link in islice(_LINK.finditer(data), _MOST_TRIED):
        size = int.from_bytes(link.group(1), "big")
        if size > _LINK_LENGTH and link.start() + size <= len(data):
            links.append((link.start(), size))
    for start, size in links:
        for missing in range(min(_MOST_MISSING, len(affinities) - 1) + 1):
            pattern = _pattern(affinities[missing:], False)
            # Where a type is lost, so is all before it, and at most the second half of it is left.
            first = start + _LINK_LENGTH
            for at in range(first, min(first + (2 if missing else _LONGEST_KEY), len(data))):
                end = start + size
                if (match := pattern.match(data, at)) and (found := _fitting(match.group(1), end - at)):
                    begin = at + len(match.group(1))
                    if missing == 1 and layout.row_id == 0 and begin + sum(map(size_of, found)) < end:
                        end = begin + sum(map(size_of, found))  # several rows that were freed one by one
                    if row := _row(data, at, found, begin, end, layout, missing, codec):
                        yield row


def _fitting(header: bytes, room: int) -> list[int] | None:
    """The serial types of values that have room. Most candidates are text, and told by their sum alone."""
    if len(header) + sum(header.translate(_AT_LEAST)) > room:
        return None
    return _types(header)


def _types(header: bytes) -> list[int] | None:
    """The serial types of a row with a text in it."""
    found: list[int] = []
    at = 0
    while at < len(header):
        serial, at = varint(header, at)
        found.append(serial)
    if max((serial for serial in found if serial & 1), default=0) < _SHORTEST_TEXT or not all(
        size_of(serial) >= 0 for serial in found
    ):
        return None
    return found


def _row(
    data: bytes, start: int, serials: list[int], begin: int, end: int, layout: Layout, first: int, codec: str
) -> Carved | None:
    """The row whose values end at `end`; what stands before them from `begin` on are the first columns."""
    sizes = [size_of(serial) for serial in serials]
    place = end - sum(sizes)
    if end > len(data) or place < begin or (place > begin and not first):
        return None
    values = _values(data, place, serials, sizes, codec)
    if values is None:
        return None
    if place > begin and (lost := _lost(data[begin:place], codec)):
        return Carved(layout, first - 1, [lost, *values], start, end)
    if place - begin > _LONGEST_NUMBER * first:
        return None
    return Carved(layout, first, values, start, end)


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
