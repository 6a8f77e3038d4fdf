"""The records of a presentation: atoms, and containers of records ([MS-PPT] 2.3.1)."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

_HEAD = 8
_TAG_DATA = 5003
"""Records of newer programs, wrapped in an atom."""
_MOST_DEPTH = 64


@dataclass(frozen=True, slots=True)
class Record:
    """`at` is where it begins in the stream; `end` is cut to what is there."""

    kind: int
    instance: int
    is_container: bool
    at: int
    end: int
    depth: int = 0

    def data(self, stream: bytes) -> bytes:
        """What is behind its head."""
        return stream[self.at + _HEAD : self.end]


def record_at(stream: bytes, at: int, limit: int, depth: int = 0) -> Record | None:
    """The record that begins at a position; None where no head fits."""
    if at + _HEAD > limit:
        return None
    version, kind, size = struct.unpack_from("<HHI", stream, at)
    end = min(limit, at + _HEAD + size)
    is_container = version & 0xF == 0xF or kind == _TAG_DATA
    return Record(kind, version >> 4, is_container, at, end, depth)


def children(stream: bytes, first: int, end: int, depth: int = 0) -> Iterator[Record]:
    """The records one behind the other in a range."""
    at = first
    while (record := record_at(stream, at, end, depth)) is not None:
        yield record
        at = max(record.end, at + _HEAD)


def walk(stream: bytes, container: Record) -> Iterator[Record]:
    """Every record in a container, those of inner containers behind their head, in order."""
    todo = [children(stream, container.at + _HEAD, container.end, container.depth + 1)]
    while todo:
        record = next(todo[-1], None)
        if record is None:
            todo.pop()
            continue
        yield record
        if record.is_container and record.depth < _MOST_DEPTH:
            todo.append(children(stream, record.at + _HEAD, record.end, record.depth + 1))
