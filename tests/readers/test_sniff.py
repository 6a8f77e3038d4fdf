"""Types by content: the name may lie."""

import pytest

from tests.readers.reading import read, reasons_of, texts_of
from tests.readers.test_archive import pack
from withhold.domain.piece import PartRead, Skipped, SkipReason
from withhold.readers.interface import Source
from withhold.readers.registry import media_type_of, readers
from withhold.readers.strings import strings

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 504
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def media_type(data: bytes, name: str = "") -> str:
    from io import BytesIO

    return media_type_of(Source(BytesIO(data), len(data), name))


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", "application/x-empty"),
        (b"a,b\n1,2\n3,4\n", "text/csv"),
        (b"a\tb\n1\t2\n3\t4\n", "text/tab-separated-values"),
        (b"It was late. We went home, and slept.\n", "text/plain"),
        (b'{"a": 1}', "application/json"),
        (b"  [1, 2]", "application/json"),
        (b"[see the note]\nplain words follow\n", "text/plain"),
        (b"<?xml version='1.0'?><a/>", "application/xml"),
        (b"<a><b/></a>", "application/xml"),
        (b"<a href=list.csv>List</a>", "text/html"),
        (b"<article><p>News<br></article>", "text/html"),
        (b"<tr><td>1", "text/html"),
        (b"<!doctype HTML><p>x", "text/html"),
        (b"<table><tr><td>x</table>", "text/html"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg+xml"),
        (b"%PDF-1.7\n", "application/pdf"),
        (b"%\xe2\xe3\xcf\n1 0 obj\n<</Type/Catalog>>\nendobj\n", "application/pdf"),
        (b"trailer<</Root 1 0 R>>\n1 0 obj<<>>endobj", "application/pdf"),
        (_OLE + "EncryptedPackage".encode("utf-16-le"), "application/x-ole-encrypted"),
        (_OLE + "Workbook".encode("utf-16-le"), "application/vnd.ms-excel"),
        (pack({"a.txt": b"x"}), "application/zip"),
        (pack({"[Content_Types].xml": b"", "xl/workbook.xml": b""}), _SHEET),
        (b"\x00\x01\x02\x03" * 50, "application/octet-stream"),
    ],
)
def test_media_types(data: bytes, expected: str) -> None:
    assert media_type(data, "lies.pdf") == expected


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (_OLE + "EncryptedPackage".encode("utf-16-le"), SkipReason.ENCRYPTED),
        (b"%PDF-1.7\n", SkipReason.CORRUPT),
        (b"\x00\x01\x02\x03" * 50, SkipReason.UNKNOWN_PART),
        (b"\x00\x05\x16\x07\x00\x02" * 20, SkipReason.DECODED_AS_STRINGS),
        (b"GIF89a\x0a\x00\x14\x00" + b"\x00" * 20, SkipReason.PICTURE),
    ],
)
def test_what_cannot_be_read_is_said(data: bytes, reason: SkipReason) -> None:
    assert reasons_of(read(data)) == {reason}


def test_the_size_of_pictures_is_told() -> None:
    (item,) = read(b"GIF89a\x0a\x00\x14\x00" + b"\x00" * 20)
    assert isinstance(item, Skipped)
    assert item.extent == 200


def test_empty_bytes_are_read() -> None:
    (item,) = read(b"")
    assert isinstance(item, PartRead)


def test_no_type_has_two_readers() -> None:
    types = [media_type for reader in readers() for media_type in reader.media_types]
    assert len(types) == len(set(types))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("name", ["Ann Leefield", "Иван Петров", "Müller-Lüdenscheidt"])
def test_strings_in_binaries(encoding: str, name: str) -> None:
    data = b"\x00\x01\xff\xfe" + name.encode(encoding) + b"\xff\xff\x00\x02"
    assert any(name in run for run in strings([data[:9], data[9:]]))


def test_strings_across_blocks_come_whole() -> None:
    data = b"\x00" * ((1 << 20) - 6) + b"Ann Leefield" + b"\x00" * 100
    assert list(strings([data])) == ["Ann Leefield"]


def test_texts_of_unknown_bytes() -> None:
    assert [text.text for text in texts_of(read(b"\x00\x01Ann Leefield\x00\x02" + b"\x05" * 20))] == [
        "Ann Leefield"
    ]
