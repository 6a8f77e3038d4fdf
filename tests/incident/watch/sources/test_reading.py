"""Sources as pages: archives of the web in every packing, folders, lists; and what of them cannot be read."""

import bz2
import gzip
import io
from pathlib import Path

import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from withhold.domain.errors import NothingToInspect, UsageError
from withhold.incident.watch.sources.interface import Page, Shard, Unread
from withhold.incident.watch.sources.lists import listed
from withhold.incident.watch.sources.reading import planned, read
from withhold.incident.watch.sources.warc import PAGE_BYTES, content_type

CORPUS = Path(__file__).parents[5] / "shared/corpora/warc"


def record(url: str, body: bytes, kind: str = "response", headers: str = "") -> bytes:
    """A WARC/1.1 record (ISO 28500)."""
    block = body
    declared = "text/plain"
    if kind == "response":
        head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n{headers}\r\n"
        block, declared = head.encode() + body, "application/http; msgtype=response"
    told = (
        f"WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2026-01-01T00:00:00Z\r\n"
        f"WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-000000000001>\r\nContent-Type: {declared}\r\n"
        f"Content-Length: {len(block)}\r\n\r\n"
    )
    return told.encode() + block + b"\r\n\r\n"


RECORDS = [record(f"https://www.example.org/{n}", f"<p>page {n}</p>".encode()) for n in range(3)]
PACKED = {
    "plain": b"".join(RECORDS),
    "a gzip a record": b"".join(map(gzip.compress, RECORDS)),
    "one gzip": gzip.compress(b"".join(RECORDS), mtime=0),
    "a zstd frame a record": b"".join(map(zstandard.ZstdCompressor().compress, RECORDS)),
    "one zstd frame": zstandard.ZstdCompressor().compress(b"".join(RECORDS)),
}


def addresses_in(content: bytes) -> list[str] | None:
    """The addresses of a list, None for what is none."""
    found = listed(content)
    return None if found is None else list(found.addresses)


def pages(path: Path) -> list[Page | Unread]:
    shards, unread = planned([str(path)])
    return [*unread, *(one for shard in shards for one in read(shard))]


@pytest.mark.parametrize("packing", PACKED)
def test_every_page_of_an_archive_whatever_it_is_called(tmp_path: Path, packing: str) -> None:
    (tmp_path / "crawl.bin").write_bytes(PACKED[packing])
    found = pages(tmp_path)
    assert [one.url for one in found] == [f"https://www.example.org/{n}" for n in range(3)]
    first = found[0]
    assert isinstance(first, Page)
    assert (first.content, first.media_type, first.charset) == (b"<p>page 0</p>", "text/html", "utf-8")


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ("Content-Encoding: gzip\r\n", gzip.compress(b"<p>hello</p>", mtime=0)),
        ("Transfer-Encoding: chunked\r\n", b"5\r\n<p>he\r\n7\r\nllo</p>\r\n0\r\n\r\n"),
    ],
)
def test_codings_of_http_are_undone(tmp_path: Path, headers: str, body: bytes) -> None:
    (tmp_path / "a.warc").write_bytes(record("https://www.example.org/", body, headers=headers))
    found = pages(tmp_path)
    assert isinstance(found[0], Page)
    assert found[0].content == b"<p>hello</p>"


def test_texts_of_wet_archives_are_pages(tmp_path: Path) -> None:
    (tmp_path / "a.wet.gz").write_bytes(
        gzip.compress(record("https://www.example.org/", b"hello", "conversion"), mtime=0)
    )
    found = pages(tmp_path)
    assert isinstance(found[0], Page)
    assert (found[0].text, found[0].content) == (True, b"hello")


