"""Archives: every member at its place, however deep; nothing unreadable goes unsaid."""

import bz2
import gzip
import lzma
import zipfile
from io import BytesIO

import pytest

from tests.readers.reading import hidings, read, reasons_of, tables_of, texts_of
from withhold.domain.concealment import Concealment
from withhold.domain.piece import SkipReason
from withhold.readers.interface import Limits

_SHEET = b"Name,Born\nAnn Lee,1990-01-01\nBo Li,1991-01-01\n"


def pack(members: dict[str, bytes], comment: bytes = b"") -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.comment = comment
        for name, data in members.items():
            # Not the time of now: examples that name tests have to be the same in every process.
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def test_members_have_their_route_and_index() -> None:
    (table,) = tables_of(read(pack({"a/": b"", "../list.csv": _SHEET})))
    assert table.location.route() == ("member:../list.csv",)
    assert [step.index for step in table.location] == [2]


def test_zip_in_zip() -> None:
    (table,) = tables_of(read(pack({"in.zip": pack({"list.csv": _SHEET})})))
    assert table.location.route() == ("member:in.zip", "member:list.csv")
    assert table.concealment is Concealment.VISIBLE


def test_names_and_comments_are_read() -> None:
    items = read(pack({"Ann Lee.txt": b"x y z"}, b"made by Bo Li"))
    assert hidings(items, "Ann Lee.txt") == {Concealment.VISIBLE}
    assert hidings(items, "made by Bo Li") == {Concealment.METADATA}


def test_nesting_ends_at_the_limit() -> None:
    data = pack({"list.csv": _SHEET})
    for _ in range(8):
        data = pack({"in.zip": data})
    assert reasons_of(read(data, limits=Limits(depth=4))) == {SkipReason.OVER_LIMIT}


def test_a_bomb_ends_at_the_budget() -> None:
    items = read(pack({"big.csv": b"a,b\n" * 2_000_000}), limits=Limits(expanded_bytes=1 << 20))
    assert SkipReason.OVER_LIMIT in reasons_of(items)


def test_encrypted_members_are_said() -> None:
    data = bytearray(pack({"list.csv": _SHEET}))
    data[6] |= 1
    directory = data.index(b"PK\x01\x02")
    data[directory + 8] |= 1
    items = read(bytes(data))
    assert reasons_of(items) == {SkipReason.ENCRYPTED}


@pytest.mark.parametrize("cut", [10, 60, 120])
def test_truncated_archives_are_said(cut: int) -> None:
    items = read(pack({"list.csv": _SHEET * 5})[:-cut])
    assert reasons_of(items)


@pytest.mark.parametrize("packer", [gzip.compress, bz2.compress, lzma.compress])
def test_packed_streams(packer: object) -> None:
    assert callable(packer)
    (table,) = tables_of(read(packer(_SHEET), "list.csv.gz"))
    assert list(table.columns[0].values) == ["Ann Lee", "Bo Li"]
    assert SkipReason.CORRUPT in reasons_of(read(packer(_SHEET)[:-5], "list.csv.gz"))


def test_an_archive_behind_a_picture_is_read() -> None:
    picture = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x05\x00\x00\x00\x04\x08\x02\x00\x00\x00"
    items = read(picture + pack({"list.csv": _SHEET}))
    assert reasons_of(items) >= {SkipReason.PICTURE}
    assert hidings(items, "Ann Lee")


def test_an_empty_archive_is_read_to_its_end() -> None:
    assert texts_of(read(pack({}))) == []
    assert reasons_of(read(pack({}))) == set()
