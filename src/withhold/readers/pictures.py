"""Pictures: only their size is read; what they show needs OCR and is told as skipped."""

import struct
from collections.abc import Iterator

from withhold.domain.piece import ReadItem, Skipped, SkipReason
from withhold.readers.interface import Place, Reader, Source

_HEAD = 1 << 16
_JPEG_FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})


def pixels(head: bytes) -> int:
    """Width times height of a PNG, GIF, BMP, JPEG or WebP by its first 64 KiB; 0 if it does not tell."""
    try:
        width, height = _size(head)
    except struct.error:
        return 0
    return abs(width * height)


def _size(head: bytes) -> tuple[int, int]:
    if head.startswith(b"\x89PNG"):
        width, height = struct.unpack_from(">II", head, 16)
    elif head.startswith(b"GIF8"):
        width, height = struct.unpack_from("<HH", head, 6)
    elif head.startswith(b"BM"):
        width, height = struct.unpack_from("<ii", head, 18)
    elif head.startswith(b"\xff\xd8"):
        width, height = _jpeg(head)
    elif head[12:16] == b"VP8X":
        width = 1 + int.from_bytes(head[24:27], "little")
        height = 1 + int.from_bytes(head[27:30], "little")
    elif head[12:16] == b"VP8 ":
        width, height = (side & 0x3FFF for side in struct.unpack_from("<HH", head, 26))
    else:
        return 0, 0
    return width, height


def _jpeg(head: bytes) -> tuple[int, int]:
    """Width and height from the frame header (ITU T.81, B.2.2)."""
    at = 2
    while at + 9 < len(head) and head[at] == 0xFF:
        length = struct.unpack_from(">H", head, at + 2)[0]
        if head[at + 1] in _JPEG_FRAMES:
            height, width = struct.unpack_from(">HH", head, at + 5)
            return width, height
        at += 2 + length
    return 0, 0


def read(source: Source, place: Place) -> Iterator[ReadItem]:
    """One `Skipped` with the number of pixels, or of bytes if the picture does not tell its size."""
    source.stream.seek(0)
    extent = pixels(source.stream.read(_HEAD)) or source.size
    yield Skipped(place.location, SkipReason.PICTURE, extent, "a picture; its text is not read")


READER = Reader(
    "picture",
    (
        "image/png",
        "image/jpeg",
        "image/gif",
        "image/bmp",
        "image/tiff",
        "image/webp",
        "image/heic",
        "image/x-icon",
    ),
    read,
)
