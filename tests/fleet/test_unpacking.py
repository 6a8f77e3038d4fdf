"""Packed logs give their content in pieces of bounded size, or say that they are damaged."""

import bz2
import gzip
import io
from collections.abc import Callable
from contextlib import suppress

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from withhold.fleet.unpacking import Damaged, Packing, unpacked

PACKERS: dict[Packing, Callable[[bytes], bytes]] = {
    Packing.GZIP: gzip.compress,
    Packing.BZIP2: bz2.compress,
    Packing.ZSTD: zstandard.ZstdCompressor(write_checksum=True).compress,
}
PACKINGS = st.sampled_from(sorted(PACKERS))


@given(PACKINGS, st.lists(st.binary(max_size=3000), min_size=1, max_size=4))
def test_members_give_their_contents_one_after_the_other(packing: Packing, parts: list[bytes]) -> None:
    packed = b"".join(PACKERS[packing](part) for part in parts)
    assert b"".join(unpacked(io.BytesIO(packed), packing)) == b"".join(parts)


@given(PACKINGS, st.binary(min_size=1, max_size=3000), st.data())
def test_a_stream_cut_anywhere_is_damaged(packing: Packing, content: bytes, data: st.DataObject) -> None:
    packed = PACKERS[packing](content)
    cut = data.draw(st.integers(1, len(packed) - 1))
    with pytest.raises(Damaged):
        list(unpacked(io.BytesIO(packed[:cut]), packing))


@given(PACKINGS, st.binary(max_size=300))
def test_any_octets_are_content_or_damaged(packing: Packing, octets: bytes) -> None:
    with suppress(Damaged):
        list(unpacked(io.BytesIO(octets), packing))


@pytest.mark.parametrize("packing", sorted(PACKERS))
def test_what_is_packed_very_small_comes_in_pieces(packing: Packing) -> None:
    packed = PACKERS[packing](bytes(200 << 20))
    pieces = [len(piece) for piece in unpacked(io.BytesIO(packed), packing)]
    assert sum(pieces) == 200 << 20
    assert max(pieces) <= 80 << 20


def test_zeros_behind_a_gzip_stream_are_nothing() -> None:
    assert b"".join(unpacked(io.BytesIO(gzip.compress(b"x") + bytes(999)), Packing.GZIP)) == b"x"
    with pytest.raises(Damaged):
        list(unpacked(io.BytesIO(gzip.compress(b"x") + b"something"), Packing.GZIP))
