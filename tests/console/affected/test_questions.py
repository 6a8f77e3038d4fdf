"""Whether two are one person: asked with the evidence, decided by a person, and what follows from it."""

from collections.abc import Mapping

import pytest

from tests.console.affected.conftest import (
    Desk,
    as_csv,
    own_records,
)
from withhold.console.access.models import Reveal
from withhold.console.affected.api import addressees
from withhold.console.affected.deciding import decide
from withhold.console.affected.models import OwnRecord, Question, QuestionState, Standing
from withhold.console.affected.settling import reopen
from withhold.console.cases.store import ConsoleCase

pytestmark = pytest.mark.django_db


def ends(desk: Desk) -> Mapping[int, tuple[str | None, int | None]]:
    rows = Standing.objects.filter(case=desk.row)
    return {one.number: (one.terminal, one.duplicate_of) for one in rows}


def the_open_one(desk: Desk) -> Question:
    return Question.objects.get(case=desk.row, state=QuestionState.OPEN, other__isnull=False)


def record_of(asked: Question) -> OwnRecord:
    return OwnRecord.objects.get(questions=asked)


def test_the_question_tells_words_and_values_only_after_a_reason(derived: Desk) -> None:
    asked = the_open_one(derived)
    page = derived.get("question", asked.pk)
    assert "Are numbers 4 and 5 one person?" in page
    assert "name, date of birth" in page
    assert "Rojas" not in page
    assert "Rojas" not in derived.get("show", asked.pk)
    refused = derived.post("show", asked.pk, why=" ")
    assert (refused.status_code, Reveal.objects.count()) == (422, 0)
    shown = derived.post("show", asked.pk, why="to compare them").content.decode()
    assert "Rojas, Carla" in shown
    assert "A200100004" in shown
    assert Reveal.objects.count() == 2


def test_the_same_makes_a_duplicate_and_different_undoes_it(derived: Desk) -> None:
    asked = the_open_one(derived)
    before = len(ConsoleCase.open(derived.row).events())
    for _ in range(2):  # a double click
        answer = derived.post("question", asked.pk, decision="same", why="the same birth certificate")
        assert answer.status_code == 302
    assert ends(derived)[5] == ("duplicate_of", 4)
    assert len(ConsoleCase.open(derived.row).events()) == before + 1
    assert 5 not in {one.number for one in addressees(derived.row)}
    derived.post("question", asked.pk, decision="different", why="they are cousins")
    assert ends(derived)[5] == (None, None)


def test_a_decision_outlasts_another_derivation(derived: Desk) -> None:
    asked = the_open_one(derived)
    decide(asked, True, "the same photograph", derived.user)
    sure = Question.objects.get(case=derived.row, number=1, other=3)
    decide(sure, False, "the number was mistyped", derived.user)
    derived.give()
    asked.refresh_from_db()
    assert asked.state == QuestionState.SAME
    assert ends(derived)[5] == ("duplicate_of", 4)
    assert ends(derived)[3] == (None, None)
    assert not Question.objects.filter(case=derived.row, state=QuestionState.OPEN).exists()


def test_a_duplicate_of_a_duplicate_points_to_the_one_person(derived: Desk) -> None:
    """3 is 1 already; a person finds that 1 is 2."""
    answer = derived.post(
        "settle", 1, terminal="duplicate_of", duplicate_of=2, reason="one passport", who="", document=""
    )
    assert answer.status_code == 302, answer.content.decode()
    found = ends(derived)
    assert found[1] == (None, None)  # the lowest number stands for the person
    assert (found[2], found[3]) == (("duplicate_of", 1), ("duplicate_of", 1))
    derived.post("reopen", 2, why="two people after all")
    found = ends(derived)
    assert (found[1], found[2], found[3]) == ((None, None), (None, None), ("duplicate_of", 1))


def test_the_record_of_a_duplicate_serves_the_person(derived: Desk) -> None:
    """Number 5 has no record of its own; joined with 4 it is reached by that of 4, and the other way."""
    OwnRecord.objects.filter(case=derived.row, number=4).update(number=5)
    decide(the_open_one(derived), True, "the same", derived.user)
    told = {one.number: one for one in addressees(derived.row)}
    assert told[4].emails == ("family@example.org",)


