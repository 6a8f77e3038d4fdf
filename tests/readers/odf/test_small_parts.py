"""Thumbnails and caches that can hold no words, and those that only look like them."""

import struct
import zlib

import pytest

from tests.readers.odf.test_document import pack
from tests.readers.odf.test_texts import p, part
from tests.readers.reading import hidings, read, reasons_of
from withhold.domain.concealment import Concealment
from withhold.domain.piece import SkipReason


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(
    width: int = 181, height: int = 256, extra: bytes = b"", tail: bytes = b"", more: bytes = b""
) -> bytes:
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    pixels = chunk(b"IDAT", zlib.compress(bytes((width + 1) * height) + more))
    return b"\x89PNG\r\n\x1a\n" + head + extra + pixels + chunk(b"IEND", b"") + tail


def record(kind: bytes, body: bytes) -> bytes:
    return kind + struct.pack("<I", len(body) + 4)[:3] + body


def cache(inner: bytes) -> bytes:
    return b"\1\0\1\0" + b"p" + struct.pack("<I", len(inner) + 5)[:3] + b"\0" + inner


_PAGE = record(b"P", b"\4\x1d\0\0\0")


def package(**members: bytes) -> bytes:
    spelled = {"__": "/", "_png": ".png", "_": "-"}
    named: dict[str, str | bytes] = {"content.xml": part(p("x"))}
    for name, data in members.items():
        for mark, sign in spelled.items():
            name = name.replace(mark, sign)
        named[name] = data
    return pack(named)


def test_a_small_bare_thumbnail_is_read() -> None:
    assert reasons_of(read(package(Thumbnails__thumbnail_png=png()))) == set()


@pytest.mark.parametrize(
    "data",
    [
        png(512, 362),
        png(extra=chunk(b"tEXt", b"Comment\0Ann Lee was here")),
        png(extra=chunk(b"acTL", bytes(8))),
        png(extra=chunk(b"zzZz", b"Ann Lee was here")),
        png(tail=b"Ann Lee was here"),
        png(more=b"Ann Lee was here"),
        png()[:-20],
    ],
    ids=["large", "text", "frames", "unknown chunk", "appended", "more pixels", "cut"],
)
def test_any_other_thumbnail_is_a_picture(data: bytes) -> None:
    items = read(package(Thumbnails__thumbnail_png=data))
    assert reasons_of(items) == {SkipReason.PICTURE}


def test_the_words_beside_a_thumbnail_are_told() -> None:
    items = read(package(Thumbnails__thumbnail_png=png(extra=chunk(b"tEXt", b"Comment\0Ann Lee was here"))))
    assert hidings(items, "Ann Lee was here") == {Concealment.IMAGE_TEXT}


def test_the_rule_is_for_thumbnails_only() -> None:
    assert reasons_of(read(package(Pictures__a_png=png()))) == {SkipReason.PICTURE}


def test_a_layout_cache_of_numbers_is_read() -> None:
    fly = record(b"F", bytes(23))
    assert reasons_of(read(package(layout_cache=cache(_PAGE * 3 + fly)))) == set()


@pytest.mark.parametrize(
    "data",
    [
        cache(_PAGE) + b"Ann Lee was here",
        cache(_PAGE + record(b"X", b"Ann Lee was here")),
        cache(record(b"P", b"Ann Lee was here")),
        b"Ann Lee was here",
    ],
)
def test_any_other_layout_cache_is_not(data: bytes) -> None:
    items = read(package(layout_cache=data))
    assert hidings(items, "Ann Lee was here")
