"""What looks like somebody looking for who is held, and what is only an office at work."""

from datetime import timedelta

from tests.incident.holds.made import NOW, asked
from withhold.incident.holds.fishing import PATIENCE, Kind, Query, Suspicion, suspicions, trace
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
    return suspicions(queries, {"court-east": usual}, NOW)


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
    both = suspicions([*half[:30], *other[30:]], {}, NOW)
    assert both == []
    assert [one.consumer for one in suspicions([*half, *other], {}, NOW)] == ["court-east", "desk-2"]


def test_spellings_of_one_person_leave_one_trace_without_values() -> None:
    one, other = (
        trace(asked(), KEYS),
        trace(asked("QUINTANILLA, Marisela", "1987-04-03", "219-876-543"), KEYS),
    )
    assert one == other
    assert "Marisela" not in repr(one)
