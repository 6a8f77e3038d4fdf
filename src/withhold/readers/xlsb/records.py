"""The records of binary parts, and the values in them ([MS-XLSB] 2.1.4 and 2.5)."""

import re
import struct
from collections.abc import Iterable, Iterator

from withhold.readers.interface import Corrupt, OverLimit

Record = tuple[int, bytes]
"""(kind, data)."""
_FEWEST, _LONGEST = 3, 32_767
_LINK = re.compile(r"rId\d+")
_MOST = 64 << 20


def records(chunks: Iterable[bytes]) -> Iterator[Record]:
    """Every record of a part. Raises Corrupt when it ends inside one, OverLimit for one that is too long."""
    held = b""
    at = 0
    for chunk in chunks:
        held = held[at:] + chunk
        at = 0
        while (head := _head(held, at)) is not None:
            kind, size, start = head
            if size > _MOST:
                raise OverLimit(f"a record has more than {_MOST} bytes")
            if start + size > len(held):
                break
            yield kind, held[start : start + size]
            at = start + size
    if at < len(held):
        raise Corrupt("the part ends inside a record")


def _head(data: bytes, at: int) -> tuple[int, int, int] | None:
    """(kind, size, start of the data) of the record at a position; None when more bytes are needed."""
    if at + 1 >= len(data):
        return None
    kind = data[at]
    at += 1
    if kind & 0x80:
        kind = kind & 0x7F | (data[at] & 0x7F) << 7
        at += 1
    size = 0
    for shift in (0, 7, 14, 21):
        if at >= len(data):
            return None
        byte = data[at]
        at += 1
        size |= (byte & 0x7F) << shift
        if not byte & 0x80:
            break
    return kind, size, at


def wide(data: bytes, at: int) -> tuple[str, int]:
    """(text, position behind it) of a string with its length; the special length for none gives no text."""
    (count,) = struct.unpack_from("<I", data, at)
    if count == 0xFFFFFFFF:
        return "", at + 4
    end = at + 4 + 2 * count
    return data[at + 4 : end].decode("utf-16-le", "replace"), end


def texts_in(data: bytes) -> list[str]:
    """The strings with a length that stand anywhere in a record."""
    found = []
    at = 0
    while at + 4 < len(data):
        count = int.from_bytes(data[at : at + 4], "little")
        end = at + 4 + 2 * count
        start = data[at + 4 : at + 8].decode("utf-16-le", "replace")
        if _FEWEST <= count <= _LONGEST and end <= len(data) and start.strip("\r\n\t").isprintable():
            text = data[at + 4 : end].decode("utf-16-le", "replace")
            if _LINK.fullmatch(text):
                at = end
                continue
            if text.replace("\n", "").replace("\t", "").replace("\r", "").isprintable():
                found.append(text)
                at = end
                continue
        at += 1
    return found
