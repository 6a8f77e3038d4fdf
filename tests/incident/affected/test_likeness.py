"""Which rows are one person, and which records are theirs: sure only where nothing contradicts it."""

from dataclasses import replace
from datetime import date
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.incident.affected.making import a_record, a_row
from withhold.domain.fields import Field
from withhold.incident.affected.comparing import compared
from withhold.incident.affected.describing import describe_rows
from withhold.incident.affected.interface import Certainty, LeakRow, OwnRecord, RecordsUnusable
from withhold.incident.affected.likeness import MOST_ALIKE, MOST_CANDIDATES, duplicates, match

SURE, LIKELY, CONFLICT = Certainty.SURE, Certainty.LIKELY, Certainty.CONFLICT
JUAN = a_row(1, "PEREZ LOPEZ, JUAN", "1987-03-14", "GUATEMALA", "A312345678")
_named = {Field.FULL_NAME: ("Juan Perez Lopez",)}


def _pair(one: LeakRow, other: LeakRow) -> Certainty | None:
    found = duplicates([one, replace(other, number=2)])
    assert len(found) < 2
    return found[0].certainty if found else None


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (a_row(2, "Juan Perez Lopez", "1987-03-14", "Guatemala", "A 312 345 678"), SURE),
        (a_row(2, alien="312345678"), SURE),
        (a_row(2, "Juan Pérez López", "1987-03-14", "GT"), SURE),
        (a_row(2, "Juan Perez Lopez", "1987-03-14"), LIKELY),
        (a_row(2, "Juan Perez", "1987-03-14", "GT"), LIKELY),
        (a_row(2, "Juan Perez Lopez", "1987-03-14", "Mexico"), LIKELY),
        (a_row(2, "Juan Peres Lopes", "1987-03-14", "GT"), SURE),
        (a_row(2, "Juan Perez Lopze", "1987-03-14", "GT"), LIKELY),
        (a_row(2, "Ana Perez Lopez", "1987-03-14", "GT"), None),
        (a_row(2, "Juan Perez Lopez", "1990-01-02", "GT"), None),
        (a_row(2, "Ana Gomez", "1990-01-02", "GT", "A312345678"), CONFLICT),
        (a_row(2, "Juan Perez Lopez", "1990-01-02", "GT", "A312345678"), CONFLICT),
        (a_row(2, "Juan Perez Lopez", "1987-03-14", "Honduras", "A312345678"), CONFLICT),
        (a_row(2, "Juan Perez Lopez", "1987-03-14", "GT", "A312345687"), LIKELY),
        (a_row(2, "Juan Perez Lopez", birth_year="1987", nation="GT"), LIKELY),
        (a_row(2, "Juan Perez Lopez", birth_year="1987"), None),
        (a_row(2, "Juan Perez Lopez"), None),
        (a_row(2, nation="GT", birth="1987-03-14"), None),
        (a_row(2, "Juan Perez Lopez", others={"File": "A-312-345-678"}), LIKELY),
    ],
)
def test_two_rows(other: LeakRow, expected: Certainty | None) -> None:
    assert _pair(JUAN, other) == expected


def test_a_birth_date_without_canonical_form_is_read_as_written() -> None:
    one = LeakRow(1, {Field.DATE_OF_BIRTH: ("14 March 1987",), **_named}, {Field.DATE_OF_BIRTH: ""})
    other = LeakRow(2, {Field.DATE_OF_BIRTH: ("1987-03-14",), **_named}, {})
    assert _pair(one, other) == LIKELY


def test_day_and_month_may_be_swapped_but_then_a_person_decides() -> None:
    one = a_row(1, "Juan Perez Lopez", "1987-03-04", "GT")
    assert _pair(one, a_row(2, "Juan Perez Lopez", "1987-04-03", "GT")) == LIKELY


def test_the_first_of_january_stands_for_an_unknown_day_where_the_numbers_differ() -> None:
    one = a_row(1, "Mohammad Ahmadi", "1990-01-01", "Afghanistan", "A312345678")
    other = a_row(2, "Mohammad Ahmadi", "1990-01-01", "Afghanistan", "A387654321")
    assert _pair(one, other) is None


@pytest.mark.parametrize(
    ("more", "expected"),
    [({}, LIKELY), ({"email": "m@example.org"}, SURE), ({"phone": "+1 555 010 0199"}, SURE)],
)
def test_a_common_name_and_the_day_of_the_unknown_make_nobody_one_by_themselves(
    more: dict[str, str], expected: Certainty
) -> None:
    """Else one of two people would count as told with the other one's letter."""
    one, other = (
        a_row(number, "Mohammad Ahmadi", "1990-01-01", "Afghanistan", "", None, **more) for number in (1, 2)
    )
    assert _pair(one, other) == expected
    found = match([one], [a_record("r1", "Mohammad Ahmadi", birth=date(1990, 1, 1), nation="AF")])
    assert [like.certainty for like in found] == [LIKELY]


