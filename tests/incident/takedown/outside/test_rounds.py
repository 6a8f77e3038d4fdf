"""Rounds until steady: nothing but clean rounds in a row is gone, and a crash loses none."""

import re
import stat
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from tests.incident.takedown.outside.made import NOW, URL, Hands, Respond, Told, answered, known, rows
from withhold.fetching.interface import Answer, Refusal, Request
from withhold.incident.takedown.outside.interface import (
    Ending,
    Found,
    How,
    Known,
    Round,
    Seen,
    Settings,
    Unverifiable,
    VantagePoint,
    Verification,
    Watched,
)
from withhold.incident.takedown.outside.rounds import verify

LIST = rows(500)
WATCHED = Watched(URL, ('"5e-1"',), ("Sun, 01 Mar 2026 10:00:00 GMT",))
FAST = Settings(round_seconds=4.0, deadline=100.0)


def gone(request: Request) -> Answer | Refusal:
    return answered(410, b"gone")


def there(request: Request) -> Answer | Refusal:
    return answered(200, b"" if request.method == "HEAD" else LIST, Content_Length=str(len(LIST)))


class Site:
    """A site that answers each round as the next of `states`, the last for ever."""

    def __init__(self, folder: Path, *states: Respond, settings: Settings = FAST) -> None:
        self.states = list(states)
        self.journal = folder / "rounds.jsonl"
        self.hands = Hands()
        self.told: list[Round] = []
        self.fetcher = Told(states[0])
        self.settings = settings

    def verify(
        self,
        urls: Sequence[str | Watched] = (WATCHED,),
        documents: Sequence[Known] | None = None,
        vantages: Sequence[VantagePoint] = (),
        tell: Callable[[Round], None] | None = None,
    ) -> Verification:
        def next_state(found: Round) -> None:
            self.told.append(found)
            self.states = self.states[1:] or self.states
            self.fetcher.respond = self.states[0]
            if tell is not None:
                tell(found)

        looked_for = [known(LIST)] if documents is None else documents
        return verify(
            urls, looked_for, vantages, lambda vantage: self.fetcher, self.settings, self.journal,
            self.hands, next_state, self.hands.wait,
        )  # fmt: skip


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


def test_every_way_of_asking_is_used(tmp_path: Path) -> None:
    site = Site(tmp_path, gone, settings=replace(FAST, rounds=1, hosts=("cdn.example.org",)))
    (one,) = site.verify().rounds
    assert {look.how for look in one.looks} == set(How)
    sent = [(request.method, *header) for request in site.fetcher.requests for header in request.headers]
    assert ("GET", "Range", "bytes=0-0") in sent
    assert ("GET", "If-None-Match", '"5e-1"') in sent
    assert ("GET", "If-Modified-Since", "Sun, 01 Mar 2026 10:00:00 GMT") in sent
    assert "http://cdn.example.org/files/list.csv" in {request.url for request in site.fetcher.requests}


@pytest.mark.parametrize("how", How)
def test_one_look_that_finds_it_spoils_the_round(how: How, tmp_path: Path) -> None:
    plain = Site(tmp_path, gone, settings=replace(FAST, rounds=1))
    looks = plain.verify().rounds[0].looks
    asked = plain.fetcher.requests
    del asked[len(looks) :]

    def one_still(request: Request) -> Answer | Refusal:
        return there(request) if matches(how, request) else answered(404)

    site = Site(tmp_path / "x", one_still, settings=replace(FAST, rounds=1, deadline=1))
    (tmp_path / "x").mkdir()
    shown = site.verify()
    assert shown.ending is Ending.STILL
    assert {look.how for look in shown.rounds[-1].of(Seen.STILL)} == {how}
    assert shown.unreachable_at is None


