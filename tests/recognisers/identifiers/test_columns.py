"""Columns of people's numbers are told from columns of other numbers, with and without headers."""

import random
from collections.abc import Callable

import pytest
from stdnum import ean, isbn
from stdnum.br import cpf
from stdnum.nl import bsn
from stdnum.pl import pesel
from stdnum.tr import tckimlik

from withhold.domain.fields import Field
from withhold.recognisers.identifiers import judge_column

_random = random.Random(11)
_R = _random.randrange


def _digits(count: int) -> str:
    return "".join(str(_R(10)) for _ in range(count))


def _valid(check: Callable[[str], bool], make: Callable[[], str], count: int = 15) -> list[str]:
    found: list[str] = []
    while len(found) < count:
        value = make()
        if check(value):
            found.append(value)
    return found


def _ssn() -> str:
    return f"{_R(1, 666):03}-{_R(1, 99):02}-{_R(1, 9999):04}"


SSNS = [_ssn() for _ in range(40)]
ALIEN_NUMBERS = [f"A{_R(299_999_999):09}" for _ in range(40)]


@pytest.mark.parametrize(
    ("header", "values", "scheme"),
    [
        ("A-Number", ALIEN_NUMBERS, "us.alien_number"),
        ("Alien #", [value[1:] for value in ALIEN_NUMBERS], "us.alien_number"),
        ("ANUM", [f"{value[:4]}-{value[4:7]}-{value[7:]}" for value in ALIEN_NUMBERS], "us.alien_number"),
        (None, ALIEN_NUMBERS, "us.alien_number"),
        ("Reference", ALIEN_NUMBERS, "us.alien_number"),
        ("Case no", ALIEN_NUMBERS, "us.alien_number"),
        ("SSN", SSNS, "us.ssn"),
        (None, SSNS, "us.ssn"),
        ("Soc. Sec. No.", [value.replace("-", "") for value in SSNS], "us.ssn"),
        (None, _valid(bsn.is_valid, lambda: _digits(9)), "nl.bsn"),
        (None, _valid(cpf.is_valid, lambda: _digits(11)), "br.cpf"),
        (None, _valid(tckimlik.is_valid, lambda: _digits(11)), "tr.kimlik"),
        ("x", _valid(pesel.is_valid,
        lambda: f"{_R(50, 99)}{_R(1, 13):02}{_R(1, 29):02}{_digits(5)}"), "pl.pesel"),
        ("Passport Number", [f"X{_digits(7)}" for _ in range(5)], "passport"),
        ("护照号码", ["E12345678"], "passport"),
        ("Número de pasaporte", ["AB123456"], "passport"),
        ("کد ملی", ["0013542419"], "ir.melli"),
        ("bookingNumber", ["2021-0001", "2021-0007"], "person_number"),
        ("EMPLOYEE_ID", [str(number) for number in range(40)], "person_number"),
        ("Numéro de dossier", ["2021/0012"], "case_number"),
    ],
)  # fmt: skip
def test_numbers_of_people(header: str | None, values: list[str], scheme: str) -> None:
    found = judge_column(header, values)
    assert found is not None
    assert found.scheme == scheme
    assert found.strong


