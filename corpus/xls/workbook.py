"""Sheets and records to a workbook in a compound file."""

import struct
from collections.abc import Sequence
from dataclasses import dataclass, field

from corpus.ole import compound
from corpus.xls.records import PLAIN, Strings, Value, begin, cell, column, looks, record, row, wide


@dataclass
class XlsSheet:
    """`state` 1 hidden, 2 very hidden; `rows_hidden` and `rows_flat` are 0-based; `columns`: first, last,
    width, flags. From row `styled_from` on, cells have `style` and stand `shift` columns to the right.
    `after` are records behind the cells.
    """

    name: str
    rows: Sequence[Sequence[Value]]
    state: int = 0
    rows_hidden: range = range(0)
    rows_flat: range = range(0)
    columns: tuple[int, int, int, int] | None = None
    style: int = PLAIN
    styled_from: int = 0
    shift: int = 0
    after: bytes = b""

    def bytes(self, strings: Strings) -> bytes:
        """The substream."""
        parts = [begin(16)]
        if self.columns is not None:
            parts.append(column(*self.columns))
        parts += [row(number, 0xFF, 0x20) for number in self.rows_hidden]
        parts += [row(number, 2, 0) for number in self.rows_flat]
        for number, values in enumerate(self.rows):
            style, shift = (self.style, self.shift) if number >= self.styled_from else (PLAIN, 0)
            for at, value in enumerate(values):
                if value is not None:
                    parts.append(cell(number, at + shift, value, style, strings))
        return b"".join([*parts, self.after, record(0x0A)])


@dataclass
class XlsBook:
    """`records` stand before the sheets, `unused` are strings of no cell, `streams` beside the workbook."""

    sheets: list[XlsSheet]
    records: bytes = b""
    unused: list[str] = field(default_factory=list)
    streams: dict[str, bytes] = field(default_factory=dict)
    behind: bytes = b""

    def stream(self) -> bytes:
        """The workbook stream."""
        strings = Strings()
        bodies = [sheet.bytes(strings) for sheet in self.sheets]
        for text in self.unused:
            strings.add(text)
        head = begin(5) + record(0x42, struct.pack("<H", 1200)) + looks()
        names = [struct.pack("<BB", sheet.state, 0) + wide(sheet.name, "<B") for sheet in self.sheets]
        tail = self.records + strings.bytes() + record(0x0A)
        at = len(head) + sum(8 + len(name) for name in names) + len(tail)
        tabs = []
        for name, body in zip(names, bodies, strict=True):
            tabs.append(record(0x85, struct.pack("<I", at) + name))
            at += len(body)
        return b"".join([head, *tabs, tail, *bodies, self.behind])

    def file(self) -> bytes:
        """The workbook in its compound file."""
        return compound({"Workbook": self.stream(), **self.streams})
