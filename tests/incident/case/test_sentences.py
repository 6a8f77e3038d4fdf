"""Each thing that happens to the affected people is told in a sentence, which tells of nobody."""

from datetime import UTC, datetime

import pytest

from withhold.incident.case.events import FORMS, Kind
from withhold.incident.case.interface import Actor, Event, EventKind, Role
from withhold.incident.case.sentences import UNTOLD, is_about_one, sentence
from withhold.ledger.interface import Fact

OF_PEOPLE = [
    one
    for one in EventKind
    if one.value.startswith(("hold", "notice", "accessor", "represented", "remedy", "reconciled", "acted"))
    or one is EventKind.EXPOSED_AMENDED
]
SAMPLES: dict[Kind, Fact] = {
    Kind.HASH: "ab" * 32,
    Kind.COUNT: 6252,
    Kind.WORD: "removal",
    Kind.TIME: "2026-03-02T09:30:00Z",
}


def an_event(kind: EventKind, **changed: Fact) -> Event:
    """With every fact that the kind may have, a reason and private words."""
    form = FORMS[kind]
    facts = {name: SAMPLES[one] for name, one in {**form.must, **form.may}.items() if isinstance(one, Kind)}
    private = dict.fromkeys((*form.private, *form.may_private), "Zyxwv Perez")
    by = Actor("Anna Berg", Role.PRIVACY_OFFICER)
    return Event(kind, datetime.now(UTC), by, "Zyxwv Perez died", {**facts, **changed}, private)


@pytest.mark.parametrize("kind", OF_PEOPLE)
def test_each_has_a_sentence_without_a_name_a_hash_or_a_small_count(kind: EventKind) -> None:
    form = {**FORMS[kind].must, **FORMS[kind].may}
    small: dict[str, Fact] = {name: 3 for name in UNTOLD if name in form}
    told = sentence(an_event(kind, **small))
    assert len(told.split()) > 4
    for said in ("Perez", "died", "abab", "{", "None", "not known", ": 3"):
        assert said not in told


def test_there_are_as_many_as_the_response_has() -> None:
    assert len(OF_PEOPLE) == 15


def test_what_was_withdrawn_is_not_told_as_waived() -> None:
    given = an_event(EventKind.HOLD_WAIVED)
    assert "agreed" in sentence(given)
    given.private["detail"] = "withdrawn"  # type: ignore[index]
    assert "stands against this action again: removal" in sentence(given)


@pytest.mark.parametrize(
    ("kind", "fact", "words"),
    [
        (EventKind.REPRESENTED, {"what": "never_stood"}, "wrong from the beginning"),
        (EventKind.ACCESSOR_ANSWERED, {"answer": "contradicted"}, "no longer says"),
        (EventKind.ACCESSOR_ANSWERED, {"answer": "answered"}, "ends nothing"),
        (EventKind.ACCESSOR_ASKED, {"what": "no_notice"}, "nothing is sent"),
        (EventKind.ACCESSOR_ASKED, {"what": "destroy_network"}, "asked: destroy network; an answer is due"),
    ],
)
def test_what_became_of_it_is_told(kind: EventKind, fact: dict[str, Fact], words: str) -> None:
    assert words in sentence(an_event(kind, **fact))


def test_reasons_of_what_is_about_one_are_theirs() -> None:
    assert is_about_one(an_event(EventKind.HOLD_RELEASED))
    assert is_about_one(an_event(EventKind.NOTICES_QUEUED, notices=1))
    assert not is_about_one(an_event(EventKind.NOTICES_QUEUED))
    assert sentence(an_event(EventKind.CONFIRMED)) == ""
