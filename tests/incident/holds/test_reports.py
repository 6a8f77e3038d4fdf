"""A reported action on somebody held is an incident, whatever was asked or told before."""

from datetime import timedelta
from typing import Any

import pytest

from tests.incident.holds.made import KEYS, NOW, hold, person, told
from withhold.incident.holds.index import HeldIndex
from withhold.incident.holds.interface import REPORT_SCHEMA, Action, Refused
from withhold.incident.holds.reports import Report, acted_unasked, contradictions, read_report


def report(**changes: Any) -> Report:
    content = {"action": "removal", "people": [person()], "at": "2030-02-01T13:00:00+01:00", "asked": None}
    return read_report(*told(REPORT_SCHEMA, **{**content, **changes}), KEYS)[0]


@pytest.fixture
def index() -> HeldIndex:
    made = HeldIndex()
    made.add([hold()])
    return made


def test_an_action_against_a_hold(index: HeldIndex) -> None:
    [found] = contradictions(report(), index, {"7": NOW})
    assert (found.subject, found.ref, found.action, found.at) == ("7", "q1", Action.REMOVAL, NOW)
    assert (found.after_clear, found.before_hold) == (False, False)
    [found] = contradictions(report(asked="ab" * 16), index, {"7": NOW + timedelta(seconds=1)}, ["q1"])
    assert (found.after_clear, found.before_hold) == (True, True)


def test_favourable_waived_and_unheld_are_none(index: HeldIndex) -> None:
    assert contradictions(report(action="release"), index, {"7": NOW}) == []
    index.waive("7", [Action.REMOVAL])
    assert contradictions(report(), index, {"7": NOW}) == []
    index.waive("7", [])
    assert len(contradictions(report(), index, {"7": NOW})) == 1
    index.remove(["7"])
    assert contradictions(report(), index, {}) == []


def test_acting_without_asking() -> None:
    assert acted_unasked(report())
    assert not acted_unasked(report(asked="ab" * 16))
    assert not acted_unasked(report(action="grant"))


@pytest.mark.parametrize(
    "wrong",
    [
        {"at": "2030-02-01"},
        {"at": "2030-02-01T12:00:00"},
        {"at": None},
        {"at": "Marisela"},
        {"asked": "no"},
        {"asked": 7},
        {"people": []},
        {"action": "gone"},
    ],
)
def test_reports_that_are_none(wrong: dict[str, Any]) -> None:
    with pytest.raises(Refused) as refused:
        report(**wrong)
    assert "Marisela" not in str(refused.value)
