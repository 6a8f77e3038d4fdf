"""Content encodings are undone up to a size; what is not known is said."""

import gzip
import os
import zlib
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from withhold.fetching.encoding import Undecoded, decoded
from withhold.fetching.interface import Answer, Headers, Peer

LIMIT = 1 << 20


def raw_deflate(content: bytes) -> bytes:
    deflater = zlib.compressobj(wbits=-15)
    return deflater.compress(content) + deflater.flush()


ENCODERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "X-GZIP": gzip.compress,
    "deflate": zlib.compress,
    "deflate ": raw_deflate,
    "zstd": zstandard.compress,
    "identity": bytes,
}


def answered(body: bytes, *encodings: str, whole: bool = True) -> Answer:
    headers: Headers = tuple(("Content-Encoding", name) for name in encodings)
    now = datetime(2026, 3, 1, tzinfo=UTC)
    return Answer("http://www.example.org/", 200, headers, body, whole, Peer("192.0.2.1", 80), now, now)


@given(st.sampled_from(sorted(ENCODERS)), st.binary(max_size=5000))
def test_content_comes_back_as_it_was(name: str, content: bytes) -> None:
    assert decoded(answered(ENCODERS[name](content), name), LIMIT) == content


def test_several_encodings_are_undone_last_first() -> None:
    body = zstandard.compress(gzip.compress(b"content"))
    assert decoded(answered(body, "gzip, zstd"), LIMIT) == b"content"
    assert decoded(answered(body, "gzip", "zstd"), LIMIT) == b"content"


def test_members_follow_one_another_and_padding_is_none() -> None:
    assert decoded(answered(gzip.compress(b"a") + gzip.compress(b"b") + b"\0" * 9, "gzip"), LIMIT) == b"ab"
    assert decoded(answered(zstandard.compress(b"a") + zstandard.compress(b"b"), "zstd"), LIMIT) == b"ab"


@pytest.mark.parametrize("name", ["gzip", "deflate", "zstd"])
def test_a_bomb_is_stopped_at_the_limit(name: str) -> None:
    bomb = ENCODERS[name](bytes(64 << 20))
    with pytest.raises(Undecoded, match="more than"):
        decoded(answered(bomb, name), LIMIT)
    with pytest.raises(Undecoded, match="more than"):
        decoded(answered(gzip.compress(bomb), name, "gzip"), LIMIT)


def test_a_million_empty_members_are_not_read_to_the_end() -> None:
    with pytest.raises(Undecoded, match="parts"):
        decoded(answered(gzip.compress(b"") * 1_000_000, "gzip"), LIMIT)


@pytest.mark.parametrize("name", ["br", "compress", "aes128gcm", "gzip;q=1", "unheard-of"])
def test_an_unknown_encoding_is_said_and_not_guessed(name: str) -> None:
    with pytest.raises(Undecoded, match="not known"):
        decoded(answered(gzip.compress(b"content"), name), LIMIT)


@pytest.mark.parametrize("name", ["gzip", "deflate", "zstd"])
def test_what_is_broken_off_is_said_unless_the_answer_was_cut_here(name: str) -> None:
    content = os.urandom(5000)
    part = ENCODERS[name](content)[:3000]
    with pytest.raises(Undecoded):
        decoded(answered(part, name), LIMIT)
    assert content.startswith(decoded(answered(part, name, whole=False), LIMIT))
    with pytest.raises(Undecoded, match="broken"):
        decoded(answered(b"not encoded at all", name), LIMIT)


@given(st.sampled_from(["gzip", "deflate", "zstd"]), st.binary(max_size=300), st.integers(0, 100))
def test_any_bytes_are_content_or_refused(name: str, noise: bytes, limit: int) -> None:
    with suppress(Undecoded):
        assert len(decoded(answered(noise, name), limit)) <= limit


def test_plain_content_has_the_limit_too() -> None:
    assert decoded(answered(b"x" * 10), 10) == b"x" * 10
    with pytest.raises(Undecoded):
        decoded(answered(b"x" * 11), 10)
