"""Text out of unknown bytes: whole words in either encoding, at any position, whatever is around them."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from withhold.readers.strings import strings

_NAMES = ("Rosa Tzoc", "Фатима Алиева", "عبد الله يوسف", "王小明和李小龙在这里", "김민준과 이서연을")


def found(data: bytes) -> str:
    return "\n".join(strings([data]))


@pytest.mark.parametrize("codec", ["utf-8", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("name", _NAMES)
@pytest.mark.parametrize("before", [b"", b"\x01", b"\0\0\x02", b"ABCDEFGH", b"ABCDEFGHI", b"\xfe\x4e\x4e"])
def test_a_name_comes_whole(codec: str, name: str, before: bytes) -> None:
    assert name in found(before + name.encode(codec) + b"\0\0\xff\xfe\x01")


@pytest.mark.parametrize("name", ["Rosa Tzoc", "Zoë Ångström"])
@given(before=st.binary(max_size=24))
def test_chance_bytes_before_a_name_do_not_eat_its_words(name: str, before: bytes) -> None:
    text = found(before + b"\0\0\0" + name.encode("utf-16-le") + b"\0\0\0")
    assert name in text


def test_a_run_across_two_chunks_comes_whole() -> None:
    data = random.Random(7).randbytes((1 << 20) - 9) + "Rosa Tzoc Xitumul".encode("utf-16-le")
    assert "Rosa Tzoc Xitumul" in "\n".join(strings([data[: 1 << 20], data[1 << 20 :] + b"\0" * 20]))


def test_the_same_text_comes_once() -> None:
    assert found("Rosa Tzoc".encode("utf-16-le")).count("osa") == 1


def test_plain_text_is_not_read_as_han() -> None:
    assert found(b"administration of departments\x00\x01").isascii()
