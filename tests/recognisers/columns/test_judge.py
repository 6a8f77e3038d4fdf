"""What a column is, when header and values agree, disagree, or there is no header."""

import pytest

from tests.recognisers.analysis import TODAY
from withhold.domain.fields import Field
from withhold.recognisers.columns import judge_column

NAMES = ["Ramirez, Carlos", "Pierre, Marie", "Okafor, Chidi", "Nguyen, Thi Mai"]
BIRTHS = ["1987-03-04", "1990-05-14", "1979-11-02", "2001-07-23", "1968-01-30"]


def field(header: str | None, values: list[str], kinds: str) -> Field | None:
    return judge_column(header, values, frozenset(kinds), today=TODAY).field


def test_names_override_a_misleading_header() -> None:
    assert field("Reference", NAMES, "t") is Field.FULL_NAME


def test_companies_override_a_misleading_header() -> None:
    values = ["Acme Holdings LLC", "Borealis Corporation", "Cedar Construction Ltd", "Delta Pipe Supply Inc."]
    assert field("Name", values, "t") is None


def test_names_without_a_header() -> None:
    assert field(None, NAMES, "t") is Field.FULL_NAME


def test_birth_dates_without_a_header() -> None:
    assert field(None, BIRTHS, "d") is Field.DATE_OF_BIRTH


def test_recent_dates_without_a_header_are_no_birth_dates() -> None:
    assert field(None, ["2025-11-01", "2025-11-02", "2025-12-24", "2026-01-07", "2026-02-11"], "d") is None


def test_a_birth_header_over_years_is_a_birth_year() -> None:
    assert field("Born", ["1965", "1970", "1959"], "n") is Field.BIRTH_YEAR


def test_a_birth_header_over_words_is_not_a_date() -> None:
    assert field("Birth date", ["blue", "green", "red"], "t") is None


def test_age_groups_are_no_ages() -> None:
    assert field("Age", ["18-24", "25-34", "65+"], "t") is None
    assert field("Age", ["18", "33", "65"], "n") is Field.AGE


def test_values_that_do_not_fit_are_left_to_be_read_as_text() -> None:
    odd = "see file of 12 May 2020, two records were merged"
    reading = judge_column("Full name", [*NAMES, odd], frozenset("t"), today=TODAY)
    assert set(reading.known) == set(NAMES)


def test_placeholders_are_no_values() -> None:
    reading = judge_column("Nationality", ["Haiti", "N/A", "-", "unknown"], frozenset("t"), today=TODAY)
    assert set(reading.known) == {"Haiti"}


def test_history_is_told_apart() -> None:
    reading = judge_column("Date of birth", ["1820-05-12", "1990-05-14"], frozenset("td"), today=TODAY)
    assert reading.historical == {"1820-05-12"}


@pytest.mark.parametrize("kinds", ["t", "n", "d"])
def test_no_values_no_field(kinds: str) -> None:
    assert field("Date of birth", [], kinds) is None
