"""Counting people by hashes, and what of them is visible."""

from hypothesis import given
from hypothesis import strategies as st

from withhold.domain.fields import Field
from withhold.recognisers.people import BIT, ONE_PERSON_EACH, People, fields_of, hashed

BIRTH = ONE_PERSON_EACH.index(Field.DATE_OF_BIRTH)
PASSPORT = ONE_PERSON_EACH.index(Field.PASSPORT_NUMBER)


def test_the_same_person_in_two_places_counts_once() -> None:
    people = People()
    people.named(hashed("ana"), [(BIRTH, 1)])
    people.named(hashed("ana"), [(BIRTH, 1), (PASSPORT, 7)])
    people.named(hashed("ana"), [])
    assert people.count() == 1


def test_two_people_of_one_name_count_twice() -> None:
    people = People()
    people.named(hashed("ana"), [(BIRTH, 1)])
    people.named(hashed("ana"), [(BIRTH, 2)])
    people.named(hashed("ana"), [(PASSPORT, 7)])
    assert people.count() == 2


def test_a_number_alone_is_the_person_named_beside_it_elsewhere() -> None:
    people = People()
    people.nameless(7)
    people.nameless(8)
    people.named(hashed("ana"), [(PASSPORT, 7)])
    people.numbered([7])
    assert people.count() == 2


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 3)), max_size=60))
def test_order_does_not_matter(sightings: list[tuple[int, int]]) -> None:
    counts = set()
    for order in (sightings, sightings[::-1]):
        people = People()
        for name, birth in order:
            people.named(hashed(str(name)), [(BIRTH, birth)])
        counts.add(people.count())
    assert counts == {len(set(sightings))}


def test_what_is_hidden_from_view() -> None:
    people = People()
    name, birth = BIT[Field.FULL_NAME], BIT[Field.DATE_OF_BIRTH]
    assert people.hidden_from_view(1, name)
    people.show(1, name)
    assert not people.hidden_from_view(1, name)
    assert people.hidden_from_view(1, name | birth)
    people.show(1, birth)
    assert not people.hidden_from_view(1, name | birth)


@given(st.sets(st.sampled_from(list(Field))))
def test_bits_of_fields(fields: set[Field]) -> None:
    assert set(fields_of(sum(BIT[field] for field in fields))) == fields
