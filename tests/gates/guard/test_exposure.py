"""The window of exposure is what the access log shows for exactly this path."""

from datetime import UTC, datetime
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from withhold.gates.guard.exposure import Window, lines_since, size_of, window

LOG = rb"""
192.0.2.1 [1780000000.250] "GET /data/leak.csv HTTP/1.1" 200 512
192.0.2.1 [1780000001.500] "GET /data/leak.csv?x=1 HTTP/1.1" 200 512
192.0.2.2 [1780000002.750] "GET //data/./%6ceak.csv HTTP/1.1" 206 10
192.0.2.2 [1780000009.000] "GET /data/leak.csv HTTP/1.1" 404 10
192.0.2.2 [1780000009.000] "GET /data/leak.csv HTTP/1.1" 304 0
192.0.2.2 [1780000009.000] "HEAD /data/leak.csv HTTP/1.1" 200 0
192.0.2.3 [1780000009.000] "GET /other HTTP/1.1" 200 10 "http://site.example/data/leak.csv"
192.0.2.3 [1780000009.000] "GET /data/leak.csv.bak HTTP/1.1" 200 10
""".strip().splitlines()


def at(seconds: float) -> datetime:
    return datetime.fromtimestamp(1780000000 + seconds, UTC)


def test_only_fetches_that_carried_content_count() -> None:
    assert window(LOG, "data/leak.csv") == Window(at(0.25), at(2.75), 3)
    assert window(LOG, "data") == Window(None, None, 0)


def test_the_combined_format_has_whole_seconds() -> None:
    line = b'192.0.2.1 - - [12/Jun/2026:10:11:12 +0200] "GET /a%20b HTTP/2.0" 200 9 "-" "Agent/1.0"'
    moment = datetime(2026, 6, 12, 8, 11, 12, tzinfo=UTC)
    assert window([line], "a b") == Window(moment, moment, 1)


def test_a_name_that_is_no_text_is_found_by_its_bytes() -> None:
    line = b'192.0.2.1 [1780000000.250] "GET /%FF.csv HTTP/1.1" 200 9'
    assert window([line], "\udcff.csv").count == 1


def test_a_fetch_without_a_readable_time_still_counts() -> None:
    assert window([b'x [now] "GET /a HTTP/1.1" 200 9'], "a") == Window(None, None, 1)


@given(st.binary())
def test_any_line_is_survived(line: bytes) -> None:
    window([line, b'"GET /a HTTP/1.1" 200 ' + line], "a")


def test_reading_starts_where_the_log_stood_unless_it_was_rotated(tmp_path: Path) -> None:
    log = tmp_path / "access.log"
    log.write_bytes(b"old\n")
    start = size_of(log)
    with log.open("ab") as stream:
        stream.write(b"new\n")
    assert list(lines_since(log, start)) == [b"new\n"]
    log.rename(tmp_path / "access.log.1")
    log.write_bytes(b"first\nsecond\n")
    assert list(lines_since(log, start)) == [b"first\n", b"second\n"]
