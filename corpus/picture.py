"""Pictures: a grey PNG of any size, with or without a text in its metadata."""

import struct
import zlib


def png(width: int, height: int, text: str = "") -> bytes:
    """A grey picture (PNG specification, sections 5 and 11), with an `iTXt` comment if a text is given."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = zlib.compress((b"\0" + b"\xc8" * width) * height, 9)
    comment = chunk(b"iTXt", b"Comment\0\0\0\0\0" + text.encode()) if text else b""
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + comment + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    )
