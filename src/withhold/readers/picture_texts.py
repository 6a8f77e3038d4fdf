"""Texts stored beside the pixels of a picture: PNG text chunks, JPEG comments, EXIF, IPTC and XMP."""

import re
import struct
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import BinaryIO

from withhold.domain.piece import TextRole
from withhold.readers.encoding import decode
from withhold.readers.picture_tails import gif_extensions
from withhold.readers.strings import strings

_MOST_SEGMENTS = 4096
_LONGEST = 1 << 20
"""Bytes looked at of one text, packed or not."""
_MOST_ENTRIES = 512
_MOST_VALUES = 8 << 20
"""Bytes of values in one file, since entries may all point to the same ones."""
_ARTIST, _EXIF_PART, _XMP_TAG, _XP_FIRST, _XP_AUTHOR, _XP_LAST = 0x13B, 0x8769, 700, 0x9C9B, 0x9C9D, 0x9C9F
_TEXT_TYPES = (1, 2, 7)
"""EXIF values that may be text: bytes, ASCII, undefined."""
_WRITERS = frozenset((80, 85, 110, 122))
"""IPTC records of who took the picture or wrote its caption: by-line, its title, credit, writer."""
_GIF_COMMENT, _GIF_TEXT, _GIF_PROGRAM = 0xFE, 0x01, 0xFF
_MARK = re.compile(r"<[^<>]*>")
_ATTRIBUTE = re.compile(r"""\s(?!xmlns)[\w.:-]+=("[^"<>]*"|'[^'<>]*')""")
_XMP = b"http://ns.adobe.com/xap/1.0/\0"

Found = tuple[str, TextRole]


def picture_texts(stream: BinaryIO) -> Iterator[Found]:
    """(text, role) of everything written beside the pixels. Raises struct.error and zlib.error where the
    picture is damaged, after what stands before."""
    stream.seek(0)
    head = stream.read(12)
    if head.startswith(b"\x89PNG"):
        yield from _png(stream)
    elif head.startswith(b"\xff\xd8"):
        yield from _jpeg(stream)
    elif head.startswith((b"II*\0", b"MM\0*")):
        yield from _tiff(stream)
    elif head.startswith(b"RIFF"):
        yield from _webp(stream)
    elif head.startswith(b"GIF8"):
        yield from _gif(stream)


def _png(stream: BinaryIO) -> Iterator[Found]:
    stream.seek(8)
    for _ in range(_MOST_SEGMENTS):
        header = stream.read(8)
        if len(header) < 8:
            return
        length, kind = struct.unpack(">I4s", header)
        end = stream.tell() + length + 4
        if kind in (b"tEXt", b"zTXt", b"iTXt"):
            keyword, _, body = stream.read(min(length, _LONGEST)).partition(b"\0")
            role = TextRole.AUTHOR if keyword == b"Author" else TextRole.PROSE
            yield from _labelled(_png_body(kind, body), role)
        elif kind == b"eXIf":
            yield from _tiff(BytesIO(stream.read(min(length, _LONGEST))))
        elif kind == b"IEND":
            return
        stream.seek(end)


def _png_body(kind: bytes, body: bytes) -> str:
    if kind == b"tEXt":
        return body.decode("latin-1")
    is_packed = kind == b"zTXt"
    if kind == b"iTXt":
        is_packed, body = body[:1] == b"\1", body[1:]
        body = body[1:].split(b"\0", 2)[-1]
    else:
        body = body[1:]
    if is_packed:
        body = zlib.decompressobj().decompress(body, _LONGEST)
    return body.decode("latin-1") if kind == b"zTXt" else body.decode("utf-8", "replace")


def _jpeg(stream: BinaryIO) -> Iterator[Found]:
    stream.seek(2)
    for _ in range(_MOST_SEGMENTS):
        header = stream.read(4)
        if len(header) < 4 or header[0] != 0xFF or header[1] == 0xDA:
            return
        body = stream.read(max(0, struct.unpack(">H", header[2:])[0] - 2))
        if header[1] == 0xFE:
            yield from _labelled(decode(body), TextRole.PROSE)
        elif header[1] == 0xE1 and body.startswith(b"Exif\0\0"):
            yield from _tiff(BytesIO(body[6:]))
        elif header[1] == 0xE1:
            yield from xmp_texts(body.removeprefix(_XMP))
        elif header[1] == 0xED:
            yield from _iptc(body)


