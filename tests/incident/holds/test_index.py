"""Who is found held: by any key, until released or waived, and in as much work as who is not."""

import random
from datetime import date
from threading import Thread

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.incident.holds.made import STRANGER, asked, hold, row
from withhold.domain.fields import Field
from withhold.incident.holds.index import HeldIndex
from withhold.incident.holds.interface import Action, Asked
from withhold.incident.holds.keys import Keys
from withhold.register.interface import Row

KEY = bytes(range(32))


def index_of(*rows: Row) -> HeldIndex:
    index = HeldIndex(KEY)
    index.add([hold("7", *rows)])
    return index


def is_held(index: HeldIndex, *people: Asked, action: Action = Action.REMOVAL) -> list[bool]:
    return index.held(people, action)


def test_each_key_finds_the_person_alone() -> None:
    index = index_of(row())
    assert is_held(
        index,
        asked("Ana Duarte", "1990-05-17"),
        asked(number="A200000017"),
        asked("QUINTANILLA, Marisela", "1987-04-03", "A200000017"),
        asked("Marisela Duarte Quintanilla", "1987-03-14", "A200000017"),
        STRANGER,
    ) == [True, True, True, True, False]


def test_all_rows_of_a_person_are_one() -> None:
    index = index_of(Row(("Marisela Quintanilla",)), Row((), ("1987-03-04",)), Row(("Mari Duarte",)))
    assert is_held(index, asked("Duarte, Mari", "1987-03-04", "A200000017")) == [True]


def test_a_number_of_any_kind_and_a_short_one_of_its_own() -> None:
    index = index_of(Row(identifiers=((Field.CASE_NUMBER, "C-4417"), (Field.PASSPORT_NUMBER, "X1234567"))))
    stranger = ("Ana Duarte", "1990-05-17")
    assert is_held(
        index,
        asked(*stranger, "c4417", "case_number"),
        asked(*stranger, "C4417", "person_number"),
        asked(*stranger, "x-123 4567", "national_id"),
        asked(*stranger, "X1234567", "library_card"),
    ) == [True, False, True, True]


def test_the_birth_year_counts_until_date_and_number_are_known_to_differ() -> None:
    other = asked("Marisela Quintanilla", "1987-10-22", "A200000017")
    passport = asked("Marisela Quintanilla", "1987-10-22", "X1234567", "passport_number")
    assert is_held(index_of(row()), other, passport) == [False, True]
    no_number = Row(("Marisela Quintanilla",), ("1987-03-04",))
    placeholder = row(birth="1987-01-01")
    only_year = Row(("Marisela Quintanilla",), birth_years=(1987,), identifiers=row().identifiers)
    for known in (no_number, placeholder, only_year):
        assert is_held(index_of(known), other) == [True]


def test_a_person_without_any_birth_is_found_by_the_name() -> None:
    index = index_of(Row(("Marisela Quintanilla",), identifiers=row().identifiers))
    assert is_held(index, asked(birth="1960-07-09", number="A200000017"), STRANGER) == [True, False]


def test_waived_for_one_action_only() -> None:
    index = index_of(row())
    index.waive("7", [Action.TRANSFER])
    assert is_held(index, asked(), action=Action.TRANSFER) == [False]
    assert is_held(index, asked(), action=Action.REMOVAL) == [True]
    index.waive("7", [])
    assert is_held(index, asked(), action=Action.TRANSFER) == [True]
    with pytest.raises(KeyError, match="no hold"):
        index.waive("8", [Action.TRANSFER])


def test_one_waiver_does_not_open_another_hold() -> None:
    index = index_of(row())
    index.add([hold("8", row())])
    index.waive("7", [Action.TRANSFER])
    assert is_held(index, asked(), action=Action.TRANSFER) == [True]
    assert index.matching([asked()], Action.TRANSFER) == [frozenset({"8"})]


def test_a_hold_that_is_placed_anew_is_known_by_its_new_rows() -> None:
    index = index_of(row(), row("Mari Duarte", "1990-05-17", "A200000017"))
    index.add([hold("7", row())])
    assert is_held(index, asked(), STRANGER) == [True, False]
    index.remove(["7", "nobody"])
    assert is_held(index, asked()) == [False]
    assert len(index) == 0


def test_nobody_is_held_where_one_hold_can_never_be_found() -> None:
    index = HeldIndex(KEY)
    with pytest.raises(ValueError, match="nobody would be found"):
        index.add([hold("7"), hold("8", Row(nationalities=("XX",)))])
    assert (len(index), index.epoch) == (0, 0)


def test_each_change_counts_and_the_epoch_never_goes_back() -> None:
    index = HeldIndex(KEY, epoch=4)
    index.add([hold("7")])
    index.waive("7", [])
    assert index.epoch == 6
    index.remove(["7"], epoch=9)
    index.add([hold("7")], epoch=8)
    assert index.epoch == 9


def test_as_many_keys_are_looked_up_for_held_and_clear() -> None:
    keys = Keys(KEY)
    held, clear = keys.of_asked([asked(), STRANGER])
    assert (len(held.sure), len(held.by_year)) == (len(clear.sure), len(clear.by_year))


def test_nothing_of_a_person_is_kept_or_shown() -> None:
    index = index_of(row())
    kept = repr(vars(index)) + repr(index)
    told = ("marisela", "quintanilla", "1987-03", "1987, 3", "219876543")
    assert not any(word in kept.lower() for word in told)


def test_another_key_makes_other_digests() -> None:
    one, other = (Keys(key).of_asked([asked()])[0] for key in (KEY, bytes(32)))
    assert not one.sure & other.sure


def test_reading_while_the_held_people_change() -> None:
    """Somebody who stays held is never seen clear while others come and go and the hold is placed again."""
    index = index_of(row())
    seen: list[bool] = []

    def read() -> None:
        for _ in range(400):
            seen.extend(is_held(index, asked()))

    readers = [Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    for number in range(100):
        index.add([hold("7", row(), row(number=f"A2{number:08}")), hold("8", row(number="A219876543"))])
        index.remove(["8"])
    for reader in readers:
        reader.join()
    assert len(seen) == 1600
    assert all(seen)


_NAMES = ("Ana", "Marisela", "Quintanilla", "Duarte", "Mohammed", "Rashid", "Ivan", "Petrov")
_PEOPLE = st.builds(
    row,
    name=st.lists(st.sampled_from(_NAMES), min_size=2, max_size=3, unique=True).map(" ".join),
    birth=st.dates(date(1950, 1, 1), date(2005, 1, 1)).map(date.isoformat),
    number=st.integers(200_000_000, 200_000_400).map("A{}".format),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(_PEOPLE, min_size=1, max_size=6), _PEOPLE, st.integers(0, 1000))
def test_any_number_or_name_with_date_in_common_is_held(held: list[Row], other: Row, seed: int) -> None:
    """Against a plain comparison of the clear values, which the digests must never fall behind."""
    index = HeldIndex(KEY)
    index.add([hold(str(number), one) for number, one in enumerate(held)])
    words = other.names[0].split()
    random.Random(seed).shuffle(words)
    number = other.identifiers[0][1]
    [found] = is_held(index, asked(", ".join(words), other.births[0], number))
    same_number = any(one.identifiers[0][1] == number for one in held)
    same_name = any(
        len(set(one.names[0].split()) & set(words)) >= 2 and one.births == other.births for one in held
    )
    assert found or not (same_number or same_name)
    shares = any(len(set(one.names[0].split()) & set(words)) >= 2 for one in held)
    assert not found or same_number or shares
