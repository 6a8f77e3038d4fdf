"""The records of a workbook stream, with their continuations. Layout: [MS-XLS] 2.1.4."""

import struct
from collections.abc import Iterator
from typing import NamedTuple

from withhold.readers.interface import Corrupt

BOF, EOF, CONTINUE = 0x809, 0x0A, 0x3C
BOFS = (0x009, 0x209, 0x409, BOF)
"""The beginnings of a substream in BIFF2, 3, 4 and 5 to 8."""


class Record(NamedTuple):
    """`parts` are the record's bytes and those of the CONTINUE records behind it."""

    kind: int
    at: int
    parts: list[bytes]

    @property
    def data(self) -> bytes:
        """The bytes of the record itself."""
        return self.parts[0]

    @property
    def end(self) -> int:
        """Where the next record begins."""
        return self.at + sum(map(len, self.parts)) + 4 * len(self.parts)

    @property
    def joined(self) -> bytes:
        """All bytes."""
        return b"".join(self.parts)


def records(stream: bytes, at: int = 0) -> Iterator[Record]:
    """Every record from a position on. Raises Corrupt after the last whole one when the stream is cut."""
    held: Record | None = None
    end = len(stream)
    while at + 4 <= end:
        kind, size = struct.unpack_from("<HH", stream, at)
        if kind == 0 and size == 0:
            break  # padding
        if at + 4 + size > end:
            if held is not None:
                yield held
            yield Record(kind, at, [stream[at + 4 :]])
            raise Corrupt("the workbook stream ends inside a record")
        part = stream[at + 4 : at + 4 + size]
        if kind == CONTINUE and held is not None:
            held.parts.append(part)
        else:
            if held is not None:
                yield held
            held = Record(kind, at, [part])
        at += 4 + size
    if held is not None:
        yield held
