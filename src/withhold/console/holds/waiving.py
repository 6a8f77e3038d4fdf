"""A waiver: the person, through verified counsel, agrees to one action in spite of the hold."""

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from withhold.console.cases.models import Case
from withhold.console.cases.store import ConsoleCase
from withhold.console.holds.epochs import next_epoch
from withhold.console.holds.indexing import held_of
from withhold.console.holds.models import Hold, State, Waiver
from withhold.console.people.models import User
from withhold.incident.case.interface import Actor, Event, EventKind, Role
from withhold.incident.holds.interface import Action, HoldError
from withhold.incident.holds.releasing import waived
from withhold.ledger.interface import Fact


def waive(row: Case, number: int, action: Action, by: User, why: str, verified_by: str) -> bool:
    """Let the hold of this person not stand against this action. False if it did not already.

    `by` is counsel; `verified_by` names who looked at the proof that they stand for this person. Whoever
    calls has checked that it is their client. Raises HoldError, CaseError.
    """
    if not why.strip():
        raise HoldError("write why; the person's own words, if they may be kept")
    with transaction.atomic():
        Case.objects.select_for_update().get(pk=row.pk)
        holds = list(_standing(row, number))
        if not holds:
            raise HoldError("no hold stands for this number")
        fresh = [one for one in holds if not _is_waived(one, action)]
        if not fresh:
            return False
        now = timezone.now()
        epoch = next_epoch(now)
        for hold in fresh:
            waived(held_of(hold), action, verified_by)
            Waiver.objects.create(hold=hold, action=action, by=by, verified_by=verified_by, why=why, at=now)
            _tell(row, hold, action, by, why, epoch)
    return True


def withdraw(row: Case, number: int, action: Action, by: User, why: str) -> bool:
    """The hold stands against the action again. False if it did. Raises CaseError."""
    with transaction.atomic():
        Case.objects.select_for_update().get(pk=row.pk)
        waivers = Waiver.objects.filter(hold__in=_standing(row, number), action=action)
        open_ones = list(waivers.filter(withdrawn_at__isnull=True).select_related("hold"))
        if not open_ones:
            return False
        now = timezone.now()
        epoch = next_epoch(now)
        for one in open_ones:
            one.withdrawn_at = now
            one.save(update_fields=["withdrawn_at"])
            _tell(row, one.hold, action, by, why, epoch, "withdrawn")
    return True


def _standing(row: Case, number: int) -> QuerySet[Hold]:
    return Hold.objects.filter(case=row, number=number, state=State.STANDING).select_related("owner")


def _is_waived(hold: Hold, action: Action) -> bool:
    return hold.waivers.filter(action=action, withdrawn_at__isnull=True).exists()


def _tell(
    row: Case, hold: Hold, action: Action, by: User, why: str, epoch: int, detail: str = "waived"
) -> None:
    Hold.objects.filter(pk=hold.pk).update(changed=epoch)
    facts: dict[str, Fact] = {"hold": hold.commitment, "action": str(action), "epoch": epoch}
    actor = Actor(by.get_full_name(), Role.COUNSEL)
    event = Event(EventKind.HOLD_WAIVED, timezone.now(), actor, why, facts, {"detail": detail})
    ConsoleCase.open(row).append([event])
