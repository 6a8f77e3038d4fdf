"""A Word document ([MS-DOC]) with one piece of text, its stories one behind the other."""

import struct
from collections.abc import Sequence
from dataclasses import dataclass, field

from corpus.ole import compound

_TEXT_AT = 0x600
_PAIRS = 93
STORIES = ("main", "footnotes", "headers", "macros", "comments", "endnotes", "boxes", "header_boxes")

HIDDEN = struct.pack("<HB", 0x083C, 1)
DELETED = struct.pack("<HB", 0x0800, 1)
INSERTED = struct.pack("<HB", 0x0801, 1)
WHITE = struct.pack("<HBBBB", 0x6870, 255, 255, 255, 0)
IN_TABLE = struct.pack("<HB", 0x2416, 1)
ROW_END = IN_TABLE + struct.pack("<HB", 0x2417, 1)
"""Modifiers of characters, and of paragraphs."""


@dataclass(frozen=True)
class Run:
    """Text with modifiers of its characters and of its paragraph."""

    text: str
    look: bytes = b""
    paragraph: bytes = b""


def table(rows: Sequence[Sequence[str]]) -> list[Run]:
    """A table: each cell ends with a mark, each row with another one."""
    runs = []
    for row in rows:
        runs += [
            Run("".join(f"{cell}\x07" for cell in row), paragraph=IN_TABLE),
            Run("\x07", paragraph=ROW_END),
        ]
    return runs


@dataclass
class Document:
    """`stories` by name; `tables` are structures of the table stream by number; `behind` follows the text."""

    stories: dict[str, list[Run]]
    tables: dict[int, bytes] = field(default_factory=dict)
    streams: dict[str, bytes] = field(default_factory=dict)
    behind: str = ""

    def file(self) -> bytes:
        """The document in its compound file."""
        runs: list[Run] = []
        lengths = []
        for name in STORIES:
            found = self.stories.get(name, [])
            lengths.append(sum(len(run.text) for run in found))
            runs += found
        if sum(lengths[1:]):
            runs.append(Run("\r"))
        text = "".join(run.text for run in runs)
        body = text.encode("utf-16-le") + self.behind.encode("utf-16-le")
        characters = _TEXT_AT + -(-len(body) // 512) * 512
        pieces = struct.pack("<BIIIHIH", 2, 16, 0, len(text), 0, _TEXT_AT, 0)
        end = _TEXT_AT + 2 * len(text)
        structures = {
            **self.tables,
            33: pieces,
            12: struct.pack("<III", _TEXT_AT, end, characters // 512),
            13: struct.pack("<III", _TEXT_AT, end, characters // 512 + 1),
        }
        pages = _page(runs, of_paragraphs=False) + _page(runs, of_paragraphs=True)
        streams, table_stream = {}, b""
        pairs = [(0, 0)] * _PAIRS
        for number, data in structures.items():
            pairs[number] = (len(table_stream), len(data))
            table_stream += data
        head = _head(lengths, end, pairs)
        streams["WordDocument"] = (head + body).ljust(characters, b"\0") + pages
        return compound({**streams, "1Table": table_stream, **self.streams})


def _head(lengths: Sequence[int], end: int, pairs: Sequence[tuple[int, int]]) -> bytes:
    base = struct.pack("<HHHHHH", 0xA5EC, 0xC1, 0, 0x409, 0, 0x0200).ljust(0x18, b"\0")
    base += struct.pack("<II", _TEXT_AT, end)
    base += struct.pack("<H", 14) + bytes(28) + struct.pack("<H", 22)
    counts = struct.pack("<3I", 0, 0, 0) + struct.pack("<8I", *lengths)
    base += counts.ljust(88, b"\0") + struct.pack("<H", len(pairs))
    base += b"".join(struct.pack("<II", *pair) for pair in pairs)
    return base.ljust(_TEXT_AT, b"\0")


def _page(runs: Sequence[Run], *, of_paragraphs: bool) -> bytes:
    """A page of formatted runs; those that look alike side by side are one run."""
    limits, looks = [_TEXT_AT], list[bytes]()
    for run in runs:
        look = run.paragraph if of_paragraphs else run.look
        end = limits[-1] + 2 * len(run.text)
        if looks and looks[-1] == look:
            limits[-1] = end
        else:
            limits.append(end)
            looks.append(look)
    width = 13 if of_paragraphs else 1
    page = bytearray(512)
    page[511] = len(looks)
    struct.pack_into(f"<{len(limits)}I", page, 0, *limits)
    at = 510
    for number, look in enumerate(looks):
        if not look:
            continue
        content = (
            struct.pack("<BBH", 0, (len(look) + 3) // 2, 0) + look
            if of_paragraphs
            else bytes([len(look)]) + look
        )
        at = (at - len(content)) // 2 * 2
        page[at : at + len(content)] = content
        page[4 * len(limits) + width * number] = at // 2
    return bytes(page)


def sttb(texts: Sequence[str]) -> bytes:
    """A table of texts."""
    found = struct.pack("<HHH", 0xFFFF, len(texts), 0)
    return found + b"".join(struct.pack("<H", len(text)) + text.encode("utf-16-le") for text in texts)
