"""Where a person is, and that nobody is without a path."""

from dataclasses import replace
from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest

from tests.incident.affected.making import TODAY, a_row
from withhold.domain.errors import UsageError
from withhold.incident.affected.cohorts import LEADING, cohort, cohorts, is_minor, read_cohorts, usual
from withhold.incident.affected.interface import Cohort, OwnRecord

_USUAL = files("withhold.incident.affected") / "cohorts.toml"
ADULT = a_row(1, "Juan Perez", "1987-03-04")
HELD = a_row(1, "Juan Perez", "1987-03-04", facility="Marwick Processing Center")
RECORD = OwnRecord("r")
YESTERDAY, TOMORROW = date(2022, 11, 27), date(2022, 11, 29)


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        (None, Cohort.UNKNOWN),
        (RECORD, Cohort.UNKNOWN),
        (replace(RECORD, facility="F001"), Cohort.IN_CUSTODY),
        (replace(RECORD, in_custody=True), Cohort.IN_CUSTODY),
        (replace(RECORD, in_custody=False), Cohort.AT_LIBERTY),
        (replace(RECORD, addresses=("1 Elm Court",)), Cohort.AT_LIBERTY),
        (replace(RECORD, addresses=("Calle 5, Tegucigalpa, Honduras",)), Cohort.ABROAD),
        (replace(RECORD, addresses=("1 Elm Court, Georgia", "Calle 5, Lima, Peru, USA")), Cohort.AT_LIBERTY),
        (replace(RECORD, addresses=("Calle 5, Lima, Peru",), country="US"), Cohort.AT_LIBERTY),
        (replace(RECORD, country="US"), Cohort.AT_LIBERTY),
        (replace(RECORD, country="GT", in_custody=False), Cohort.ABROAD),
        (replace(RECORD, removed_on=YESTERDAY), Cohort.REMOVED),
        (replace(RECORD, removed_on=YESTERDAY, country="GT", facility="F001"), Cohort.REMOVED),
        (replace(RECORD, removed_on=TOMORROW, in_custody=True), Cohort.IN_CUSTODY),
        (replace(RECORD, removed_on=YESTERDAY, in_custody=True), Cohort.UNKNOWN),
        (replace(RECORD, deceased_on=YESTERDAY, removed_on=YESTERDAY), Cohort.DECEASED),
        (replace(RECORD, deceased_on=TOMORROW, in_custody=False), Cohort.AT_LIBERTY),
        (replace(RECORD, birth=date(2010, 1, 1), in_custody=True), Cohort.MINOR),
    ],
)
def test_where_a_person_is(record: OwnRecord | None, expected: Cohort) -> None:
    assert cohort(ADULT, record, TODAY) == expected


def test_what_the_leak_says_of_custody_holds_until_a_record_disproves_it() -> None:
    assert cohort(HELD, None, TODAY) == Cohort.IN_CUSTODY
    assert cohort(HELD, replace(RECORD, in_custody=False), TODAY) == Cohort.AT_LIBERTY


def test_a_minor_in_custody_is_both_and_the_minors_path_leads() -> None:
    record = replace(RECORD, birth=date(2010, 1, 1), in_custody=True)
    assert cohorts(ADULT, record, TODAY) == {Cohort.MINOR, Cohort.IN_CUSTODY}
    assert cohort(ADULT, record, TODAY) == Cohort.MINOR


def test_somebody_recorded_as_removed_and_in_custody_is_both_and_a_person_looks() -> None:
    record = replace(RECORD, removed_on=YESTERDAY, in_custody=True)
    assert cohorts(ADULT, record, TODAY) == {Cohort.REMOVED, Cohort.IN_CUSTODY}


@pytest.mark.parametrize(
    ("told", "minor"),
    [
        ({"birth": "2004-11-28"}, False),
        ({"birth": "2004-11-29"}, True),
        ({"birth_year": "2004"}, True),
        ({"birth_year": "2003"}, False),
        ({"age": "17"}, True),
        ({"age": "40"}, False),
        ({"birth": "1987-03-04", "age": "16"}, True),
        ({}, None),
    ],
)
def test_who_may_be_a_minor_by_anything_that_is_told(told: dict[str, str], minor: bool | None) -> None:
    row = a_row(
        1,
        "Juan Perez",
        told.get("birth", ""),
        birth_year=told.get("birth_year", ""),
        age=told.get("age", ""),
    )
    assert is_minor(row, None, TODAY) is minor


def test_every_cohort_has_the_whole_of_its_path_and_a_place_in_the_order() -> None:
    assert set(usual().paths) == set(Cohort) == set(LEADING)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("[unknown]", "[lost]"), "unknown"),
        (('title = "Not known"', 'title = ""'), "unknown"),
        (('home = "US"', 'home = "Nowhere"'), "home"),
        (("age_of_majority = 18", "age_of_majority = 0"), "age_of_majority"),
        (('home = "US"', 'home = "US"\nmore = 1'), "mean nothing"),
        (('home = "US"', "home = "), "cannot be read"),
    ],
)
def test_a_file_without_a_whole_path_is_refused(change: tuple[str, str], told: str, tmp_path: Path) -> None:
    text = _USUAL.read_text("utf-8")
    assert change[0] in text
    own = tmp_path / "own.toml"
    own.write_text(text.replace(*change), "utf-8")
    with pytest.raises(UsageError, match=told):
        read_cohorts(own)


def test_an_organisation_elsewhere_gives_its_own_country(tmp_path: Path) -> None:
    text = _USUAL.read_text("utf-8")
    own = tmp_path / "own.toml"
    own.write_text(text.replace('home = "US"', 'home = "GT"'), "utf-8")
    record = replace(RECORD, country="Guatemala", in_custody=False)
    assert cohort(ADULT, record, TODAY, read_cohorts(own)) == Cohort.AT_LIBERTY
