"""Tables of texts ([MS-DOC] 2.2.4, STTB) and rows of texts with their length (Xst)."""

import struct

from withhold.readers.strings import strings


def table_texts(data: bytes) -> list[str]:
    """The texts in the order of the table; the strings that are there if it is no sound table."""
    try:
        return _wide_table(data) if data[:2] == b"\xff\xff" else _row(data)
    except (struct.error, UnicodeDecodeError):
        return list(strings([data]))


def _wide_table(data: bytes) -> list[str]:
    count, extra = struct.unpack_from("<HH", data, 2)
    found, at = [], 6
    for _ in range(count):
        text, at = _text(data, at)
        found.append(text)
        at += extra
    return found


def _row(data: bytes) -> list[str]:
    found, at = [], 0
    while at + 2 <= len(data):
        text, at = _text(data, at)
        found.append(text)
    return found


def _text(data: bytes, at: int) -> tuple[str, int]:
    (count,) = struct.unpack_from("<H", data, at)
    end = at + 2 + 2 * count
    if end > len(data):
        raise struct.error("a text is cut short")
    return data[at + 2 : end].decode("utf-16-le"), end