def test_who_is_parted_again_leaves_nothing_of_theirs_with_the_other(derived: Desk) -> None:
    """Else the notice of 4 would go to the address of 5, who is another person."""
    OwnRecord.objects.filter(case=derived.row, number=4).update(number=5)
    decide(the_open_one(derived), True, "the same", derived.user)
    reopen(derived.row, 5, "two people after all", derived.user)
    told = {one.number: one for one in addressees(derived.row)}
    assert (told[4].emails, told[5].emails) == ((), ("family@example.org",))


def test_an_address_that_two_parted_people_share_is_shared(derived: Desk) -> None:
    """While they were taken for one person nobody else had it."""
    decide(the_open_one(derived), True, "the same", derived.user)
    for row in OwnRecord.objects.filter(case=derived.row, number__in=(2, 4)):
        # As records leave it that were read while the two were one: 5 has that of 2 here.
        row.number, row.values = (
            (4 if row.number == 4 else 5),
            {**row.values, "shared_emails": [], "shared_addresses": []},
        )
        row.save()
    decide(the_pair(derived), False, "two people of one name", derived.user)
    told = {one.number: one for one in addressees(derived.row)}
    for number in (4, 5):
        assert told[number].shared_emails == {"family@example.org"}
        assert told[number].shared_addresses == set(told[number].addresses) != set()


def test_two_rows_with_one_record_are_one_person(derived: Desk) -> None:
    """4 has the record for sure, and 5 perhaps: who finds that it is 5's finds that 4 is 5."""
    asked = Question.objects.get(case=derived.row, number=5, record__isnull=False)
    decide(asked, True, "it is hers", derived.user)
    assert ends(derived)[5] == ("duplicate_of", 4)
    assert record_of(asked).number == 4
    assert the_pair(derived).state == QuestionState.SAME


def the_pair(desk: Desk) -> Question:
    return Question.objects.get(case=desk.row, number=4, other=5)


def test_a_record_that_is_not_sure_waits_for_a_person(derived: Desk) -> None:
    other = ["r10", "Grace Mbeki", "1966-08-09", "A200100008", "fr", "", "", "", "", ""]
    derived.give(as_csv([*own_records(), other]))
    asked = Question.objects.get(case=derived.row, number=8, record__isnull=False)
    assert (asked.state, asked.certainty) == ("open", "conflict")
    assert "date of birth" in derived.get("question", asked.pk)
    record = record_of(asked)
    assert record.number is None
    decide(asked, True, "the clerk mistyped the day", derived.user)
    record.refresh_from_db()
    assert record.number == 8
    derived.give(as_csv([*own_records(), other]))
    record.refresh_from_db()
    assert record.number == 8
    decide(asked, False, "another person", derived.user)
    record.refresh_from_db()
    assert record.number is None


def test_what_better_records_answer_is_asked_no_more(derived: Desk) -> None:
    other = ["r10", "Grace Mbeki", "1966-08-09", "A200100008", "fr", "", "", "", "", ""]
    derived.give(as_csv([*own_records(), other]))
    asked = Question.objects.get(case=derived.row, number=8, record__isnull=False)
    record, mended = record_of(asked), [*other[:2], "1966-08-08", *other[3:]]
    derived.give(as_csv([*own_records(), mended]))
    assert not Question.objects.filter(pk=asked.pk).exists()
    record.refresh_from_db()
    assert record.number == 8


def test_a_decided_question_stays_though_records_change(derived: Desk) -> None:
    other = ["r10", "Grace Mbeki", "1966-08-09", "A200100008", "fr", "", "", "", "", ""]
    derived.give(as_csv([*own_records(), other]))
    asked = Question.objects.get(case=derived.row, number=8, record__isnull=False)
    decide(asked, False, "another Grace", derived.user)
    derived.give(as_csv([*own_records(), [*other[:2], "1966-08-08", *other[3:]]]))
    asked.refresh_from_db()
    assert asked.state == QuestionState.DIFFERENT
    assert record_of(asked).number is None
