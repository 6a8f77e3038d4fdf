"""Family who are no rows: named in a cell, or implied by what the records share."""

from dataclasses import fields, replace

import pytest

from tests.incident.affected.making import a_row
from withhold.incident.affected.interface import Linked, OwnRecord
from withhold.incident.affected.linked import (
    MOST_OF_A_HOUSEHOLD,
    SAME_FAMILY,
    SAME_HOUSEHOLD,
    SafetyPlan,
    implied,
    linked,
    named,
    relation_of,
    safety_plan,
)

ROW = a_row(1, "Juan Perez Lopez", "1987-03-04")
THEIRS = OwnRecord("r1", ("Juan Perez Lopez",), family="U1", addresses=("12 Elm Court\nAshford",))


def _told(found: list[Linked]) -> list[tuple[int, str, str | None]]:
    return [(one.by, one.relation, one.name) for one in found]


@pytest.mark.parametrize(
    ("header", "relation"),
    [
        ("Spouse", "spouse"),
        ("Mother's Name", "mother"),
        ("Nombre de la madre", "mother"),
        ("Children", "child"),
        ("Sponsor Name", "sponsor"),
        ("Next of Kin", "relative"),
        ("Emergency contact phone", None),
        ("Number of children", None),
        ("Has spouse", None),
        ("Hostility", None),
        ("Docket Officer Code", None),
        ("Case Category", None),
    ],
)
def test_which_columns_name_somebody_else(header: str, relation: str | None) -> None:
    assert relation_of(header) == relation


def test_the_people_in_a_cell() -> None:
    row = replace(ROW, others={"Spouse": "Ana Gomez", "Children": "Luis Perez; Eva Perez\nRosa Perez"})
    assert _told(named([row])) == [
        (1, "child", "Eva Perez"),
        (1, "child", "Luis Perez"),
        (1, "child", "Rosa Perez"),
        (1, "spouse", "Ana Gomez"),
    ]


@pytest.mark.parametrize("cell", ["", "No", "N/A", "unknown", "3", "555 0101", "PEREZ LOPEZ, Juan"])
def test_cells_that_name_nobody_or_the_person(cell: str) -> None:
    assert named([replace(ROW, others={"Spouse": cell})]) == []


def test_who_shares_a_family_key_or_an_address_and_a_name() -> None:
    others = [
        THEIRS,
        OwnRecord("r2", ("Ana Gomez",), family="U1"),
        OwnRecord("r3", ("Luis Perez Gomez",), addresses=("12 ELM COURT, Ashford",)),
        OwnRecord("r4", ("Rosa Vega",), addresses=("12 Elm Court, Ashford",)),
        OwnRecord("r5", ("Eva Perez",), addresses=("9 Fir Way",)),
        OwnRecord("r6", family="U1"),
    ]
    assert _told(implied([ROW], {1: [THEIRS]}, others)) == [
        (1, SAME_FAMILY, None),
        (1, SAME_FAMILY, "Ana Gomez"),
        (1, SAME_HOUSEHOLD, "Luis Perez Gomez"),
    ]


def test_one_who_is_affected_too_is_no_linked_person_by_the_records() -> None:
    other = OwnRecord("r2", ("Ana Perez",), family="U1")
    rows = [ROW, a_row(2, "Ana Perez")]
    assert implied(rows, {1: [THEIRS], 2: [other]}, [THEIRS, other]) == []


def test_an_address_of_very_many_makes_nobody_family() -> None:
    others = [
        OwnRecord(f"s{n}", (f"Perez {'abcdefghijklmnop'[n]}ana",), addresses=THEIRS.addresses)
        for n in range(MOST_OF_A_HOUSEHOLD + 1)
    ]
    assert implied([ROW], {1: [THEIRS]}, others) == []
    assert len(implied([ROW], {1: [THEIRS]}, others[:3])) == 3


def test_both_ways_together() -> None:
    row = replace(ROW, others={"Spouse": "Ana Gomez"})
    found = linked([row], {1: [THEIRS]}, [OwnRecord("r2", ("Luis Perez",), family="U1")])
    assert _told(found) == [(1, SAME_FAMILY, "Luis Perez"), (1, "spouse", "Ana Gomez")]


def test_the_plan_says_everything_and_that_violence_parts_them() -> None:
    plan = safety_plan()
    assert all(getattr(plan, one.name).strip() for one in fields(SafetyPlan))
    assert "no contact through the person of the row" in plan.violence
