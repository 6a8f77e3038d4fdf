"""Puts holds on the people of a case: all of them at once, and again without doing anything twice."""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.utils import timezone

from withhold.console.cases.acting import actor_in
from withhold.console.cases.models import Case
from withhold.console.cases.store import ConsoleCase
from withhold.console.holds.epochs import next_epoch
from withhold.console.holds.models import Hold, State
from withhold.console.holds.periods import is_protected
from withhold.console.people.models import User
from withhold.console.persons.models import ExposedList, ExposedPerson
from withhold.domain.fields import Field
from withhold.incident.case.interface import MACHINE, Actor, Event, EventKind, Phase
from withhold.incident.holds.releasing import LONGEST_REVIEW
from withhold.ledger.interface import Fact
from withhold.ledger.tree import Frontier, leaf_hash
from withhold.register.canonical import IDENTIFIERS
from withhold.register.interface import Row
from withhold.text.dates import parse_date

REVIEW = timedelta(days=30)
_BATCH = 500
_ANSWERED = (Phase.CONFIRMED, Phase.CONTAINED, Phase.GONE)
BY_CONFIRMATION = "held by the confirmation of the case"


def place_when_due(row: Case) -> int:
    """Hold everybody of a case that is confirmed and whose people are known; how many were held now.

    Who loaded the list owns the holds: they wait for nobody. Raises CaseError, LedgerError.
    """
    # Somebody whose hold was released after the period is not held again by the machine.
    never = ExposedPerson.objects.filter(case=row).exclude(holds__isnull=False)
    numbers = [*never.values_list("number", flat=True), *wrongly_released(row)]
    loaded = ExposedList.objects.filter(case=row).select_related("loaded_by").first()
    if not numbers or loaded is None or ConsoleCase.open(row).state().phase not in _ANSWERED:
        return 0
    return _place(row, loaded.loaded_by, MACHINE, BY_CONFIRMATION, numbers)


def wrongly_released(row: Case) -> list[int]:
    """The numbers of people who were released as somebody not to be told, and are to be told after all."""
    found = Hold.objects.filter(case=row, state=State.RELEASED, unprotected=True)
    return [number for number in found.values_list("number", flat=True) if is_protected(row, number)]


def place(row: Case, user: User, why: str, numbers: Iterable[int] | None = None) -> int:
    """A person places holds: on these numbers, or on everybody. Raises CaseError, LedgerError."""
    return _place(row, user, actor_in(user, row), why, numbers)


def hold_stands(row: Case, number: int) -> bool:
    """Whether this person is held now."""
    return Hold.objects.filter(case=row, number=number, state=State.STANDING).exists()


def standing(row: Case) -> frozenset[int]:
    """The numbers of everybody who is held now."""
    return frozenset(Hold.objects.filter(case=row, state=State.STANDING).values_list("number", flat=True))


def _place(row: Case, owner: User, by: Actor, why: str, numbers: Iterable[int] | None) -> int:
    among = None if numbers is None else frozenset(numbers)
    with transaction.atomic():
        Case.objects.select_for_update().get(pk=row.pk)
        held = Hold.objects.filter(case=row, state=State.STANDING).values("number")
        missing = ExposedPerson.objects.filter(case=row).exclude(number__in=held)
        people = [one for one in missing if among is None or one.number in among]
        if not people:
            return 0
        now = timezone.now()
        epoch = next_epoch(now)
        holds = [_hold(row, person, owner, why, epoch, now) for person in people]
        Hold.objects.bulk_create(holds, batch_size=_BATCH)
        again = Hold.objects.filter(case=row, state=State.RELEASED, unprotected=True)
        numbers_now = {one.number for one in holds}
        superseded = [one.pk for one in again.only("number") if one.number in numbers_now]
        Hold.objects.filter(pk__in=superseded).update(unprotected=False)
        facts: dict[str, Fact] = {"root": root_of(holds), "holds": len(holds), "epoch": epoch}
        ConsoleCase.open(row).append([Event(EventKind.HOLDS_STOOD, now, by, why, facts)])
    return len(holds)


def _hold(row: Case, person: ExposedPerson, owner: User, why: str, epoch: int, now: Any) -> Hold:
    salt = secrets.token_hex(32)
    return Hold(
        case=row,
        person=person,
        number=person.number,
        rows=known_of(person.values),
        owner=owner,
        reason=why,
        salt=salt,
        commitment=sha256(bytes.fromhex(salt) + bytes.fromhex(person.commitment)).hexdigest(),
        since=now,
        review=(now + min(REVIEW, LONGEST_REVIEW)).date(),
        epoch=epoch,
        changed=epoch,
    )


def root_of(holds: Sequence[Hold]) -> str:
    """The Merkle root over the commitments, in the order of the numbers."""
    tree = Frontier()
    for hold in holds:
        tree.add(leaf_hash(bytes.fromhex(hold.commitment)))
    return tree.root().hex()


def known_of(values: Mapping[str, Any]) -> dict[str, Any]:
    """What of a row of the leak somebody is found by, as JSON: see `row_of`."""
    fields: Mapping[str, list[str]] = values["fields"]
    known: Mapping[str, str] = values.get("known", {})
    whole = fields.get(Field.FULL_NAME, [])
    parts = [" ".join(fields.get(one, [])) for one in (Field.GIVEN_NAME, Field.FAMILY_NAME)]
    joined = " ".join(part for part in parts if part)
    births = [known.get(Field.DATE_OF_BIRTH, ""), *fields.get(Field.DATE_OF_BIRTH, [])]
    days = {day.isoformat() for day in map(parse_date, births) if day is not None}
    years = {int(one) for one in fields.get(Field.BIRTH_YEAR, []) if one.isascii() and one.isdecimal()}
    return {
        "names": [*whole, *([joined] if joined else [])],
        "births": sorted(days),
        "birth_years": sorted(years),
        "identifiers": [
            [str(kind), one]
            for kind in IDENTIFIERS
            for one in dict.fromkeys([*fields.get(kind, []), *([known[kind]] if kind in known else [])])
        ],
        "nationalities": fields.get(Field.NATIONALITY, []),
    }


def row_of(known: Mapping[str, Any]) -> Row:
    """The register row of it."""
    return Row(
        names=tuple(known["names"]),
        births=tuple(known["births"]),
        birth_years=tuple(known["birth_years"]),
        identifiers=tuple((Field(kind), value) for kind, value in known["identifiers"]),
        nationalities=tuple(known["nationalities"]),
    )
