"""What events add up to: pessimistic, in the order recorded, whatever comes late."""

from dataclasses import replace
from datetime import timedelta
from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.incident.case.story import (
    ANNA,
    BEN,
    SHA256,
    START,
    URL,
    a_round,
    after,
    confirmed,
    event,
    gone,
    place,
    proven_gone,
    reported,
    unreachable,
    unread,
)
from withhold.incident.case.exposed import Held
from withhold.incident.case.folding import fold
from withhold.incident.case.interface import ERASED, MACHINE, Actor, CaseError, Event, EventKind, Phase
from withhold.incident.case.rules import check_all
from withhold.incident.case.state import CaseState

GONE = (reported(), confirmed(), *proven_gone())
CLOSED = (*GONE, event(EventKind.PROPOSED, 30, facts={"what": "close"}), event(EventKind.CLOSED, 31, BEN))
AGAIN = event(EventKind.REAPPEARED, 90, MACHINE, {"places": 1}, {"url": URL})


def test_it_goes_from_told_to_gone() -> None:
    state = after(*GONE)
    assert state.phase is Phase.GONE
    assert (state.first_told, state.confirmed_at) == (reported().at, confirmed().at)
    assert state.unreachable_at == a_round(20).at
    assert state.gone_at == a_round(22).at


def test_confirmed_is_taken_to_be_public() -> None:
    assert after(reported(), confirmed(), a_round(12)).phase is Phase.CONFIRMED


def test_what_comes_back_reopens_even_a_closed_case() -> None:
    for start in (GONE, CLOSED):
        state = after(*start, AGAIN)
        assert state.phase is Phase.CONFIRMED
        assert state.unreachable_at is None
        assert state.gone_at is None
        assert state.clean_rounds == 0
        assert after(*start, AGAIN, *proven_gone(100)).phase is Phase.GONE


def test_a_place_found_later_reopens_it_too() -> None:
    assert after(*GONE, place(80, "same_content", URL + "?v=2")).phase is Phase.CONFIRMED
    assert after(*GONE, place(80, "other", URL + "?v=2")).phase is Phase.GONE


def test_a_sighting_from_before_it_was_taken_down_does_not_when_told_late() -> None:
    assert after(*GONE, place(15, "same_bytes")).phase is Phase.GONE


def test_a_new_place_that_nobody_could_look_at_is_not_gone() -> None:
    assert after(*GONE, unread(80, URL + "?v=2")).phase is Phase.CONFIRMED


def test_one_failed_look_at_a_place_found_gone_disproves_nothing() -> None:
    state = after(reported(), confirmed(), place(19, "gone"), *proven_gone(), unread(80))
    assert state.phase is Phase.GONE
    assert state.unread == ()


def test_a_round_told_late_says_nothing_about_now() -> None:
    start = (reported(), confirmed(), a_round(20), unreachable(20))
    assert after(*start, a_round(19, still=1)).clean_rounds == 1
    assert after(reported(), confirmed(), a_round(20, still=1), a_round(19)).clean_rounds == 0


def test_the_first_report_is_the_earliest_told_not_the_first_recorded() -> None:
    assert after(reported(10), reported(3)).first_told == reported(3).at


def test_a_report_after_the_end_is_a_task_and_reopens_nothing_by_itself() -> None:
    state = after(*CLOSED, reported(100))
    assert state.phase is Phase.CLOSED
    assert state.told_after_end
    assert not after(*CLOSED, reported(100), event(EventKind.REOPENED, 101)).told_after_end


def test_reopening_leads_back_to_where_it_ended() -> None:
    assert after(*CLOSED, event(EventKind.REOPENED, 90)).phase is Phase.GONE
    dismissed = (reported(), event(EventKind.DISMISSED, 5))
    assert after(*dismissed, event(EventKind.REOPENED, 90)).phase is Phase.REPORTED


def test_places_whose_url_was_erased_stay_apart() -> None:
    one = Event(EventKind.PLACE_UNREAD, START, ANNA, "x")
    state = fold([one, one])
    assert len(state.unread) == 2
    assert all(url.startswith(ERASED) for url in state.unread)


def test_folding_changes_no_earlier_state() -> None:
    state = after(reported())
    later = fold([event(EventKind.DOCUMENT_ADDED, facts={"sha256": SHA256, "size": 5})], state)
    assert state.documents == {}
    assert later.documents == {SHA256: 5}


LOOKS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2), st.integers(0, 2)), max_size=12)


@given(LOOKS)
def test_the_streak_counts_clean_rounds_since_the_last_other_one(looks: list[tuple[int, int, int]]) -> None:
    state = fold([a_round(20 + n, *look) for n, look in enumerate(looks)], after(reported(), confirmed()))
    streak = 0
    for clean, still, unsure in looks:
        streak = streak + 1 if clean and not still and not unsure else 0
    assert state.clean_rounds == streak


@given(st.data())
def test_folding_in_parts_is_folding_at_once(data: st.DataObject) -> None:
    events = [*CLOSED, AGAIN, *proven_gone(100)]
    cut = data.draw(st.integers(0, len(events)))
    assert fold(events[cut:], fold(events[:cut])) == fold(events, CaseState())


