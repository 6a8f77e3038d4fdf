"""What each kind of evidence proves, and what is no evidence at all."""

import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.incident.exposure.fake_web import NOW, answer
from withhold.crawling.dates import dated
from withhold.domain.errors import UsageError
from withhold.incident.exposure.readings import (
    ends_of,
    readings_from_times,
    readings_of_answer,
    readings_of_file,
    readings_of_guard,
    readings_of_trace,
    stated,
)
from withhold.incident.exposure.window import fold


def test_of_a_logs_times_the_first_and_the_last_count() -> None:
    times = [NOW, NOW - timedelta(hours=2), (NOW - timedelta(hours=1)).replace(tzinfo=None)]
    assert [one.at for one in readings_from_times(times)] == [NOW - timedelta(hours=2), NOW]
    assert readings_from_times([]) == ()


def test_headers_that_the_site_sets_are_hints_and_a_caches_age_is_a_sighting() -> None:
    headers = (
        ("Age", "60"),
        ("Last-Modified", "Sun, 01 Mar 2026 09:30:00 GMT"),
        ("Expires", "never"),
        ("Date", "Mon, 02 Mar 2026 11:59:00 GMT"),
    )
    found = {one.source: one for one in readings_of_answer(answer("http://x.example/", 200, headers, b"x"))}
    assert (found["Age"].says, found["Age"].at) == ("public", NOW - timedelta(seconds=60))
    assert found["Last-Modified"].says == "hint"
    assert "Expires" not in found


@pytest.mark.parametrize("age", ["-5", "x", "9" * 40, "\u0663", ""])
def test_a_hostile_age_is_none(age: str) -> None:
    found = [
        one.source for one in readings_of_answer(answer("http://x.example/", 200, (("Age", age),), b"x"))
    ]
    assert found == ["looked from outside"]


def test_file_times_are_hints_also_beyond_the_calendar(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"x")
    os.utime(path, (0, 2**40))
    assert {one.says for one in readings_of_file(path)} == {"hint"}


def test_the_guards_record_is_for_its_bytes_only() -> None:
    evidence = {
        "schema": "withhold.evidence/1", "sha256": "aa", "last_absent": "2026-03-01T09:00:00+00:00",
        "first_seen": "2026-03-01T09:01:00+00:00", "pulled": None,
    }  # fmt: skip
    assert [one.says for one in readings_of_guard(evidence, "aa")] == ["not_public", "public"]
    assert readings_of_guard(evidence, "bb") == ()


def test_a_traces_result_gives_the_first_and_last_fetch_with_a_body(tmp_path: Path) -> None:
    path = tmp_path / "trace.json"
    accessors = [
        {"grade": "complete", "first": "2026-03-01T09:00:00Z", "last": "2026-03-01T10:00:00Z"},
        {"grade": "none", "first": "2026-03-01T01:00:00Z", "last": "2026-03-01T23:00:00Z"},
    ]
    path.write_text(json.dumps({"schema": "withhold.trace/1", "accessors": accessors}))
    assert [one.at.hour for one in readings_of_trace(path)] == [9, 10]
    path.write_text("{}")
    with pytest.raises(UsageError, match="withhold trace"):
        readings_of_trace(path)


def test_a_statement_needs_a_zone() -> None:
    assert stated("public=2026-03-01T09:30:00Z").at == datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
    for wrong in ("public=2026-03-01T09:30:00", "maybe=2026-03-01T09:30:00Z", "public"):
        with pytest.raises(UsageError, match="statement"):
            stated(wrong)


@pytest.mark.parametrize("text", ["", "soon", "0000-00-00", "9999-99-99", "Sun, 99 Foo 2026"])
def test_dates_that_are_none(text: str) -> None:
    assert dated(text) is None


def test_of_many_looks_the_first_and_the_last_bound_the_window() -> None:
    times = [NOW + timedelta(seconds=n) for n in range(9)]
    many = [one for moment in times for one in readings_from_times([moment], "looked from outside")]
    assert [one.at for one in ends_of(reversed(many))] == [times[0], times[-1]]
    assert fold(ends_of(many)).since_latest == fold(many).since_latest
    assert fold(ends_of(many)).until_earliest == fold(many).until_earliest


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_a_moment_outside_the_calendar_is_told(moment: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no statement"):
        stated(f"public={moment}")
    trace = tmp_path / "trace.json"
    one = {"grade": "complete", "first": moment, "last": moment}
    trace.write_text(json.dumps({"schema": "withhold.trace/1", "accessors": [one]}))
    with pytest.raises(UsageError, match="no result of"):
        readings_of_trace(trace)


def test_a_nest_without_end_is_no_trace(tmp_path: Path) -> None:
    trace = tmp_path / "trace.json"
    trace.write_text("[" * 200_000)
    with pytest.raises(UsageError, match="no result of"):
        readings_of_trace(trace)