@pytest.mark.parametrize("packing", ["plain", "a gzip a record", "one gzip", "a zstd frame a record"])
def test_a_cut_archive_gives_what_it_has_and_says_so(tmp_path: Path, packing: str) -> None:
    content = PACKED[packing]
    (tmp_path / "a.warc").write_bytes(content[: len(content) * 3 // 4])
    found = pages(tmp_path)
    assert any(isinstance(one, Unread) for one in found)


def test_a_long_page_is_cut_and_said(tmp_path: Path) -> None:
    (tmp_path / "a.warc").write_bytes(record("https://www.example.org/", b"x" * (PAGE_BYTES + 10)))
    page, unread = pages(tmp_path)
    assert isinstance(unread, Unread)
    assert "only the beginning" in unread.reason
    assert isinstance(page, Page)
    assert len(page.content) == PAGE_BYTES


def test_files_of_a_folder_are_pages(tmp_path: Path) -> None:
    for number in range(600):
        (tmp_path / f"{number:03}.html").write_text(f"<p>{number}</p>")
    shards, unread = planned([str(tmp_path)])
    assert not unread
    assert len(shards) == 3
    found = [one for shard in shards for one in read(shard)]
    assert len({one.url for one in found}) == 600


def test_a_file_that_went_away_is_unread(tmp_path: Path) -> None:
    gone = Shard("x", "files", (str(tmp_path / "gone.html"),))
    assert [type(one) for one in read(gone)] == [Unread]


def test_no_file_at_all_and_no_path_are_errors(tmp_path: Path) -> None:
    with pytest.raises(NothingToInspect):
        planned([str(tmp_path)])
    with pytest.raises(UsageError):
        planned([str(tmp_path / "nowhere")])


@pytest.mark.corpora
@pytest.mark.skipif(not CORPUS.exists(), reason="the shared corpora are not beside this checkout")
def test_real_archives_are_read_or_said_to_be_unread() -> None:
    for path in sorted(CORPUS.rglob("*")):
        if path.is_file():
            assert pages(path), path.name


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_damaged_archives_never_fail(tmp_path: Path, data: st.DataObject) -> None:
    content = bytearray(PACKED[data.draw(st.sampled_from(sorted(PACKED)))])
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path / "damaged.warc"
    path.write_bytes(bytes(content[: data.draw(st.integers(1, len(content)))]))
    for one in read(Shard("x", "warc", (str(path),))):
        assert isinstance(one, Page | Unread)


def test_media_types_and_charsets() -> None:
    assert content_type('Text/HTML; Charset="UTF-8"') == ("text/html", "utf-8")
    assert content_type("") == ("", "")


CDX_JSON = (
    b'[["urlkey","timestamp","original","mimetype","statuscode","digest","length"],'
    b'["org,example)/a","20260102030405","https://example.org/a","text/html","200","X","1"]]'
)
CDX_LINES = (
    b" CDX N b a m s k S V g\n"
    b"org,example)/a 20260102030405 https://example.org/a text/html 200 X - 1 2 a.warc.gz\n"
    b"org,example)/a 20260102030405 https://example.org/a text/html 200 X 1\n"
)
CDXJ = b'org,example)/a 20260102030405 {"url": "https://example.org/a", "status": "200"}\n'
COPY = "https://web.archive.org/web/20260102030405id_/https://example.org/a"


@pytest.mark.parametrize("answer", [CDX_JSON, CDX_LINES, CDXJ])
def test_answers_of_web_archives_lead_to_their_copies(answer: bytes) -> None:
    assert addresses_in(answer) == [COPY]


def test_lists_of_addresses_and_feeds() -> None:
    plain = b"# found by hand\nhttps://example.org/a\n\nhttps://example.org/b\nhttps://example.org/a\n"
    assert addresses_in(plain) == ["https://example.org/a", "https://example.org/b"]
    feed = (
        b'<?xml version="1.0"?><rss><channel><item><link>https://example.org/a</link>'
        b"<pubDate>Thu, 01 Jan 2026 00:00:00 GMT</pubDate></item></channel></rss>"
    )
    assert addresses_in(feed) == ["https://example.org/a"]
    sitemap = (
        b'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
        b"<url><loc>https://example.org/b</loc></url></urlset>"
    )
    assert addresses_in(sitemap) == ["https://example.org/b"]


@pytest.mark.parametrize("content", [b"", b"hello", b"<p>", b"[[1", b"[[]]", b"a b c d e f g\n", b"\xff\xfe"])
def test_what_is_no_list_is_none(content: bytes) -> None:
    assert addresses_in(content) is None


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300))
def test_no_list_makes_it_fail(content: bytes) -> None:
    addresses_in(content)
    addresses_in(bz2.compress(content))
    addresses_in(CDX_JSON[: len(content)] + content)
    addresses_in(io.BytesIO(CDXJ + content).getvalue())
