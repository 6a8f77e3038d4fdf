"""Tar archives of every kind, whole, damaged and hostile."""
# ruff: noqa: E501 (one file a line)

import io
import tarfile
from typing import ClassVar

from tests.contract.reader import Planted, ReaderContract
from tests.readers.reading import hidings, read, reasons_of, texts_of
from withhold.domain.concealment import Concealment as C
from withhold.domain.piece import SkipReason
from withhold.readers import tar
from withhold.readers.interface import Limits, Reader

WHO = "Okonkwo-Lindqvist, Maralyn"
_ROWS = f'Name,Born\n"{WHO}",1990-01-01\nBo Li,1991-01-01\n'.encode()


def _tar(
    files: dict[str, bytes],
    format: int = tarfile.PAX_FORMAT,
    pax: dict[str, str] | None = None,
    **attributes: object,
) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=format, pax_headers=pax or {}) as archive:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            for key, value in attributes.items():
                setattr(info, key, value)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def _old(name: str, data: bytes) -> bytes:
    """A header as the seventh edition of Unix wrote it: no magic, only a checksum."""
    block = bytearray(512)
    block[:100] = name.encode().ljust(100, b"\0")
    block[100:156] = b"0000644\x000000000\x000000000\x00%011o\x0000000000000\x00        " % len(data)
    block[148:156] = b"%06o\0 " % sum(block)
    return bytes(block) + data.ljust(-(-len(data) // 512) * 512, b"\0") + bytes(1024)


def _sparse(size: int, data: bytes) -> bytes:
    """An old GNU sparse member: `data` behind a hole, in a file of `size` bytes."""
    whole = bytearray(_old("list.csv", data))
    whole[156:157] = b"S"
    whole[386:410] = b"%011o\0%011o\0" % (size - len(data), len(data))
    whole[483:495] = b"%011o\0" % size
    whole[148:156] = b"        "
    whole[148:156] = b"%06o\0 " % sum(whole[:512])
    return bytes(whole)


class TestTar(ReaderContract):
    reader: ClassVar[Reader] = tar.READER
    planted: ClassVar[list[Planted]] = [
        Planted("name", _tar({f"{WHO}.txt": b"x", "b.csv": b"a,b\n"}), WHO, C.VISIBLE, (f"member:{WHO}.txt",)),
        Planted("long name", _tar({f"{'d/' * 90}{WHO}": b"x"}, tarfile.GNU_FORMAT), WHO, C.VISIBLE),
        Planted("long pax name", _tar({f"{'d/' * 140}{WHO}é": b"x"}), WHO, C.VISIBLE),
        Planted("link", _tar({"a": b""}, type=tarfile.SYMTYPE, linkname=f"../{WHO}"), WHO, C.VISIBLE, ("member:a",)),
        Planted("owner", _tar({"a": b"x"}, uname=WHO), WHO, C.METADATA),
        Planted("comment", _tar({"a": b"x"}, pax={"comment": WHO}), WHO, C.METADATA),
        Planted("slack", _tar({"a": b"x"})[:513] + WHO.encode() + _tar({"a": b"x"})[513 + len(WHO) :], WHO, C.PREVIOUS_VERSION),
        Planted("behind the end", _tar({"a": b"x"}) + WHO.encode(), WHO, C.PREVIOUS_VERSION),
        Planted("second archive", _tar({"a": b"x"}) + _tar({WHO: b"x"}), WHO, C.PREVIOUS_VERSION),
    ]  # fmt: skip
    expected_parts: ClassVar[int] = 3


def test_members_are_read_as_documents_in_all_kinds() -> None:
    for format in (tarfile.PAX_FORMAT, tarfile.GNU_FORMAT, tarfile.USTAR_FORMAT):
        assert hidings(read(_tar({"list.csv": _ROWS}, format)), WHO) == {C.VISIBLE}
    assert hidings(read(_old("list.csv", _ROWS)), WHO) == {C.VISIBLE}


def test_a_sparse_member_is_read_behind_its_hole() -> None:
    items = read(_sparse(1 << 16, _ROWS))
    assert any(WHO in text.text for text in texts_of(items)) or hidings(items, WHO)


def test_a_hole_of_terabytes_is_over_the_limit() -> None:
    assert SkipReason.OVER_LIMIT in reasons_of(
        read(_sparse(1 << 32, _ROWS), limits=Limits(expanded_bytes=1 << 24))
    )


def test_a_cut_member_is_given_and_told() -> None:
    items = read(_tar({"list.csv": _ROWS * 50})[:1200])
    assert hidings(items, WHO)
    assert SkipReason.CORRUPT in reasons_of(items)


def test_ten_thousand_nested_archives_end_at_the_depth() -> None:
    data = _ROWS
    for _ in range(20):
        data = _tar({"in.tar": data}, tarfile.USTAR_FORMAT)
    assert SkipReason.OVER_LIMIT in reasons_of(read(data))


def test_a_size_beyond_all_files_is_corrupt() -> None:
    whole = bytearray(_old("a", b"x"))
    whole[124:136] = b"\xff" * 12
    whole[148:156] = b"        "
    whole[148:156] = b"%06o\0 " % sum(whole[:512])
    assert SkipReason.CORRUPT in reasons_of(read(bytes(whole)))


def test_too_many_members_are_over_the_limit() -> None:
    data = _tar({str(n): b"" for n in range(40)})
    assert SkipReason.OVER_LIMIT in reasons_of(read(data, limits=Limits(members=20)))
