"""The founding mistake, at a quarter of its size: who is one person, whose the records are, nobody lost."""

from collections import Counter, defaultdict
from itertools import combinations
from pathlib import Path

import pytest

from corpus.founding.affected import Founding, founding, write
from tests.incident.affected.making import TODAY, rows_of
from withhold.incident.affected.cohorts import cohort
from withhold.incident.affected.interface import Certainty, Cohort, LeakRow, OwnRecord
from withhold.incident.affected.likeness import duplicates, match
from withhold.incident.affected.mapping import ColumnMap
from withhold.incident.affected.records import database_records, file_records
from withhold.incident.affected.triage import order, triage

COUNT = 1563
TWICE = 50


@pytest.fixture(scope="module")
def made() -> Founding:
    return founding(count=COUNT, others=4000)


@pytest.fixture(scope="module")
def rows(made: Founding) -> list[LeakRow]:
    return rows_of(made)


@pytest.fixture(scope="module")
def records(made: Founding, tmp_path_factory: pytest.TempPathFactory) -> list[OwnRecord]:
    folder: Path = tmp_path_factory.mktemp("founding")
    write(made, folder)
    found = list(file_records(folder / "records.csv", ColumnMap()).read())
    query = "SELECT * FROM people"
    assert list(database_records(str(folder / "records.sqlite"), query, ColumnMap()).read()) == found
    return found


def test_it_is_the_same_for_a_seed_and_another_for_another(made: Founding) -> None:
    assert founding(count=COUNT, others=4000) == made
    assert founding(seed=7, count=200).rows != founding(count=200).rows


def test_its_shares_are_those_of_the_task(made: Founding, records: list[OwnRecord]) -> None:
    exposed = set(made.own.values())
    own = [one for one in records if one.record in exposed]
    people = COUNT - TWICE
    assert (len(made.rows), len(made.rows[0]), len(made.duplicates)) == (COUNT, 20, TWICE)
    assert len(made.facilities) == 200
    assert len({one.language for one in records} - {None}) >= 30
    assert 0.35 < sum(one.counsel is not None for one in own) / len(own) < 0.45
    assert 0.013 < sum(one.removed_on is not None for one in own) / people < 0.019
    nowhere = [one for one in own if not (one.addresses or one.facility or one.removed_on)]
    assert 0.02 < len(nowhere) / people < 0.04


def test_every_duplicate_is_found_and_nobody_is_made_somebody_else(
    made: Founding, rows: list[LeakRow]
) -> None:
    by_person = defaultdict(list)
    for number, person in enumerate(made.person, 1):
        by_person[person].append(number)
    true = {pair for numbers in by_person.values() for pair in combinations(numbers, 2)}
    found = {(one.number, one.other): one.certainty for one in duplicates(rows)}
    assert set(found) == true
    sure = sum(certainty is Certainty.SURE for certainty in found.values())
    assert sure >= 0.9 * len(true)


def test_records_are_matched_to_their_people_and_to_nobody_else(
    made: Founding, rows: list[LeakRow], records: list[OwnRecord]
) -> None:
    own = {number: made.own.get(person) for number, person in enumerate(made.person, 1)}
    found = match(rows, records, made.duplicates)
    assert all(own[one.number] == one.other for one in found if one.certainty is Certainty.SURE)
    assert {one.number for one in found} == {number for number, key in own.items() if key}


def test_everybody_has_a_cohort_and_a_place_and_those_without_a_record_too(
    made: Founding, rows: list[LeakRow], records: list[OwnRecord]
) -> None:
    by_key = {one.record: one for one in records}
    cohorts: Counter[Cohort] = Counter()
    places = []
    for row in rows:
        key = made.own.get(made.person[row.number - 1])
        record = by_key[key] if key else None
        where = cohort(row, record, TODAY)
        cohorts[where] += 1
        places.append(order(row.number, triage(row, record, where, TODAY)))
    assert sum(cohorts.values()) == len(set(places)) == COUNT
    assert {Cohort.IN_CUSTODY, Cohort.AT_LIBERTY, Cohort.REMOVED, Cohort.MINOR} <= set(cohorts)
    dated = [place[1] for place in sorted(places) if place[0] == 1]
    assert dated == sorted(dated)
