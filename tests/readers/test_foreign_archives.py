"""7z and the other archives that libarchive opens, written by libarchive itself."""

from typing import ClassVar

import libarchive
import pytest

from tests.contract.reader import Planted, ReaderContract
from tests.readers.reading import hidings, read, reasons_of
from withhold.domain.concealment import Concealment as C
from withhold.domain.piece import SkipReason
from withhold.readers import foreign_archives
from withhold.readers.interface import Limits, Reader

WHO = "Okonkwo-Lindqvist, Maralyn"
_ROWS = f'Name,Born\n"{WHO}",1990-01-01\nBo Li,1991-01-01\n'.encode()
_PLAIN = {"list.csv": _ROWS, "notes.txt": b"Monthly figures.\n"}


def _packed(files: dict[str, bytes], format: str = "7zip", filter: str | None = None) -> bytes:
    parts: list[bytes] = []

    def take(data: bytes) -> int:
        parts.append(bytes(data))
        return len(data)

    with libarchive.custom_writer(take, format, filter) as archive:
        for name, data in files.items():
            archive.add_file_from_memory(name, len(data), data)
    return b"".join(parts)


class TestForeignArchives(ReaderContract):
    reader: ClassVar[Reader] = foreign_archives.READER
    planted: ClassVar[list[Planted]] = [
        Planted("7z", _packed({f"{WHO}.txt": b"x", "b": b"y"}), WHO, C.VISIBLE, (f"member:{WHO}.txt",)),
        Planted("cpio", _packed({f"{WHO}.txt": b"x"}, "cpio_newc"), WHO, C.VISIBLE, (f"member:{WHO}.txt",)),
        Planted("ar", _packed({"Maralyn.O": b"x"}, "ar_svr4"), "Maralyn", C.VISIBLE),
    ]
    expected_parts: ClassVar[int] = 3


@pytest.mark.parametrize("format", ["7zip", "cpio_newc", "iso9660", "ar_svr4"])
def test_members_are_read_as_documents(format: str) -> None:
    items = read(_packed(_PLAIN, format))
    assert hidings(items, WHO) == {C.VISIBLE}
    assert not reasons_of(items)


@pytest.mark.parametrize("filter", ["lz4", "compress"])
def test_single_streams_are_read(filter: str) -> None:
    items = read(_packed({"list.csv": _ROWS}, "raw", filter))
    assert hidings(items, WHO) == {C.VISIBLE}
    assert not reasons_of(items)


def test_a_solid_bomb_is_over_the_limit() -> None:
    bomb = _packed({f"{n}.txt": b"figures\n" * (1 << 20) for n in range(8)})
    assert SkipReason.OVER_LIMIT in reasons_of(read(bomb, limits=Limits(ratio=100)))
    assert SkipReason.OVER_LIMIT in reasons_of(read(bomb, limits=Limits(expanded_bytes=1 << 22)))


def test_a_path_out_of_the_archive_is_only_a_name() -> None:
    items = read(_packed({f"../../etc/{WHO}": b"x"}, "cpio_newc"))
    assert hidings(items, WHO) == {C.VISIBLE}


def test_without_the_library_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(foreign_archives, "_library", None)
    assert reasons_of(read(_packed(_PLAIN))) == {SkipReason.UNSUPPORTED}


def test_a_broken_archive_is_told() -> None:
    data = _packed(_PLAIN)
    assert reasons_of(read(data[:40])) == {SkipReason.CORRUPT}
