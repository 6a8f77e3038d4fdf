"""A minimal OLE compound file (MS-CFB, version 3) and compressed macro text (MS-OVBA 2.4.1)."""

import struct
from collections.abc import Mapping

SECTOR = 512
FREE, END, FAT_SECTOR = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_CHAINED = SECTOR // 4
"""Sectors that one sector of the table chains."""
_TABLES = 109
"""Sectors of the table that the header itself names."""
_MINIMUM_STREAM = 4096
"""Smaller streams would belong in the mini stream; padding them is allowed and simpler."""


def compound(streams: Mapping[str, bytes]) -> bytes:
    """A compound file with the streams at its root (`VBA/dir` makes the storage `VBA`).

    Streams are padded with zeros to 4,096 bytes so that no mini stream is needed; at most some 7 MB.
    """
    paths = sorted(streams, key=lambda path: (path.count("/"), path))
    storages = sorted({path.split("/")[0] for path in paths if "/" in path})
    padded = {path: streams[path].ljust(_MINIMUM_STREAM, b"\0") for path in paths}
    chains, start = {}, {}
    next_sector = 0
    fat: list[int] = []
    for path in paths:
        count = -(-len(padded[path]) // SECTOR)
        start[path] = next_sector
        chains[path] = count
        fat += [*range(next_sector + 1, next_sector + count), END]
        next_sector += count
    directory, directory_start = _directory(paths, storages, padded, start), next_sector
    directory_count = len(directory) // SECTOR
    fat += [*range(next_sector + 1, next_sector + directory_count), END]
    next_sector += directory_count
    tables = -(-(next_sector + 1) // (_CHAINED - 1))
    if tables > _TABLES:
        raise ValueError(f"more sectors than {_TABLES} table sectors can chain")
    fat += [FAT_SECTOR] * tables
    fat += [FREE] * (_CHAINED * tables - len(fat))
    header = struct.pack(
        "<8s16xHHHHH6xIIIIIIIII",
        bytes.fromhex("d0cf11e0a1b11ae1"), 0x3E, 3, 0xFFFE, 9, 6, 0, tables, directory_start, 0,
        _MINIMUM_STREAM, END, 0, END, 0,
    )  # fmt: skip
    header += struct.pack(f"<{tables}I", *range(next_sector, next_sector + tables))
    header += struct.pack(f"<{_TABLES - tables}I", *([FREE] * (_TABLES - tables)))
    body = b"".join(padded[path].ljust(chains[path] * SECTOR, b"\0") for path in paths)
    return header + body + directory + struct.pack(f"<{len(fat)}I", *fat)


def _entry(name: str, kind: int, left: int, right: int, child: int, start: int, size: int) -> bytes:
    encoded = (name + "\0").encode("utf-16-le")
    links = struct.pack("<III", left, right, child)
    return (
        encoded.ljust(64, b"\0")
        + struct.pack("<HBB", len(encoded), kind, 1)
        + links
        + bytes(16 + 4 + 16)
        + struct.pack("<IQ", start, size)
    )


def _directory(
    paths: list[str], storages: list[str], padded: Mapping[str, bytes], start: Mapping[str, int]
) -> bytes:
    """Directory sectors: siblings form a chain to the right, which every reader accepts."""
    top = [*storages, *(path for path in paths if "/" not in path)]
    inner = [path for path in paths if "/" in path]
    number = {name: position for position, name in enumerate([*top, *inner], 1)}
    entries = [_entry("Root Entry", 5, FREE, FREE, number[top[0]], END, 0)]
    for name in [*top, *inner]:
        siblings = (
            top if name in top else [path for path in inner if path.split("/")[0] == name.split("/")[0]]
        )
        place = siblings.index(name)
        right = number[siblings[place + 1]] if place + 1 < len(siblings) else FREE
        if name in storages:
            first = next(path for path in inner if path.startswith(f"{name}/"))
            entries.append(_entry(name, 1, FREE, right, number[first], 0, 0))
        else:
            entries.append(_entry(name.split("/")[-1], 2, FREE, right, FREE, start[name], len(padded[name])))
    empty = bytes(68) + struct.pack("<III", FREE, FREE, FREE) + bytes(48)
    while len(entries) % 4:
        entries.append(empty)
    return b"".join(entries)


def compressed(text: bytes) -> bytes:
    """Macro text in an MS-OVBA container, as literal tokens only (every eight behind a zero flag byte)."""
    out = b"\x01"
    for offset in range(0, len(text), 3600):
        piece = text[offset : offset + 3600]
        data = b"".join(b"\0" + piece[at : at + 8] for at in range(0, len(piece), 8))
        out += struct.pack("<H", (len(data) + 2 - 3) | 0xB000) + data
    return out
