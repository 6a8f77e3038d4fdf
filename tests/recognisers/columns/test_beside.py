"""Columns that what stands beside them settles: birth dates, unknown names, halves of names, officials."""

import pytest

from tests.recognisers.analysis import analyse, table
from withhold.domain.fields import Field, Protection
from withhold.domain.finding import Finding
from withhold.recognisers.columns.beside import tells_other_date

BIRTHS = ("1951-03-04", "1962-11-30", "1974-05-17", "1983-01-09", "1991-08-22", "1999-12-02")
PEOPLE = ("Anna Schmidt", "Carlos Ramirez", "Grace Hall", "Fatima Haddad", "Maria Lopez", "Peter Novak")


def dated(header: str, names: str = "Name") -> str:
    rows = [f"{name} | {day}" for name, day in zip(PEOPLE, BIRTHS, strict=True)]
    return "\n".join([f"{names} | {header}", *rows])


def fields(findings: list[Finding]) -> set[Field]:
    return {field for finding in findings for field in finding.fields}


@pytest.mark.parametrize(
    "header", ["Xyz", "col3", "geb. am", "SUBJ_BRTH_DT", "Datum narození", "생년월일", "Date", "Född"]
)
def test_dates_over_decades_beside_names_are_birth_dates(header: str) -> None:
    assert Field.DATE_OF_BIRTH in fields(analyse(table(dated(header)))[0])


@pytest.mark.parametrize(
    "header",
    ["Hire date", "Award date", "Date sworn in", "Appointed", "Eröffnet", "Fecha de firma", "任职日期"],
)
def test_headers_of_other_dates_are_believed(header: str) -> None:
    assert tells_other_date(header)
    assert Field.DATE_OF_BIRTH not in fields(analyse(table(dated(header)))[0])


def test_dates_beside_artists_are_of_their_work() -> None:
    assert Field.DATE_OF_BIRTH not in fields(analyse(table(dated("Xyz", "Artist")))[0])


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("Name of detainee | Country | Held since\nSuharto | A | 2023-02-01\nWidodo | A | 2023-02-01", 2),
        ("Refugee | Date of birth\nQorvath | 1963-05-07\nZemlik | 1981-06-20", 2),
        ("Detainee name | Date of birth\nအောင်ကျော်မိုး | 1962-04-18", 1),
        ("Name | Date of birth | Nationality\nQorvath | 1963-05-07 | Eritrea", 1),
    ],
)
def test_headers_that_name_people_are_believed(text: str, people: int) -> None:
    assert analyse(table(text))[1] == people


@pytest.mark.parametrize(
    "text",
    [
        "Name | Count | Country\nEloy | 12 | Cuba\nStewart | 14 | Peru",
        "Name | Country of origin | Price\nRoquefort | France | 3\nManchego | Spain | 4",
        "Name | Species | Date of birth\nRex | dog | 2015-02-03\nBello | dog | 2017-02-03",
        "Sponsor | Disease | Phase\nPfizer | Asthma | 2\nNovartis | Lupus | 3\nSanofi | Gout | 1",
        "name | gender | ethnicity\nAllison | female | cauc\nKeisha | female | afam\nBrad | male | cauc",
    ],
)
def test_names_of_things_are_nobody(text: str) -> None:
    assert analyse(table(text))[1] == 0


@pytest.mark.parametrize("header", ["LN | FN", "Col A | Col B", "Part 1 | Part 2", "Qwe | Rty"])
def test_halves_of_names_join_under_unknown_headers(header: str) -> None:
    rows = [
        " | ".join([*reversed(name.split()), day, "pending"])
        for name, day in zip(PEOPLE, BIRTHS, strict=True)
    ]
    findings, people = analyse(table("\n".join([f"{header} | Date of birth | Status", *rows])))
    assert people == len(PEOPLE)
    assert findings[0].named == len(PEOPLE)


def test_pairs_of_things_do_not_join() -> None:
    text = "Col A | Col B | Status\nRed | Lamp | open\nBlue | Chair | open\nOak | Table | closed"
    assert analyse(table(text))[1] == 0


def custody(header: str) -> bool:
    rows = [f"Eloy | {name}" for name in PEOPLE]
    findings = analyse(table("\n".join([f"Detention facility | {header}", *rows])))[0]
    return any(Protection.CUSTODY in finding.protections for finding in findings)


@pytest.mark.parametrize("header", ["Warden", "Point of contact", "Deputy", "Independent visitor"])
def test_a_facility_makes_no_detainee_of_its_officials(header: str) -> None:
    assert not custody(header)


@pytest.mark.parametrize("header", ["Name", "Detainee", "Full name"])
def test_a_facility_beside_a_plain_name_is_custody(header: str) -> None:
    assert custody(header)


def test_private_headers_are_stronger_than_roles() -> None:
    rows = [f"{name} | 0161 496 000{i} | {i + 1} Acacia Avenue" for i, name in enumerate(PEOPLE)]
    finding = analyse(table("\n".join(["Member | Home phone | Home address", *rows])))[0][0]
    assert not finding.public_role
    assert {Field.PHONE, Field.ADDRESS} <= set(finding.private_fields)


def test_lines_under_a_table_do_not_hide_its_names() -> None:
    feet = "Source: registry, table 4 |\nNote: provisional |\nTotal: | "
    text = f"Name of applicant | Date of birth\nQorvath | 1963-05-07\nZemlik | 1981-06-20\n{feet}"
    assert analyse(table(text))[1] == 2