@pytest.mark.parametrize(
    ("header", "values"),
    [
        (None, [_digits(9) for _ in range(200)]),
        (None, [_digits(10) for _ in range(200)]),
        (None, [_digits(11) for _ in range(200)]),
        (None, [_digits(12) for _ in range(200)]),
        (None, [_digits(13) for _ in range(200)]),
        ("id", [str(number) for number in range(1, 99)]),
        (None, [str(100_000_000 + number) for number in range(300)]),
        (None, [f"A{100_000_000 + number}" for number in range(300)]),
        (None, [f"A{100_000_000 + 10 * number}" for number in range(300)]),
        ("Product code", ALIEN_NUMBERS),
        ("ISBN", _valid(isbn.is_valid, lambda: "978" + _digits(10))),
        (None, _valid(isbn.is_valid, lambda: "978" + _digits(10))),
        ("barcode", _valid(ean.is_valid, lambda: _digits(13))),
        ("Phone", ["202-555-0143", "202-555-0199"]),
        ("Year", [str(year) for year in range(1950, 2020)]),
        ("EIN", [f"{_R(10, 99)}-{_digits(7)}" for _ in range(30)]),
        ("ZIP+4", [f"{_digits(5)}-{_digits(4)}" for _ in range(30)]),
        ("GEOID", [_digits(11) for _ in range(30)]),
        ("Company number", _valid(bsn.is_valid, lambda: _digits(9))),
        (None, [str(1_600_000_000 + _R(10**7)) for _ in range(40)]),
        (None, [f"{_R(1950, 2000)}-{_R(1, 13):02}-{_R(1, 29):02}" for _ in range(40)]),
        (None, ["550e8400-e29b-41d4-a716-446655440000"]),
        (None, [f"{_R(10**7)}.{_R(100):02}" for _ in range(40)]),
        ("Number of passports", ["12", "1300"]),
        ("Name", ["Ana Lima", "Bo Li"]),
        (None, ["123-45-6789"]),
        ("SSN", ["***-**-6789", "***-**-1234"]),
        (None, []),
        ("SSN", [""]),
    ],
)  # fmt: skip
def test_numbers_of_things(header: str | None, values: list[str]) -> None:
    assert judge_column(header, values) is None


def test_a_hint_counts_as_a_label() -> None:
    found = judge_column("kol 3", ["536904399", "536904401"], hint=Field.SOCIAL_SECURITY_NUMBER)
    assert found is not None
    assert found.field is Field.SOCIAL_SECURITY_NUMBER
    assert found.strong


def test_half_of_a_labelled_column_may_be_spoilt() -> None:
    found = judge_column("SSN", [*SSNS[:6], "unknown", "pending", "x"])
    assert found is not None
    assert 0.5 < found.share < 1


@pytest.mark.parametrize("digits", [8, 9])
def test_a_column_of_digits_behind_an_a_tells_by_its_writing(digits: int) -> None:
    found = judge_column(None, [f"A{_digits(digits)}" for _ in range(30)])
    assert found is not None
    assert (found.field, found.strong) == (Field.ALIEN_NUMBER, True)


def test_alien_numbers_under_another_header_are_told_without_strength() -> None:
    found = judge_column("Ref", [f"A3{_digits(8)}" for _ in range(30)])
    assert found is not None
    assert not found.strong


@pytest.mark.parametrize("first", [100001, 200100001, 300000001])
def test_codes_behind_an_a_that_count_up_are_no_alien_numbers(first: int) -> None:
    assert judge_column(None, [f"A{first + number}" for number in range(30)]) is None


def test_social_security_numbers_keep_their_layout_when_one_is_mistyped() -> None:
    values = [f"{219 + i}-0{i + 1}-99{i}4" for i in range(10)]
    found = judge_column(None, values)
    assert found is not None
    assert (found.field, found.strong) == (Field.SOCIAL_SECURITY_NUMBER, True)


def test_values_with_line_breaks_count_once() -> None:
    found = judge_column("SSN", [value + "\n" for value in SSNS])
    assert found is not None
    assert found.share == 1


@pytest.mark.parametrize("header", ["Code", "Ref", "No", "Value", None])
def test_six_valid_numbers_are_told_under_a_header_that_says_nothing(header: str | None) -> None:
    found = judge_column(header, _valid(bsn.is_valid, lambda: _digits(9), 6))
    assert found is not None
    assert (found.field, found.strong) == (Field.NATIONAL_ID, True)


@pytest.mark.parametrize("header", ["Product code", "Ticket", "Batch", "Serial", "Asset tag", "Invoice no"])
def test_the_same_numbers_under_a_header_of_things_are_not(header: str) -> None:
    assert judge_column(header, _valid(bsn.is_valid, lambda: _digits(9))) is None


def test_numbers_that_count_up_before_their_check_digit_are_of_things() -> None:
    numbers = map(str, range(248_300_000, 248_300_800))
    assert judge_column("Ref", [number for number in numbers if bsn.is_valid(number)]) is None
