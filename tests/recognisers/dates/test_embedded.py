"""Birth dates with other words around them in a column."""

import pytest

from tests.recognisers.analysis import analyse, table
from withhold.domain.fields import Field
from withhold.recognisers.dates.embedded import births_told, first_days

NAMES = ("Margaret Holloway", "Omar Haddad", "Aisha Rahman", "Carlos Ramirez")
BIRTHS = ("24.07.1995", "14.09.1966", "04.10.1953", "17.02.1964")


@pytest.mark.parametrize(
    ("header", "pattern"),
    [
        ("Date and place of birth", "{}, Kabul"),
        ("DOB Sex", "{} M"),
        ("Born", "{} in Herat"),
        ("Date of birth", "Herat, {}"),
        ("Details", "born {} in Herat"),
        ("Details", "née le {} à Kaboul"),
    ],
)
def test_a_column_tells_births_beside_names(header: str, pattern: str) -> None:
    rows = "\n".join(f"{name} | {pattern.format(day)}" for name, day in zip(NAMES, BIRTHS, strict=True))
    findings, people = analyse(table(f"Name | {header}\n{rows}"))
    assert (people, findings[0].identified) == (4, 4)
    assert Field.DATE_OF_BIRTH in findings[0].fields


def test_who_is_named_with_the_date_is_told_by_the_cell() -> None:
    rows = "\n".join(f"{name} ({day}) | Chad" for name, day in zip(NAMES, BIRTHS, strict=True))
    findings, people = analyse(table(f"Name (date of birth) | Country\n{rows}"))
    assert people == 4
    assert sum(found.identified for found in findings) == 4


def test_days_are_read_in_the_order_of_all() -> None:
    assert first_days(["03/04/1987 M", "25/12/1990 F"]) == {
        "03/04/1987 M": "1987-04-03",
        "25/12/1990 F": "1990-12-25",
    }


def test_other_dates_and_rare_births_tell_nothing() -> None:
    assert first_days(["Anna Berg, 03.04.1987", "no date", ""]) == {}
    assert births_told(["came 24.07.1995 to Herat", "left 14.09.1966"]) == {}
    assert births_told(["born 24.07.1995", "tall", "kind", "old"]) == {}
    assert births_told([]) == {}
