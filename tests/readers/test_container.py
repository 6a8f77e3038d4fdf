"""Archives that mean harm, and archives that are merely odd."""

import struct
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from withhold.readers.container import Container
from withhold.readers.interface import Budget, Corrupt, Encrypted, Limits, OverLimit, Source, Unsupported


def archive(**members: bytes) -> bytes:
    stream = BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED) as made:
        for name, content in members.items():
            made.writestr(name, content)
    return stream.getvalue()


def opened(data: bytes, limits: Limits | None = None) -> Container:
    return Container(Source(BytesIO(data), len(data)), Budget(limits or Limits()))


def test_members_come_back_whole() -> None:
    content = bytes(range(256)) * 3000
    container = opened(archive(a=content, b=b""))
    assert container.names() == ["a", "b"]
    assert container.read("a", 1 << 20) == content
    assert container.read("b", 1) == b""


def test_no_directory_is_corrupt() -> None:
    with pytest.raises(Corrupt):
        opened(archive(a=b"1")[:-10])


def test_expanding_too_far_is_over_the_limit() -> None:
    data = archive(a=bytes(10 << 20))
    with pytest.raises(OverLimit):
        opened(data, Limits(expanded_bytes=1 << 20)).read("a", 1 << 30)
    with pytest.raises(OverLimit):
        opened(data, Limits(ratio=100)).read("a", 1 << 30)
    with pytest.raises(OverLimit):
        opened(archive(a=b"1", b=b"2"), Limits(members=1))


def test_a_second_look_costs_nothing() -> None:
    container = opened(archive(a=bytes(600_000)), Limits(expanded_bytes=1_000_000))
    assert container.read("a", 1 << 20) == container.read("a", 1 << 20)


def test_overlapping_members_are_refused() -> None:
    data = bytearray(archive(a=b"x" * 1000, b=b"y" * 1000))
    second = data.rfind(b"PK\x01\x02")
    data[second + 42 : second + 46] = struct.pack("<I", 0)
    container = opened(bytes(data))
    for name in container.names():
        with pytest.raises(Corrupt):
            container.read(name, 1 << 20)


def test_members_that_cannot_be_read_say_why() -> None:
    data = bytearray(archive(a=b"x" * 1000))
    directory = data.rfind(b"PK\x01\x02")
    locked, packed, damaged = bytearray(data), bytearray(data), bytearray(data)
    locked[directory + 8] |= 1
    packed[directory + 10] = 97
    damaged[35] ^= 0xFF
    for changed, error in ((locked, Encrypted), (packed, Unsupported), (damaged, Corrupt)):
        with pytest.raises(error):
            opened(bytes(changed)).read("a", 1 << 20)


def test_members_of_one_name_are_all_there() -> None:
    stream = BytesIO()
    with ZipFile(stream, "w") as made:
        made.writestr("a", b"first")
        with pytest.warns(UserWarning, match="Duplicate"):
            made.writestr("a", b"second")
    container = opened(stream.getvalue())
    assert [container.read(name, 10) for name in container.names()] == [b"first", b"second"]
    assert [container.original(name) for name in container.names()] == ["a", "a"]


def test_bytes_outside_the_members_are_found() -> None:
    before, behind = b"left over from an earlier file: " * 2, b"appended later, for nobody to see " * 2
    container = opened(before + archive(a=b"1") + behind)
    assert [b"".join(container.gap(*gap)) for gap in container.gaps()] == [before, behind]
    assert opened(archive(a=b"1")).gaps() == []
    assert opened(archive(a=b"1") + bytes(4096)).gaps() == []
