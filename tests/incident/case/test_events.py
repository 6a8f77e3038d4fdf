"""What events hold: a closed list, no free text among the facts, no value in any message."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.incident.case.story import ANNA, START, URL, event, place, reported
from withhold.incident.case.authority import MAY
from withhold.incident.case.events import FORMS, RESERVED_FACTS, RESERVED_PRIVATE, check_form
from withhold.incident.case.folding import _APPLY
from withhold.incident.case.interface import Actor, CaseError, Event, EventKind, Role
from withhold.incident.case.rules import PHASES
from withhold.ledger.interface import Fact

SECRET = "Invented Person of Nowhere"


def test_every_kind_has_a_form_a_phase_an_authority_and_a_meaning() -> None:
    kinds = set(EventKind)
    assert set(FORMS) == set(PHASES) == set(MAY) == set(_APPLY) == kinds


def test_no_form_takes_what_the_store_adds() -> None:
    for form in FORMS.values():
        assert not RESERVED_FACTS & (set(form.must) | set(form.may))
        assert not RESERVED_PRIVATE & (form.private | form.may_private)


@pytest.mark.parametrize(
    ("kind", "facts", "private"),
    [
        (EventKind.REPORTED, {}, {}),
        (EventKind.REPORTED, {"source": "rumour"}, {}),
        (EventKind.REPORTED, {"source": "tip", "extra": 1}, {}),
        (EventKind.REPORTED, {"source": "tip"}, {"note": "x"}),
        (EventKind.DOCUMENT_ADDED, {"sha256": SECRET, "size": 1}, {}),
        (EventKind.DOCUMENT_ADDED, {"sha256": "ab" * 32, "size": -1}, {}),
        (EventKind.DOCUMENT_ADDED, {"sha256": "ab" * 32, "size": True}, {}),
        (EventKind.DOCUMENT_ADDED, {"sha256": "ab" * 32, "size": 1, "lengths": "1,two"}, {}),
        (EventKind.PLACE_ADDED, {"kind": "original", "held": "gone"}, {}),
        (EventKind.PLACE_ADDED, {"kind": "original", "held": "gone", "looked": "yesterday"}, {"url": URL}),
        (EventKind.PLACE_ADDED, {"kind": "original", "held": SECRET}, {"url": URL}),
        (EventKind.PRESERVATION_FAILED, {"what": SECRET}, {}),
        (EventKind.CLOCK_MET, {"clock": "x" * 65}, {}),
        (EventKind.NOTED, {}, {"detail": "half \ud800"}),
    ],
)
def test_anything_else_is_refused(kind: EventKind, facts: dict[str, Any], private: dict[str, str]) -> None:
    with pytest.raises(CaseError):
        check_form(event(kind, facts=facts, private=private))


def test_messages_hold_no_value() -> None:
    wrong: tuple[dict[str, Fact], ...] = (
        {"sha256": SECRET, "size": 1},
        {"sha256": "ab" * 32, "size": SECRET},
    )
    for facts in wrong:
        with pytest.raises(CaseError) as refused:
            check_form(event(EventKind.DOCUMENT_ADDED, facts=facts))
        assert SECRET not in str(refused.value)
        assert "\n" not in str(refused.value)


def test_who_and_why_are_needed() -> None:
    for by, why in ((Actor(" ", Role.COUNSEL), "x"), (ANNA, "  ")):
        with pytest.raises(CaseError, match="who did it and why"):
            check_form(Event(EventKind.NOTED, START, by, why))


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(CaseError, match="no zone"):
        check_form(Event(EventKind.NOTED, START.replace(tzinfo=None), ANNA, "x"))


def test_names_and_reasons_are_in_no_repr() -> None:
    shown = repr(Event(EventKind.NOTED, START, Actor(SECRET, Role.COUNSEL), SECRET, {}, {"detail": SECRET}))
    assert SECRET not in shown


def test_facts_of_none_count_as_left_out() -> None:
    check_form(event(EventKind.PLACE_UNREAD, facts={"kind": None}, private={"url": URL}))
    with pytest.raises(CaseError, match="source is missing"):
        check_form(event(EventKind.REPORTED, facts={"source": None}))


@given(st.text(max_size=80))
def test_no_free_text_is_a_fact(text: str) -> None:
    """Whatever a word takes is small letters, digits and four marks: no name, no sentence, no URL."""
    try:
        check_form(event(EventKind.PRESERVATION_FAILED, facts={"what": text}))
    except CaseError:
        return
    assert text.islower() or text.isdigit() or not any(c.isalpha() for c in text)
    assert not any(c.isspace() or c in "/:@?=&" for c in text)


def test_what_the_stories_hold_is_right() -> None:
    for one in (reported(), place(1, "same_bytes")):
        check_form(one)
