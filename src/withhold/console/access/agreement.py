"""What takes two people: one proposes, another one with the same right agrees within seven days."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from withhold.console.access.deciding import permitted
from withhold.console.access.interface import Operation
from withhold.console.access.models import Agreement
from withhold.console.access.recording import record_both
from withhold.console.cases.models import Case
from withhold.console.ledgers.office import OfficeEvent
from withhold.console.people.models import User
from withhold.domain.errors import UsageError
from withhold.incident.case.authority import surely_differ
from withhold.incident.case.interface import Actor, Role

_Outcome = Agreement.Outcome


class NotTheSecond(PermissionDenied):
    """This account cannot be the second one; the message says why, and who can."""


class ReasonMissing(UsageError):
    """A reason is asked for, and none was given."""


@dataclass(frozen=True, slots=True)
class Pending:
    """An open proposal as somebody sees it."""

    agreement: Agreement
    own: bool
    may_second: bool


def agree(operation: Operation, subject: str, user: User, why: str, case: Case | None = None) -> bool:
    """False: proposed, another person has to agree. True: a second person has now agreed; do it, in the same
    transaction.

    `subject` is a hash or an id. Asking twice by the same person changes nothing. Recorded in the ledger.
    Raises PermissionDenied without the right, NotTheSecond where the two may be one person or one made the
    other's account, ReasonMissing.
    """
    if not why.strip():
        raise ReasonMissing("write why; it goes into the ledger")
    if not permitted(user, operation, case):
        raise PermissionDenied
    with transaction.atomic():
        _case_first(case.pk if case is not None else None)
        found = _open_one(operation, subject, case)
        if found is not None and not _stands(found):
            _settle(found, _Outcome.LAPSED, None)
            found = None
        if found is None and _propose(operation, subject, user, why, case):
            return False
        found = found or _open_one(operation, subject, case)
        if found is None:
            raise NotTheSecond("this was settled by others just now; look again")
        if found.proposed_by_id == user.pk:
            return False
        _check_second(found.proposed_by, user)
        _settle(found, _Outcome.AGREED, user)
        _record(OfficeEvent.AGREED, found, user, why)
    return True


def withdraw(agreement_id: int, user: User, why: str) -> None:
    """Take back one's own proposal. Raises NotTheSecond for another one's or a settled one, ReasonMissing."""
    if not why.strip():
        raise ReasonMissing("write why; it goes into the ledger")
    with transaction.atomic():
        _case_first(Agreement.objects.filter(pk=agreement_id).values_list("case", flat=True).first())
        found = Agreement.objects.select_for_update().filter(pk=agreement_id, outcome=_Outcome.OPEN).first()
        if found is None or found.proposed_by_id != user.pk:
            raise NotTheSecond("only who proposed it can withdraw it, and only while it is open")
        _settle(found, _Outcome.WITHDRAWN, user)
        _record(OfficeEvent.WITHDRAWN, found, user, why)


def set_aside(operation: Operation, subject: str, user: User, why: str, case: Case | None = None) -> None:
    """What was proposed is not agreed to, or no longer wanted: by who proposed it, or by another one with the
    same right. Nothing open: nothing happens. Raises PermissionDenied without the right, ReasonMissing."""
    if not why.strip():
        raise ReasonMissing("write why; it goes into the ledger")
    if not permitted(user, operation, case):
        raise PermissionDenied
    with transaction.atomic():
        _case_first(case.pk if case is not None else None)
        found = _open_one(operation, subject, case)
        if found is not None:
            _settle(found, _Outcome.WITHDRAWN, user)
            _record(OfficeEvent.WITHDRAWN, found, user, why)


def lapse(operation: Operation, subject: str, case: Case | None = None) -> None:
    """What was proposed has no object any more: it is settled in another way."""
    with transaction.atomic():
        _case_first(case.pk if case is not None else None)
        found = _open_one(operation, subject, case)
        if found is not None:
            _settle(found, _Outcome.LAPSED, None)


def open_subjects(operation: Operation, case: Case) -> frozenset[str]:
    """All of a case that wait for a second person."""
    rows = Agreement.objects.filter(
        operation=operation, case=case, outcome=_Outcome.OPEN, expires__gt=timezone.now()
    )
    stands: dict[int, bool] = {}
    found = set()
    for row in rows.defer("why"):
        if row.proposed_by_id not in stands:
            stands[row.proposed_by_id] = _stands(row)
        if stands[row.proposed_by_id]:
            found.add(row.subject)
    return frozenset(found)


def pending_for(user: User) -> list[Pending]:
    """What waits for a second person, as far as this user may do it: their own, and others'."""
    rows = Agreement.objects.filter(outcome=_Outcome.OPEN, expires__gt=timezone.now())
    found = []
    for row in rows.select_related("proposed_by", "case").order_by("expires"):
        own = row.proposed_by_id == user.pk
        if permitted(user, Operation(row.operation), row.case) and _stands(row):
            found.append(Pending(row, own, not own and are_two_people(row.proposed_by, user)))
    return found


