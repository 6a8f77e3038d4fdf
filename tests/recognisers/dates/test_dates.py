"""Columns of dates: what they hold, and whether somebody can be born on those days."""

import random
from datetime import date, timedelta

import pytest

from withhold.recognisers.dates import judge_dates, speaks_of_birth, speaks_of_dates

TODAY = date(2026, 11, 22)
_random = random.Random(5)


def _days(start: date, years: int, count: int) -> list[date]:
    return [start + timedelta(_random.randrange(years * 365)) for _ in range(count)]


BIRTHS = _days(date(1950, 1, 1), 55, 300)
EVENTS = _days(date(2021, 1, 1), 2, 300)


@pytest.mark.parametrize(
    "form", ["%Y-%m-%d", "%d/%m/%Y", "%m/%d/%Y", "%d.%m.%y", "%d %b %Y", "%B %d, %Y", "%Y%m%d"]
)
def test_births_are_plausible_in_every_writing(form: str) -> None:
    found = judge_dates(None, [day.strftime(form) for day in BIRTHS], today=TODAY)
    assert found is not None
    assert found.share == 1
    assert found.birth_plausible > 0.9


def test_events_ahead_and_history_are_no_births() -> None:
    for days in (EVENTS, _days(date(2027, 1, 1), 3, 50), _days(date(1500, 1, 1), 300, 50)):
        found = judge_dates(None, [day.isoformat() for day in days], today=TODAY)
        assert found is not None
        assert found.birth_plausible < 0.2


def test_a_header_of_another_date_halves_it() -> None:
    values = [day.isoformat() for day in BIRTHS]
    named = judge_dates("Hearing date", values, today=TODAY)
    birth = judge_dates("Date of birth", values, today=TODAY)
    assert named is not None
    assert birth is not None
    assert named.birth_plausible <= 0.5 < birth.birth_plausible


def test_serial_numbers_only_under_a_header_of_dates() -> None:
    serials = [str((day - date(1899, 12, 30)).days) for day in BIRTHS]
    found = judge_dates("DOB", serials, today=TODAY)
    assert found is not None
    assert found.serial
    assert found.earliest == min(BIRTHS)
    assert judge_dates("Amount", serials, today=TODAY) is None


def test_persian_dates_count_in_gregorian_years() -> None:
    found = judge_dates("تاریخ تولد", ["۱۳۶۶/۰۲/۱۴", "۱۳۵۰/۱۲/۰۱", "۱۳۴۵/۰۳/۰۳"], today=TODAY)
    assert found is not None
    assert (found.earliest.year, found.latest) == (1966, date(1987, 5, 4))
    assert found.birth_plausible > 0.5


def test_date_cells_need_no_reading() -> None:
    found = judge_dates(None, ["1987-03-04", "1990-01-01T00:00:00"], "dd", today=TODAY)
    assert found is not None
    assert found.order == "ymd"
    assert found.share == 1


def test_one_day_says_little() -> None:
    found = judge_dates(None, ["1987-03-04"], today=TODAY)
    assert found is not None
    assert found.birth_plausible == 0.5


@pytest.mark.parametrize("values", [[], [""], ["Ana"], ["12.5", "3"], ["2020"], ["1-2-3-4"]])
def test_other_columns_are_none(values: list[str]) -> None:
    assert judge_dates(None, values, today=TODAY) is None


@pytest.mark.parametrize(
    "header",
    [
        "DOB", "dateOfBirth", "BIRTH_DATE", "Fecha de nacimiento", "Date de naissance", "Data de nascimento",
        "Geburtsdatum", "Geboortedatum", "Дата рождения", "تاريخ الميلاد", "تاریخ تولد",
        "出生日期", "Doğum Tarihi",
    ],
)  # fmt: skip
def test_headers_of_birth(header: str) -> None:
    assert speaks_of_birth(header)
    assert speaks_of_dates(header)


@pytest.mark.parametrize(
    "header", [None, "", "Place of birth", "Birth rate", "Date", "محل تولد", "Lugar de nacimiento"]
)
def test_other_headers(header: str | None) -> None:
    assert not speaks_of_birth(header)
