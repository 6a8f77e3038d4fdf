"""Streams put into a compound file of their own: a storage that is a document. Layout: [MS-CFB]."""

import struct

from withhold.readers.interface import Corrupt

_FREE = 0xFFFFFFFF


def packed(streams: dict[str, bytes]) -> bytes:
    """A compound file of version 4 with these streams, without a mini stream."""
    sector = 4096
    body: list[bytes] = []
    table: list[int] = []
    names = sorted(streams)
    starts = []
    for name in names:
        content = streams[name]
        count = -(-len(content) // sector)
        starts.append(len(table) if count else 0xFFFFFFFE)
        table += [*range(len(table) + 1, len(table) + count), 0xFFFFFFFE][:count]
        body.append(content.ljust(count * sector, b"\0"))
    directory = _directory(names, [len(streams[name]) for name in names], starts)
    first = len(table)
    count = len(directory) // sector
    table += [*range(first + 1, first + count), 0xFFFFFFFE]
    tables = -(-(len(table) + len(table) // 1000 + 2) // (sector // 4))
    if tables > 109:
        raise Corrupt("an embedded document is too big to be opened")
    numbers = list(range(len(table), len(table) + tables))
    table += [0xFFFFFFFD] * tables
    table += [_FREE] * (tables * sector // 4 - len(table))
    header = struct.pack(
        "<8s16xHHHHH6xIIIIIIIII",
        bytes.fromhex("d0cf11e0a1b11ae1"), 0x3E, 4, 0xFFFE, 12, 6, count, tables, first, 0, 0,
        0xFFFFFFFE, 0, 0xFFFFFFFE, 0,
    )  # fmt: skip
    header += struct.pack("<109I", *numbers, *[_FREE] * (109 - tables))
    return b"".join([header.ljust(sector, b"\0"), *body, directory, struct.pack(f"<{len(table)}I", *table)])


def _directory(names: list[str], sizes: list[int], starts: list[int]) -> bytes:
    """Entries of all streams under the root, each the right neighbour of the one before."""
    entries = [_entry("Root Entry", 5, _FREE, 1 if names else _FREE, 0xFFFFFFFE, 0)]
    for at, name in enumerate(names):
        right = at + 2 if at + 1 < len(names) else _FREE
        short = name if len(name) < 32 else f"{at}{name[-26:]}"
        entries.append(_entry(short, 2, right, _FREE, starts[at], sizes[at]))
    data = b"".join(entries)
    return data.ljust(-(-len(data) // 4096) * 4096, b"\0")


def _entry(name: str, kind: int, right: int, child: int, start: int, size: int) -> bytes:
    encoded = name[:31].encode("utf-16-le")
    links = struct.pack("<III", _FREE, right, child)
    return (
        encoded.ljust(64, b"\0")
        + struct.pack("<HBB", len(encoded) + 2, kind, 1)
        + links
        + bytes(36)
        + struct.pack("<IQ", start, size)
    )
