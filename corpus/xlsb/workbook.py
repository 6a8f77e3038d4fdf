"""Binary parts ([MS-XLSB]) in a package."""

import struct
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from corpus.zips import zipped

Value = str | int | date | None
PLAIN, WHITE, BLANK_FORMAT, DATE = range(4)
"""Cell styles of every workbook written here."""
_EPOCH = date(1899, 12, 30)
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_LINKS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def record(kind: int, data: bytes = b"") -> bytes:
    """One record, its number and length in bytes of seven bits."""
    head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size, length = len(data), b""
    while size > 0x7F:
        length += bytes([size & 0x7F | 0x80])
        size >>= 7
    return head + length + bytes([size]) + data


def wide(text: str) -> bytes:
    """A string with its length."""
    encoded = text.encode("utf-16-le")
    return struct.pack("<I", len(encoded) // 2) + encoded


def text_token(text: str) -> bytes:
    """The formula of a text."""
    encoded = text.encode("utf-16-le")
    return b"\x17" + struct.pack("<H", len(encoded) // 2) + encoded


@dataclass
class XlsbSheet:
    """`state` 1 hidden, 2 very hidden; `rows_hidden` 0-based; `columns`: first, last, width, flags. From row
    `styled_from` on, cells have `style`. `after` are records behind the cells.
    """

    name: str
    rows: Sequence[Sequence[Value]]
    state: int = 0
    rows_hidden: range = range(0)
    columns: tuple[int, int, int, int] | None = None
    style: int = PLAIN
    styled_from: int = 0
    after: bytes = b""

    def bytes(self, strings: dict[str, int]) -> bytes:
        """The part."""
        parts = [record(129)]
        if self.columns is not None:
            first, last, width, flags = self.columns
            columns = record(60, struct.pack("<4IH", first, last, width, 0, flags))
            parts += [record(390), columns, record(391)]
        parts.append(record(145))
        for number, values in enumerate(self.rows):
            hidden = 0x10 if number in self.rows_hidden else 0
            parts.append(record(0, struct.pack("<IIHBBBI", number, 0, 300, 0, hidden, 0, 0)))
            style = self.style if number >= self.styled_from else PLAIN
            parts += [
                _cell(at, value, style, strings) for at, value in enumerate(values) if value is not None
            ]
        return b"".join([*parts, record(146), self.after, record(130)])


def _cell(column: int, value: Value, style: int, strings: dict[str, int]) -> bytes:
    if isinstance(value, str):
        return record(7, struct.pack("<III", column, style, strings.setdefault(value, len(strings))))
    if isinstance(value, date):
        value, style = (value - _EPOCH).days, style or DATE
    return record(5, struct.pack("<IId", column, style, value))


@dataclass
class XlsbBook:
    """`names` are records of defined names, `unused` strings of no cell, `parts` others by (kind, name)."""

    sheets: list[XlsbSheet]
    names: bytes = b""
    unused: list[str] = field(default_factory=list)
    parts: dict[tuple[str, str], bytes] = field(default_factory=dict)
    links: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    """Relationships of other parts than the workbook, as (kind, name), by the name of the part."""

    def file(self) -> bytes:
        """The package."""
        strings: dict[str, int] = {}
        members: dict[str, bytes] = {}
        links: list[tuple[str, str]] = []
        tabs = b""
        for number, sheet in enumerate(self.sheets, 1):
            members[f"xl/worksheets/sheet{number}.bin"] = sheet.bytes(strings)
            tabs += record(
                156, struct.pack("<II", sheet.state, number) + wide(f"rId{number}") + wide(sheet.name)
            )
            links.append(("worksheet", f"/xl/worksheets/sheet{number}.bin"))
        for text in self.unused:
            strings.setdefault(text, len(strings))
        table = b"".join(record(19, b"\0" + wide(text)) for text in strings)
        members["xl/sharedStrings.bin"] = record(159, struct.pack("<II", len(strings), len(strings))) + table
        members["xl/styles.bin"] = _styles()
        body = record(131) + record(143) + tabs + record(144) + self.names + record(132)
        for (kind, name), part in self.parts.items():
            members[name] = part
            if not any(("/" + name) == target for found in self.links.values() for _, target in found):
                links.append((kind, "/" + name))
        links += [("sharedStrings", "/xl/sharedStrings.bin"), ("styles", "/xl/styles.bin")]
        package = [
            ("[Content_Types].xml", _types()),
            ("_rels/.rels", _relationships([("officeDocument", "/xl/workbook.bin")])),
            ("xl/workbook.bin", body),
            ("xl/_rels/workbook.bin.rels", _relationships(links)),
        ]
        for name, found in self.links.items():
            folder, _, file = name.rpartition("/")
            package.append((f"{folder}/_rels/{file}.rels", _relationships(found)))
        return zipped([*package, *members.items()])


def _types() -> bytes:
    binary = "application/vnd.ms-excel.sheet.binary.macroEnabled.main"
    links = "application/vnd.openxmlformats-package.relationships+xml"
    return (
        f'<Types xmlns="{_TYPES}"><Default Extension="bin" ContentType="{binary}"/>'
        f'<Default Extension="rels" ContentType="{links}"/></Types>'
    ).encode()


def _relationships(links: Sequence[tuple[str, str]]) -> bytes:
    found = "".join(
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(links, 1)
    )
    return f'<Relationships xmlns="{_LINKS}">{found}</Relationships>'.encode()


def _styles() -> bytes:
    """Plain, white, showing nothing, a date."""
    plain = struct.pack("<HHHHBBBB", 220, 0, 400, 0, 0, 0, 0, 0) + bytes([1, 0, 0, 0, 0, 0, 0, 255]) + b"\2"
    white = plain[:12] + bytes([5, 255, 0, 0, 255, 255, 255, 255]) + b"\2"
    fonts = record(43, plain + wide("Calibri")) + record(43, white + wide("Calibri"))
    fill = record(45, struct.pack("<I", 0) + bytes(64))
    cells = [
        struct.pack("<5H", 0, code, font, 0, 0) + bytes(6)
        for code, font in ((0, 0), (0, 1), (170, 0), (14, 0))
    ]
    formats = record(44, struct.pack("<H", 170) + wide(";;;"))
    return b"".join([formats, fonts, fill, record(617), *(record(47, cell) for cell in cells), record(618)])
