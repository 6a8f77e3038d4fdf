"""Pages of archives as they come, in every packing, and real archives."""

import gzip
import struct
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard

from tests.incident.watch.sources.made import FORMS, HTML, http, packed, pages, reasons, record, records
from withhold.incident.watch.sources import warc
from withhold.incident.watch.sources.interface import Page, Shard, Unread
from withhold.incident.watch.sources.reading import planned, read

Reading = Callable[[bytes], list[Page | Unread]]


@pytest.fixture
def reading(tmp_path: Path) -> Reading:
    """Reads bytes as an archive."""

    def of(content: bytes) -> list[Page | Unread]:
        path = tmp_path / "archive"
        path.write_bytes(content)
        return list(read(Shard("archive", "warc", (str(path),))))

    return of


@pytest.mark.parametrize("form", FORMS)
def test_pages_are_the_same_in_every_packing(form: str, reading: Reading) -> None:
    found = reading(packed(records(5), form))
    assert reasons(found) == []
    assert [page.url for page in pages(found)] == [f"http://example.org/{one}" for one in range(5)]
    assert [page.content for page in pages(found)] == [HTML + b"%d" % one for one in range(5)]
    assert {(page.media_type, page.charset, page.text) for page in pages(found)} == {
        ("text/html", "utf-8", False)
    }


@pytest.mark.parametrize("form", FORMS)
def test_an_archive_is_known_by_its_content(form: str, tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_bytes(packed(records(2), form))
    shards, unread = planned([str(path)])
    assert [(shard.kind, shard.size) for shard in shards] == [("warc", path.stat().st_size)]
    assert unread == []


@pytest.mark.parametrize("packed_too", [False, True])
def test_a_dictionary_in_the_first_frame_is_used(packed_too: bool, reading: Reading) -> None:
    ones = records(40)
    dictionary = zstandard.train_dictionary(
        2048, [one * 2 + b"%d" % at * 99 for at, one in enumerate(ones * 9)]
    )
    compressor = zstandard.ZstdCompressor(dict_data=dictionary)
    raw = zstandard.compress(dictionary.as_bytes()) if packed_too else dictionary.as_bytes()
    frame = struct.pack("<II", 0x184D2A5D, len(raw)) + raw
    found = reading(frame + b"".join(compressor.compress(one) for one in ones))
    assert len(pages(found)) == 40
    assert reasons(found) == []


def test_text_drawn_from_pages_is_told_as_such(reading: Reading) -> None:
    wet = record("http://example.org/", b"Only words.\n", b"conversion", media_type=b"text/plain")
    (page,) = reading(wet)
    assert isinstance(page, Page)
    assert (page.content, page.media_type, page.text) == (b"Only words.\n", "text/plain", True)


def test_a_resource_is_a_page(reading: Reading) -> None:
    (page,) = reading(
        record("<http://example.org/a.pdf>", b"%PDF-", b"resource", media_type=b"application/pdf")
    )
    assert isinstance(page, Page)
    assert (page.url, page.media_type) == ("http://example.org/a.pdf", "application/pdf")


def test_requests_and_metadata_are_no_pages(reading: Reading) -> None:
    others = [
        record("http://example.org/", b"GET / HTTP/1.1\r\n\r\n", kind) for kind in (b"request", b"metadata")
    ]
    found = reading(b"".join([*others, *records(1), *others]))
    assert len(found) == 1


def test_an_archive_without_pages_is_told(reading: Reading) -> None:
    found = reading(record("http://example.org/", b"GET / HTTP/1.1\r\n\r\n", b"request"))
    assert reasons(found) == ["it holds no page that could be read"]


def test_as_before_is_told_unless_the_page_is_there(reading: Reading) -> None:
    digest = b"WARC-Payload-Digest: sha1:AAAA\r\n"
    page = record("http://example.org/", http(HTML), headers=digest)
    same = record("http://example.org/", http(b""), b"revisit", digest)
    other = record("http://example.org/", http(b""), b"revisit", b"WARC-Payload-Digest: sha1:BBBB\r\n")
    assert reasons(reading(page + same)) == []
    (reason,) = reasons(reading(page + same + other))
    assert reason.startswith("1 records say only that a page was as before")


def test_pages_cut_when_archived_are_told(reading: Reading) -> None:
    found = reading(record("http://example.org/", http(HTML), headers=b"WARC-Truncated: length\r\n"))
    assert len(pages(found)) == 1
    assert reasons(found) == ["1 pages were cut when they were archived"]


def test_parts_of_split_records_are_told(reading: Reading) -> None:
    found = reading(b"".join(records(1)) + record("http://example.org/", b"rest", b"continuation"))
    assert len(reasons(found)) == 1


def test_a_long_page_is_looked_at_in_its_beginning(reading: Reading, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warc, "PAGE_BYTES", 1000)
    bomb = record("http://example.org/b", http(gzip.compress(bytes(10**6)), b"Content-Encoding: gzip\r\n"))
    long = record("http://example.org/l", http(b"x" * 1001))
    fits = record("http://example.org/f", http(b"x" * 1000))
    found = reading(bomb + long + fits)
    assert [len(page.content) for page in pages(found)] == [1000, 1000, 1000]
    assert [one.url for one in found if isinstance(one, Unread)] == [
        "http://example.org/b",
        "http://example.org/l",
    ]


@pytest.mark.corpora
@pytest.mark.parametrize(
    ("name", "number", "all_of_it"),
    [
        ("example-bad-non-chunked.warc.gz", 1, True),
        ("example-bad.warc.gz.bad", 2, True),
        ("example-digest.warc", 0, False),
        ("example-iana.org-chunked.warc", 1, True),
        ("example-resource.warc.gz", 1, True),
        ("example-space-in-target-uri.warc.gz", 1, True),
        ("example-trunc.warc", 1, False),
        ("example-wget-bad-target-uri.warc.gz", 3, True),
        ("example-wrong-chunks.warc.gz", 1, True),
        ("example.warc", 1, True),
        ("example.warc.gz", 1, True),
        ("post-test.warc.gz", 3, True),
    ],
)
def test_real_archives(name: str, number: int, all_of_it: bool, corpora: Path) -> None:
    shards, unread = planned([str(corpora / "warc" / name)])
    found = [one for shard in shards for one in read(shard)]
    assert [shard.kind for shard in shards] == ["warc"]
    assert len(pages(found)) == number
    assert all(page.content for page in pages(found))
    assert (not reasons(found) and not unread) is all_of_it


@pytest.mark.corpora
@pytest.mark.parametrize("name", ["example.arc", "example.arc.gz"])
def test_older_archives_are_told(name: str, corpora: Path) -> None:
    shards, unread = planned([str(corpora / "warc" / name)])
    assert [shard.kind for shard in shards] == ["files"]
    assert "ARC" in unread[0].reason
