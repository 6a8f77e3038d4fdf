"""Identifiers in the form that the register compares."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from withhold.domain.fields import Field
from withhold.text.person_number import SINGLE_NAMESPACE, number_forms


@pytest.mark.parametrize(
    "written",
    ["A201234567", "A#201-234-567", "a 201 234 567", "Alien No. A201234567", "201234567.0", "2.01234567E+08",
     "201,234,567", "А201234567", "Ａ２０１２３４５６７", "USCIS# 201-234-567"],
)  # fmt: skip
def test_an_alien_number_is_one_however_it_is_written(written: str) -> None:
    assert number_forms(Field.ALIEN_NUMBER, written) == ("201234567",)


@pytest.mark.parametrize("written", ["A12345678", "A012345678", "12 345 678", "012-345-678", "A#012345678"])
def test_zeros_before_an_alien_number_say_nothing(written: str) -> None:
    assert number_forms(Field.ALIEN_NUMBER, written) == ("012345678",)


def test_zeros_that_a_spreadsheet_took_come_back() -> None:
    assert number_forms(Field.SOCIAL_SECURITY_NUMBER, "012-34-5678") == ("012345678",)
    assert number_forms(Field.SOCIAL_SECURITY_NUMBER, "12345678") == ("012345678",)
    lost, kept = number_forms(Field.NATIONAL_ID, "4512387"), number_forms(Field.NATIONAL_ID, "004512387")
    assert set(lost) & set(kept)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Passport No. AB 123456", "ab123456"), ("C-01X00T478", "c01x00t478"), ("X1234567L", "x-1234567-l"),
     ("۱۲۳۴۵۶۷۸", "12345678")],
)  # fmt: skip
def test_other_numbers_are_compared_without_marks_and_labels(one: str, other: str) -> None:
    assert number_forms(Field.PASSPORT_NUMBER, one) == number_forms(Field.PASSPORT_NUMBER, other)


@pytest.mark.parametrize(
    ("one", "other"), [("A201234567", "A201234568"), ("AB123456", "BA123456"), ("A2012345", "A20123450")]
)
@pytest.mark.parametrize("field", [Field.ALIEN_NUMBER, Field.PASSPORT_NUMBER, None])
def test_different_numbers_stay_different(field: Field | None, one: str, other: str) -> None:
    assert not set(number_forms(field, one)) & set(number_forms(field, other))


@pytest.mark.parametrize(
    "nothing", ["", "-", "N/A", "unknown", "000000000", "0", "12", "A", "x" * 100, "1" * 65]
)
@pytest.mark.parametrize("field", [Field.ALIEN_NUMBER, Field.NATIONAL_ID, None])
def test_what_identifies_nobody_has_no_form(field: Field | None, nothing: str) -> None:
    assert number_forms(field, nothing) == ()


def test_a_number_without_a_field_meets_an_alien_number_by_its_letter() -> None:
    known = set(number_forms(Field.ALIEN_NUMBER, "A201234567"))
    assert known & set(number_forms(None, "A201-234-567"))


def test_which_numbers_one_authority_gives() -> None:
    assert Field.ALIEN_NUMBER in SINGLE_NAMESPACE
    assert Field.PASSPORT_NUMBER not in SINGLE_NAMESPACE


@given(st.sampled_from([None, *Field]), st.text(max_size=80))
def test_every_value_has_an_answer_that_stays(field: Field | None, value: str) -> None:
    forms = number_forms(field, value)
    assert forms == number_forms(field, value)
    assert len(set(forms)) == len(forms) <= 2
    assert all(form.isascii() and form.isalnum() and form.upper() == form for form in forms)


@given(
    st.sampled_from([Field.ALIEN_NUMBER, Field.SOCIAL_SECURITY_NUMBER]), st.integers(1_000_000, 999_999_999)
)
def test_a_form_is_its_own_form(field: Field, number: int) -> None:
    (form,) = number_forms(field, str(number))
    assert number_forms(field, form) == (form,)
    assert number_forms(field, f"A{form}" if field is Field.ALIEN_NUMBER else f" {form} ") == (form,)
