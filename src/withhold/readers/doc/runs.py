"""Formatting of runs of bytes: hidden, deleted, inserted, white, in tables ([MS-DOC] 2.6)."""

import struct
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

from withhold.domain.concealment import Concealment

_PAGE = 512
_SIZES = {0: 1, 1: 1, 2: 2, 3: 4, 4: 2, 5: 2, 7: 3}
_DELETED, _INSERTED, _VANISH, _WEB_HIDDEN, _COLOUR, _TRUE_COLOUR, _SIZE = (
    0x0800, 0x0801, 0x083C, 0x0811, 0x2A42, 0x6870, 0x4A43,
)  # fmt: skip
_GROUNDS = (0x2A0C, 0x4866, 0xCA71)
_IN_TABLE, _ROW_END = 0x2416, 0x2417
_LONG = (0x6646, 0x646B, 0x6645)
"""Modifiers that point to others (sprmPHugePapx, sprmPTableProps and the one before these)."""
_WHITE = 8
_SMALLEST = 3
"""Half points."""


@dataclass(slots=True)
class Runs:
    """What holds for each run of bytes; `starts` are in order."""

    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    values: list[dict[int, bytes]] = field(default_factory=list)

    def at(self, position: int) -> tuple[dict[int, bytes], int]:
        """(properties, end) of the run at a position; of the gap where there is none."""
        index = bisect_right(self.starts, position) - 1
        if index >= 0 and position < self.ends[index]:
            return self.values[index], self.ends[index]
        following = self.starts[index + 1] if index + 1 < len(self.starts) else 1 << 40
        return {}, following


def read_runs(stream: bytes, plc: bytes, *, of_paragraphs: bool, long_ones: bytes = b"") -> Runs:
    """The runs of all formatted pages that a table of pages leads to; damaged pages are left out.

    `long_ones` is the stream with the modifiers that a page has no room for: those of rows of many cells.
    """
    count = max(0, (len(plc) - 4) // 8)
    found: list[tuple[int, int, dict[int, bytes]]] = []
    for number in set(struct.unpack_from(f"<{count}I", plc, 4 * (count + 1)) if count else ()):
        page = stream[(number & 0x3FFFFF) * _PAGE : (number & 0x3FFFFF) * _PAGE + _PAGE]
        if len(page) == _PAGE:
            for first, end, values in _page(page, 13 if of_paragraphs else 1, of_paragraphs):
                found.append((first, end, _with_long(values, long_ones)))
    runs = Runs()
    for first, end, values in sorted(found, key=lambda one: one[:2]):
        runs.starts.append(first)
        runs.ends.append(end)
        runs.values.append(values)
    return runs


def _page(page: bytes, width: int, of_paragraphs: bool) -> Iterator[tuple[int, int, dict[int, bytes]]]:
    count = page[_PAGE - 1]
    if 4 * (count + 1) + width * count > _PAGE:
        return
    limits = struct.unpack_from(f"<{count + 1}I", page)
    for index in range(count):
        at = 2 * page[4 * (count + 1) + width * index]
        if not at or limits[index] >= limits[index + 1]:
            continue
        size = page[at]
        if not of_paragraphs:
            start, end = at + 1, at + 1 + size
        elif size:
            start, end = at + 3, at + 2 * size
        else:
            start, end = at + 4, at + 2 + 2 * page[min(at + 1, _PAGE - 1)]
        yield limits[index], limits[index + 1], dict(_modifiers(page[start : min(end, _PAGE - 1)]))


def _with_long(values: dict[int, bytes], long_ones: bytes) -> dict[int, bytes]:
    """With what lies at the place that they point to, which has a size before it ([MS-DOC] PrcData)."""
    operation = next((one for one in _LONG if one in values), None)
    if operation is None:
        return values
    at = int.from_bytes(values[operation], "little")
    size = int.from_bytes(long_ones[at : at + 2], "little")
    return values | dict(_modifiers(long_ones[at + 2 : at + 2 + size]))


def _modifiers(data: bytes) -> Iterator[tuple[int, bytes]]:
    """(operation, operand) of each modifier ([MS-DOC] 2.2.5.1)."""
    at = 0
    while at + 2 <= len(data):
        (operation,) = struct.unpack_from("<H", data, at)
        at += 2
        size = _SIZES.get(operation >> 13)
        if size is None:
            size = 1 + (data[at] if at < len(data) else 0)
        yield operation, data[at : at + size]
        at += size


def hiding(modifiers: dict[int, bytes]) -> Concealment:
    """How characters with these modifiers are hidden."""
    if modifiers.get(_DELETED, b"\0")[:1] == b"\1" or modifiers.get(_INSERTED, b"\0")[:1] == b"\1":
        return Concealment.TRACKED_CHANGE
    if modifiers.get(_VANISH, b"\0")[:1] == b"\1" or modifiers.get(_WEB_HIDDEN, b"\0")[:1] == b"\1":
        return Concealment.INVISIBLE_TEXT
    if int.from_bytes(modifiers.get(_SIZE, b"\x14\0"), "little") < _SMALLEST:
        return Concealment.INVISIBLE_TEXT
    colour, shade = modifiers.get(_TRUE_COLOUR, b""), any(one in modifiers for one in _GROUNDS)
    by_number = not colour and modifiers.get(_COLOUR, b"")[:1] == bytes([_WHITE])
    is_white = colour[:3] == b"\xff\xff\xff" or by_number
    return Concealment.INVISIBLE_TEXT if is_white and not shade else Concealment.VISIBLE


def is_in_table(modifiers: dict[int, bytes]) -> bool:
    """Whether a paragraph stands in a table."""
    return modifiers.get(_IN_TABLE, b"\0")[:1] == b"\1"


def is_row_end(modifiers: dict[int, bytes]) -> bool:
    """Whether a paragraph is the mark at the end of a table row."""
    return modifiers.get(_ROW_END, b"\0")[:1] == b"\1"
