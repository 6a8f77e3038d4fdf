"""What stands behind the end of a picture: a file appended to it opens as a picture everywhere."""

import struct
from collections.abc import Iterator
from typing import BinaryIO

_MOST_SEGMENTS = 1 << 16
_PACKED = (
    b"PK\3\4",
    b"\x1f\x8b\x08",
    b"%PDF-",
    b"7z\xbc\xaf",
    b"Rar!",
    b"BZh",
    b"\xfd7zXZ",
    b"\xd0\xcf\x11\xe0",
)


def tail(stream: BinaryIO, most: int) -> bytes:
    """At most so many bytes behind the last of a PNG, JPEG or GIF; none where it is damaged or another.

    Phones and cameras append their own; whether anything is told there is for the reader to see.
    """
    stream.seek(0)
    head = stream.read(13)
    try:
        if head.startswith(b"\x89PNG"):
            _past_chunks(stream)
        elif head.startswith(b"\xff\xd8"):
            return _behind_scans(stream, most)
        elif head.startswith(b"GIF8"):
            for _ in gif_extensions(stream):
                pass
        else:
            return b""
    except struct.error:
        return b""
    return stream.read(most)


def is_document(behind: bytes) -> bool:
    """Whether these are the first bytes of a document or an archive of a kind that is told by them."""
    return behind.startswith(_PACKED)


def _past_chunks(stream: BinaryIO) -> None:
    stream.seek(8)
    for _ in range(_MOST_SEGMENTS):
        length, kind = struct.unpack(">I4s", stream.read(8))
        stream.seek(length + 4, 1)
        if kind == b"IEND":
            return
    raise struct.error


def _behind_scans(stream: BinaryIO, most: int) -> bytes:
    """Behind the end of image (ITU T.81, B.1.1.3), which the coded data of scans never hold."""
    stream.seek(2)
    for _ in range(_MOST_SEGMENTS):
        mark, kind, length = struct.unpack(">BBH", stream.read(4))
        if mark != 0xFF:
            raise struct.error
        stream.seek(length - 2, 1)
        if kind == 0xDA:
            rest = stream.read(most)
            end = rest.find(b"\xff\xd9")
            return rest[end + 2 :] if end >= 0 else b""
    raise struct.error


def gif_extensions(stream: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """(label, data) of the extensions of a GIF up to its trailer (GIF89a, sections 15 to 27). Raises
    struct.error where it is damaged."""
    stream.seek(10)
    flags = _byte(stream)
    stream.seek(13 + _table(flags))
    for _ in range(_MOST_SEGMENTS):
        kind = _byte(stream)
        if kind == 0x3B:
            return
        if kind == 0x2C:
            *_, flags = struct.unpack("9B", stream.read(9))
            stream.seek(_table(flags) + 1, 1)
            _sub_blocks(stream)
        else:
            label = _byte(stream)
            yield label, _sub_blocks(stream)
    raise struct.error


def _table(flags: int) -> int:
    """Bytes of a table of colours."""
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _sub_blocks(stream: BinaryIO) -> bytes:
    parts: list[bytes] = []
    while size := _byte(stream):
        parts.append(stream.read(size))
    return b"".join(parts)


def _byte(stream: BinaryIO) -> int:
    (value,) = struct.unpack("B", stream.read(1))
    return int(value)
