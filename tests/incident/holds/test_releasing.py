"""A hold ends by two people and a determination after the period, gives way to counsel, and is reviewed."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from tests.incident.holds.made import ANNA, BEN, NOW, hold
from withhold.incident.case.interface import Actor, Role
from withhold.incident.holds.interface import Action, HoldError
from withhold.incident.holds.releasing import (
    Escalation,
    due,
    placed,
    release,
    reviewed,
    waived,
    withdrawn,
)

DETERMINATION = "ab" * 32
TODAY = NOW.date()


def test_released_by_two_after_the_period() -> None:
    done = release(hold(), ANNA, BEN, DETERMINATION, NOW, NOW)
    assert (done.subject, done.determination, done.at) == ("7", DETERMINATION, NOW)


@pytest.mark.parametrize(
    ("first", "second", "determination", "over", "line"),
    [
        (ANNA, ANNA, DETERMINATION, NOW, "two different people"),
        (ANNA, Actor("Berg, Anna.", Role.COUNSEL), DETERMINATION, NOW, "two different people"),
        (ANNA, Actor("Cara Lind", Role.CASE_LEAD), DETERMINATION, NOW, "privacy officers or counsel"),
        (ANNA, BEN, "", NOW, "determination"),
        (ANNA, BEN, "we looked", NOW, "determination"),
        (ANNA, BEN, DETERMINATION, None, "not proven"),
        (ANNA, BEN, DETERMINATION, NOW + timedelta(microseconds=1), "not over"),
    ],
)
def test_what_no_release_is(
    first: Actor, second: Actor, determination: str, over: datetime | None, line: str
) -> None:
    with pytest.raises(HoldError, match=line):
        release(hold(), first, second, determination, over, NOW)


def test_counsel_waives_one_action_and_takes_it_back() -> None:
    open_to = waived(hold(), Action.TRANSFER, "Anna Berg")
    assert open_to.waived == {Action.TRANSFER}
    assert not withdrawn(open_to, Action.TRANSFER).waived


@pytest.mark.parametrize("verified", [None, "", " \u200b"])
def test_nobody_else_waives(verified: str | None) -> None:
    with pytest.raises(HoldError, match="verified counsel"):
        waived(hold(), Action.TRANSFER, verified)


def test_there_is_nothing_to_waive_for_favourable_actions() -> None:
    with pytest.raises(HoldError, match="nothing to waive"):
        waived(hold(), Action.BOND, "Anna Berg")


@pytest.mark.parametrize(
    "wrong",
    [
        {"owner": ""},
        {"reason": " "},
        {"review": TODAY},
        {"review": TODAY + timedelta(days=91)},
    ],
)
def test_a_hold_without_owner_reason_or_review(wrong: dict[str, str]) -> None:
    assert placed(hold(), TODAY)
    with pytest.raises(HoldError):
        placed(hold(**wrong), TODAY)
    with pytest.raises(HoldError, match="person"):
        placed(replace(hold(), rows=()), TODAY)


def test_reviews_are_due_and_escalate_and_no_hold_ends() -> None:
    holds = [hold(str(late), review=TODAY - timedelta(days=late)) for late in (-1, 0, 6, 7, 13, 14, 400)]
    assert due(holds, TODAY) == [
        ("400", Escalation.HEAD),
        ("14", Escalation.HEAD),
        ("13", Escalation.PRIVACY_OFFICE),
        ("7", Escalation.PRIVACY_OFFICE),
        ("6", Escalation.OWNER),
        ("0", Escalation.OWNER),
    ]
    assert reviewed(holds[1], date(2030, 4, 1), TODAY).review == date(2030, 4, 1)
    with pytest.raises(HoldError, match="90 days"):
        reviewed(holds[1], TODAY, TODAY)