def _gif(stream: BinaryIO) -> Iterator[Found]:
    """Comments, plain texts, and packets of programs (GIF89a, sections 24 to 26)."""
    for label, data in gif_extensions(stream):
        if label == _GIF_COMMENT:
            yield from _labelled(decode(data), TextRole.PROSE)
        elif label == _GIF_PROGRAM and data.startswith(b"XMP Data"):
            yield from xmp_texts(data[11:])
        elif label in (_GIF_TEXT, _GIF_PROGRAM):
            for text in strings([data]):
                yield text, TextRole.CODE


def _webp(stream: BinaryIO) -> Iterator[Found]:
    stream.seek(12)
    for _ in range(_MOST_SEGMENTS):
        header = stream.read(8)
        if len(header) < 8:
            return
        kind, length = struct.unpack("<4sI", header)
        end = stream.tell() + length + length % 2
        if kind == b"EXIF":
            yield from _tiff(BytesIO(stream.read(min(length, _LONGEST)).removeprefix(b"Exif\0\0")))
        elif kind == b"XMP ":
            yield from xmp_texts(stream.read(min(length, _LONGEST)))
        stream.seek(end)


def _tiff(stream: BinaryIO) -> Iterator[Found]:
    """The texts of the directories of a TIFF structure, which EXIF is too (TIFF 6.0, section 2)."""
    stream.seek(0)
    order = ">" if stream.read(2) == b"MM" else "<"
    stream.seek(4)
    waiting = list(struct.unpack(f"{order}I", stream.read(4)))
    seen: set[int] = set()
    left = _MOST_VALUES
    while waiting and len(seen) < _MOST_ENTRIES:
        at = waiting.pop()
        if at == 0 or at in seen:
            continue
        seen.add(at)
        stream.seek(at)
        (count,) = struct.unpack(f"{order}H", stream.read(2))
        entries = stream.read(12 * min(count, _MOST_ENTRIES))
        waiting += struct.unpack(f"{order}I", stream.read(4).ljust(4, b"\0"))
        for tag, kind, size, value in struct.iter_unpack(f"{order}HHI4s", entries):
            if tag == _EXIF_PART:
                waiting += struct.unpack(f"{order}I", value)
            elif kind in _TEXT_TYPES:
                if size > 4 and left > 0:
                    left -= min(size, _LONGEST)
                    stream.seek(*struct.unpack(f"{order}I", value))
                    value = stream.read(min(size, _LONGEST))
                yield from _tag(tag, kind, value)


def _tag(tag: int, kind: int, value: bytes) -> Iterator[Found]:
    role = TextRole.AUTHOR if tag in (_ARTIST, _XP_AUTHOR) else TextRole.PROSE
    if tag == _XMP_TAG:
        yield from xmp_texts(value)
    elif _XP_FIRST <= tag <= _XP_LAST:
        yield from _labelled(value.decode("utf-16-le", "replace"), role)
    elif kind == 2:
        yield from _labelled(decode(value.rstrip(b"\0")), role)
    else:
        for text in strings([value]):
            yield text, TextRole.CODE


def _iptc(body: bytes) -> Iterator[Found]:
    """The records of IPTC-IIM in an image resource block: 1C 02, record, length, text."""
    at = body.find(b"\x1c\x02")
    while 0 <= at <= len(body) - 5:
        length = int.from_bytes(body[at + 3 : at + 5], "big")
        role = TextRole.AUTHOR if body[at + 2] in _WRITERS else TextRole.PROSE
        yield from _labelled(decode(body[at + 5 : at + 5 + length]), role)
        at = body.find(b"\x1c\x02", at + 5 + length)


def xmp_texts(body: bytes) -> Iterator[Found]:
    """The words of an XMP packet; its creators are authors."""
    text = decode(body)
    start = text.find("<dc:creator")
    end = text.find("</dc:creator", start)
    if 0 <= start < end:
        yield from _labelled(_MARK.sub(" ", text[start:end]), TextRole.AUTHOR)
        text = text[:start] + text[end:]
    words = [found[1:-1] for found in _ATTRIBUTE.findall(text)]
    yield from _labelled("\n".join([_MARK.sub("\n", text), *words]), TextRole.PROSE)


def _labelled(text: str, role: TextRole) -> Iterator[Found]:
    lines = [line.strip().strip("\0") for line in text.splitlines()]
    if kept := "\n".join(filter(None, lines)):
        yield kept, role
