"""What archives kept bounds the window where it is the same bytes; one that is silent is not looked at."""

import json
import time
from datetime import UTC, datetime

from tests.incident.exposure.fake_web import NOW, FakeWeb
from withhold.incident.case.exposed import Held
from withhold.incident.exposure.archives import Archive, Cdx, Memento, ask

URL = "http://www.example.org/list.csv"
BASE = "http://archive.example"
LINES = [
    ["timestamp", "statuscode", "digest"],
    ["20260301080000", "404", "NONE"],
    ["20260301093000", "200", "ONE"],
    ["20260301100000", "200", "ONE"],
    ["20260301110000", "200", "TWO"],
    ["20260301xx0000", "200", "BAD"],
    ["short"],
]


def cdx(pages: dict[str, bytes]) -> tuple[Archive, FakeWeb]:
    web = FakeWeb({})
    archive = Cdx(web, BASE)
    web.pages = {archive.where(URL): json.dumps(LINES).encode(), **pages}
    return archive, web


def test_captures_of_the_same_bytes_are_sightings_and_missing_ones_absences() -> None:
    archive, _ = cdx({})
    readings, places = ask(archive, URL, lambda url: "0930" in url, NOW)
    assert [(one.at.hour, one.says) for one in readings] == [(8, "not_public"), (9, "public"), (10, "public")]
    assert [one.held for one in places] == [Held.SAME_BYTES, Held.SAME_BYTES]
    assert places[0].url == f"{BASE}/web/20260301093000id_/{URL}"


def test_a_copy_that_cannot_be_had_is_not_looked_at() -> None:
    archive, _ = cdx({})
    readings, places = ask(archive, URL, lambda url: None, NOW)
    assert [one.says for one in readings] == ["not_public"]
    assert {one.held for one in places} == {Held.NOT_LOOKED}


def test_an_archive_that_does_not_answer_is_not_looked_at_and_never_without_a_copy() -> None:
    for broken in ({}, {"down": True}):
        archive, web = cdx({})
        web.pages = {archive.where(URL): (503, (), b"")}
        web.down = {archive.where(URL)} if broken else set()
        readings, places = ask(archive, URL, lambda url: True, NOW)
        assert readings == []
        assert [one.held for one in places] == [Held.NOT_LOOKED]
        assert places[0].url != URL


def test_the_time_map_of_memento() -> None:
    web = FakeWeb({})
    archive = Memento(web, f"{BASE}/timemap/link/")
    web.pages[archive.where(URL)] = (
        f'<{URL}>; rel="original",\n'
        f'<{BASE}/m/1>; rel="first memento"; datetime="Sun, 01 Mar 2026 09:30:00 GMT"'
    ).encode()
    (capture,) = archive.captures(URL)
    assert capture.at == datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
    assert capture.copy == f"{BASE}/m/1"


def test_a_hostile_time_map_is_read_in_a_straight_line() -> None:
    base = "http://archive.example/timemap/"
    began = time.monotonic()
    assert Memento(FakeWeb({f"{base}x": b"<http://a.example/>;" + b"a" * 200_000}), base).captures("x") == []
    assert time.monotonic() - began < 2
