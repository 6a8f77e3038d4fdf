"""When an event may be recorded: after what, by whom, and what takes two people."""

from datetime import timedelta

import pytest

from tests.incident.case.story import (
    ANNA,
    BEN,
    CARA,
    CLERK,
    START,
    STEP,
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
from withhold.incident.case.authority import may, surely_differ
from withhold.incident.case.interface import ERASED, MACHINE, Actor, CaseError, Event, EventKind, Phase, Role
from withhold.incident.case.rules import PHASES, SKEW, check
from withhold.incident.case.state import CaseState

PLAN = event(EventKind.TAKEDOWN_PLANNED, 12, MACHINE, {"plan": STEP, "steps": 1})
BEGUN = event(EventKind.STEP_BEGUN, 12, MACHINE, {"step": STEP})
DONE = event(EventKind.STEP_DONE, 13, MACHINE, {"step": STEP, "result": "done"})
DECISIONS = (
    EventKind.CONFIRMED,
    EventKind.DISMISSED,
    EventKind.ASSESSED,
    EventKind.CLOCK_MET,
    EventKind.CLOCK_WAIVED,
    EventKind.PROPOSED,
    EventKind.RESTORED,
    EventKind.NOTED,
    EventKind.CLOSED,
    EventKind.REOPENED,
    EventKind.REMOVAL_ASKED,
)


def proposal(what: str, by: Actor, step: str | None = None) -> Event:
    return event(EventKind.PROPOSED, 30, by, {"what": what, "step": step})


def refused(state: CaseState, *events: Event, says: str | None = None) -> None:
    with pytest.raises(CaseError, match=says):
        check(state, events[0], START + timedelta(days=1))


def test_a_tip_alone_takes_nothing_down() -> None:
    for one in (PLAN, BEGUN, unreachable(20), gone(20)):
        refused(after(reported()), one, says="withhold case confirm")


def test_nothing_comes_before_the_first_report() -> None:
    for kind in set(EventKind) - {EventKind.REPORTED}:
        assert Phase.NEW not in PHASES[kind], kind


@pytest.mark.parametrize("kind", DECISIONS)
def test_the_machine_never_decides(kind: EventKind) -> None:
    assert not may(Role.MACHINE, kind)


def test_the_records_clerk_does_not_confirm() -> None:
    refused(after(reported()), event(EventKind.CONFIRMED, 1, CLERK), says="role records_clerk may not")


def test_it_is_not_confirmed_before_it_was_reported() -> None:
    refused(after(reported(5)), confirmed(4), says="before it was reported")


def test_nothing_is_recorded_of_the_future() -> None:
    late = Event(EventKind.NOTED, START + SKEW + timedelta(seconds=1), ANNA, "x")
    with pytest.raises(CaseError, match="future"):
        check(after(reported()), late, START)


def test_dismissing_a_report_takes_one_and_a_confirmed_case_two() -> None:
    dismissal = event(EventKind.DISMISSED, 40, BEN)
    assert after(reported(), dismissal).phase is Phase.DISMISSED
    refused(after(reported(), confirmed()), dismissal, says="two people")
    refused(after(reported(), confirmed(), proposal("dismiss", BEN)), dismissal, says="two people")
    refused(
        after(reported(), confirmed(), *proven_gone(), proposal("close", ANNA)), dismissal, says="two people"
    )
    assert after(reported(), confirmed(), proposal("dismiss", CARA), dismissal).phase is Phase.DISMISSED


def test_closing_takes_two_and_that_it_is_gone() -> None:
    closing = event(EventKind.CLOSED, 50, BEN)
    start = (reported(), confirmed(), *proven_gone())
    refused(after(*start), closing, says="two people")
    refused(after(reported(), confirmed()), closing)
    assert after(*start, proposal("close", ANNA), closing).phase is Phase.CLOSED


def test_a_proposal_does_not_outlive_the_end() -> None:
    closed = (
        reported(),
        confirmed(),
        *proven_gone(),
        proposal("close", ANNA),
        event(EventKind.CLOSED, 50, BEN),
    )
    again = (*closed, event(EventKind.REOPENED, 60))
    refused(after(*again), event(EventKind.CLOSED, 70, BEN), says="two people")


def test_a_proposal_to_close_does_not_outlive_that_it_is_public_again() -> None:
    gone_before = (reported(), confirmed(), *proven_gone(), proposal("close", ANNA))
    again = (*gone_before, place(50, "same_bytes"), *proven_gone(60))
    refused(after(*again), event(EventKind.CLOSED, 70, BEN), says="two people")


def test_what_cannot_be_done_now_is_not_proposed() -> None:
    dismissed = after(reported(), event(EventKind.DISMISSED, 5))
    refused(dismissed, proposal("dismiss", ANNA), says="is dismissed")
    refused(after(reported(), confirmed()), proposal("close", ANNA))


def test_the_same_name_otherwise_spelt_is_the_same_person() -> None:
    assert not surely_differ(Actor("Anna Berg", Role.COUNSEL), Actor(" anna  BERG ", Role.WEB_EDITOR))
    assert not surely_differ(Actor("Ａnna Berg", Role.COUNSEL), ANNA)
    assert surely_differ(ANNA, BEN)


@pytest.mark.parametrize(
    "name",
    [
        "Anna\u200b Berg",
        "Anna Berg\u00ad",
        "Anna\ufe0f Berg\u3164",
        "Berg, Anna",
        "Anna Berg.",
        "\u202eAnna-Berg",
    ],
)
def test_what_nobody_sees_makes_no_second_person(name: str) -> None:
    assert not surely_differ(Actor(name, Role.COUNSEL), ANNA)


@pytest.mark.parametrize("name", ["\u200b", "\u3164", "...", "\u2800"])
def test_nobody_acts_without_a_name_that_can_be_seen(name: str) -> None:
    refused(after(reported()), event(EventKind.NOTED, 1, Actor(name, Role.COUNSEL)), says="who did it")


def test_an_erased_name_may_have_been_anybodys_and_the_machine_is_nobody() -> None:
    assert not surely_differ(Actor(ERASED, Role.COUNSEL), BEN)
    assert not surely_differ(BEN, MACHINE)


def test_a_step_is_done_after_its_plan_and_beginning_only() -> None:
    start = (reported(), confirmed())
    refused(after(*start), BEGUN, says="before its plan")
    refused(after(*start, PLAN), DONE, says="never begun")
    assert after(*start, PLAN, BEGUN, DONE).steps == {STEP: EventKind.STEP_DONE}


def test_what_was_done_is_put_back_by_two_people() -> None:
    start = (reported(), confirmed(), PLAN, BEGUN)
    back = event(EventKind.RESTORED, 40, BEN, {"step": STEP})
    refused(after(*start), proposal("restore", ANNA, STEP), says="nothing to put back")
    refused(after(*start, DONE), back, says="two people")
    refused(after(*start, DONE, proposal("restore", BEN, STEP)), back, says="two people")
    state = after(*start, DONE, proposal("restore", ANNA, STEP), back)
    assert state.steps == {STEP: EventKind.RESTORED}
    refused(state, back)


def test_unreachable_needs_a_clean_round() -> None:
    start = (reported(), confirmed())
    refused(after(*start), unreachable(20), says="not clean")
    for dirty in (a_round(20, still=1), a_round(20, unsure=1), a_round(20, gone=0)):
        refused(after(*start, dirty), unreachable(21), says="not clean")
    assert after(*start, a_round(20), unreachable(20)).phase is Phase.CONTAINED


def test_gone_needs_the_agreed_rounds_in_a_row() -> None:
    start = (reported(), confirmed(), a_round(20), unreachable(20))
    refused(after(*start, a_round(21)), gone(21), says="not enough")
    refused(after(*start, a_round(21), a_round(22, unsure=1), a_round(23)), gone(23), says="not enough")
    refused(after(*start), gone(20, rounds=0), says="not enough")
    assert after(*start, a_round(21), a_round(22), gone(22)).phase is Phase.GONE


def test_a_place_that_nobody_could_look_at_keeps_it_from_being_gone() -> None:
    start = (reported(), confirmed(), unread(12))
    refused(after(*start, a_round(20)), unreachable(20), says="not looked at")
    assert after(*start, place(19, "gone"), a_round(20), unreachable(20)).phase is Phase.CONTAINED


def test_after_the_end_the_advice_is_to_reopen() -> None:
    refused(after(reported(), event(EventKind.DISMISSED, 1)), confirmed(), says="case reopen")
