"""One round: every way of asking is used, and could-not-look is never gone."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from tests.incident.takedown.outside.made import (
    FAST,
    LIST,
    URL,
    Site,
    answered,
    gone,
    there,
)
from withhold.fetching.interface import Answer, Refusal, Request
from withhold.incident.takedown.outside.interface import (
    Ending,
    Found,
    How,
    Seen,
    VantagePoint,
)


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
    """The same spelling, but that server answers for another URL: a copy may be there all the same."""

    def respond(request: Request) -> Answer | Refusal:
        return Refusal.UNREACHABLE if request.url == "https://www.example.org/b" else answered(404)

    site = Site(tmp_path, respond, settings=replace(FAST, deadline=10))
    shown = site.verify(["http://www.example.org/a", "http://www.example.org/b"])
    assert shown.ending is Ending.UNSURE
    assert {look.url for look in shown.rounds[0].of(Seen.UNSURE)} == {"https://www.example.org/b"}


@pytest.mark.parametrize(
    "refused", [Refusal.TLS, Refusal.TOO_SLOW, Refusal.BROKEN_ANSWER, Refusal.FORBIDDEN_ADDRESS]
)
def test_a_spelling_where_somebody_answers_badly_is_for_a_person(refused: Refusal, tmp_path: Path) -> None:
    def respond(request: Request) -> Answer | Refusal:
        return refused if request.url.startswith("https:") else answered(404)

    site = Site(tmp_path, respond, settings=replace(FAST, deadline=10))
    assert site.verify().ending is Ending.UNSURE


@pytest.mark.parametrize(
    ("answer", "ending"), [(answered(404), Ending.GONE), (answered(200, LIST), Ending.STILL)]
)
def test_a_bad_certificate_at_another_spelling_is_looked_behind(
    answer: Answer, ending: Ending, tmp_path: Path
) -> None:
    def respond(request: Request) -> Answer | Refusal:
        if not request.url.startswith("https:"):
            return answered(404)
        return answer if request.unproven and not request.headers else Refusal.TLS

    inside = VantagePoint("inside", headers=(("X-Token", "hush"),))
    site = Site(tmp_path, respond, settings=replace(FAST, deadline=10))
    assert site.verify(vantages=[inside]).ending is ending
    plain = Site(tmp_path, respond, settings=replace(FAST, deadline=10))
    shown = plain.verify(["https://www.example.org/a"])
    assert shown.ending is not Ending.GONE
    assert {look.seen for look in shown.rounds[0].looks if look.how is How.PLAIN} == {Seen.UNSURE}


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


@pytest.mark.parametrize("status", [429, 503])
def test_a_server_that_is_asked_too_much_is_asked_again(status: int, tmp_path: Path) -> None:
    asked: set[str] = set()

    def busy(request: Request) -> Answer | Refusal:
        key = f"{request.method} {request.url} {request.headers}"
        first = key not in asked
        asked.add(key)
        return answered(status) if first else answered(404)

    site = Site(tmp_path, busy, settings=replace(FAST, rounds=1))
    assert site.verify().ending is Ending.GONE
    always = Site(tmp_path, lambda request: answered(status), settings=replace(FAST, deadline=1))
    assert always.verify().ending is Ending.UNSURE


def test_a_part_of_what_as_a_whole_is_not_there_is_for_a_person(tmp_path: Path) -> None:
    def parts(request: Request) -> Answer | Refusal:
        if ("Range", "bytes=0-0") in request.headers:
            return answered(206, b"P", Content_Range="bytes 0-0/999999")
        return answered(404)

    shown = Site(tmp_path, parts, settings=replace(FAST, deadline=10)).verify()
    assert shown.ending is Ending.UNSURE
    assert {look.how for look in shown.rounds[0].of(Seen.UNSURE)} == {How.FIRST_BYTE}
