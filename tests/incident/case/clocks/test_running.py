"""Which deadlines run in a case: from which event, under which conditions, and how they stand."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType

import pytest

from tests.incident.case.story import ANNA, START, after, confirmed, event, reported, settings
from withhold.incident.case.clocks.interface import Running, Status
from withhold.incident.case.clocks.running import running, still_open
from withhold.incident.case.interface import Event, EventKind
from withhold.ledger.interface import Fact

TOLD, CONFIRMED = reported(), confirmed(11)


def assessed(
    jurisdiction: str, decision: str = "notify", facts: Mapping[str, Fact] = MappingProxyType({})
) -> Event:
    fixed: dict[str, Fact] = {"jurisdiction": jurisdiction, "decision": decision, "proposed": decision}
    return event(EventKind.ASSESSED, 20, facts={**fixed, "rule": "x", "safety": "none", **facts})


def people_of(count: int) -> dict[str, Fact]:
    return {"people_low": count, "people_high": count}


def clocks(
    *events: Event, now: datetime = START, place: str = "us-fl", **changes: object
) -> dict[str, Running]:
    fixed = settings(jurisdictions=(place,), **changes)
    return {one.rule.id: one for one in running(fixed, after(*events), now)}


def test_nothing_runs_before_what_sets_it_going() -> None:
    assert {one.status for one in clocks(TOLD).values()} == {Status.WAITING}
    assert clocks(TOLD, place="us-federal")["us-federal-cisa"].status is Status.RUNNING


def test_the_period_begins_with_its_event() -> None:
    one = clocks(TOLD, CONFIRMED, place="uk")["uk-authority"]
    assert one.started == CONFIRMED.at
    assert one.due == one.latest == CONFIRMED.at + timedelta(hours=72)


def test_in_the_union_the_cautious_end_is_shown_before_the_legal_one() -> None:
    one = clocks(TOLD, CONFIRMED, place="eu-de")["eu-de-authority"]
    assert one.due == CONFIRMED.at + timedelta(hours=72)
    assert one.latest == START + timedelta(hours=73)


def test_it_is_soon_and_then_overdue() -> None:
    for passed, status in ((53, Status.RUNNING), (55, Status.SOON), (73, Status.OVERDUE)):
        now = CONFIRMED.at + timedelta(hours=passed)
        assert clocks(TOLD, CONFIRMED, now=now, place="uk")["uk-authority"].status is status


@pytest.mark.parametrize(("hours", "status"), [(71, Status.MET), (73, Status.MET_LATE)])
def test_met_in_time_or_late(hours: int, status: Status) -> None:
    met = Event(
        EventKind.CLOCK_MET, CONFIRMED.at + timedelta(hours=hours), ANNA, "sent", {"clock": "uk-authority"}
    )
    one = clocks(TOLD, CONFIRMED, met, now=met.at, place="uk")["uk-authority"]
    assert one.status is status
    assert not one.is_open


def test_a_person_may_waive_one() -> None:
    waived = event(EventKind.CLOCK_WAIVED, 30, facts={"clock": "us-fl-people"})
    found = clocks(TOLD, CONFIRMED, waived)
    assert found["us-fl-people"].status is Status.WAIVED
    assert found["us-fl-attorney-general"].status is Status.RUNNING


def test_how_many_people_is_a_bound_and_not_knowing_lets_it_run() -> None:
    known: tuple[tuple[dict[str, Fact], bool, Status], ...] = (
        ({}, False, Status.RUNNING),
        ({"people_low": 499, "people_high": 501}, False, Status.RUNNING),
        ({"people_low": 500, "people_high": 900}, True, Status.RUNNING),
        ({"people_low": 0, "people_high": 499}, False, Status.NOT_APPLICABLE),
        ({"people_low": 0}, False, Status.RUNNING),
    )
    for facts, certain, status in known:
        one = clocks(TOLD, CONFIRMED, assessed("us-fl", facts=facts))["us-fl-attorney-general"]
        assert (one.certain, one.status) == (certain, status), facts


def test_more_than_is_not_at_least() -> None:
    for people, status in ((1000, Status.NOT_APPLICABLE), (1001, Status.RUNNING)):
        found = clocks(TOLD, CONFIRMED, assessed("us-fl", facts=people_of(people)))
        assert found["us-fl-agencies"].status is status


def test_the_smaller_breaches_are_the_other_side_of_the_same_number() -> None:
    for people, large, yearly in (
        (499, Status.NOT_APPLICABLE, Status.RUNNING),
        (500, Status.RUNNING, Status.NOT_APPLICABLE),
    ):
        judged = assessed("us-hipaa", facts=people_of(people))
        found = clocks(TOLD, CONFIRMED, judged, place="us-hipaa", sectors=("health",))
        assert found["us-hipaa-hhs"].status is large
        assert found["us-hipaa-hhs-yearly"].status is yearly


def test_another_sector_has_other_deadlines() -> None:
    assert clocks(TOLD, CONFIRMED, place="us-hipaa")["us-hipaa-people"].status is Status.NOT_APPLICABLE


def test_a_decision_against_notice_ends_those_that_hang_on_it() -> None:
    found = clocks(TOLD, CONFIRMED, assessed("us-federal", "not_notifiable"), place="us-federal")
    assert found["us-federal-people"].status is Status.NOT_APPLICABLE
    assert found["us-federal-cisa"].status is Status.RUNNING


def test_a_decision_for_another_place_ends_nothing_here() -> None:
    assert (
        clocks(TOLD, CONFIRMED, assessed("us-tx", "not_notifiable"))["us-fl-people"].status is Status.RUNNING
    )


def test_danger_to_life_is_a_high_risk_whatever_else_was_thought() -> None:
    thought: tuple[tuple[dict[str, Fact], Status], ...] = (
        ({"risk": "low"}, Status.NOT_APPLICABLE),
        ({"risk": "high"}, Status.RUNNING),
        ({"risk": "low", "safety": "serious"}, Status.RUNNING),
    )
    for facts, status in thought:
        assert clocks(TOLD, CONFIRMED, assessed("uk", facts=facts), place="uk")["uk-people"].status is status


def test_one_deadline_may_begin_when_another_was_met() -> None:
    start = (TOLD, CONFIRMED, assessed("us-ca", facts=people_of(501)))
    assert clocks(*start, place="us-ca")["us-ca-attorney-general"].status is Status.WAITING
    met = event(EventKind.CLOCK_MET, 60, facts={"clock": "us-ca-people"})
    assert clocks(*start, met, place="us-ca")["us-ca-attorney-general"].started == met.at


def test_a_dismissed_case_has_none() -> None:
    found = clocks(TOLD, event(EventKind.DISMISSED, 5), place="us-federal")
    assert {one.status for one in found.values()} == {Status.NOT_APPLICABLE}


def test_they_are_in_the_order_in_which_they_end() -> None:
    fixed = settings(jurisdictions=("us-federal", "us-fl", "eu-de"))
    found = running(fixed, after(TOLD, CONFIRMED), START)
    dues = [one.due for one in found]
    ended = [due for due in dues if due is not None]
    assert ended == sorted(ended)
    assert None not in dues[: len(ended)]
    assert still_open(found) == len(found)
