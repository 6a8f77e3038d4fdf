"""A property set stream ([MS-OLEPS]) with a few texts."""

import struct
from collections.abc import Mapping

TITLE, AUTHOR, COMMENTS = 2, 4, 6
_SUMMARY = bytes.fromhex("e0859ff2f94f6810ab9108002b27b3d9")


def summary(texts: Mapping[int, str]) -> bytes:
    """A SummaryInformation stream, its texts in UTF-8."""
    values = {1: struct.pack("<IHH", 2, 65001, 0)}
    for number, text in texts.items():
        encoded = text.encode() + b"\0"
        padded = encoded.ljust(-(-len(encoded) // 4) * 4, b"\0")
        values[number] = struct.pack("<II", 0x1E, len(encoded)) + padded
    at = 8 + 8 * len(values)
    table = b""
    for number, value in values.items():
        table += struct.pack("<II", number, at)
        at += len(value)
    section = struct.pack("<II", at, len(values)) + table + b"".join(values.values())
    return struct.pack("<HHI16xI", 0xFFFE, 0, 0x20006, 1) + _SUMMARY + struct.pack("<I", 48) + section
