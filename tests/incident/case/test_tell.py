"""The case told: the page is harmless and complete, what was public is never said better than known."""

import re
from datetime import timedelta

import pytest

from tests.incident.case.story import (
    ANNA,
    START,
    STEP,
    URL,
    a_round,
    after,
    confirmed,
    event,
    proven_gone,
    reported,
    settings,
    unreachable,
)
from withhold.incident.case.interface import Actor, Event, EventKind, Role
from withhold.incident.case.tell import duration, tasks
from withhold.incident.case.tell_html import Span, public_spans, render_timeline
from withhold.incident.case.timeline import timeline

NOW = START + timedelta(hours=3)
HOSTILE = "<script>alert(1)</script>\"'\u202e\x1b[31m=cmd"
BOUNDED = event(
    EventKind.EXPOSURE_BOUNDED,
    12,
    facts={
        "readings": 4,
        "contradictions": 0,
        "since_earliest": "2026-03-02T04:30:00Z",
        "since_latest": "2026-03-02T04:41:00Z",
        "until_earliest": "2026-03-02T09:05:00Z",
    },
)


def page(*events: Event) -> str:
    state = after(*events)
    return render_timeline(settings(title="List <b>of</b> 名簿"), state, timeline(events, state), NOW)


def test_hostile_text_is_text() -> None:
    told = Event(
        EventKind.REPORTED, START, Actor(HOSTILE, Role.COUNSEL), HOSTILE, {"source": "tip"}, {"url": HOSTILE}
    )
    html = page(told)
    assert "<script" not in html
    assert "<b>of" not in html
    assert not any(character in html for character in "\x1b\u202e")
    assert html.count("&lt;script&gt;") == 3


def test_the_page_loads_and_runs_nothing() -> None:
    html = page(reported(), confirmed(), *proven_gone())
    assert "default-src 'none'" in html
    assert not re.search(r"(src|href)=\"(?!#|data:)", html)
    assert not re.search(r"\son\w+=", html)
    assert " style=" not in html


def test_the_page_has_every_event_and_milestone() -> None:
    events = (reported(), confirmed(), BOUNDED, *proven_gone())
    html = page(*events)
    for words in (
        *(one.kind.replace("_", " ") for one in events),
        "public since",
        "verified gone",
        "Anna Berg",
    ):
        assert words in html
    assert "nan" not in html


def test_a_case_of_one_moment_is_drawn_too() -> None:
    assert "Nothing is known" not in page(reported())
    assert "not known" in page(reported())


def test_it_was_surely_public_only_between_what_shows_it() -> None:
    seen = a_round(18, still=2)
    state = after(reported(), confirmed(), BOUNDED, seen, *proven_gone())
    window = state.window
    first, sure = window["since_earliest"], window["since_latest"]
    assert first is not None
    assert sure is not None
    assert public_spans(state, NOW) == (
        Span("unsure", first, sure),
        Span("sure", sure, seen.at),
        Span("unsure", seen.at, a_round(20).at),
    )


def test_what_is_not_proven_gone_may_be_public_until_now() -> None:
    spans = public_spans(after(reported(), confirmed(), BOUNDED), NOW)
    assert spans[-1].end == NOW
    assert spans[-1].kind == "unsure"
    contained = after(reported(), confirmed(), BOUNDED, a_round(20), unreachable(20))
    assert public_spans(contained, NOW)[-1].end == NOW


def test_a_file_dated_to_the_year_1_leaves_the_case_readable() -> None:
    window = event(
        EventKind.EXPOSURE_BOUNDED,
        1,
        facts={"readings": 1, "contradictions": 0, "since_earliest": "0001-01-01T00:00:00Z"},
    )
    assert "0001-01-01 00:00:00+00:00" in page(reported(), window)


def test_without_evidence_of_time_nothing_is_sure() -> None:
    spans = public_spans(after(reported(), confirmed()), NOW)
    assert [(span.kind, span.start, span.end) for span in spans] == [("unsure", START, NOW)]


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0.0 s"),
        (4.24, "4.2 s"),
        (59.99, "60.0 s"),
        (60, "1 min"),
        (3600, "1 h"),
        (93780, "1 d 2 h 3 min"),
    ],
)
def test_durations(seconds: float, words: str) -> None:
    assert duration(timedelta(seconds=seconds)) == words


def test_what_to_do_follows_the_case() -> None:
    assert any("case confirm" in task for task in tasks(after(reported()), (), NOW))
    assert any("withhold exposure" in task for task in tasks(after(reported(), confirmed()), (), NOW))
    gone = after(reported(), confirmed(), *proven_gone())
    assert not any("withhold takedown" in task for task in tasks(gone, (), NOW))
    told = Event(EventKind.NOTED, START, ANNA, URL)
    assert tasks(after(reported(), told), (), NOW) == tasks(after(reported()), (), NOW)


def test_a_removal_that_runs_out_is_to_do_without_anybody_recording_it() -> None:
    asked = event(EventKind.REMOVAL_ASKED, 30, facts={"removal": STEP, "recipient": "search_engine"})
    facts = {"removal": STEP, "answer": "done", "due": "2026-09-01T00:00:00Z"}
    state = after(
        reported(), confirmed(), *proven_gone(), asked, event(EventKind.REMOVAL_ANSWERED, 40, facts=facts)
    )
    assert not any("removals are due" in task for task in tasks(state, (), START + timedelta(days=1)))
    assert any("1 removals are due" in task for task in tasks(state, (), START + timedelta(days=200)))
