"""Records of [MS-XLS] as bytes."""

import struct
from collections.abc import Sequence
from datetime import date

Value = str | int | date | None
PLAIN, WHITE, BLANK_FORMAT, DATE = range(4)
"""Cell styles of every workbook written here."""
_EPOCH = date(1899, 12, 30)
_MOST_OF_A_RECORD = 8224
"""Bytes ([MS-XLS] 2.1.4)."""


def record(kind: int, data: bytes = b"") -> bytes:
    """One record; longer data goes on in CONTINUE records."""
    parts = [data[at : at + _MOST_OF_A_RECORD] for at in range(0, len(data), _MOST_OF_A_RECORD)] or [b""]
    kinds = [kind, *[0x3C] * (len(parts) - 1)]
    return b"".join(struct.pack("<HH", one, len(part)) + part for one, part in zip(kinds, parts, strict=True))


def wide(text: str, length: str = "<H") -> bytes:
    """A Unicode string with its length."""
    encoded = text.encode("utf-16-le")
    return struct.pack(length, len(encoded) // 2) + b"\1" + encoded


def begin(kind: int) -> bytes:
    """The first record of a substream: 5 the workbook, 16 a sheet."""
    return record(0x809, struct.pack("<HHHHII", 0x600, kind, 0x0DBB, 0x07CC, 0, 6))


def looks() -> bytes:
    """Fonts, formats and styles: plain, white, showing nothing, a date."""
    fonts = [struct.pack("<HHHHHBBBB", 200, 0, colour, 400, 0, 0, 0, 0, 0) for colour in (0x7FFF,) * 4 + (9,)]
    styles = [(0, 0), (5, 0), (0, 164), (0, 14)]
    return b"".join(
        [
            *(record(0x31, font + wide("Arial", "<B")) for font in fonts),
            record(0x41E, struct.pack("<H", 164) + wide(";;;")),
            *(record(0xE0, struct.pack("<HHH", font, code, 0) + bytes(14)) for font, code in styles),
        ]
    )


class Strings:
    """The shared string table while sheets are written."""

    def __init__(self) -> None:
        self.index: dict[str, int] = {}

    def add(self, text: str) -> int:
        """The position of a text."""
        return self.index.setdefault(text, len(self.index))

    def bytes(self) -> bytes:
        """The table. What does not fit into one record goes on in others, each begun with a string."""
        parts = [struct.pack("<II", len(self.index), len(self.index))]
        for text in map(wide, self.index):
            if len(parts[-1]) + len(text) > _MOST_OF_A_RECORD:
                parts.append(b"")
            parts[-1] += text
        return record(0xFC, parts[0]) + b"".join(record(0x3C, part) for part in parts[1:])


def cell(row: int, column: int, value: Value, style: int, strings: Strings) -> bytes:
    """One cell, at 0-based row and column."""
    if isinstance(value, str):
        return record(0xFD, struct.pack("<HHHI", row, column, style, strings.add(value)))
    if isinstance(value, date):
        value, style = (value - _EPOCH).days, style or DATE
    if value is None:
        return record(0x201, struct.pack("<HHH", row, column, style))
    return record(0x203, struct.pack("<HHHd", row, column, style, value))


def row(number: int, height: int, flags: int) -> bytes:
    """The state of a row: its height in twentieths of a point, 0x20 for hidden."""
    return record(0x208, struct.pack("<HHHHHHI", number, 0, 20, height, 0, 0, 0x100 | flags))


def column(first: int, last: int, width: int, flags: int) -> bytes:
    """The state of columns: width in 256ths of a character, 1 for hidden."""
    return record(0x7D, struct.pack("<HHHHHH", first, last, width, 0, flags, 0))


def constants(values: Sequence[Value]) -> bytes:
    """Constants of an array or of a cached row."""
    return b"".join(
        b"\1" + struct.pack("<d", value) if isinstance(value, int) else b"\2" + wide(str(value))
        for value in values
    )


def text_token(text: str) -> bytes:
    """The formula of a text of up to 255 characters."""
    return b"\x17" + wide(text, "<B")
