"""Names with a bare date behind each of them."""

import pytest

from withhold.domain.fields import Field
from withhold.recognisers.prose import read

NAMES = ("Margaret Holloway", "Omar Haddad", "Aisha Rahman", "Carlos Ramirez")
BIRTHS = ("24.07.1995", "14.09.1966", "04.10.1953", "17.02.1964")


def births(text: str) -> list[str]:
    """The birth dates that are told, in order."""
    return [one.fields[Field.DATE_OF_BIRTH] for one in read(text) if Field.DATE_OF_BIRTH in one.fields]


def told(pattern: str, between: str, dates: tuple[str, ...] = BIRTHS) -> str:
    return between.join(pattern.format(name, day) for name, day in zip(NAMES, dates, strict=True))


@pytest.mark.parametrize("between", ["; ", "\n", ", "])
@pytest.mark.parametrize(
    "pattern", ["{} ({})", "{} – {}", "{}, {}", "{} {}", "{}: {}", "{} [{}]", "{} (* {})"]
)
def test_dates_a_generation_back_and_years_apart_are_births(pattern: str, between: str) -> None:
    assert births(told(pattern, between)) == ["1995-07-24", "1966-09-14", "1953-10-04", "1964-02-17"]


@pytest.mark.parametrize(
    "dates",
    [
        ("1995-07-24", "1966-09-14", "1953-10-04", "1964-02-17"),
        ("24 July 1995", "14 September 1966", "4 October 1953", "17 February 1964"),
        ("07/24/1995", "09/14/1966", "10/04/1953", "02/17/1964"),
    ],
)
def test_dates_are_read_as_all_of_them_are_written(dates: tuple[str, ...]) -> None:
    assert births(told("{} ({})", "; ", dates)) == ["1995-07-24", "1966-09-14", "1953-10-04", "1964-02-17"]


@pytest.mark.parametrize(
    "dates",
    [
        ("24.07.2024", "14.09.2024", "04.10.2025", "17.02.2025"),  # of events
        ("24.07.2031", "14.09.1966", "04.10.2032", "17.02.2033"),  # ahead
        ("24.07.1995", "24.07.1995", "24.07.1995", "24.07.1995"),  # one day
        ("24.07.1801", "14.09.1815", "04.10.1790", "17.02.1822"),  # of history
    ],
)
def test_other_dates_are_none(dates: tuple[str, ...]) -> None:
    assert births(told("{} ({})", "; ", dates)) == []


@pytest.mark.parametrize("pattern", ["{} ({} – 03.01.2020)", "{} (* {}, † 03.01.2020)", "{} ({}-2020)"])
def test_a_life_and_a_term_are_no_birth(pattern: str) -> None:
    assert births(told(pattern, "; ")) == []


def test_two_are_no_series_and_one_name_is_none() -> None:
    assert births("Margaret Holloway (24.07.1995); Omar Haddad (14.09.1966)") == []
    assert births("; ".join(f"Margaret Holloway ({day})" for day in BIRTHS)) == []


def test_a_surname_that_means_birth_tells_none() -> None:
    assert births("Raimundo do Nascimento Vasconcelos (03.04.1977), Caruaru.") == []
