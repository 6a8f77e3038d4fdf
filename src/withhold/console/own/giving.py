"""The office gives somebody access to their own row, after it has made sure who they are."""

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
_SLIPS = str.maketrans({"O": "0", "I": "1", "L": "1"})
_NONE = "there is no such access in this case; look at the list again"


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
    check(case, by)
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


def access_of(case: Case, pk: int) -> Access:
    """Of this case. Raises OwnError."""
    row = Access.objects.filter(case=case, pk=pk).select_related("person", "user", "case").first()
    if row is None:
        raise OwnError(_NONE)
    return row


def locked(case: Case, pk: int) -> Access:
    """The same, held until the caller's transaction ends: the case first, as everywhere. Raises OwnError."""
    Case.objects.select_for_update().get(pk=case.pk)
    # Nothing joined: PostgreSQL reads what is locked again after it waited, and not what is joined to it.
    row = Access.objects.select_for_update().filter(case=case, pk=pk).first()
    if row is None:
        raise OwnError(_NONE)
    return row


def check(case: Case, by: User) -> None:
    """Raises OwnError for somebody who does not work with people in this case."""
    if not permitted(by, Operation.MANAGE_REPRESENTATIVES, case):
        raise OwnError("only who works with people and their representatives in this case can do this")


def plain(typed: str) -> str:
    """As it was drawn, however it was grouped and typed; empty for what was never drawn."""
    letters = "".join(one for one in typed[:200].upper() if one.isalnum()).translate(_SLIPS)
    return letters if all(one in LETTERS for one in letters) else ""


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
