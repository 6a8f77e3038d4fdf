"""Dates in every writing name the right day; what is no date names none."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from withhold.text.calendars import from_islamic, from_persian
from withhold.text.dates import date_order, from_serial, parse_date

FOURTH_OF_MARCH = date(1987, 3, 4)


@pytest.mark.parametrize(
    "written",
    [
        "1987-03-04", "1987-03-04T10:00:00", "1987/3/4", "3/4/1987", "3/4/1987 12:00:00 AM",
        "04.03.87", "4 Mar 1987",
        "March 4, 1987", "Mar-04-1987", "04-MAR-87", "4 de marzo de 1987", "4 mars 1987",
        "4 de março de 1987",
        "4. März 1987", "4 maart 1987", "4 марта 1987 г.", "٤ مارس ١٩٨٧", "۴ مارس ۱۹۸۷",
        "4 Mart 1987", "1987年3月4日",
        "１９８７年３月４日", "民國76年3月4日", "昭和62年3月4日", "1987년 3월 4일", "19870304",
        "1987-Mar-04", "4th of March 1987",
        "Wed, 04 Mar 1987 10:00:00 GMT", "2530-03-04", "4 آذار 1987", "13 اسفند 1365",
        "1365/12/13", "۱۳۶۵/۱۲/۱۳",
    ],
)  # fmt: skip
def test_every_writing_names_the_same_day(written: str) -> None:
    assert parse_date(written) == FOURTH_OF_MARCH


@pytest.mark.parametrize(
    "written",
    [
        "", "1987", "March 1987", "31/02/1987", "12345678", "10.0.0.1", "May 5", "1/2", "12:30",
        "12 34 56", "hello",
        "1987-03-04" * 9, "13/13/1987", "4 Foo 1987", "A123456789", "1,234,567", "202-555-0143",
        "99999999", "½",
    ],
)  # fmt: skip
def test_what_is_no_day_is_none(written: str) -> None:
    assert parse_date(written) is None


def test_the_order_of_the_column_settles_what_is_first() -> None:
    assert parse_date("03/04/1987", "dmy") == date(1987, 4, 3)
    assert parse_date("03/04/1987", "mdy") == date(1987, 3, 4)
    assert parse_date("87/03/04", "ymd") == date(1987, 3, 4)
    assert parse_date("04031987", "dmy") == date(1987, 3, 4)


@pytest.mark.parametrize(
    ("values", "order"),
    [
        (["13/04/1987", "03/04/1990"], "dmy"),
        (["04/13/1987", "03/04/1990"], "mdy"),
        (["1987-04-03"], "ymd"),
        (["03/04/1987"], None),
        (["13/04/1987", "04/13/1987"], None),
        ([], None),
    ],
)
def test_order_of_a_column(values: list[str], order: str | None) -> None:
    assert date_order(values) == order


@given(st.dates(date(1931, 1, 1), date(2030, 12, 31)), st.sampled_from("-/. "), st.booleans())
def test_any_day_survives_writing_and_reading(day: date, separator: str, short: bool) -> None:
    year = f"{day.year % 100:02}" if short and separator != " " else str(day.year)
    written = separator.join((f"{day.day:02}", f"{day.month:02}", year))
    assert parse_date(written, "dmy") == day
    assert parse_date(day.isoformat()) == day
    assert parse_date(day.strftime("%Y%m%d")) == day


@given(st.text(max_size=60))
def test_no_text_breaks_it(text: str) -> None:
    parse_date(text)
    date_order([text])


@pytest.mark.parametrize(
    ("year", "day"),
    [
        (1300, date(1921, 3, 21)), (1357, date(1978, 3, 21)), (1366, date(1987, 3, 21)), (1375,
        date(1996, 3, 20)),
        (1376, date(1997, 3, 21)), (1399, date(2020, 3, 20)), (1400, date(2021, 3, 21)), (1404,
        date(2025, 3, 21)),
    ],
)  # fmt: skip
def test_persian_new_year(year: int, day: date) -> None:
    assert from_persian(year, 1, 1) == day


@given(st.integers(1280, 1405), st.integers(1, 12), st.integers(1, 29))
def test_persian_days_follow_each_other(year: int, month: int, day: int) -> None:
    today = from_persian(year, month, day)
    following = from_persian(year, month, day + 1) or from_persian(year + month // 12, month % 12 + 1, 1)
    assert today is not None
    assert following is not None
    assert (following - today).days == 1


def test_islamic_days_are_right_within_two() -> None:
    assert from_islamic(1407, 1, 1) == date(1986, 9, 6)
    ramadan = from_islamic(1445, 9, 1)
    assert ramadan is not None
    assert abs((ramadan - date(2024, 3, 11)).days) <= 2
    assert from_islamic(1445, 13, 1) is None


def test_serial_numbers_of_both_systems() -> None:
    assert from_serial(31840) == FOURTH_OF_MARCH
    assert from_serial(31840 - 1462, date1904=True) == FOURTH_OF_MARCH
    assert from_serial(1) == date(1900, 1, 1)
    assert from_serial(59) == date(1900, 2, 28)
    assert from_serial(61) == date(1900, 3, 1)
    assert from_serial(-1) is None
    assert from_serial(3e9) is None
