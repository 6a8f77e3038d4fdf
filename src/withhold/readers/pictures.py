"""Pictures: the texts beside the pixels, and what they show where it is to be recognised, else their size."""

import struct
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import BinaryIO

from withhold.domain.concealment import Concealment
from withhold.domain.piece import ReadItem, Skipped, SkipReason, Text, TextRole
from withhold.readers.interface import Place, Reader, Source
from withhold.readers.picture_tails import is_document, tail
from withhold.readers.picture_texts import picture_texts
from withhold.readers.recognition import engine
from withhold.readers.recognition.picture import read_picture
from withhold.readers.strings import strings

_HEAD = 1 << 16
_CHUNK = 1 << 20
_MOST_BEHIND = 64 << 20
_WMF = b"\xd7\xcd\xc6\x9a"
_MOST_PIXELS = 1 << 48
"""A size beyond it is no picture's, and could not be told."""
_SCREEN = 96
"""Pixels an inch."""
_JPEG_FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})


def pixels(head: bytes) -> int:
    """Width times height of a PNG, GIF, BMP, JPEG, WebP, EMF or WMF by its first 64 KiB; 0: not told."""
    try:
        width, height = _size(head)
    except struct.error:
        return 0
    return min(abs(width * height), _MOST_PIXELS)


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
    elif is_drawing(head):
        width, height = _drawing(head)
    else:
        return 0, 0
    return width, height


def is_drawing(head: bytes) -> bool:
    """Whether the bytes are a metafile of Windows, EMF or placeable WMF: commands that draw, with their
    letters."""
    return head.startswith(_WMF) or (head.startswith(b"\1\0\0\0") and head[40:44] == b" EMF")


def _drawing(head: bytes) -> tuple[int, int]:
    """Width and height in pixels: an EMF tells them, a WMF tells units and how many are an inch."""
    if not head.startswith(_WMF):
        left, top, right, bottom = struct.unpack_from("<4i", head, 8)
        return right - left + 1, bottom - top + 1
    left, top, right, bottom, inch = struct.unpack_from("<4hH", head, 6)
    scale = _SCREEN / max(inch, 1)
    return round((right - left) * scale), round((bottom - top) * scale)


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
    """The texts beside the pixels, then what is recognised in them, or one `Skipped` with the number of
    pixels, or of bytes if the picture does not tell its size."""
    stream = source.stream
    stream.seek(0)
    head = stream.read(_HEAD)
    detail = "a picture; its text is not read"
    hidden = Concealment.METADATA.inside(place.concealment)
    if is_drawing(head):
        stream.seek(0)
        for text in strings(iter(lambda: stream.read(_CHUNK), b"")):
            yield Text(place.location, text, TextRole.CODE, place.concealment)
    else:
        try:
            for text, role in picture_texts(stream):
                yield Text(place.location, text, role, hidden)
        except (struct.error, zlib.error):
            detail = "a damaged picture; its text is not read"
        yield from _behind(stream, place)
    if engine.is_ready() and not is_drawing(head):
        yield from read_picture(stream, place, pixels(head) or source.size)
    else:
        yield Skipped(place.location, SkipReason.PICTURE, pixels(head) or source.size, detail)


def _behind(stream: BinaryIO, place: Place) -> Iterator[ReadItem]:
    """What was appended to the picture: a document as one, else its strings."""
    rest = tail(stream, _MOST_BEHIND)
    place.budget.spend(len(rest))
    where = place.location.child("part", "behind the picture")
    if is_document(rest):
        yield from place.open_nested(
            Source(BytesIO(rest), len(rest), ""), place.inside(where, Concealment.EMBEDDED_OBJECT)
        )
    elif rest.strip(b"\0"):
        hidden = Concealment.METADATA.inside(place.concealment)
        for text in strings([rest]):
            yield Text(where, text, TextRole.CODE, hidden)


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
        "image/emf",
        "image/wmf",
    ),
    read,
)
