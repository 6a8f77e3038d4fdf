"""Somebody of the office decides about a page: it ends, or it goes on though the records changed."""

from django.db import transaction
from django.utils import timezone

from withhold.console.affected.noting import note_of_people
from withhold.console.cases.models import Case
from withhold.console.notices.sending import step
from withhold.console.own.giving import OwnError, check, locked
from withhold.console.own.models import Access
from withhold.console.own.reading import prove
from withhold.console.own.resting import said_of, unfit
from withhold.console.people.models import User
from withhold.incident.notices.interface import Proof
from withhold.incident.notices.proofs import follows


def end(case: Case, pk: int, why: str, by: User) -> Access:
    """It ends at once, with every session; a code no longer works, and a notice that was not proven there is
    looked after by the next way. A second click changes nothing.

    Raises OwnError, CaseError, LedgerError.
    """
    check(case, by)
    if not why.strip():
        raise OwnError("write why; it goes into the ledger")
    with transaction.atomic():
        row = locked(case, pk)
        if row.ended_at is not None:
            return row
        row.ended_at, row.ended_by = timezone.now(), by
        row.save(update_fields=["ended_at", "ended_by"])
        if row.user_id is not None:
            _close(row.user_id)
        _leave_notice(row)
        note = f"number {row.person.number}: {why}"
        note_of_people(case, by, "the own access of one of the people was ended", note)
    return row


def keep(case: Case, pk: int, why: str, by: User) -> Access:
    """The page goes on though the records say something else now; should they say another thing, it rests
    again. A second click changes nothing. Raises OwnError, CaseError, LedgerError, SettlingRefused."""
    check(case, by)
    if not why.strip():
        raise OwnError("write how you know that the page is theirs alone still; it goes into the ledger")
    with transaction.atomic():
        row = locked(case, pk)
        if row.ended_at is not None:
            raise OwnError("this access has ended; give another one")
        if not unfit(row):
            return row
        row.kept_for = said_of(row)
        row.save(update_fields=["kept_for"])
        note = f"number {row.person.number}: {row.kept_for}: {why}"
        note_of_people(
            case, by, "the own access of one of the people goes on though the records changed", note
        )
        prove(row)
    return row


def _close(pk: int) -> None:
    account = User.objects.select_for_update().get(pk=pk)
    account.is_active = False
    account.session_epoch += 1
    account.save(update_fields=["is_active", "session_epoch"])


def _leave_notice(row: Access) -> None:
    """Nobody reads it there any more: who waited for that looks for the next way now, not when it is late."""
    message = row.messages.filter(notice__isnull=False).select_related("notice").first()
    notice = None if message is None else message.notice
    if notice is not None and follows(Proof(notice.state), Proof.FAILED):
        step(notice, Proof.FAILED, "the person's own page ended before it was proven")
