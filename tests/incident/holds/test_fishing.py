"""What looks like somebody looking for who is held, and what is only an office at work."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.incident.holds.made import NOW, asked
from withhold.incident.holds.fishing import (
    PATIENCE,
    Kind,
    Query,
    Suspicion,
    Trace,
    packed,
    suspicions,
    trace,
    traces,
    unpacked,
)
from withhold.incident.holds.interface import Action, Asked
from withhold.incident.holds.keys import Keys

KEYS = Keys(bytes(32))
HOUR = timedelta(hours=1)


def query(
    person: Asked, ago: timedelta = HOUR, reported: bool = False, action: Action = Action.DENIAL
) -> Query:
    return Query("court-east", NOW - ago, action, trace(person, KEYS), reported)


def crowd(count: int) -> list[Asked]:
    """Different people, each with a name, date and number of their own."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    return [
        asked(
            f"Name{letters[n % 26]}{letters[n // 26]}x Family{letters[n % 26]}{letters[n // 26]}q",
            f"19{50 + n % 50}-{1 + n % 12:02}-{13 + n // 50}",
            f"A2{n:08}",
        )
        for n in range(count)
    ]


def found(*queries: Query, usual: float = 0.0) -> list[Suspicion]:
    return suspicions(queries, {"court-east": usual}, {}, NOW)


def test_an_office_at_work_is_not_suspected() -> None:
    day = [query(person) for person in crowd(45)]
    again = [query(person, 2 * HOUR) for person in crowd(45)]
    mistyped = [query(asked(birth="1987-03-05")), query(asked())]
    assert found(*day, *again, *mistyped) == []


def test_many_more_people_than_usual() -> None:
    day = [query(person) for person in crowd(200)]
    assert found(*day) == [Suspicion("court-east", Kind.VOLUME, 200)]
    assert found(*day, usual=150.0) == []
    assert found(*[query(person, timedelta(days=2)) for person in crowd(200)]) == []


def test_one_person_over_and_over() -> None:
    assert found(*[query(asked())] * 20) == [Suspicion("court-east", Kind.SAME_PERSON, 20)]


def test_one_number_with_several_dates() -> None:
    dates = [query(asked(birth=f"1987-03-{day}")) for day in (13, 14, 15)]
    assert found(*dates) == [Suspicion("court-east", Kind.VARIANTS, 1)]


def test_one_name_with_many_dates() -> None:
    guesses = [query(asked(birth=f"1987-03-{day}", number=f"A2000000{day}")) for day in range(13, 19)]
    assert found(*guesses) == [Suspicion("court-east", Kind.BIRTHS, 1)]


def test_asked_about_and_never_acted_on() -> None:
    old = PATIENCE + HOUR
    asked_only = [query(person, old) for person in crowd(30)]
    assert found(*asked_only) == [Suspicion("court-east", Kind.UNFOLLOWED, 30)]
    followed = [query(person, old, reported=number % 2 == 0) for number, person in enumerate(crowd(30))]
    assert found(*followed) == []
    assert found(*[query(person, HOUR) for person in crowd(30)]) == []
    assert found(*[query(person, old, action=Action.BOND) for person in crowd(30)]) == []


def test_consumers_are_judged_apart() -> None:
    half = [query(person) for person in crowd(60)]
    other = [Query("desk-2", one.at, one.action, one.trace) for one in half]
    both = suspicions([*half[:30], *other[30:]], {}, {}, NOW)
    assert both == []
    assert [one.consumer for one in suspicions([*half, *other], {}, {}, NOW)] == ["court-east", "desk-2"]


def test_spellings_of_one_person_leave_one_trace_without_values() -> None:
    one, other = (
        trace(asked(), KEYS),
        trace(asked("QUINTANILLA, Marisela", "1987-04-03", "219-876-543"), KEYS),
    )
    assert one == other
    assert "Marisela" not in repr(one)


def planned(people: list[Asked], ago: timedelta = HOUR) -> list[Query]:
    return [replace(query(person, ago), planned=True) for person in people]


def test_plans_have_a_usual_size_of_their_own() -> None:
    plan = planned(crowd(200))
    assert found(*plan, usual=300.0) == [Suspicion("court-east", Kind.VOLUME, 200)]
    assert suspicions(plan, {}, {"court-east": 150.0}, NOW) == []
    assert suspicions([query(person) for person in crowd(200)], {}, {"court-east": 150.0}, NOW)


def test_guesses_in_a_plan_are_guesses() -> None:
    dates = planned([asked(birth=f"1987-03-{day}") for day in range(13, 19)])
    assert {one.kind for one in found(*dates)} == {Kind.VARIANTS, Kind.BIRTHS}


def test_a_plan_that_is_made_again_and_again_asks_of_the_same_people() -> None:
    assert found(*planned([asked()] * 20)) == [Suspicion("court-east", Kind.SAME_PERSON, 20)]


def test_a_common_name_among_thousands_is_none_to_guess() -> None:
    def plan(people: int) -> list[Query]:
        """Every one with a number and a date of their own; eight of them with one name."""
        made = []
        for n in range(people):
            own = n.to_bytes(16, "big")
            of = Trace(own, bytes(16) if n < 8 else own, own, (own,))
            made.append(Query("court-east", NOW - HOUR, Action.DENIAL, of, planned=True))
        return made

    usual = {"court-east": 10_000.0}
    assert suspicions(plan(10_000), {}, usual, NOW) == []
    assert suspicions(plan(400), {}, usual, NOW) == [Suspicion("court-east", Kind.BIRTHS, 1)]


def test_of_a_plan_is_kept_what_the_rules_look_at() -> None:
    people = traces([asked(), replace(asked("Bo Berg"), identifiers=())], KEYS)
    assert list(unpacked(packed(people))) == people
    assert people[0] == trace(asked(), KEYS)
    with pytest.raises(ValueError, match="too early"):
        list(unpacked(packed(people)[:-1]))


def test_whether_actions_follow_is_judged_of_questions_alone() -> None:
    assert found(*planned(crowd(30), PATIENCE + HOUR)) == []