def is_pending(operation: Operation, subject: str, case: Case | None = None) -> bool:
    """Whether this waits for a second person."""
    row = Agreement.objects.filter(key=_key(operation, subject, case), outcome=_Outcome.OPEN).first()
    return row is not None and _stands(row)


def are_two_people(first: User, second: User) -> bool:
    """Whether these surely are two people, and neither made the other's account."""
    if first.pk == second.pk or first.is_program or second.is_program:
        return False
    if first.created_by_id == second.pk or second.created_by_id == first.pk:
        return False
    return do_names_differ(first.get_full_name(), second.get_full_name())


def do_names_differ(first: str, second: str) -> bool:
    """Whether these are names of two people, however they are spelt."""
    return surely_differ(Actor(first, Role.PRIVACY_OFFICER), Actor(second, Role.PRIVACY_OFFICER))


def _case_first(case_id: str | None) -> None:
    """Whoever acts in a case holds it before anything else: two who hold what the other needs would wait."""
    if case_id is not None:
        Case.objects.select_for_update().filter(pk=case_id).first()


def _open_one(operation: Operation, subject: str, case: Case | None) -> Agreement | None:
    rows = Agreement.objects.select_for_update().filter(
        key=_key(operation, subject, case), outcome=_Outcome.OPEN
    )
    return rows.first()


def _propose(operation: Operation, subject: str, user: User, why: str, case: Case | None) -> bool:
    """Whether it was proposed; False if somebody was quicker."""
    now = timezone.now()
    try:
        with transaction.atomic():
            made = Agreement.objects.create(
                operation=operation,
                subject=subject,
                case=case,
                key=_key(operation, subject, case),
                proposed_by=user,
                why=why,
                proposed_at=now,
                expires=_until(now),
            )
    except IntegrityError:
        return False
    _record(OfficeEvent.PROPOSED, made, user, why)
    return True


def _until(now: datetime) -> datetime:
    return now + timedelta(days=settings.WITHHOLD_AGREEMENT_DAYS)


def _stands(row: Agreement) -> bool:
    """Whether it is in time, and who proposed it still has the right."""
    first = User.objects.get(pk=row.proposed_by_id)
    return row.expires > timezone.now() and permitted(first, Operation(row.operation), row.case)


def _check_second(first: User, second: User) -> None:
    if not are_two_people(first, second):
        raise NotTheSecond(
            "it takes a second person: not who proposed it under another account, and not an account that "
            "one of you made for the other"
        )


def _settle(row: Agreement, outcome: Agreement.Outcome, by: User | None) -> None:
    row.outcome, row.settled_by, row.settled_at = outcome, by, timezone.now()
    row.save(update_fields=["outcome", "settled_by", "settled_at"])


def _record(kind: OfficeEvent, row: Agreement, user: User, why: str) -> None:
    facts = {"operation": row.operation, "subject": row.subject}
    record_both(kind, user, why, facts, row.case, f"{kind}: {row.operation.replace('_', ' ')}")


def _key(operation: Operation, subject: str, case: Case | None) -> str:
    parts = (operation, subject, case.pk if case is not None else "")
    return sha256("\0".join(parts).encode()).hexdigest()
