"""Single compressed streams: Zstandard frames, headers of gzip, bombs."""

import gzip
import io
import lzma

import zstandard

from tests.readers.reading import hidings, read, reasons_of
from withhold.domain.concealment import Concealment as C
from withhold.domain.piece import SkipReason
from withhold.readers.interface import Limits

WHO = "Okonkwo-Lindqvist, Maralyn"
_ROWS = f'Name,Born\n"{WHO}",1990-01-01\nBo Li,1991-01-01\n'.encode()


def _frame(data: bytes) -> bytes:
    return zstandard.ZstdCompressor(write_checksum=True).compress(data)


def test_streams_are_read_by_their_content() -> None:
    for data in (_frame(_ROWS), lzma.compress(_ROWS, lzma.FORMAT_ALONE), gzip.compress(_ROWS)):
        items = read(data)
        assert hidings(items, WHO) == {C.VISIBLE}
        assert not reasons_of(items)


def test_several_frames_are_one_document() -> None:
    items = read(_frame(b"Name,Born\nAnn Lee,1990-01-01\n") + _frame(f"{WHO[:7]},1991-01-01\n".encode()))
    assert hidings(items, WHO[:7]) == {C.VISIBLE}
    assert not reasons_of(items)


def test_a_frame_that_tools_pass_over_is_read() -> None:
    hidden = b"\x50\x2a\x4d\x18" + len(WHO).to_bytes(4, "little") + WHO.encode()
    assert hidings(read(_frame(b"Figures\n") + hidden), WHO) == {C.METADATA}


def test_a_cut_stream_is_told() -> None:
    for cut in (len(_frame(_ROWS)) - 3, len(_frame(_ROWS)) - 20):
        assert SkipReason.CORRUPT in reasons_of(read(_frame(_ROWS)[:cut]))
    assert SkipReason.CORRUPT in reasons_of(read(_frame(_ROWS) + b"more"))


def test_the_name_and_the_comment_of_gzip_are_metadata() -> None:
    out = io.BytesIO()
    with gzip.GzipFile(f"{WHO}.csv", "wb", fileobj=out) as stream:
        stream.write(b"Figures\n")
    assert hidings(read(out.getvalue()), WHO) == {C.METADATA}
    commented = bytearray(gzip.compress(b"Figures\n"))
    commented[3] |= 16
    commented[10:10] = f"{WHO}\0".encode()
    assert hidings(read(bytes(commented)), WHO) == {C.METADATA}


def test_bombs_are_over_the_limit() -> None:
    bomb = _frame(bytes(64 << 20))
    assert SkipReason.OVER_LIMIT in reasons_of(read(bomb))
    assert SkipReason.OVER_LIMIT in reasons_of(read(bomb, limits=Limits(expanded_bytes=1 << 20)))
