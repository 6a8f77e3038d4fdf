"""What sources stand for: shards, and what cannot be looked at."""

import os
from pathlib import Path

import pytest

from tests.incident.watch.sources.made import HTML, packed, pages, reasons, records
from withhold.domain.errors import NothingToInspect, UsageError
from withhold.incident.watch.sources import files, reading
from withhold.incident.watch.sources.interface import Shard
from withhold.incident.watch.sources.reading import planned, read


def test_a_folder_is_its_files_and_its_archives(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(HTML)
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "b.txt").write_bytes(b"words")
    (tmp_path / "deep" / "c").write_bytes(packed(records(2), "gzip"))
    shards, unread = planned([str(tmp_path)])
    assert {shard.kind for shard in shards} == {"files", "warc"}
    assert unread == []
    found = [one for shard in shards for one in read(shard)]
    assert sorted(page.url.rpartition("/")[2] for page in pages(found)) == ["0", "1", "a.html", "b.txt"]


def test_shards_of_files_are_small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "_MOST_FILES", 4)
    monkeypatch.setattr(reading, "_MOST_BYTES", 1000)
    for number in range(10):
        (tmp_path / f"{number}").write_bytes(b"x" * (900 if number == 5 else 10))
    shards, _ = planned([str(tmp_path)])
    assert [len(shard.paths) for shard in shards] == [4, 4, 2]
    assert all(shard.size <= 1000 for shard in shards)


def test_a_big_file_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MOST_BYTES", 100)
    (tmp_path / "big").write_bytes(bytes(101))
    shards, _ = planned([str(tmp_path)])
    assert len(reasons(list(read(shards[0])))) == 1


def test_a_file_that_went_away_is_told(tmp_path: Path) -> None:
    for kind in ("files", "warc"):
        found = list(read(Shard("s", kind, (str(tmp_path / "gone"),))))
        assert len(reasons(found)) == len(found) == 1


def test_what_is_no_file_is_told(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "a").write_bytes(b"x")
    _, unread = planned([str(tmp_path)])
    assert [one.reason for one in unread] == ["not a regular file"]


def test_missing_and_empty_sources_are_errors(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        planned([str(tmp_path / "gone")])
    with pytest.raises(NothingToInspect):
        planned([str(tmp_path)])


def test_an_address_is_a_shard_and_asks_nobody_yet() -> None:
    assert planned(["https://example.org/list"])[0] == [
        Shard("https://example.org/list", "urls", ("https://example.org/list",))
    ]


def test_a_list_leads_to_its_pages_and_a_source_does_not(tmp_path: Path) -> None:
    path = tmp_path / "found.txt"
    path.write_text("https://example.org/a\nhttps://example.net/b\n")
    assert [shard.kind for shard in planned([str(path)])[0]] == ["files"]
    assert [shard.kind for shard in planned([str(tmp_path)])[0]] == ["files"]
    (shard,) = planned([], [str(path)])[0]
    assert (shard.kind, shard.paths) == ("urls", ("https://example.org/a", "https://example.net/b"))
    path.write_text("<sitemapindex><sitemap><loc>https://example.org/a.xml</loc></sitemap></sitemapindex>")
    assert [shard.kind for shard in planned([], [str(path)])[0]] == ["lists"]


def test_what_has_to_be_a_list_is_one(tmp_path: Path) -> None:
    path = tmp_path / "found.txt"
    path.write_text("https://example.org/a\n")
    assert [shard.kind for shard in planned([], [str(path)])[0]] == ["urls"]
    path.write_text("see https://example.org/a\n")
    with pytest.raises(UsageError, match="is no list"):
        planned([], [str(path)])