def test_a_deadline_is_met_the_first_time_and_not_waived_after_that() -> None:
    first, again = (
        event(EventKind.CLOCK_MET, minute, facts={"clock": "uk-authority"}) for minute in (20, 30)
    )
    waived = event(EventKind.CLOCK_WAIVED, 40, facts={"clock": "uk-authority"})
    for events in ((first, again, waived), (first, waived, again)):
        assert after(reported(), *events).clocks_settled["uk-authority"].at == first.at
    assert after(reported(), waived, again).clocks_settled["uk-authority"].at == again.at


def test_a_clock_that_was_put_back_is_noticed() -> None:
    early, late = (replace(reported(), recorded=START + timedelta(hours=hour)) for hour in (1, 2))
    assert not fold([early, late]).clock_went_back
    assert fold([late, early]).clock_went_back


ANY = st.one_of(
    st.builds(a_round, st.integers(12, 99), st.integers(0, 2), st.integers(0, 1), st.integers(0, 1)),
    st.builds(a_round, st.integers(12, 99)),
    st.builds(unreachable, st.integers(12, 99)),
    st.builds(gone, st.integers(12, 99), st.integers(0, 3)),
    st.builds(
        place, st.integers(12, 99), st.sampled_from(Held).map(str), st.sampled_from([URL, URL + "?v=2"])
    ),
    st.builds(unread, st.integers(12, 99), st.sampled_from([URL, URL + "?v=2"])),
    st.sampled_from([AGAIN, reported(50), confirmed(51)]),
    st.builds(
        lambda minute, what, by: event(EventKind.PROPOSED, minute, by, {"what": what}),
        st.integers(12, 99),
        st.sampled_from(["close", "dismiss"]),
        st.sampled_from([ANNA, BEN]),
    ),
    st.builds(
        event,
        st.sampled_from([EventKind.CLOSED, EventKind.DISMISSED, EventKind.REOPENED]),
        st.integers(12, 99),
        st.sampled_from([ANNA, BEN]),
    ),
)


def ending(what: str, first: Actor, second: Actor) -> list[Event]:
    kind = {"close": EventKind.CLOSED, "dismiss": EventKind.DISMISSED}[what]
    return [event(EventKind.PROPOSED, 70, first, {"what": what}), event(kind, 71, second)]


PEOPLE = st.sampled_from([ANNA, BEN])
MANY = st.lists(
    ANY.map(lambda one: [one])
    | st.builds(proven_gone, st.integers(12, 60))
    | st.builds(ending, st.sampled_from(["close", "dismiss"]), PEOPLE, PEOPLE),
    max_size=30,
)


@given(MANY.map(lambda parts: list(chain(*parts))))
def test_whatever_happens_nothing_counts_as_gone_that_is_not_proven(events: list[Event]) -> None:
    """Random events, those that the rules refuse left out: what the phase says is always true."""
    state = after(reported(), confirmed())
    allowed: list[Event] = []
    for one in events:
        try:
            state = check_all(state, [one], START + timedelta(days=9))
        except CaseError:
            continue
        allowed.append(one)
        if state.phase in (Phase.CONTAINED, Phase.GONE):
            assert not state.unread
            assert any(each.kind is EventKind.ROUND_LOOKED and not each.facts["still"] for each in allowed)
        if state.phase is Phase.GONE:
            assert state.unreachable_at is not None
            assert state.gone_at is not None
            assert state.unreachable_at <= state.gone_at
        if one.kind in (EventKind.CLOSED, EventKind.DISMISSED):
            assert any(each.kind is EventKind.PROPOSED and each.by != one.by for each in allowed)
    assert fold(allowed, after(reported(), confirmed())) == state


def test_what_was_told_after_the_end_is_seen_to_once_it_goes_on_by_itself() -> None:
    again = after(*CLOSED, reported(100), place(101, "same_bytes"))
    assert (again.phase, again.told_after_end) == (Phase.CONFIRMED, False)


@pytest.mark.parametrize(
    "seen",
    [replace(AGAIN, at=START), place(0, "same_bytes"), a_round(0, still=1)],
    ids=lambda one: str(one.kind),
)
def test_what_is_seen_now_counts_though_a_clock_was_put_back(seen: Event) -> None:
    late = fold([replace(seen, recorded=START + timedelta(hours=3))], after(*GONE))
    assert (late.phase, late.clean_rounds) == (Phase.GONE, 3)
    now = fold([replace(seen, recorded=START + timedelta(seconds=2))], after(*GONE))
    assert now.clean_rounds == 0
    assert now.last_still is not None
    if seen.kind is not EventKind.ROUND_LOOKED:  # of a round, `reappeared` tells
        assert now.phase is Phase.CONFIRMED


def test_a_clean_round_from_before_the_newest_proves_nothing_whatever_the_clock() -> None:
    start = after(reported(), confirmed(), a_round(20, still=1))
    assert fold([replace(a_round(10), recorded=START + timedelta(minutes=10))], start).clean_rounds == 0
