"""What leak and own records tell together of one person: how they could be told, and what to beware of."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from withhold.console.affected.interface import Addressee
from withhold.domain.fields import Field
from withhold.incident.affected.interface import Cohort, LeakRow, OwnRecord, Triage
from withhold.register.canonical import contact_forms, country_codes, nationality
from withhold.text.normalise import fold_label

_ORIGINS = (Field.NATIONALITY, Field.COUNTRY_OF_BIRTH)


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """What the rules say of where somebody is: `removed` and `held` may both be recorded. `home` is the
    organisation's own country (ISO 3166)."""

    held: bool
    removed: bool
    home: str


def known_of(
    row: LeakRow,
    record: OwnRecord | None,
    where: Whereabouts,
    minor: bool,
    triage: Triage,
    shared: "Shared",
) -> dict[str, Any]:
    """All of it as JSON. `row` is all of the person's rows as one, `record` all of their records. A
    facility is a place to reach somebody only while they are held.

    Contact comes from the organisation's own records alone: what stood in the leak was never verified.
    """
    told = record or OwnRecord("")
    return {
        "name": _name(row, told),
        "reasons": list(triage.reasons),
        "due": None if triage.due is None else triage.due.isoformat(),
        "language": told.language,
        "emails": list(told.emails),
        "shared_emails": [one for one in told.emails if shared.has_email(one)],
        "addresses": list(told.addresses),
        "shared_addresses": [one for one in told.addresses if shared.has_address(one)],
        "facility": _first((told.facility, *row.fields.get(Field.FACILITY, ()))) if where.held else None,
        "country": next(iter(_countries([told.country])), None),
        "home": where.home,
        "fled": [one for one in _countries(_nations(row, told)) if one != where.home],
        "removed": where.removed,
        "victim": told.victim is not False,  # what nobody has asked is no "no"; and so for the minor
        "minor": minor,
        "counsel": told.counsel,
    }


def flags_of(known: Mapping[str, Any]) -> dict[str, bool]:
    """Whether each is known: what may stand in clear."""
    return {
        "has_language": bool(known["language"]),
        "has_counsel": bool(known["counsel"]),
        "has_email": bool(known["emails"]),
        "has_address": bool(known["addresses"]),
        "has_facility": bool(known["facility"]),
    }


def addressee_of(number: int, cohort: str, rank: int, known: Mapping[str, Any]) -> Addressee:
    """The same for the rooms that tell people."""
    return Addressee(
        number=number,
        name=known["name"],
        cohort=Cohort(cohort),
        rank=rank,
        reasons=tuple(known["reasons"]),
        due=None if known["due"] is None else date.fromisoformat(known["due"]),
        language=known["language"],
        emails=tuple(known["emails"]),
        shared_emails=frozenset(known["shared_emails"]),
        addresses=tuple(known["addresses"]),
        shared_addresses=frozenset(known["shared_addresses"]),
        facility=known["facility"],
        country=known["country"],
        home=known["home"],
        fled=tuple(known["fled"]),
        removed=known["removed"],
        victim=known["victim"],
        minor=known["minor"],
        counsel=known["counsel"],
    )


class Shared:
    """Which e-mail and postal addresses more than one person has, by their forms for comparison."""

    def __init__(self) -> None:
        self._owners: dict[str, str | None] = {}

    def add(self, record: OwnRecord, owner: str) -> None:
        """`owner` is the same for every record of one person."""
        for form in {*map(_email, record.emails), *map(_address, record.addresses)}:
            if self._owners.setdefault(form, owner) != owner:
                self._owners[form] = None

    def has_email(self, email: str) -> bool:
        """Whether another person has it too."""
        return self._owners.get(_email(email), "") is None

    def has_address(self, address: str) -> bool:
        """Whether another person has it too."""
        return self._owners.get(_address(address), "") is None

    def mark(self, emails: Iterable[str], addresses: Iterable[str]) -> None:
        """Known to be shared, from a time when more records were at hand."""
        self._owners.update(dict.fromkeys([*map(_email, emails), *map(_address, addresses)]))


def _email(value: str) -> str:
    return "e " + (contact_forms(value) or (value.strip().casefold(),))[0]


def _address(value: str) -> str:
    return "a " + fold_label(value)


def _name(row: LeakRow, record: OwnRecord) -> str:
    halves = [*row.fields.get(Field.GIVEN_NAME, ())[:1], *row.fields.get(Field.FAMILY_NAME, ())[:1]]
    return _first((*record.names, *row.fields.get(Field.FULL_NAME, ()), " ".join(halves))) or ""


def _first(values: Iterable[str | None]) -> str | None:
    return next((one for one in values if one), None)


def _nations(row: LeakRow, record: OwnRecord) -> list[str | None]:
    """Every country that somebody may have fled, by anything that is told."""
    leak = [value for name in _ORIGINS for value in row.fields.get(name, ())]
    return [record.nationality, *leak]


def _countries(values: Iterable[str | None]) -> list[str]:
    """The ISO 3166 codes of those that are countries, each once."""
    codes = (nationality(one) for one in values if one)
    return list(dict.fromkeys(code.upper() for code in codes if code in country_codes()))