def matches(how: How, request: Request) -> bool:
    """Whether this is the request of that way of asking."""
    header = {
        How.NO_CACHE: ("Cache-Control", "no-cache"),
        How.FIRST_BYTE: ("Range", "bytes=0-0"),
        How.LAST_BYTES: ("Range", "bytes=-64"),
        How.GZIP: ("Accept-Encoding", "gzip"),
        How.BROTLI: ("Accept-Encoding", "br"),
        How.ZSTD: ("Accept-Encoding", "zstd"),
        How.IF_NONE_MATCH: ("If-None-Match", '"5e-1"'),
        How.IF_MODIFIED: ("If-Modified-Since", "Sun, 01 Mar 2026 10:00:00 GMT"),
    }.get(how)
    if header is not None:
        return header in request.headers
    if how is How.OTHER_QUERY:
        return re.fullmatch(re.escape(URL) + r"\?_=[0-9a-f]{16}", request.url) is not None
    if how is How.SPELLING:
        return request.url == "http://www.example.org//files/list.csv"
    return (request.url, request.headers, request.method == "HEAD") == (URL, (), how is How.HEAD)


@pytest.mark.parametrize("refused", list(Refusal))
def test_could_not_look_is_never_gone(refused: Refusal, tmp_path: Path) -> None:
    site = Site(tmp_path, lambda request: refused, settings=replace(FAST, deadline=20))
    shown = site.verify()
    assert shown.ending is Ending.UNSURE
    assert {one.found for one in shown.rounds} == {Found.UNSURE}
    assert shown.verified_at is None
    assert all("\x1b" not in look.detail for one in shown.rounds for look in one.looks)


def test_a_round_that_could_not_look_breaks_the_row(tmp_path: Path) -> None:
    shown = Site(tmp_path, gone, gone, lambda request: answered(503), gone).verify()
    assert [one.streak for one in shown.rounds] == [1, 2, 0, 1, 2, 3]
    assert shown.unreachable_at == shown.rounds[3].ended
    assert shown.reappeared == ()


def test_what_reappears_begins_the_row_anew_and_is_said(tmp_path: Path) -> None:
    shown = Site(tmp_path, there, gone, there, there, gone).verify()
    assert [one.reappeared for one in shown.rounds] == [False, False, True, False, False, False, False]
    assert shown.ending is Ending.GONE
    assert shown.unreachable_at == shown.rounds[4].ended
    assert shown.reappeared == (shown.rounds[2].ended,)


def test_a_spelling_where_nobody_answers_does_not_hold_it_up(tmp_path: Path) -> None:
    def respond(request: Request) -> Answer | Refusal:
        if request.url.startswith("https:"):
            return Refusal.NO_TLS
        return answered(404) if "//www." in request.url else Refusal.UNRESOLVED

    shown = Site(tmp_path, respond).verify()
    assert shown.ending is Ending.GONE
    assert {look.url for look in shown.rounds[0].of(Seen.ABSENT)} == {
        "https://www.example.org/files/list.csv",
        "http://example.org/files/list.csv",
    }


def test_a_server_that_is_known_to_answer_has_to(tmp_path: Path) -> None:
    """The same spelling, but another of the URLs stands there: the server is down, the copy may come back."""

    def respond(request: Request) -> Answer | Refusal:
        return Refusal.UNREACHABLE if request.url.startswith("https:") else answered(404)

    site = Site(tmp_path, respond, settings=replace(FAST, deadline=10))
    assert site.verify([URL, "https://www.example.org/other"]).ending is Ending.UNSURE


def test_a_head_without_a_length_is_as_the_plain_look(tmp_path: Path) -> None:
    def soft(request: Request) -> Answer | Refusal:
        return answered(200, b"" if request.method == "HEAD" else b"nothing is here any more")

    assert Site(tmp_path / "a", soft).settings
    (tmp_path / "a").mkdir()
    assert Site(tmp_path / "a", soft).verify().ending is Ending.GONE


def test_it_looks_from_every_vantage_point_with_its_headers(tmp_path: Path) -> None:
    inside = VantagePoint("inside", {"www.example.org": "192.0.2.9"}, (("X-Region", "north"),))
    site = Site(tmp_path, gone, settings=replace(FAST, rounds=1))
    (one,) = site.verify(vantages=(VantagePoint("far"), inside)).rounds
    assert {look.vantage for look in one.looks} == {"far", "inside"}
    assert {request.headers[0] for request in site.fetcher.requests if request.headers} >= {
        ("X-Region", "north")
    }


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
