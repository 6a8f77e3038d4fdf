"""The ends that take two people: one proposes with evidence, another one reads it and confirms it."""

import secrets
from hashlib import sha256

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from withhold.console.access import agreement
from withhold.console.access.interface import Operation
from withhold.console.affected.interface import SettlingRefused
from withhold.console.affected.models import Proposal, Standing
from withhold.console.affected.noting import note_of_people
from withhold.console.affected.refreshing import refresh
from withhold.console.cases.acting import actor_in
from withhold.console.cases.models import Case
from withhold.console.people.models import User
from withhold.incident.affected.interface import Terminal
from withhold.incident.affected.terminals import CONFIRMED_BY, said
from withhold.signing.canonical import canonical

BY_TWO = (Terminal.NO_PATH_RECORDED, Terminal.DECEASED, Terminal.NOT_AFFECTED)
"""The ends that take two people."""
_OPEN = Q(standing__terminal=None) | Q(standing__terminal=F("terminal"))
"""Of proposals: nothing else was settled since. The same end with more to rest on is one, too."""
_WHAT = "how one of the affected people ends"
"""What everybody in the case may read of it; the reasons tell of somebody, and are committed to alone."""
_OPERATION = Operation.SETTLE_AFFECTED


def propose(row: Standing, terminal: Terminal, evidence: tuple[str, ...], by: User) -> None:
    """In the caller's transaction, which holds the case and has checked the evidence: it waits for a second
    person; the standing stays open. Raises PermissionDenied, CaseError."""
    actor_in(by, row.case)
    salt = secrets.token_hex(32)
    content = canonical([salt, row.number, terminal, list(evidence)])
    subject = sha256(content).hexdigest()
    Proposal.objects.filter(standing=row).delete()  # one that lapsed
    Proposal.objects.create(
        standing=row,
        case=row.case,
        terminal=terminal,
        evidence=list(evidence),
        salt=salt,
        subject=subject,
        by=by,
        at=timezone.now(),
    )
    agreement.agree(_OPERATION, subject, by, _WHAT, row.case)
    note = f"number {row.number}: {terminal}: {'; '.join(evidence)}"
    note_of_people(row.case, by, f"{_WHAT} was proposed; a second person has to confirm it", note)


def proposal_of(row: Standing) -> Proposal | None:
    """What waits for a second person; None without one, or once it has lapsed."""
    found = Proposal.objects.select_related("by").filter(_OPEN, standing=row).first()
    if found is None or not agreement.is_pending(_OPERATION, found.subject, found.case):
        return None
    return found


def waiting_of(case: Case) -> frozenset[int]:
    """The numbers whose end waits for a second person."""
    rows = Proposal.objects.filter(_OPEN, case=case)
    subjects = agreement.open_subjects(_OPERATION, case)
    found = rows.values_list("standing__number", "subject")
    return frozenset(number for number, subject in found if subject in subjects)


def confirm(case: Case, number: int, seen: str, why: str, by: User) -> Standing:
    """The second person agrees to just what they were shown (`seen`: its subject); only now it has ended.

    Raises SettlingRefused, NotTheSecond where the two may be one person, PermissionDenied, ReasonMissing,
    CaseError or LedgerError; then the person is not settled.
    """
    if not why.strip():
        raise agreement.ReasonMissing("write why; it goes into the ledger")
    with transaction.atomic():
        found = _waiting(case, number)
        if found.subject != seen:
            raise SettlingRefused("another end was proposed meanwhile; read that first")
        first, row = found.by, found.standing
        if first.pk == by.pk:
            raise agreement.NotTheSecond("who proposed it cannot confirm it; ask somebody else to read it")
        if not agreement.agree(_OPERATION, found.subject, by, _WHAT, case):
            raise SettlingRefused("this was settled by others just now; look again")
        evidence = [*found.evidence, said(CONFIRMED_BY, by.get_full_name())]
        row.terminal, row.duplicate_of, row.evidence = found.terminal, None, evidence
        row.settled_by, row.confirmed_by, row.settled_at = first, by, timezone.now()
        row.save(
            update_fields=[
                "terminal",
                "duplicate_of",
                "evidence",
                "settled_by",
                "confirmed_by",
                "settled_at",
            ]
        )
        found.delete()
        told = f"number {number}: {row.terminal}: {'; '.join(evidence)}; proposed by {first.get_full_name()}"
        note_of_people(case, by, f"{_WHAT} was settled by two people", f"{told}: {why}")
        refresh(case, [number], by)
    return row


def set_aside(case: Case, number: int, why: str, by: User) -> None:
    """It is not confirmed: taken back by who proposed it, or not agreed to by another one.

    Raises SettlingRefused where nothing waits, PermissionDenied, ReasonMissing, CaseError or LedgerError.
    """
    if not why.strip():
        raise agreement.ReasonMissing("write why; it goes into the ledger")
    with transaction.atomic():
        found = _waiting(case, number)
        agreement.set_aside(_OPERATION, found.subject, by, _WHAT, case)
        found.delete()
        note_of_people(case, by, f"{_WHAT} was not confirmed", f"number {number}: {why}")


def overtaken(row: Standing) -> None:
    """In the caller's transaction: the person's notice was proven, so that no other end waits any more."""
    for found in Proposal.objects.filter(standing=row):
        agreement.lapse(_OPERATION, found.subject, row.case)
        found.delete()


def _waiting(case: Case, number: int) -> Proposal:
    Case.objects.select_for_update().get(pk=case.pk)
    row = Standing.objects.select_for_update(of=("self",)).filter(case=case, number=number).first()
    found = None if row is None else proposal_of(row)
    if found is None:
        raise SettlingRefused(f"no end of number {number} waits for a second person; look at its page again")
    return found
