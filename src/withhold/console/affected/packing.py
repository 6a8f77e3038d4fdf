"""Rows and own records as the rules know them, from what is sealed in the database, and back."""

from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import date
from typing import Any

from withhold.console.persons.models import ExposedPerson
from withhold.domain.fields import Field
from withhold.incident.affected.interface import LeakRow, OwnRecord
from withhold.incident.affected.rows import leak_row

_DATES = frozenset({"birth", "court_date", "removal_date", "removed_on", "deceased_on"})
_TUPLES = frozenset({"names", "emails", "phones", "addresses"})
_NAMES = tuple(one.name for one in fields(OwnRecord))


def row_of(person: ExposedPerson) -> LeakRow:
    """One row of the leak. Raises RecordsUnusable where it is not kept in the form of this version."""
    return leak_row(person.number, person.values)


def packed(record: OwnRecord) -> dict[str, Any]:
    """As JSON: what is not known is left out."""
    told = {name: value for name, value in asdict(record).items() if value not in (None, ())}
    for name in _DATES & told.keys():
        told[name] = told[name].isoformat()
    return told


def unpacked(told: Mapping[str, Any]) -> OwnRecord:
    """The other way."""
    given = {name: told[name] for name in _NAMES if name in told}
    for name in _DATES & given.keys():
        given[name] = date.fromisoformat(given[name])
    for name in _TUPLES & given.keys():
        given[name] = tuple(given[name])
    pairs = given.get("identifiers", ())
    given["identifiers"] = tuple((Field(kind), value) for kind, value in pairs)
    return OwnRecord(**given)
