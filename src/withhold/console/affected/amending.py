"""People who were found later: new numbers, a new root over all of them, and its entry in the ledger."""

import json
import secrets
from datetime import date
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from withhold.console.affected.digesting import roster_of
from withhold.console.affected.models import Amendment, Derivation
from withhold.console.cases.acting import actor_in
from withhold.console.cases.models import Case
from withhold.console.cases.store import ConsoleCase
from withhold.console.persons.counting import distinct, summary_of
from withhold.console.persons.loading import commitment_of
from withhold.console.persons.models import ExposedList, ExposedPerson
from withhold.incident.affected.root import amended
from withhold.incident.case.interface import Event, EventKind
from withhold.inspection.listed import ListUnusable, ReadPerson, read_people
from withhold.inspection.opening import Unreadable, open_path
from withhold.ledger.interface import Fact

_BATCH = 500


def amend(one: Derivation, path: Path | None) -> None:
    """Add the people of this file, once for each derivation: done again it changes nothing.

    Raises ListUnusable, CaseError or LedgerError; then nobody is added.
    """
    if Amendment.objects.filter(derivation=one).exists():
        return
    if path is None:
        raise ListUnusable("the file is gone; give it again")
    try:
        with open_path(str(path)) as opened:
            found = read_people(opened.descriptor, opened.size, "found-later.csv")
    except Unreadable as error:
        raise ListUnusable(f"the file could not be read ({error}); give it again") from None
    if found.beside:
        raise ListUnusable(
            "it names people outside its table, who would be left out; give a table of people alone"
        )
    if not found.whole or found.unusable:
        raise ListUnusable(
            f"not all of it could be read ({found.unusable} rows name nobody); give a table of people alone"
        )
    with transaction.atomic():
        Case.objects.select_for_update().get(pk=one.case.pk)
        if not Amendment.objects.filter(derivation=one).exists():
            _add(one, found.people)


def _add(one: Derivation, people: list[ReadPerson]) -> None:
    before = list(ExposedPerson.objects.filter(case=one.case).order_by("number"))
    first = before[-1].number + 1
    rows = [_row(one.case, number, person) for number, person in enumerate(people, first)]
    ExposedPerson.objects.bulk_create(rows, batch_size=_BATCH)
    proven, now = amended([one.commitment for one in (*before, *rows)], len(before)), timezone.now()
    root = proven.after.root
    _tell_list(one.case, [*(_read(row) for row in before), *people], root, now.date())
    Amendment.objects.create(
        case=one.case,
        derivation=one,
        first=first,
        added=len(rows),
        root=root,
        why=one.why,
        by=one.asked_by,
        at=now,
    )
    roster = roster_of(one.case)
    roster.people, roster.root = len(before) + len(rows), root
    roster.save(update_fields=["people", "root"])
    facts: dict[str, Fact] = {"root": root, "added": len(rows), "people_high": roster.people}
    detail = json.dumps({"first": first, "consistency": proven.proof})
    event = Event(
        EventKind.EXPOSED_AMENDED, now, actor_in(one.asked_by, one.case), one.why, facts, {"detail": detail}
    )
    ConsoleCase.open(one.case).append([event])


def _row(case: Case, number: int, person: ReadPerson) -> ExposedPerson:
    values = {"fields": person.fields, "others": person.others, "known": person.known}
    salt = secrets.token_hex(32)
    return ExposedPerson(
        case=case, number=number, values=values, salt=salt, commitment=commitment_of(salt, values)
    )


def _read(row: ExposedPerson) -> ReadPerson:
    return ReadPerson(row.values["fields"], row.values["others"], row.values["known"])


def _tell_list(case: Case, people: list[ReadPerson], root: str, today: date) -> None:
    """The list of the exposed counts them from now on; of which bytes it was fixed stays."""
    fixed = ExposedList.objects.select_for_update().get(case=case)
    fixed.people_low, fixed.people_high, fixed.root = distinct(people), len(people), root
    fixed.summary = summary_of(people, today)
    fixed.save(update_fields=["people_low", "people_high", "root", "summary"])
