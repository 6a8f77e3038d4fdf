"""Rounds until steady: nothing but clean rounds in a row is gone, and a crash loses none."""

import stat
from dataclasses import replace
from pathlib import Path

import pytest

from tests.incident.takedown.outside.made import FAST, LIST, NOW, URL, Site, answered, gone, there
from withhold.fetching.interface import Answer, Request
from withhold.incident.takedown.outside.interface import (
    Ending,
    Found,
    Round,
    Unverifiable,
)


def test_three_clean_rounds_in_a_row_are_gone(tmp_path: Path) -> None:
    site = Site(tmp_path, gone)
    shown = site.verify()
    assert shown.ending is Ending.GONE
    assert [one.streak for one in shown.rounds] == [1, 2, 3]
    assert shown.unreachable_at == NOW
    assert shown.verified_at == shown.rounds[2].ended == site.hands.time
    assert list(shown.rounds) == site.told
    assert len(site.hands.waits) == 2
    assert all(3.0 <= wait <= 5.0 for wait in site.hands.waits)


def test_a_round_that_could_not_look_breaks_the_row(tmp_path: Path) -> None:
    shown = Site(tmp_path, gone, gone, lambda request: answered(500), gone).verify()
    assert [one.streak for one in shown.rounds] == [1, 2, 0, 1, 2, 3]
    assert shown.unreachable_at == shown.rounds[3].ended
    assert shown.reappeared == ()


def test_what_reappears_begins_the_row_anew_and_is_said(tmp_path: Path) -> None:
    shown = Site(tmp_path, there, gone, there, there, gone).verify()
    assert [one.reappeared for one in shown.rounds] == [False, False, True, False, False, False, False]
    assert shown.ending is Ending.GONE
    assert shown.unreachable_at == shown.rounds[4].ended
    assert shown.reappeared == (shown.rounds[2].ended,)


def test_it_returns_early_when_it_is_asked_to(tmp_path: Path) -> None:
    site = Site(tmp_path, gone, there, settings=replace(FAST, still_rounds=2))
    shown = site.verify()
    assert [one.found for one in shown.rounds] == [Found.CLEAN, Found.STILL, Found.STILL]
    assert shown.ending is Ending.STILL


def test_the_deadline_ends_it_without_saying_gone(tmp_path: Path) -> None:
    site = Site(tmp_path, gone, settings=replace(FAST, rounds=100, deadline=20))
    shown = site.verify()
    assert shown.ending is Ending.UNSURE
    assert shown.unreachable_at == NOW
    assert shown.verified_at is None
    assert (site.hands.time - NOW).total_seconds() < 20


def test_a_later_run_goes_on_where_a_crash_ended_this_one(tmp_path: Path) -> None:
    class Crash(Exception):
        pass

    def crash(found: Round) -> None:
        if found.number == 2:
            raise Crash

    first = Site(tmp_path, gone)
    with pytest.raises(Crash):
        first.verify(tell=crash)
    with first.journal.open("ab") as stream:
        stream.write(b'{"number": 3, "beg')
    second = Site(tmp_path, gone)
    shown = second.verify()
    assert [one.number for one in second.told] == [3]
    assert [one.number for one in shown.rounds] == [1, 2, 3]
    assert shown.ending is Ending.GONE
    assert shown.rounds[:2] == tuple(first.told)
    again = Site(tmp_path, there, settings=replace(FAST, deadline=1)).verify()
    assert again.ending is Ending.STILL
    assert again.reappeared


def test_rounds_of_other_work_do_not_count(tmp_path: Path) -> None:
    Site(tmp_path, gone).verify()
    shown = Site(tmp_path, gone, settings=replace(FAST, deadline=1)).verify(
        [URL, "http://www.example.org/more"]
    )
    assert [one.streak for one in shown.rounds] == [1]
    assert shown.ending is Ending.UNSURE


def test_the_journal_is_for_its_owner_and_a_broken_one_is_said(tmp_path: Path) -> None:
    site = Site(tmp_path, gone)
    site.verify()
    assert stat.S_IMODE(site.journal.stat().st_mode) == 0o600
    lines = site.journal.read_bytes().splitlines(keepends=True)
    for broken in (b"not json\n", b"[]\n", b'{"number": 2}\n', b'{"work": "x"}\n'):
        site.journal.write_bytes(lines[0] + broken + lines[1])
        with pytest.raises(Unverifiable, match="line 2"):
            site.verify()


def test_nothing_to_look_for_is_an_error_and_never_gone(tmp_path: Path) -> None:
    with pytest.raises(Unverifiable, match="no URL or no document"):
        Site(tmp_path, gone).verify([])
    with pytest.raises(Unverifiable, match="no URL or no document"):
        Site(tmp_path, gone).verify(documents=[])
    with pytest.raises(Unverifiable, match="cannot be looked at"):
        Site(tmp_path, gone).verify(["file:///etc/passwd"])
    never = Site(tmp_path, gone, settings=replace(FAST, rounds=0))
    assert never.verify().ending is Ending.UNSURE


PAGE = "http://www.example.org/news"
TABLE = b"<table>" + b"".join(
    b"<tr><td>" + line.replace(b",", b"</td><td>") + b"</td></tr>" for line in LIST.splitlines()
)


def page_left(request: Request) -> Answer:
    return answered(200, TABLE) if "/news" in request.url else answered(410)


def test_a_page_left_to_people_is_not_gone_in_whatever_form_it_shows_content(tmp_path: Path) -> None:
    settings = replace(FAST, by_hand=frozenset({PAGE}), deadline=1000.0, still_rounds=1)
    site = Site(tmp_path, page_left, settings=settings)
    shown = site.verify([URL, PAGE])
    assert shown.ending is Ending.UNSURE
    assert (len(shown.rounds), shown.left) == (3, (PAGE,))
    again = Site(tmp_path, gone, settings=settings).verify([URL, PAGE])
    assert (again.ending, again.left) == (Ending.GONE, ())


def test_with_a_page_left_to_people_all_else_is_looked_at_as_strictly(tmp_path: Path) -> None:
    def back(request: Request) -> Answer:
        return answered(200, LIST) if "list.csv" in request.url else page_left(request)

    settings = replace(FAST, by_hand=frozenset({PAGE}), still_rounds=1)
    found_again = Site(tmp_path, page_left, page_left, back, settings=settings).verify([URL, PAGE])
    assert (found_again.ending, len(found_again.rounds), found_again.left) == (Ending.STILL, 3, ())
    (tmp_path / "other").mkdir()
    broken = Site(
        tmp_path / "other",
        lambda request: answered(500) if "list.csv" in request.url else page_left(request),
        settings=settings,
    ).verify([URL, PAGE])
    assert (broken.ending, broken.left) == (Ending.UNSURE, ())
