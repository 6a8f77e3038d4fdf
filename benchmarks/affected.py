"""The affected people at the founding size: duplicates, own records, cohorts, triage, N of N; beside bounds.

`python -m benchmarks.affected [RECORDS]` (60,000 if not given). The bounds are reading the same file with the
`csv` module alone, and a join on the alien number as typed, which is what a spreadsheet does. How many people
each finds is printed beside the time.
"""

import csv
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from corpus.founding.affected import TODAY, Founding, founding, write
from tests.incident.affected.making import rows_of
from withhold.domain.fields import Field
from withhold.incident.affected.cohorts import cohort
from withhold.incident.affected.interface import Account, Certainty, LeakRow, Likeness, OwnRecord, Terminal
from withhold.incident.affected.likeness import duplicates, match
from withhold.incident.affected.mapping import ColumnMap
from withhold.incident.affected.reconcile import reconcile
from withhold.incident.affected.records import file_records
from withhold.incident.affected.triage import order, triage

_RECORDS = 60_000
T = TypeVar("T")


def _timed(name: str, work: Callable[[], T]) -> tuple[float, T]:
    start = time.process_time()
    result = work()
    seconds = time.process_time() - start
    print(f"{name:<44}{seconds:8.2f} s")
    return seconds, result


def _bare(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def _joined(rows: list[LeakRow], bare: list[list[str]]) -> dict[int, str]:
    """Rows to keys by the number exactly as it is typed."""
    place, key = bare[0].index("A Number"), bare[0].index("Record ID")
    keys = {cells[place]: cells[key] for cells in bare[1:]}
    numbers = {row.number: row.fields.get(Field.ALIEN_NUMBER, ("",))[0] for row in rows}
    return {number: keys[alien] for number, alien in numbers.items() if alien in keys}


def _placed(rows: list[LeakRow], owners: dict[int, OwnRecord]) -> list[int]:
    places = []
    for row in rows:
        record = owners.get(row.number)
        where = cohort(row, record, TODAY)
        places.append(order(row.number, triage(row, record, where, TODAY)))
    return [place[-1] for place in sorted(places)]


def _told(made: Founding, rows: list[LeakRow], pairs: list[Likeness], matches: list[Likeness]) -> None:
    """What was found, against what is true."""
    own = {number: made.own.get(person) for number, person in enumerate(made.person, 1)}
    sure = [one for one in matches if one.certainty is Certainty.SURE]
    wrong = sum(own[one.number] != one.other for one in sure)
    asked = {one.number for one in matches} - {one.number for one in sure}
    known = sum(key is not None for key in own.values())
    print(f"records: {len(sure):,} of {known:,} sure, {wrong} wrong, {len(asked)} put to a person")
    same = [one for one in pairs if one.certainty is Certainty.SURE]
    mistaken = sum(made.person[a.number - 1] != made.person[int(a.other) - 1] for a in pairs)
    left = len(pairs) - len(same)
    print(f"duplicates: {len(same)} of {len(made.duplicates)} sure, {left} put to a person, {mistaken} wrong")


def main() -> None:
    """Prints times, ratios and what was found."""
    total = int(sys.argv[1]) if len(sys.argv) > 1 else _RECORDS
    made = founding(others=max(0, total - 6000))
    rows = rows_of(made)
    with tempfile.TemporaryDirectory() as folder:
        write(made, Path(folder))
        path = Path(folder) / "records.csv"
        print(f"{len(rows):,} rows, {len(made.records):,} own records; seconds of one core")
        read, bare = _timed("bound: csv module alone", lambda: _bare(path))
        _, joined = _timed("bound: join on the number as typed", lambda: _joined(rows, bare))
        first, records = _timed("own records read and understood", lambda: list(_records(path)))
    second, pairs = _timed("duplicates among the rows", lambda: duplicates(rows))
    third, matches = _timed("rows matched to records", lambda: match(rows, records, made.duplicates))
    by_key = {record.record: record for record in records}
    sure = [one for one in matches if one.certainty is Certainty.SURE]
    owners = {one.number: by_key[str(one.other)] for one in sure}
    fourth, _ = _timed("cohort, triage, order", lambda: _placed(rows, owners))
    accounts = [Account(row.number, Terminal.PROVEN_PERSON, ("receipt: 1",)) for row in rows]
    fifth, whole = _timed("N of N", lambda: reconcile(len(rows), accounts))
    seconds = first + second + third + fourth + fifth
    print(f"together {seconds:.2f} s: {seconds / read:.0f} times the reading alone")
    print(
        f"the join finds {len(joined):,} rows' records; reconciled: {whole.accounted:,} of {whole.people:,}"
    )
    _told(made, rows, pairs, matches)


def _records(path: Path) -> list[OwnRecord]:
    return list(file_records(path, ColumnMap()).read())


if __name__ == "__main__":
    main()
