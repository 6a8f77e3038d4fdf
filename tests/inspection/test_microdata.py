"""Tables of people without names: who is singled out is told, and statistics are left alone."""

from datetime import date, timedelta
from random import Random

import pytest

from withhold.domain.finding import Finding
from withhold.domain.verdict import Decision, DocumentVerdict
from withhold.inspection.inspector import Inspector
from withhold.inspection.opening import open_bytes
from withhold.policy.load import load_policy

PLACES = ("Eloy", "Otay Mesa", "Stewart")
LANDS = ("Honduras", "Guatemala", "Eritrea", "Mexico")
HEADER = "file,date of birth,nationality,sex,facility,book-in date,status"


def verdict(text: str, pack: str = "default") -> DocumentVerdict:
    with Inspector(load_policy([pack], None)) as inspector:
        return inspector.inspect(open_bytes(text.encode(), "table.csv"), "table.csv")


def told(text: str) -> list[Finding]:
    return [finding for finding in verdict(text).findings if finding.singled_out]


def held(count: int, seed: int = 1) -> list[str]:
    chance = Random(seed)
    rows = []
    for at in range(count):
        born = date(1950, 1, 1) + timedelta(days=chance.randrange(20_000))
        booked = date(2022, 1, 1) + timedelta(days=chance.randrange(300))
        facts = (born, chance.choice(LANDS), chance.choice("MF"), chance.choice(PLACES), booked, "x")
        rows.append(",".join(map(str, (at, *facts))))
    return rows


def test_rows_that_are_the_only_ones_of_their_kind_are_told() -> None:
    [finding] = told("\n".join([HEADER, *held(200)]))
    assert (finding.rows, finding.singled_out, finding.people) == (200, 200, 200)
    assert {"date_of_birth", "nationality", "sex", "facility", "custody_date"} == set(finding.fields)


def test_only_those_rows_count_that_nobody_shares() -> None:
    rows = held(50)
    [finding] = told("\n".join([HEADER, *rows, *rows[:20]]))
    assert (finding.rows, finding.singled_out) == (70, 30)


@pytest.mark.parametrize(("pack", "decision"), [("default", Decision.RELEASE), ("strict", Decision.REVIEW)])
def test_the_policy_says_what_it_means(pack: str, decision: Decision) -> None:
    given = verdict("\n".join([HEADER, *held(200)]), pack)
    assert given.decision is decision
    [reason] = [one for one in given.reasons if one.rule == "people/singled_out"]
    assert "200 people in a table without names" in reason.text
    assert not any(place in reason.text for place in (*PLACES, *LANDS))


def test_below_the_limit_nothing_is_told() -> None:
    rows = held(10)
    text = "\n".join([HEADER, *rows * 40, *held(5, seed=2)])
    assert told(text)
    assert not [one for one in verdict(text).reasons if one.rule == "people/singled_out"]


def test_batches_of_one_table_are_counted_together() -> None:
    rows = held(6000)
    [finding] = told("\n".join([HEADER, *rows, *rows[:5999]]))
    assert (finding.rows, finding.singled_out) == (11_999, 1)


STATISTICS = {
    "a life table": "age,sex,qx\n" + "".join(f"{age},{sex},0.0{age}\n" for age in range(90) for sex in "MF"),
    "counts": "age,nationality,sex,count\n"
    + "".join(f"{age},{land},M,{age}\n" for age in range(20, 60) for land in LANDS),
    "places": "facility,nationality,share\n"
    + "".join(f"{place},{land},0.{at}\n" for at, place in enumerate(PLACES) for land in LANDS),
    "months": "month,facility,population\n"
    + "".join(f"2022-{month:02},{place},{month}\n" for month in range(1, 13) for place in PLACES),
    "a few rows": "\n".join([HEADER, *held(5)]),
}


@pytest.mark.parametrize("kind", STATISTICS)
def test_statistics_are_no_people(kind: str) -> None:
    assert told(STATISTICS[kind]) == []


def test_a_table_with_names_is_told_as_such() -> None:
    named = "\n".join(["full name," + HEADER, *(f"Anna Berg,{row}" for row in held(30))])
    assert told(named) == []
    assert verdict(named).people.count