def test_spellings_and_scripts_of_a_name_are_one() -> None:
    one = a_row(1, "Mohammed Ahmadi", "1990-05-06", "Afghanistan")
    other = a_row(2, "محمد احمدی", "1990-05-06", "AF")
    assert _pair(one, other) == SURE


def test_twins_are_not_made_one_person() -> None:
    one = a_row(1, "Maria Garcia Lopez", "1995-02-17", "GT")
    other = a_row(2, "Maria Elena Garcia Lopez", "1995-02-17", "GT")
    assert _pair(one, other) == LIKELY


def test_without_a_number_it_is_sure_only_where_there_is_nobody_else() -> None:
    rows = [a_row(n, "Juan Perez Lopez", "1987-03-14", "GT") for n in (1, 2, 3)]
    assert {one.certainty for one in duplicates(rows)} == {LIKELY}


def test_a_passport_number_alone_is_not_proof_as_states_repeat_them() -> None:
    one, other = a_row(1, passport_number="C1234567"), a_row(2, passport_number="C1234567")
    assert _pair(one, other) == LIKELY
    named = a_row(1, "Juan Perez", passport_number="C1234567")
    assert _pair(named, a_row(2, "Juan Perez", passport_number="C1234567")) == SURE


def test_a_family_on_one_case_number_is_not_one_person() -> None:
    one = a_row(1, "Juan Perez Lopez", "1987-03-14", "GT", case_number="IOE0912345678")
    child = a_row(2, "Ana Perez Gomez", "2015-03-14", "GT", case_number="IOE0912345678")
    assert _pair(one, child) != SURE


def test_evidence_names_what_agrees_and_what_contradicts_and_no_value() -> None:
    found = duplicates([JUAN, a_row(2, "Juan Perez Lopez", "1990-01-02", "GT", "A312345678")])[0]
    assert found.evidence == ("alien_number", "name", "nationality")
    assert found.against == ("date_of_birth",)


def test_a_number_that_hundreds_have_is_a_stand_in() -> None:
    rng = Random(1)
    names = [f"{rng.choice('ABCDEFGH')}anu{n:03} Fami{n:03}ly" for n in range(400)]
    letters = str.maketrans("0123456789", "abcdefghij")
    rows = [a_row(n, name.translate(letters), "", "GT", "A399999999") for n, name in enumerate(names, 1)]
    assert len(duplicates(rows)) < 400


def test_one_person_in_very_many_rows_is_found_each_with_the_first() -> None:
    rows = [replace(JUAN, number=n) for n in range(1, MOST_ALIKE + 10)]
    found = duplicates(rows)
    assert [(one.number, one.other) for one in found] == [(1, n) for n in range(2, MOST_ALIKE + 10)]
    assert {one.certainty for one in found} == {SURE}
    record = a_record("r", "Juan Perez Lopez", date(1987, 3, 14), "A312345678")
    assert [one.number for one in match(rows, [record])] == [one.number for one in rows]


def test_a_number_given_twice_is_refused() -> None:
    with pytest.raises(RecordsUnusable, match="same number"):
        duplicates([JUAN, JUAN])
    with pytest.raises(RecordsUnusable, match="same number"):
        match([JUAN, JUAN], [])
    with pytest.raises(RecordsUnusable, match="same key"):
        match([JUAN], [a_record("r"), a_record("r")])


def test_a_record_is_matched_by_number_or_by_name_birth_and_more() -> None:
    records = [
        a_record("number", alien="312345678"),
        a_record("other", "Ana Gomez", date(1990, 1, 2), "A398765432", "GT"),
    ]
    assert [(one.other, one.certainty) for one in match([JUAN], records)] == [("number", SURE)]
    named = a_record("named", "Juan Pérez López", date(1987, 3, 14), nation="GT")
    assert [(one.other, one.certainty) for one in match([JUAN], [named])] == [("named", SURE)]


def test_two_records_that_could_be_the_person_are_put_to_a_person() -> None:
    records = [a_record(key, "Juan Pérez López", date(1987, 3, 14), nation="GT") for key in ("a", "b")]
    assert [one.certainty for one in match([JUAN], records)] == [LIKELY, LIKELY]


