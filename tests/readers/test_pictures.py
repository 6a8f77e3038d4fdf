"""Pictures: told as skipped with their size; the texts beside the pixels are read."""

import struct
import zlib

import pytest

from tests.readers.reading import read, texts_of
from withhold.domain.concealment import Concealment
from withhold.domain.piece import Skipped, SkipReason, TextRole

_NAME = "Rosa Tzoc"


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(*chunks: bytes) -> bytes:
    size = struct.pack(">IIBBBBB", 30, 20, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", size) + b"".join(chunks) + chunk(b"IEND", b"")


def segment(marker: int, body: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


def jpeg(*segments: bytes) -> bytes:
    frame = segment(0xC0, struct.pack(">BHH", 8, 20, 30) + bytes(10))
    return b"\xff\xd8" + b"".join(segments) + frame + b"\xff\xda\0\0" + bytes(50) + b"\xff\xd9"


def tiff(tag: int, kind: int, value: bytes) -> bytes:
    return b"II*\0" + struct.pack("<IHHHII", 8, 1, tag, kind, len(value), 26) + bytes(4) + value


def emf(text: str) -> bytes:
    header = struct.pack("<II4i4i4s", 1, 88, 0, 0, 29, 19, 0, 0, 0, 0, b" EMF").ljust(88, b"\0")
    return header + bytes(40) + text.encode("utf-16-le") + bytes(8)


_XMP = (
    f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:Description pdf:Keywords="{_NAME}"><dc:creator><rdf:li>Bo Li'
    f"</rdf:li></dc:creator><dc:title>{_NAME}</dc:title></rdf:Description></x:xmpmeta>"
)
_FILES = {
    "tEXt": png(chunk(b"tEXt", b"Comment\0" + _NAME.encode())),
    "zTXt": png(chunk(b"zTXt", b"Comment\0\0" + zlib.compress(_NAME.encode()))),
    "iTXt": png(chunk(b"iTXt", b"Comment\0\0\0en\0\0" + _NAME.encode())),
    "packed iTXt": png(chunk(b"iTXt", b"Comment\0\1\0en\0\0" + zlib.compress(_NAME.encode()))),
    "behind the end": png() + b"\0\1" + _NAME.encode(),
    "png exif": png(chunk(b"eXIf", tiff(0x10E, 2, _NAME.encode() + b"\0"))),
    "comment": jpeg(segment(0xFE, _NAME.encode())),
    "exif": jpeg(segment(0xE1, b"Exif\0\0" + tiff(0x10E, 2, _NAME.encode() + b"\0"))),
    "windows exif": jpeg(segment(0xE1, b"Exif\0\0" + tiff(0x9C9C, 1, _NAME.encode("utf-16-le")))),
    "xmp": jpeg(segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + _XMP.encode())),
    "iptc": jpeg(segment(0xED, b"Photoshop 3.0\0\x1c\x02\x78\0\x09" + _NAME.encode())),
    "tiff": tiff(0x10E, 2, _NAME.encode() + b"\0"),
}


@pytest.mark.parametrize("name", _FILES)
def test_texts_beside_the_pixels_are_metadata(name: str) -> None:
    items = read(_FILES[name])
    assert [text.concealment for text in texts_of(items) if _NAME in text.text] == [Concealment.METADATA]
    skipped = [item for item in items if isinstance(item, Skipped)]
    assert [item.reason for item in skipped] == [SkipReason.PICTURE]
    assert skipped[0].extent == (len(_FILES[name]) if name == "tiff" else 600)


def test_who_made_a_picture_is_an_author() -> None:
    for data in (_FILES["xmp"], png(chunk(b"tEXt", b"Author\0Bo Li")), tiff(0x13B, 2, b"Bo Li\0")):
        assert [text.role for text in texts_of(read(data)) if "Bo Li" in text.text] == [TextRole.AUTHOR]


def test_a_drawing_gives_its_letters() -> None:
    items = read(emf(_NAME))
    assert _NAME in [text.text for text in texts_of(items)]
    assert [(item.reason, item.extent) for item in items if isinstance(item, Skipped)] == [
        (SkipReason.PICTURE, 600)
    ]


@pytest.mark.parametrize("name", _FILES)
def test_damaged_pictures_are_still_told(name: str) -> None:
    data = _FILES[name]
    for at in range(9, len(data)):
        broken = bytearray(data)
        broken[at] ^= 0xFF
        for damaged in (data[:at], bytes(broken)):
            reasons = {item.reason for item in read(damaged) if isinstance(item, Skipped)}
            assert reasons
            assert SkipReason.CRASHED not in reasons


def test_a_packed_text_that_expands_without_end_is_cut() -> None:
    data = png(chunk(b"zTXt", b"Comment\0\0" + zlib.compress(bytes(range(65, 91)) * 1_000_000)))
    assert sum(len(text.text) for text in texts_of(read(data))) <= 1 << 20


def test_a_size_that_no_picture_has_is_told_as_a_great_one() -> None:
    data = png().replace(struct.pack(">II", 30, 20), b"\xab" * 8)
    (found,) = [item for item in read(data) if isinstance(item, Skipped)]
    assert found.extent == 1 << 48
