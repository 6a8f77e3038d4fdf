"""Identifiers in running text: labels of many languages, telling writings, and what is no identifier."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from withhold.domain.fields import Field
from withhold.recognisers.identifiers import canonical, scan


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("A-Number: A 123 456 789", Field.ALIEN_NUMBER, "A123456789"),
        ("A#: A123456789\nDOB: 1987-03-04", Field.ALIEN_NUMBER, "A123456789"),
        ("Alien Registration Number (A#) A087654321", Field.ALIEN_NUMBER, "A087654321"),
        ("she (A-123-456-789) applied", Field.ALIEN_NUMBER, "A123456789"),
        ("A# 87654321", Field.ALIEN_NUMBER, "A087654321"),
        ("SSN 536-90-4399", Field.SOCIAL_SECURITY_NUMBER, "536904399"),
        ("his social security number is 536904399", Field.SOCIAL_SECURITY_NUMBER, "536904399"),
        ("ssn=536904399", Field.SOCIAL_SECURITY_NUMBER, "536904399"),
        ("Passport No. X1234567", Field.PASSPORT_NUMBER, "X1234567"),
        ("НОМЕР ПАСПОРТА 45 08 123456", Field.PASSPORT_NUMBER, "4508123456"),
        ("رقم جواز السفر: A1234567", Field.PASSPORT_NUMBER, "A1234567"),
        ("numéro de sécurité sociale : 2 87 06 75 114 000 85", Field.NATIONAL_ID, "287067511400085"),
        ("NHS number 483 071 6002", Field.NATIONAL_ID, "4830716002"),
        ("DNI 30.123.456", Field.NATIONAL_ID, "30123456"),
        ("cédula 1.032.456.789", Field.NATIONAL_ID, "1032456789"),
        ("شماره ملی: ۰۰۱۳۵۴۲۴۱۹", Field.NATIONAL_ID, "0013542419"),
        ("身份证号11010519870304005X", Field.NATIONAL_ID, "11010519870304005X"),
        ("TC Kimlik No: 48307162922", Field.NATIONAL_ID, "48307162922"),
        ("CURP GOMA870304MDFRRN05", Field.NATIONAL_ID, "GOMA870304MDFRRN05"),
        ("the code RSSMRA87C44H501S", Field.NATIONAL_ID, "RSSMRA87C44H501S"),
        ("Booking # 2021-004567", Field.PERSON_NUMBER, "2021004567"),
        ("Case No. 1:21-cv-00123", Field.CASE_NUMBER, "121CV00123"),
        ("receipt MSC2190123456", Field.CASE_NUMBER, "MSC2190123456"),
    ],
)
def test_found_and_strong(text: str, field: Field, value: str) -> None:
    found = scan(text)
    assert [(match.field, match.canonical, match.strong) for match in found] == [(field, value, True)]


@pytest.mark.parametrize(
    "text",
    [
        "A number of 12345678 people", "a number 12345678", "the sin 483071602 of man",
        "passport applications 1234567",
        "born 1987-03-04", "phone 202-555-0143", "in 2020-2021 we spent 123456789 dollars", "tel 0403871234",
        "0.287067511400085", "version 10.2.3-45", "order 100000001", "550e8400-e29b-41d4-a716-446655440000",
        "Grant R01-CA123456", "no digits at all", "ISBN 978-3-16-148410-0", "12-3456789 EIN",
        "pan 20 minutes", "A 120 000 000 euro fund", "a 123 456 789 euro fund",
    ],
)  # fmt: skip
def test_no_identifier(text: str) -> None:
    assert scan(text) == []


def test_a_layout_that_others_use_is_told_but_weak() -> None:
    (match,) = scan("we paid 536-90-4399 for it")
    assert match.field is Field.SOCIAL_SECURITY_NUMBER
    assert not match.strong


def test_one_label_may_have_several_values() -> None:
    found = scan("Passports X1234567, X1234568 and X7654321 of 2021; passport X1112223 and 15 others")
    assert [match.canonical for match in found] == ["X1234567", "X1234568", "X7654321", "X1112223"]
    assert all(match.strong for match in found)


def test_barcodes_that_pass_a_check_by_chance_are_none() -> None:
    assert [match.scheme for match in scan("8703044830082")] == ["za.id"]
    assert scan("8703044830082 4006381333931 9780306406157 5901234123457") == []


def test_a_slash_parts_two_identifiers() -> None:
    assert [match.field for match in scan("A#: A123456789/536-90-4399")] == [
        Field.ALIEN_NUMBER,
        Field.SOCIAL_SECURITY_NUMBER,
    ]


def test_codes_that_count_up_are_not_people() -> None:
    assert scan(" ".join(f"A{100000000 + n}" for n in range(20))) == []


def test_offsets_are_of_the_text_as_given() -> None:
    text = "\u202bشماره ملی\u200f: ۰۰۱۳۵۴۲۴۱۹ تمام"
    (match,) = scan(text)
    assert text[match.start : match.end] == "۰۰۱۳۵۴۲۴۱۹"


def test_no_value_in_the_repr() -> None:
    assert "536" not in repr(scan("SSN 536-90-4399"))


@given(
    st.integers(0, 299_999_999),
    st.sampled_from(["A{}", "A-{}", "A {}", "A# {}", "a{}"]),
    st.sampled_from(["", "-", " "]),
)
def test_spellings_of_an_alien_number_are_one(number: int, form: str, separator: str) -> None:
    digits = f"{number:09}"
    written = form.format(separator.join((digits[:3], digits[3:6], digits[6:])))
    assert canonical(Field.ALIEN_NUMBER, written) == "A" + digits
    (match,) = scan(f"Alien number: {written}")
    assert match.canonical == "A" + digits


@given(st.text(max_size=200))
def test_no_text_breaks_it(text: str) -> None:
    for match in scan(text):
        assert 0 <= match.start < match.end <= len(text)


def test_lines_written_as_alien_numbers_of_which_most_are_out_of_range_are_codes() -> None:
    codes = [
        f"A{lead}{number:07}" for number, lead in enumerate([12, 93, 41, 20, 77, 35, 64, 8, 51], 4_830_162)
    ]
    assert not scan("\n\n".join(codes))
    issued = [f"A{lead}{number:07}" for number, lead in enumerate([12, 21, 20, 19, 22, 13], 4_830_162)]
    assert len(scan("\n\n".join(issued))) == len(issued)


@pytest.mark.parametrize(
    ("text", "strong"),
    [
        ("test: Keisha Pruitt 212-45-6789", True),
        ("Núñez, José 212-45-6789", True),
        ("Part Number 212-45-6789", False),
        ("Keisha Pruitt\n212-45-6789", False),
        ("Keisha Pruitt 212 45 6789", False),
    ],
)
def test_a_name_right_before_it_tells_a_social_security_number(text: str, strong: bool) -> None:
    assert any(match.strong for match in scan(text)) is strong
