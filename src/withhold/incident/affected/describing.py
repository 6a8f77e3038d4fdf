"""What a row or a record tells of a person, in the forms by which people are compared."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from withhold.domain.fields import Field
from withhold.incident.affected.interface import LeakRow, OwnRecord
from withhold.register.canonical import IDENTIFIERS, contact_forms, nationality
from withhold.text.dates import parse_date
from withhold.text.name_forms import name_parts_of
from withhold.text.normalise import fold_label
from withhold.text.person_number import number_forms

_LEAST_UNTYPED = 7
"""Characters of a number that may speak for somebody where nothing says what kind of number it is."""
_LEAST_DIGITS = 6
_LEAST_PLACE = 6
"""Characters of a facility or an address that says where somebody is."""
_ISO = 2
"""Letters of a country's code: a text that is none names no country that could be compared."""
_YEAR_DIGITS = 4

Parts = frozenset[str]


@dataclass(frozen=True, slots=True, repr=False)
class Description:
    """One row (`key` is its number) or record (its key) for comparison.

    `names`: the parts of each name as classes of spelling. `numbers`: comparison forms of identifiers by
    field; `untyped`: all of them and other numbers, whatever they are called. `births`: ISO dates.
    """

    key: int | str
    names: tuple[Parts, ...]
    spelled: tuple[str, ...]
    """The names as written."""
    births: frozenset[str]
    years: frozenset[int]
    numbers: dict[Field, frozenset[str]]
    untyped: frozenset[str]
    nations: frozenset[str]
    contacts: frozenset[str]
    places: frozenset[str]
    """Postal addresses and facilities, folded."""


def describe_rows(rows: Sequence[LeakRow]) -> list[Description]:
    """Each row, in this order."""
    names = [_row_names(row) for row in rows]
    parts = name_parts_of([name for each in names for name in each])
    return [_row(row, given, _sets(given, parts)) for row, given in zip(rows, names, strict=True)]


def describe_records(records: Sequence[OwnRecord]) -> list[Description]:
    """Each record, in this order."""
    parts = name_parts_of([name for record in records for name in record.names])
    return [_record(record, _sets(record.names, parts)) for record in records]


def births_of(row: LeakRow) -> frozenset[date]:
    """The days of birth that a row tells."""
    first, *further = row.fields.get(Field.DATE_OF_BIRTH, ("",))
    found = [row.known.get(Field.DATE_OF_BIRTH) or first, *further]
    return frozenset(day for day in map(parse_date, found) if day is not None)


def birth_years_of(row: LeakRow) -> frozenset[int]:
    """The years of birth that it tells as such, without a day."""
    given = {row.known.get(Field.BIRTH_YEAR, ""), *row.fields.get(Field.BIRTH_YEAR, ())}
    return frozenset(int(one) for one in given if one.isdecimal() and len(one) == _YEAR_DIGITS)


def nations_of(values: Iterable[str]) -> frozenset[str]:
    """The codes of the countries that these values name, lower case; what names none is left out."""
    return frozenset(code for code in map(nationality, values) if len(code) == _ISO)


def _row_names(row: LeakRow) -> list[str]:
    names = list(row.fields.get(Field.FULL_NAME, ()))
    halves = [*row.fields.get(Field.GIVEN_NAME, ()), *row.fields.get(Field.FAMILY_NAME, ())]
    return [*names, " ".join(halves)] if halves else names


def _sets(names: Iterable[str], parts: dict[str, tuple[str, ...]]) -> tuple[Parts, ...]:
    return tuple(dict.fromkeys(frozenset(parts[name]) for name in names if parts[name]))


def _row(row: LeakRow, spelled: Sequence[str], names: tuple[Parts, ...]) -> Description:
    told = [(field, value) for field in IDENTIFIERS for value in row.fields.get(field, ())]
    births = births_of(row)
    places = [*row.fields.get(Field.ADDRESS, ()), *row.fields.get(Field.FACILITY, ())]
    contacts = [*row.fields.get(Field.PHONE, ()), *row.fields.get(Field.EMAIL, ())]
    return Description(
        key=row.number,
        names=names,
        spelled=tuple(spelled),
        births=frozenset(day.isoformat() for day in births),
        years=birth_years_of(row) | {day.year for day in births},
        numbers=_numbers(told),
        untyped=_untyped([*(value for _, value in told), *row.others.values()], told),
        nations=nations_of(row.fields.get(Field.NATIONALITY, ())),
        contacts=_contacts(contacts),
        places=_places(places),
    )


def _record(record: OwnRecord, names: tuple[Parts, ...]) -> Description:
    birth = record.birth
    places = [*record.addresses, *([record.facility] if record.facility else [])]
    return Description(
        key=record.record,
        names=names,
        spelled=record.names,
        births=frozenset() if birth is None else frozenset({birth.isoformat()}),
        years=frozenset() if birth is None else frozenset({birth.year}),
        numbers=_numbers(record.identifiers),
        untyped=_untyped([value for _, value in record.identifiers], record.identifiers),
        nations=nations_of([record.nationality] if record.nationality else ()),
        contacts=_contacts([*record.phones, *record.emails]),
        places=_places(places),
    )


def _numbers(told: Iterable[tuple[Field, str]]) -> dict[Field, frozenset[str]]:
    found: dict[Field, frozenset[str]] = {}
    for field, value in told:
        if forms := number_forms(field, value):
            found[field] = found.get(field, frozenset()).union(forms)
    return found


def _untyped(values: Iterable[str], told: Iterable[tuple[Field, str]]) -> frozenset[str]:
    """The forms of these values whatever they are called. A date is a number too, but nobody's."""
    forms = {form for field, value in told for form in number_forms(field, value)}
    forms.update(
        form
        for value in values
        if any(map(str.isdigit, value)) and parse_date(value) is None
        for form in number_forms(None, value)
    )
    return frozenset(form for form in forms if _may_name_somebody(form))


def _may_name_somebody(form: str) -> bool:
    return len(form) >= _LEAST_UNTYPED and sum(map(str.isdigit, form)) >= _LEAST_DIGITS


def _places(values: Iterable[str]) -> frozenset[str]:
    """Addresses and facilities. The short name of a state is no place where somebody could be met."""
    return frozenset(place for place in map(fold_label, values) if len(place) >= _LEAST_PLACE)


def _contacts(values: Iterable[str]) -> frozenset[str]:
    return frozenset(form for value in values for form in contact_forms(value))
