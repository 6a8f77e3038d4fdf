"""What happened when: bounds, whose time it was, and what was told afterwards."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from tests.incident.case.story import (
    ANNA,
    START,
    a_round,
    after,
    confirmed,
    event,
    proven_gone,
    reported,
)
from withhold.incident.case.interface import MACHINE, Event, EventKind
from withhold.incident.case.timeline import LATE, timeline

BOUNDED = event(
    EventKind.EXPOSURE_BOUNDED,
    15,
    facts={
        "readings": 4,
        "contradictions": 0,
        "since_earliest": "2026-03-02T04:30:00Z",
        "since_latest": "2026-03-02T04:41:00Z",
    },
)
STORY = (reported(), confirmed(), BOUNDED, a_round(18, still=3), *proven_gone(20))


def test_the_milestones_have_bounds() -> None:
    found = {one.name: (one.earliest, one.latest) for one in timeline(STORY, after(*STORY)).milestones}
    since = found["public since"]
    assert since[0] is not None
    assert since[1] is not None
    assert since[1] - since[0] == timedelta(minutes=11)
    assert found["told"] == (START, START)
    assert found["confirmed"] == (confirmed().at, confirmed().at)
    assert found["unreachable"] == (a_round(18).at, a_round(20).at)
    assert found["verified gone"] == (a_round(22).at, a_round(22).at)
    assert found["public until"] == (None, a_round(20).at)


def test_what_has_not_happened_has_no_bounds() -> None:
    found = {
        one.name: (one.earliest, one.latest) for one in timeline([reported()], after(reported())).milestones
    }
    for name in ("public since", "confirmed", "unreachable", "verified gone"):
        assert found[name] == (None, None)


def test_a_gap_is_the_time_of_who_then_acts() -> None:
    line = timeline(STORY, after(*STORY))
    assert line.people == timedelta(minutes=15)
    assert line.machine == timedelta(minutes=7)


def test_events_stand_where_they_happened_even_if_told_late() -> None:
    late = replace(event(EventKind.NOTED, 5), recorded=START + timedelta(hours=9))
    line = timeline([*STORY, late], after(*STORY))
    assert [entry.event.kind for entry in line.entries][:3] == [
        EventKind.REPORTED,
        EventKind.NOTED,
        EventKind.CONFIRMED,
    ]
    assert [entry.told_late for entry in line.entries].count(True) == 1


def test_what_is_recorded_soon_is_not_told_late() -> None:
    soon = replace(event(EventKind.NOTED, 5), recorded=event(EventKind.NOTED, 5).at + LATE)
    assert not timeline([soon], after(reported())).entries[0].told_late


@given(st.lists(st.tuples(st.integers(0, 10_000), st.booleans()), min_size=1, max_size=30))
def test_machine_time_and_peoples_time_are_all_the_time(steps: list[tuple[int, bool]]) -> None:
    events = [
        Event(EventKind.NOTED, START + timedelta(seconds=second), MACHINE if machine else ANNA, "x")
        for second, machine in steps
    ]
    line = timeline(events, after(reported()))
    moments = [one.at for one in events]
    assert line.machine + line.people == max(moments) - min(moments)
    assert min(line.machine, line.people) >= timedelta(0)