def test_rows_that_are_one_person_do_not_make_a_match_ambiguous() -> None:
    one = a_row(1, "Juan Perez Lopez", "1987-03-14", "GT")
    rows = [one, replace(one, number=2)]
    record = a_record("r", "Juan Pérez López", date(1987, 3, 14), nation="GT")
    assert {found.certainty for found in match(rows, [record])} == {LIKELY}
    assert {found.certainty for found in match(rows, [record], {1: 1, 2: 1})} == {SURE}


def test_a_record_that_something_contradicts_is_not_asked_about_beside_a_sure_one() -> None:
    sure = a_record("sure", "Juan Perez Lopez", date(1987, 3, 14), "A312345678", "GT")
    namesake = a_record("namesake", "Juan Perez Lopez", date(1987, 3, 14), "A398765432", "GT")
    assert [one.other for one in match([JUAN], [namesake, sure])] == ["sure"]
    assert [one.certainty for one in match([JUAN], [namesake])] == [LIKELY]


def test_nobody_is_shown_more_candidates_than_can_be_decided_on() -> None:
    records = [a_record(f"r{n}", "Juan Perez Lopez", date(1987, 3, 14)) for n in range(60)]
    assert len(match([JUAN], records)) == MOST_CANDIDATES


def test_many_rows_of_one_name_and_birth_take_no_time_of_their_square() -> None:
    rows = [a_row(n, "Juan Perez Lopez", "1987-03-14", "GT") for n in range(1, 4001)]
    assert len(duplicates(rows)) == 3999


_names = st.sampled_from(
    ["Juan Perez", "Juan Perez Lopez", "Ana Perez", "Mohammed Ali", "محمد علی", "Ngozi", ""]
)
_births = st.sampled_from(["1987-03-04", "1987-04-03", "1987-03-14", "1990-01-01", ""])
_nations = st.sampled_from(["Guatemala", "GT", "Iran", ""])
_aliens = st.sampled_from(["A312345678", "312345678", "A387654321", ""])
_rows = st.builds(
    lambda name, birth, nation, alien, phone: a_row(1, name, birth, nation, alien, phone=phone),
    _names,
    _births,
    _nations,
    _aliens,
    st.sampled_from(["+1 202 555 0101", "202-555-0101", ""]),
)


def _numbered(rows: list[LeakRow]) -> list[LeakRow]:
    return [replace(row, number=number) for number, row in enumerate(rows, 1)]


@given(_rows, _rows)
def test_comparing_is_the_same_from_both_sides(one: LeakRow, other: LeakRow) -> None:
    left, right = describe_rows([one, other])
    assert compared(left, right) == compared(right, left)


@settings(max_examples=60)
@given(st.lists(_rows, max_size=8), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(rows: list[LeakRow], rng: Random) -> None:
    numbered = _numbered(rows)
    shuffled = rng.sample(numbered, len(numbered))
    assert duplicates(shuffled) == duplicates(numbered)


@settings(max_examples=60)
@given(st.lists(_rows, max_size=6), st.lists(_rows, max_size=6), st.randoms(use_true_random=False))
def test_the_order_of_records_does_not_matter(
    rows: list[LeakRow], others: list[LeakRow], rng: Random
) -> None:
    numbered = _numbered(rows)
    records = [_as_record(row, key) for key, row in enumerate(others)]
    shuffled = rng.sample(records, len(records))
    assert match(numbered, shuffled) == match(numbered, records)


@settings(max_examples=100)
@given(st.lists(_rows, max_size=8))
def test_nothing_sure_is_contradicted_and_every_shared_number_is_told(rows: list[LeakRow]) -> None:
    numbered = _numbered(rows)
    found = {(one.number, one.other): one for one in duplicates(numbered)}
    for one in found.values():
        assert one.evidence
        assert one.certainty is not SURE or not one.against
        assert one.certainty is not CONFLICT or one.against
    aliens = {row.number: row.fields.get(Field.ALIEN_NUMBER, ("",))[0].strip("A") for row in numbered}
    for a in aliens:
        for b in aliens:
            if a < b and aliens[a] == aliens[b] != "":
                assert (a, b) in found


def _as_record(row: LeakRow, key: int) -> OwnRecord:
    birth = row.known.get(Field.DATE_OF_BIRTH)
    return OwnRecord(
        record=f"r{key}",
        names=row.fields.get(Field.FULL_NAME, ()),
        birth=None if birth is None else date.fromisoformat(birth),
        identifiers=tuple((Field.ALIEN_NUMBER, v) for v in row.fields.get(Field.ALIEN_NUMBER, ())),
        nationality=row.known.get(Field.NATIONALITY),
        phones=row.fields.get(Field.PHONE, ()),
    )
