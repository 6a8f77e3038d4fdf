"""The head of a Word document: versions, flags, and where everything lies ([MS-DOC] 2.5)."""

import struct
from dataclasses import dataclass

from withhold.readers.interface import Corrupt, Unsupported

_WORD_97 = 0xC1
_ENCRYPTED, _SECOND_TABLE = 0x0100, 0x0200
_LENGTHS = 0x4C
_PAIRS = 0x9A
_STORIES = (
    "main text", "footnotes", "headers", "macros", "comments", "endnotes", "text boxes", "header boxes",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fib:
    """`is_old`: Word 6 or 95, whose text lies in one run from `first` to `end`."""

    is_old: bool
    is_encrypted: bool
    table: str
    first: int
    end: int
    lengths: tuple[tuple[str, int], ...]
    pairs: bytes

    def pair(self, index: int) -> tuple[int, int]:
        """(offset, length) in the table stream of a structure by its number; nothing where it is missing."""
        if 8 * index + 8 > len(self.pairs):
            return 0, 0
        offset, length = struct.unpack_from("<II", self.pairs, 8 * index)
        return offset, length


def read_fib(stream: bytes) -> Fib:
    """Reads it. Raises Corrupt where there is none, Unsupported for a version before Word 6."""
    if len(stream) < _LENGTHS or stream[:2] not in (b"\xec\xa5", b"\xdc\xa5", b"\xdb\xa5"):
        raise Corrupt("the document has no head")
    version, flags = struct.unpack_from("<H6xH", stream, 2)
    if version < 101:
        raise Unsupported("a Word document of a version before 6")
    first, end = struct.unpack_from("<II", stream, 0x18)
    is_old = version < _WORD_97
    counts = (0,) * 9
    if not is_old and len(stream) >= _PAIRS:
        counts = struct.unpack_from("<9I", stream, _LENGTHS)
    lengths = (counts[0], *counts[1:8])
    size = 8 * struct.unpack_from("<H", stream, _PAIRS - 2)[0] if len(stream) >= _PAIRS else 0
    return Fib(
        is_old,
        bool(flags & _ENCRYPTED),
        "1Table" if flags & _SECOND_TABLE else "0Table",
        first,
        end,
        tuple(zip(_STORIES, lengths, strict=True)),
        stream[_PAIRS : _PAIRS + size],
    )
