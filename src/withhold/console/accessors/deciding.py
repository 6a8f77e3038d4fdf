"""What people decide about an accessor: what it is, no notice, a notice in spite of the default."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from withhold.console.access.agreement import agree
from withhold.console.access.deciding import permitted
from withhold.console.access.interface import Operation
from withhold.console.accessors.models import Matter
from withhold.console.accessors.tracing import Line, fled_for
from withhold.console.cases.acting import actor_in
from withhold.console.cases.models import Case
from withhold.console.cases.store import ConsoleCase
from withhold.console.people.models import User
from withhold.incident.accessors.asking import leave_without_notice, refuse
from withhold.incident.accessors.classifying import (
    Classified,
    check_classification,
    has_no_notice_by_default,
)
from withhold.incident.accessors.interface import AccessorError, Standing, Who
from withhold.incident.case.interface import Event, EventKind
from withhold.ledger.interface import Fact


@dataclass(frozen=True, slots=True, repr=False)
class Found:
    """What a person found, and what shows it."""

    who: Who
    country: str
    why: str
    language: str = "en"


def classify(case: Case, line: Line, found: Found, by: User) -> Matter:
    """A person found what it is; the same again changes nothing but the language in which they are written
    to. Raises AccessorError, CaseError."""
    _check(by, Operation.CLASSIFY_ACCESSORS, case)
    country = found.country.strip().upper()
    with transaction.atomic():
        Case.objects.select_for_update().get(pk=case.pk)
        row = Matter.objects.filter(case=case, lookup=line.lookup).first()
        if row is not None and (row.who, row.country, row.why) == (str(found.who), country, found.why):
            row.language = found.language
            row.save(update_fields=["language"])
            return row
        standing = Standing.OPEN if row is None else Standing(row.standing)
        check_classification(Classified(found.who, country or None), standing, found.why)
        if row is None:
            row = Matter(case=case, lookup=line.lookup, network=line.told["network"])
        row.grade = str(line.told["grade"])
        row.organisation = line.told.get("organisation") or ""
        row.who, row.country, row.why = str(found.who), country, found.why
        row.language = found.language
        # What two people decided they decided of what it was taken for then.
        row.overridden, row.standing = False, str(Standing.OPEN)
        row.classified_by, row.classified_at = by, timezone.now()
        row.save()
        facts: dict[str, Fact] = {"accessor": row.reference, "who": row.who}
        record(row, by, EventKind.ACCESSOR_CLASSIFIED, found.why, facts)
    return row


def leave(case: Case, pk: int, why: str, by: User) -> Matter:
    """Nothing is sent to them. The second click changes nothing. Raises AccessorError, CaseError."""
    _check(by, Operation.ASK_ACCESSORS, case)
    with transaction.atomic():
        row = locked(case, pk)
        if row.standing == Standing.NO_NOTICE:
            return row
        row.take(leave_without_notice(row.as_ruled(), why))
        row.save(update_fields=["standing", "reminders", "due"])
        record(
            row,
            by,
            EventKind.ACCESSOR_ASKED,
            why,
            {"accessor": row.reference, "what": str(Standing.NO_NOTICE)},
        )
    return row


def override(case: Case, pk: int, why: str, by: User) -> bool:
    """A notice in spite of the default, which takes two people; True when the second one agreed.

    Raises AccessorError, ReasonMissing, NotTheSecond.
    """
    _check(by, Operation.ASK_ACCESSORS, case)
    with transaction.atomic():
        row = locked(case, pk)
        if row.overridden:
            return True
        if not has_no_notice_by_default(row.as_ruled().found, fled_for(row)):
            raise AccessorError("a notice may be sent to this accessor as it is; nothing is to be decided")
        subject = f"{row.reference[:32]}:{row.who}:{row.classified_at.timestamp():.0f}"
        if not agree(Operation.ASK_ACCESSORS, subject, by, why, case):
            return False
        row.overridden = True
        row.save(update_fields=["overridden"])
    return True


def refused(case: Case, pk: int, words: str, by: User) -> Matter:
    """They refused. The second click changes nothing. Raises AccessorError, CaseError."""
    _check(by, Operation.ASK_ACCESSORS, case)
    if not words.strip():
        raise AccessorError("write what they said, and where")
    with transaction.atomic():
        row = locked(case, pk)
        if row.standing == Standing.REFUSED:
            return row
        row.take(refuse(row.as_ruled()))
        row.save(update_fields=["standing", "reminders", "due"])
        record(
            row,
            by,
            EventKind.ACCESSOR_ANSWERED,
            words,
            {"accessor": row.reference, "answer": str(Standing.REFUSED)},
        )
    return row


def locked(case: Case, pk: int) -> Matter:
    """The row, the case's first. Raises AccessorError."""
    Case.objects.select_for_update().get(pk=case.pk)
    row = Matter.objects.filter(case=case, pk=pk).first()
    if row is None:
        raise AccessorError("there is no such accessor in this case; look at the list again")
    return row


def record(row: Matter, by: User, kind: EventKind, why: str, facts: dict[str, Fact]) -> None:
    """Into the case's ledger, in the transaction of the change."""
    ConsoleCase.open(row.case).append([Event(kind, timezone.now(), actor_in(by, row.case), why, facts)])


def _check(by: User, operation: Operation, case: Case) -> None:
    if not permitted(by, operation, case):
        raise PermissionDenied
