"""The piece table: which bytes are the text now, in order ([MS-DOC] 2.8.35). Others are left of before."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from withhold.domain.concealment import Concealment
from withhold.readers.doc.runs import Runs, hiding, is_in_table, is_row_end
from withhold.readers.interface import Corrupt

_COMPRESSED = 0x40000000


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters `first` to `end` lie from byte `at` on, `width` bytes each."""

    first: int
    end: int
    at: int
    width: int


@dataclass(frozen=True, slots=True)
class Segment:
    """Text of one look."""

    text: str
    concealment: Concealment
    in_table: bool
    is_row_end: bool


def read_pieces(table: bytes) -> list[Piece]:
    """The pieces of a Clx. Raises Corrupt if it has none."""
    at = 0
    while at + 3 <= len(table) and table[at] == 1:
        at += 3 + struct.unpack_from("<H", table, at + 1)[0]
    if at + 5 > len(table) or table[at] != 2:
        raise Corrupt("the document has no table of its pieces")
    size = struct.unpack_from("<I", table, at + 1)[0]
    plc = table[at + 5 : at + 5 + size]
    count = (len(plc) - 4) // 12
    if count < 1:
        raise Corrupt("the table of pieces is cut short")
    places = struct.unpack_from(f"<{count + 1}I", plc)
    found: list[Piece] = []
    for index in range(count):
        (position,) = struct.unpack_from("<I", plc, 4 * (count + 1) + 8 * index + 2)
        is_narrow = bool(position & _COMPRESSED)
        start = (position & 0x3FFFFFFF) // (2 if is_narrow else 1)
        reach = found[-1].end if found else 0
        if reach <= places[index] < places[index + 1]:
            found.append(Piece(places[index], places[index + 1], start, 1 if is_narrow else 2))
    return found


def segments(
    stream: bytes, pieces: list[Piece], first: int, end: int, characters: Runs, paragraphs: Runs
) -> Iterator[Segment]:
    """The text from one character to another, cut where its look changes."""
    for piece in pieces:
        start, stop = max(first, piece.first), min(end, piece.end)
        at = piece.at + (start - piece.first) * piece.width
        last = min(piece.at + (stop - piece.first) * piece.width, len(stream))
        while start < stop and at < last:
            look, look_end = characters.at(at)
            paragraph, paragraph_end = paragraphs.at(at)
            border = min(last, max(at + piece.width, min(look_end, paragraph_end)))
            border -= (border - at) % piece.width
            raw = stream[at:border]
            text = raw.decode("utf-16-le" if piece.width == 2 else "cp1252", "replace")
            yield Segment(text, hiding(look), is_in_table(paragraph), is_row_end(paragraph))
            at = border


def unused(stream: bytes, pieces: list[Piece], first: int) -> Iterator[bytes]:
    """The bytes behind the head that no piece holds."""
    reach = first
    for piece in sorted(pieces, key=lambda one: one.at):
        if piece.at > reach:
            yield stream[reach : piece.at]
        reach = max(reach, piece.at + (piece.end - piece.first) * piece.width)
    yield stream[reach:]
