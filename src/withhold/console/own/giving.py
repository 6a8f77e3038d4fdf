"""The office gives somebody access to their own row, after it has made sure who they are; and ends it."""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from django.db import transaction
from django.utils import timezone

from withhold.console.access.deciding import permitted
from withhold.console.access.interface import Operation
from withhold.console.affected.counting import NOT_TOLD
from withhold.console.affected.models import Standing
from withhold.console.affected.noting import note_of_people
from withhold.console.cases.models import Case
from withhold.console.ledgers.office import OfficeEvent, record
from withhold.console.own.models import Access, Way
from withhold.console.people.models import User
from withhold.domain.errors import UsageError
from withhold.incident.affected.interface import Cohort
from withhold.text.codes import LETTERS

HANDLE, SECRET = 8, 20
"""Characters of the code that find the row, and those that nobody guesses (100 bits)."""
LIFE = timedelta(days=7)


class OwnError(UsageError):
    """What cannot be done about somebody's own access; one line that says what to do, no values."""


@dataclass(frozen=True, slots=True, repr=False)
class Given:
    """A new access, and its code, which is shown once."""

    access: Access
    code: str


def give(case: Case, number: int, way: Way, recognised: str, by: User) -> Given:
    """A code for this person, to be handed over by the way that they were recognised by.

    Only for somebody at liberty: whoever is in custody, a minor or elsewhere is told by their own path.
    Raises OwnError, CaseError, LedgerError; then nobody has access.
    """
    _check(case, by)
    if not recognised.strip():
        raise OwnError("write what you looked at to know that it is them; it is sealed")
    code = "".join(secrets.choice(LETTERS) for _ in range(HANDLE + SECRET))
    now = timezone.now()
    with transaction.atomic():
        Case.objects.select_for_update().get(pk=case.pk)
        person = _to_be_told(case, number).person
        if Access.objects.filter(person=person, ended_at=None).exists():
            raise OwnError("they have access, or a code for it, already; end that first if it was lost")
        made = Access.objects.create(
            case=case,
            person=person,
            handle=code[:HANDLE],
            digest=digest_of(code),
            expires=now + LIFE,
            way=way,
            recognised=recognised.strip(),
            given_by=by,
            given_at=now,
        )
        note = f"number {number}: {way}: {recognised.strip()}"
        note_of_people(case, by, "one of the people was given access to their own row", note)
        about = {"what": "own_access", "subject": person.commitment, "case": case.pk}
        record(OfficeEvent.PROPOSED, by, {"operation": "own.give", **about})
    return Given(made, code)


def end(case: Case, pk: int, why: str, by: User) -> Access:
    """It ends at once, with every session; a code no longer works. A second click changes nothing.

    Raises OwnError, CaseError, LedgerError.
    """
    _check(case, by)
    if not why.strip():
        raise OwnError("write why; it goes into the ledger")
    with transaction.atomic():
        Case.objects.select_for_update().get(pk=case.pk)
        row = access_of(case, pk)
        if row.ended_at is not None:
            return row
        row.ended_at, row.ended_by = timezone.now(), by
        row.save(update_fields=["ended_at", "ended_by"])
        if row.user is not None:
            row.user.is_active = False
            row.user.session_epoch += 1
            row.user.save(update_fields=["is_active", "session_epoch"])
        note = f"number {row.person.number}: {why}"
        note_of_people(case, by, "the own access of one of the people was ended", note)
    return row


def access_of(case: Case, pk: int) -> Access:
    """Of this case. Raises OwnError."""
    row = Access.objects.filter(case=case, pk=pk).select_related("person", "user", "case").first()
    if row is None:
        raise OwnError("there is no such access in this case; look at the list again")
    return row


def digest_of(code: str) -> str:
    """What stands in the database."""
    return sha256(b"withhold own access\0" + code.encode()).hexdigest()


def _to_be_told(case: Case, number: int) -> Standing:
    found = Standing.objects.filter(case=case, number=number).select_related("person").first()
    if found is None:
        raise OwnError("there is nobody of that number, or the affected people were not worked out yet")
    if found.duplicate_of is not None:
        raise OwnError(f"this row is a duplicate; give access under number {found.duplicate_of}")
    if found.terminal in NOT_TOLD:
        raise OwnError("this person is settled as somebody who is not to be told; open that again first")
    if found.cohort != Cohort.AT_LIBERTY:
        raise OwnError("only for people known to be at liberty; tell this person by the path of their cohort")
    return found


def _check(case: Case, by: User) -> None:
    if not permitted(by, Operation.MANAGE_REPRESENTATIVES, case):
        raise OwnError("only who works with people and their representatives in this case can do this")
