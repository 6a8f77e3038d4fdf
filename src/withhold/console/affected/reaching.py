"""What leak and own records tell together of one person: how they could be told, and what to beware of."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from withhold.console.affected.interface import Addressee
from withhold.domain.fields import Field
from withhold.incident.affected.interface import Cohort, LeakRow, OwnRecord, Triage
from withhold.register.canonical import contact_forms, nationality
from withhold.text.normalise import fold_label

_ISO = 2
"""Letters of a country's code."""


def known_of(
    row: LeakRow, record: OwnRecord | None, held: bool, minor: bool, triage: Triage, shared: "Shared"
) -> dict[str, Any]:
    """All of it as JSON. `row` is all of the person's rows as one, `record` all of their records. A
    facility is a place to reach somebody only while they are `held`.

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
        "facility": _first((told.facility, *row.fields.get(Field.FACILITY, ()))) if held else None,
        "country": _country((told.country,)),
        "fled": _country((told.nationality, *row.fields.get(Field.NATIONALITY, ()))),
        "victim": bool(told.victim),
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
        fled=known["fled"],
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


def _country(values: Iterable[str | None]) -> str | None:
    """The ISO 3166 code of the first that is a country."""
    codes = (nationality(one) for one in values if one)
    return next((code.upper() for code in codes if len(code) == _ISO), None)
