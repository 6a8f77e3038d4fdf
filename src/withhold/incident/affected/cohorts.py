"""Where a person is, as far as is known, and the documented path by which they are told."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from withhold.domain.errors import UsageError
from withhold.domain.fields import Field
from withhold.incident.affected.describing import birth_years_of, births_of, nations_of
from withhold.incident.affected.interface import Cohort, LeakRow, OwnRecord
from withhold.register.canonical import country_codes
from withhold.register.places import country_named

LEADING = (
    Cohort.DECEASED,
    Cohort.REMOVED,
    Cohort.MINOR,
    Cohort.IN_CUSTODY,
    Cohort.ABROAD,
    Cohort.AT_LIBERTY,
    Cohort.UNKNOWN,
)
"""Which path leads where several apply. A minor in custody is told by the minor's path, at the facility: the
others of the set say where. Somebody recorded as removed and in custody is unknown until a person looks."""


@dataclass(frozen=True, slots=True)
class HowTold:
    """How the people of a cohort are told: plain sentences."""

    title: str
    who: str
    how: str
    proof: str
    if_it_fails: str


@dataclass(frozen=True, slots=True)
class Cohorts:
    """The paths, each cohort's one; `home` is the organisation's own country (ISO 3166)."""

    home: str
    age_of_majority: int
    paths: Mapping[Cohort, HowTold]


def read_cohorts(path: Path) -> Cohorts:
    """An organisation's own file. Raises UsageError unless every cohort has the whole of its path."""
    try:
        return _cohorts(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError) as error:
        raise UsageError(f"the file of cohorts cannot be read ({type(error).__name__}); mend it") from None


@cache
def usual() -> Cohorts:
    """The paths that come with the program."""
    return _cohorts(tomllib.loads((files(__package__) / "cohorts.toml").read_text(encoding="utf-8")))


def cohorts(
    row: LeakRow, record: OwnRecord | None, today: date, policy: Cohorts | None = None
) -> frozenset[Cohort]:
    """All that apply, never none. A date in the future is no fact: nobody "will have died"."""
    chosen = policy or usual()
    found = _whereabouts(row, record, today, chosen.home)
    if record is not None and record.deceased_on is not None and record.deceased_on <= today:
        found.add(Cohort.DECEASED)
    if is_minor(row, record, today, chosen.age_of_majority):
        found.add(Cohort.MINOR)
    if found <= {Cohort.MINOR}:
        found.add(Cohort.UNKNOWN)
    return frozenset(found)


def cohort(row: LeakRow, record: OwnRecord | None, today: date, policy: Cohorts | None = None) -> Cohort:
    """The one whose path leads."""
    found = cohorts(row, record, today, policy)
    if {Cohort.REMOVED, Cohort.IN_CUSTODY} <= found and Cohort.DECEASED not in found:
        return Cohort.UNKNOWN
    return next(one for one in LEADING if one in found)


def is_removed(record: OwnRecord | None, today: date) -> bool:
    """Whether a removal is recorded, whatever else is: of a minor, or of somebody who is held as well."""
    return record is not None and record.removed_on is not None and record.removed_on <= today


def _whereabouts(row: LeakRow, record: OwnRecord | None, today: date, home: str) -> set[Cohort]:
    found = {Cohort.REMOVED} if is_removed(record, today) else set()
    held = in_custody(row, record)
    if held and not (found and record is not None and record.in_custody is None):
        return found | {Cohort.IN_CUSTODY}
    if found or record is None:
        return found
    country = nations_of([record.country] if record.country else _named(record, home))
    if country and home.lower() not in country:
        found.add(Cohort.ABROAD)
    elif held is False or country or record.addresses:
        found.add(Cohort.AT_LIBERTY)
    return found


def _named(record: OwnRecord, home: str) -> list[str]:
    """The countries that their addresses name, where nothing else tells where they live."""
    found = (country_named(one, home) for one in record.addresses)
    return [country for country in found if country is not None]


def in_custody(row: LeakRow, record: OwnRecord | None) -> bool | None:
    """Whether the person is held, None where nothing tells it.

    Own records count before the leak: they are newer. What the leak says is the worst that nobody disproved.
    """
    if record is not None and record.in_custody is not None:
        return record.in_custody
    if record is not None and record.facility:
        return True
    return True if row.fields.get(Field.FACILITY) else None


def is_minor(row: LeakRow, record: OwnRecord | None, today: date, majority: int | None = None) -> bool | None:
    """Whether the person may be under age by anything that is told; None where no age is told at all."""
    years = usual().age_of_majority if majority is None else majority
    days = set(births_of(row))
    if record is not None and record.birth is not None:
        days.add(record.birth)
    ages = [_age(day, today) for day in days]
    ages += [today.year - year - 1 for year in birth_years_of(row)]
    ages += [int(age) for age in row.fields.get(Field.AGE, ()) if age.isdecimal() and len(age) <= len("100")]
    return min(ages) < years if ages else None


def _age(birth: date, today: date) -> int:
    return today.year - birth.year - ((today.month, today.day) < (birth.month, birth.day))


def _cohorts(raw: Mapping[str, Any]) -> Cohorts:
    names = {one.name for one in fields(HowTold)}
    paths = {}
    for one in Cohort:
        told = raw.get(one)
        if not isinstance(told, dict) or set(told) != names or not all(_says(v) for v in told.values()):
            raise UsageError(f"the file of cohorts has no whole path for “{one}”: {', '.join(sorted(names))}")
        paths[one] = HowTold(**told)
    home, majority = raw.get("home"), raw.get("age_of_majority")
    codes = nations_of([home]) & country_codes() if isinstance(home, str) else frozenset()
    if not codes or type(majority) is not int or majority < 1:
        raise UsageError("the file of cohorts needs a home (a country) and an age_of_majority (years)")
    if unknown := set(raw) - {*Cohort, "home", "age_of_majority"}:
        raise UsageError(f"the file of cohorts has {len(unknown)} entries that mean nothing; take them out")
    return Cohorts(next(iter(codes)).upper(), majority, paths)


def _says(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())
