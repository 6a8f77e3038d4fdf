"""Compound files with storages in storages and short streams in a mini stream ([MS-CFB], version 4)."""

import struct
from collections.abc import Mapping
from itertools import pairwise

Storage = Mapping[str, "bytes | Storage"]
_SECTOR, _MINI, _SHORT = 4096, 64, 4096
_FREE, _END, _TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


class _Writer:
    def __init__(self) -> None:
        self.table: list[int] = []
        self.body: list[bytes] = []
        self.mini_table: list[int] = []
        self.mini = b""
        self.entries: list[tuple[str, int, int, int, int, int]] = []

    def sectors(self, data: bytes) -> int:
        """Places data in sectors of its own; returns the first."""
        first, count = len(self.table), -(-len(data) // _SECTOR)
        self.table += [*range(first + 1, first + count), _END][:count]
        self.body.append(data.ljust(count * _SECTOR, b"\0"))
        return first if count else _END

    def stream(self, data: bytes) -> int:
        """Places a stream by its size."""
        if len(data) >= _SHORT or not data:
            return self.sectors(data)
        first, count = len(self.mini_table), -(-len(data) // _MINI)
        self.mini_table += [*range(first + 1, first + count), _END]
        self.mini += data.ljust(count * _MINI, b"\0")
        return first

    def storage(self, content: Storage) -> int:
        """Adds what a storage holds, each the right neighbour of the one before; returns the first entry."""
        numbers: list[int] = []
        for name, value in content.items():
            numbers.append(len(self.entries))
            self.entries.append((name, 0, 0, 0, 0, 0))
            if isinstance(value, bytes):
                self.entries[numbers[-1]] = (name, 2, _FREE, _FREE, self.stream(value), len(value))
            else:
                self.entries[numbers[-1]] = (name, 1, _FREE, self.storage(value), 0, 0)
        for number, right in pairwise(numbers):
            name, kind, _, child, start, size = self.entries[number]
            self.entries[number] = (name, kind, right, child, start, size)
        return numbers[0] if numbers else _FREE


def compound(content: Storage, unused: bytes = b"") -> bytes:
    """A compound file; `unused` are the bytes of a sector that no stream holds any more."""
    writer = _Writer()
    writer.entries.append(("Root Entry", 5, _FREE, 0, 0, 0))
    child = writer.storage(content)
    root = writer.sectors(writer.mini)
    writer.entries[0] = ("Root Entry", 5, _FREE, child, root, len(writer.mini))
    mini_table = struct.pack(f"<{len(writer.mini_table)}I", *writer.mini_table)
    mini_first = writer.sectors(mini_table.ljust(-(-len(mini_table) // _SECTOR) * _SECTOR, b"\xff"))
    directory = b"".join(map(_entry, writer.entries))
    first = writer.sectors(directory)
    if unused:
        writer.table.append(_FREE)
        writer.body.append(unused[:_SECTOR].ljust(_SECTOR, b"\0"))
    number = len(writer.table)
    if number >= _SECTOR // 4:
        raise ValueError("more sectors than one table sector can chain")
    writer.table += [_TABLE] + [_FREE] * (_SECTOR // 4 - number - 1)
    header = struct.pack(
        "<8s16xHHHHH6xIIIIIIIII109I",
        bytes.fromhex("d0cf11e0a1b11ae1"), 0x3E, 4, 0xFFFE, 12, 6, -(-len(directory) // _SECTOR), 1, first, 0,
        _SHORT, mini_first, -(-len(mini_table) // _SECTOR), _END, 0, number, *([_FREE] * 108),
    )  # fmt: skip
    table = struct.pack(f"<{_SECTOR // 4}I", *writer.table)
    return b"".join([header.ljust(_SECTOR, b"\0"), *writer.body, table])


def _entry(entry: tuple[str, int, int, int, int, int]) -> bytes:
    name, kind, right, child, start, size = entry
    encoded = (name + "\0").encode("utf-16-le")
    return (
        encoded.ljust(64, b"\0")
        + struct.pack("<HBB", len(encoded), kind, 1)
        + struct.pack("<III", _FREE, right, child)
        + bytes(36)
        + struct.pack("<IQ", start, size)
    )
