"""Who is asked what: nothing before a person classified, nobody hostile by default, step after step."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from withhold.incident.accessors.asking import (
    ANSWER_WITHIN,
    MOST_REMINDERS,
    REMIND_WITHIN,
    Matter,
    allowed,
    answered,
    ask,
    bounds_of,
    contradictions,
    is_settled,
    leave_without_notice,
    refuse,
)
from withhold.incident.accessors.classifying import Ask, Classified, check_classification
from withhold.incident.accessors.interface import AccessorError, Certificate, Standing, Who

_NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
_FLED = frozenset({"XA", "XB"})


def _certificate(destroyed: bool = True, retained: bool = False, copies: int | None = 0) -> Certificate:
    return Certificate(destroyed, copies, None, retained, "Ada Berg", _NOW)


def test_nothing_is_asked_before_a_person_classified() -> None:
    matter = Matter(Classified(Who.UNCLASSIFIED))
    assert allowed(matter, (), _NOW) == frozenset()
    with pytest.raises(AccessorError, match="classify it first"):
        ask(matter, Ask.DESTROY_NETWORK, (), _NOW)


@given(st.sampled_from(Who), st.sampled_from([None, "XA", "xb", "XC"]), st.booleans(), st.sampled_from(Ask))
def test_no_notice_reaches_a_state_that_people_fled_unless_two_decided(
    who: Who, country: str | None, overridden: bool, what: Ask
) -> None:
    matter = Matter(Classified(who, country, overridden))
    dangerous = who is Who.HOSTILE or country is None or (country or "").upper() in _FLED
    if what in allowed(matter, _FLED, _NOW):
        assert not dangerous or overridden
        assert who not in (Who.UNCLASSIFIED, Who.OWN, Who.AFFECTED)


def test_what_is_asked_depends_on_who_it_is() -> None:
    expected = {
        Who.PRESS: {Ask.DESTROY, Ask.DESTROY_NETWORK},
        Who.COUNSEL: {Ask.RETAIN_SEALED},
        Who.SEARCH_ENGINE: {Ask.DROP_INDEX},
        Who.UNKNOWN: {Ask.DESTROY_NETWORK},
        Who.AFFECTED: set(),
        Who.OWN: set(),
        Who.HOSTILE: set(),
    }
    assert {who: set(allowed(Matter(Classified(who, "NO")), (), _NOW)) for who in expected} == expected


def test_reminders_come_when_the_answer_is_due_and_end_with_counsel() -> None:
    matter = ask(Matter(Classified(Who.PRESS, "NO")), Ask.DESTROY, (), _NOW)
    assert matter.standing is Standing.ASKED
    assert matter.due == _NOW + ANSWER_WITHIN
    assert allowed(matter, (), _NOW) == frozenset()
    at = _NOW + ANSWER_WITHIN
    for _ in range(MOST_REMINDERS):
        matter = ask(matter, Ask.REMINDER, (), at)
        assert allowed(matter, (), at) == frozenset()  # a double click reminds nobody twice
        at += REMIND_WITHIN
    assert allowed(matter, (), at) == {Ask.LEGAL}
    assert ask(matter, Ask.LEGAL, (), at).standing is Standing.LEGAL


def test_a_refusal_goes_to_counsel_and_is_no_end() -> None:
    matter = refuse(ask(Matter(Classified(Who.NGO, "NO")), Ask.DESTROY, (), _NOW))
    assert allowed(matter, (), _NOW) == {Ask.LEGAL}
    assert not is_settled(matter)
    with pytest.raises(AccessorError, match="nothing was asked"):
        refuse(matter)


def test_only_counsel_may_keep_it_sealed() -> None:
    sealed = _certificate(destroyed=False, retained=True)
    counsel = ask(Matter(Classified(Who.COUNSEL, "NO")), Ask.RETAIN_SEALED, (), _NOW)
    press = ask(Matter(Classified(Who.PRESS, "NO")), Ask.DESTROY, (), _NOW)
    assert answered(counsel, sealed, _NOW).standing is Standing.RETAINED_SEALED
    assert answered(press, sealed, _NOW) == press
    assert answered(press, _certificate(destroyed=True, retained=True), _NOW) == press
    assert answered(press, _certificate(destroyed=False), _NOW) == press
    assert answered(press, _certificate(), _NOW).standing is Standing.CERTIFIED


def test_a_reminder_after_the_certificate_is_not_possible() -> None:
    done = answered(ask(Matter(Classified(Who.PRESS, "NO")), Ask.DESTROY, (), _NOW), _certificate(), _NOW)
    assert is_settled(done)
    assert allowed(done, (), _NOW + timedelta(days=400)) == frozenset()


def test_no_notice_has_a_reason_and_two_can_still_ask_later() -> None:
    matter = Matter(Classified(Who.UNKNOWN, "NO"))
    with pytest.raises(AccessorError, match="why"):
        leave_without_notice(matter, "  ")
    left = leave_without_notice(matter, "a shared exit of a large network")
    assert left.standing is Standing.NO_NOTICE
    assert Ask.DESTROY_NETWORK in allowed(left, (), _NOW)


@pytest.mark.parametrize(
    ("found", "standing", "why", "said"),
    [
        (Classified(Who.PRESS), Standing.OPEN, " ", "reason"),
        (Classified(Who.UNCLASSIFIED), Standing.OPEN, "seen", "choose"),
        (Classified(Who.PRESS, "Norway"), Standing.OPEN, "seen", "two letters"),
        (Classified(Who.PRESS), Standing.ASKED, "seen", "stands"),
    ],
)
def test_a_classification_needs_a_reason_and_comes_before_the_ask(
    found: Classified, standing: Standing, why: str, said: str
) -> None:
    with pytest.raises(AccessorError, match=said):
        check_classification(found, standing, why)


def test_copies_are_bounds() -> None:
    assert bounds_of([]) == (0, None)
    assert bounds_of([_certificate(copies=2), _certificate(copies=3)]) == (5, 5)
    assert bounds_of([_certificate(copies=2), _certificate(copies=None)]) == (2, None)


def test_an_unknown_country_is_decided_by_people_first() -> None:
    matter = Matter(Classified(Who.PRESS))
    assert allowed(matter, (), _NOW) == frozenset()
    with pytest.raises(AccessorError, match="look it up"):
        ask(matter, Ask.DESTROY, _FLED, _NOW)
    assert ask(Matter(Classified(Who.PRESS, "XC")), Ask.DESTROY, _FLED, _NOW).standing is Standing.ASKED
    assert ask(Matter(Classified(Who.PRESS, None, True)), Ask.DESTROY, _FLED, _NOW).due


def test_a_newer_answer_that_ends_nothing_opens_what_was_ended() -> None:
    asked = ask(Matter(Classified(Who.PRESS, "NO")), Ask.DESTROY, (), _NOW)
    done = answered(asked, _certificate(), _NOW)
    again = answered(done, _certificate(destroyed=False), _NOW)
    assert not is_settled(again)
    assert again.is_overdue(_NOW)
    assert answered(again, _certificate(), _NOW).standing is Standing.CERTIFIED


def test_what_contradicts_is_named() -> None:
    assert contradictions([_certificate()]) == ()
    assert contradictions([_certificate(copies=2), _certificate(copies=None)]) == ()
    assert contradictions([_certificate(copies=2), _certificate(copies=3)]) == ("how many copies were made",)
    newest = _certificate(destroyed=False, retained=True)
    assert contradictions([newest, _certificate()]) == (
        "whether every copy is destroyed",
        "whether a copy is kept",
    )
