"""Cohort, triage and contact of each person, from their rows and own records, by the rules of incident."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from django.conf import settings

from withhold.console.affected.grouping import Groups
from withhold.console.affected.reaching import Shared, Whereabouts, known_of
from withhold.console.affected.writing import Found
from withhold.domain.fields import Field
from withhold.incident.affected.cohorts import cohort, in_custody, is_minor, is_removed, usual
from withhold.incident.affected.describing import nations_of
from withhold.incident.affected.interface import LeakRow, OwnRecord
from withhold.incident.affected.triage import order, triage

_EARLIEST = ("removal_date", "court_date")
"""Of several records the nearest day counts; of everything else what the first one tells."""
_EACH = ("names", "identifiers", "emails", "phones", "addresses")
_ANY = ("in_custody", "victim")
"""What one record says holds, even if another one says that it is not so: the more cautious of the two."""


@dataclass(frozen=True, slots=True, repr=False)
class Material:
    """What is known of the people in question: rows and own records by number, primary keys of the rows."""

    keys: Mapping[int, int]
    rows: Mapping[int, LeakRow]
    records: Mapping[int, Sequence[OwnRecord]]
    groups: Groups
    shared: Shared

    def of(self, number: int) -> tuple[LeakRow, OwnRecord | None]:
        """All rows and all records of the person of this number, each as one."""
        numbers = [one for one in self.groups.of(number) if one in self.rows]
        records = [record for one in numbers for record in self.records.get(one, ())]
        row = _with_nations(joined([self.rows[one] for one in numbers]), records)
        return row, merged(records, nations_of(row.fields.get(Field.NATIONALITY, ())))


def judged(material: Material, numbers: Iterable[int], today: date) -> list[Found]:
    """Each of these, without a place among those of its rank."""
    return [_judged(material, number, today) for number in numbers]


def in_places(found: Sequence[Found]) -> list[Found]:
    """All of the N with their places, the most pressing first."""
    ordered = sorted(found, key=lambda one: one.order)
    return [replace(one, place=place) for place, one in enumerate(ordered, 1)]


def _judged(material: Material, number: int, today: date) -> Found:
    row, record = material.of(number)
    config = settings.CONFIG
    paths = config.cohorts or usual()
    where = cohort(row, record, today, paths)
    pressing = triage(row, record, where, today, policy=config.triage, majority=paths.age_of_majority)
    # Whoever may be a minor is protected as one: that no age is told does not make somebody of age.
    minor = is_minor(row, record, today, paths.age_of_majority) is not False
    place = Whereabouts(in_custody(row, record) is True, is_removed(record, today), paths.home)
    known = known_of(row, record, place, minor, pressing, material.shared)
    head = material.groups.head(number)
    return Found(
        person=material.keys[number],
        number=number,
        cohort=where,
        rank=pressing.rank,
        place=0,
        order=order(number, pressing),
        known=known,
        same_as=head if head != number else None,
        why=material.groups.reasons.get(number),
    )


def joined(rows: Sequence[LeakRow]) -> LeakRow:
    """Several rows of one person as one: the first one's number, and everything that any of them tells."""
    first, *further = rows
    if not further:
        return first
    told: dict[Field, dict[str, None]] = {}
    for row in rows:
        for name, values in row.fields.items():
            told.setdefault(name, {}).update(dict.fromkeys(values))
    known = {name: value for row in reversed(rows) for name, value in row.known.items()}
    others: dict[str, dict[str, None]] = {}
    for row in rows:
        for header, value in row.others.items():
            others.setdefault(header, {})[value] = None
    return LeakRow(
        first.number,
        {name: tuple(values) for name, values in told.items()},
        known,
        {header: "; ".join(values) for header, values in others.items()},
    )


def _with_nations(row: LeakRow, records: Sequence[OwnRecord]) -> LeakRow:
    """The rows of one person with every nationality that any of their records tells: one has no room for
    several, and somebody may have fled each."""
    told = [one.nationality for one in records if one.nationality]
    if len(told) < 2:
        return row
    nations = dict.fromkeys([*row.fields.get(Field.NATIONALITY, ()), *told])
    return replace(row, fields={**row.fields, Field.NATIONALITY: tuple(nations)})


def merged(records: Sequence[OwnRecord], nations: Collection[str] = ()) -> OwnRecord | None:
    """Several records of one person as one; None without any. Where they live is, of what several records
    tell, the country that they may have fled: one of their `nations` (codes, lower case)."""
    if len(records) < 2:
        return records[0] if records else None
    changes: dict[str, Any] = {}
    for name in (one.name for one in fields(OwnRecord)):
        told = [value for value in (getattr(one, name) for one in records) if value is not None]
        if name in _EACH:
            changes[name] = tuple(dict.fromkeys(value for several in told for value in several))
        elif told and name in _EARLIEST:
            changes[name] = min(told)
        elif told and name == "country":
            changes[name] = next((one for one in told if not nations_of([one]).isdisjoint(nations)), told[0])
        elif told:
            changes[name] = any(told) if name in _ANY else told[0]
    return replace(records[0], **changes)
