"""Codings of pages are undone, up to a size; what is not in the coding it declares is taken as it stands."""

import gzip
import io
import zlib
from collections.abc import Callable

import pytest
import zstandard
from fastwarc.stream_io import BrotliWriter
from hypothesis import given
from hypothesis import strategies as st

from tests.incident.watch.sources.made import HTML
from withhold.incident.watch.sources.codings import plain

MOST = 1 << 20


def brotli(content: bytes) -> bytes:
    """Content in Brotli."""
    out = io.BytesIO()
    writer = BrotliWriter(out)
    writer.write(content)
    writer.close()
    return out.getvalue()


def chunks(*parts: bytes) -> bytes:
    """Parts as chunks, with the last one."""
    return b"".join(b"%x;name=value\r\n%b\r\n" % (len(one), one) for one in parts) + b"0\r\n\r\n"


CODED = [
    ("gzip", gzip.compress(HTML, mtime=0)),
    ("x-gzip", gzip.compress(HTML[:40], mtime=0) + gzip.compress(HTML[40:], mtime=0)),
    ("deflate", zlib.compress(HTML)),
    ("deflate", zlib.compress(HTML)[2:-4]),
    ("br", brotli(HTML)),
    ("zstd", zstandard.compress(HTML)),
    ("gzip, br", brotli(gzip.compress(HTML, mtime=0))),
    ("identity", HTML),
    ("", HTML),
]


@pytest.mark.parametrize(("name", "body"), CODED)
def test_content_comes_without_its_codings(name: str, body: bytes) -> None:
    assert plain(body, "", name, MOST).content == HTML
    assert plain(chunks(body[:7], body[7:]), "chunked", name, MOST).content == HTML
    assert plain(body, "", name, MOST).problem == ""


@pytest.mark.parametrize("name", ["gzip", "br", "zstd", "deflate", "something"])
def test_text_that_is_not_coded_is_taken_as_it_stands(name: str) -> None:
    assert plain(HTML, "chunked", name, MOST).content == HTML
    assert plain(HTML, "chunked", name, MOST).problem == ""


@pytest.mark.parametrize(("name", "body"), [one for one in CODED if one[0] not in ("identity", "", "x-gzip")])
def test_cut_content_is_told(name: str, body: bytes) -> None:
    assert plain(body[: len(body) // 2], "", name, MOST).problem


def test_cut_chunks_are_told() -> None:
    found = plain(chunks(HTML)[:100], "chunked", "", MOST)
    assert HTML.startswith(found.content)
    assert found.problem


def test_what_follows_broken_chunks_is_kept() -> None:
    found = plain(b"5\r\nhello\r\nworld", "chunked", "", MOST)
    assert found.content == b"helloworld"


@pytest.mark.parametrize("name", ["gzip", "deflate", "br", "zstd"])
def test_bombs_end_at_the_limit(name: str) -> None:
    bomb = bytes(8 << 20)
    compress: dict[str, Callable[[bytes], bytes]] = {
        "gzip": gzip.compress,
        "deflate": zlib.compress,
        "br": brotli,
        "zstd": zstandard.compress,
    }
    body = compress[name](bomb)
    found = plain(body, "", name, MOST)
    assert len(found.content) == MOST
    assert found.problem.startswith("longer than 1 MiB")


def test_codings_without_end_are_not_undone() -> None:
    assert plain(b"x", "", ", ".join(["gzip"] * 5), MOST).problem


@given(
    st.binary(max_size=200),
    st.sampled_from(["", "chunked"]),
    st.sampled_from(["", "gzip", "deflate", "br", "zstd"]),
)
def test_anything_gives_content_or_a_problem(body: bytes, transfer: str, content: str) -> None:
    found = plain(body, transfer, content, 1000)
    assert len(found.content) <= 1000
