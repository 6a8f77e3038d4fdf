"""A waiver: the person, through verified counsel, agrees to one action in spite of the hold."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from withhold.console.cases.models import Case
from withhold.console.cases.store import ConsoleCase
from withhold.console.holds.epochs import next_epoch
from withhold.console.holds.indexing import held_of
from withhold.console.holds.models import Hold, Question, Report, State, Waiver
from withhold.console.holds.periods import numbers_of
from withhold.console.holds.placing import root_of
from withhold.console.outbox.setbacks import each
from withhold.console.people.models import User
from withhold.incident.case.interface import MACHINE, Actor, Event, EventKind, Role
from withhold.incident.case.moments import read
from withhold.incident.holds.interface import Action, HoldError
from withhold.incident.holds.releasing import waived
from withhold.ledger.interface import Fact


def waive(row: Case, number: int, action: Action, by: User, why: str, verified_by: str) -> bool:
    """Let the holds of this person, of all their numbers, not stand against this action. False if none did.

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
            told = {"by": by, "verified_by": verified_by, "why": why, "at": now}
            Waiver.objects.create(hold=hold, number=number, action=action, **told)
            _tell(row, hold, action, _counsel(by), why, epoch)
    return True


def withdraw_given_by(row: Case, number: int, counsel: User, actor: Actor, why: str) -> list[Waiver]:
    """Every waiver of this person that `counsel` gave, who never stood for them: each hold stands again
    at once. The ones that were withdrawn now. Raises CaseError, LedgerError."""
    with transaction.atomic():
        Case.objects.select_for_update().get(pk=row.pk)
        given = Waiver.objects.filter(of_person(row, number), by=counsel, withdrawn_at=None)
        found = list(given.select_related("hold"))
        if found:
            now = timezone.now()
            epoch = next_epoch(now)
            for one in found:
                one.withdrawn_at = now
                one.save(update_fields=["withdrawn_at"])
                _tell(row, one.hold, Action(one.action), actor, why, epoch, "withdrawn")
    return found


def of_person(row: Case, number: int) -> Q:
    """The waivers of this person: given under one of their numbers, or on a hold of one."""
    numbers = numbers_of(row, number)
    return Q(hold__case=row) & (Q(number__in=numbers) | Q(hold__number__in=numbers))


def part_due() -> int:
    """Let holds stand again that gave way for somebody who was since found to be another person; in how many
    cases. A duty of the worker."""
    given = Waiver.objects.filter(withdrawn_at=None).exclude(number=F("hold__number"))
    rows = {row.pk: row for row in Case.objects.filter(pk__in=given.values("hold__case"))}
    return each("waivers of who was parted", rows, _part)


def _part(row: Case) -> bool:
    with transaction.atomic():
        Case.objects.select_for_update().get(pk=row.pk)
        given = Waiver.objects.filter(hold__case=row, withdrawn_at=None).exclude(number=F("hold__number"))
        parted = [
            one for one in given.select_related("hold") if one.hold.number not in numbers_of(row, one.number)
        ]
        if not parted:
            return False
        now = timezone.now()
        epoch = next_epoch(now)
        Waiver.objects.filter(pk__in=[one.pk for one in parted]).update(withdrawn_at=now)
        holds = list(Hold.objects.filter(pk__in={one.hold_id for one in parted}))
        Hold.objects.filter(pk__in=[one.pk for one in holds]).update(changed=epoch)
        facts: dict[str, Fact] = {"root": root_of(holds), "holds": len(holds), "epoch": epoch}
        why = "a waiver of somebody who is another person after all counts no more"
        ConsoleCase.open(row).append([Event(EventKind.HOLDS_STOOD, now, MACHINE, why, facts)])
    return True


@dataclass(frozen=True, slots=True)
class Done:
    """What a case system reported to have done while a waiver stood. `at` is when it says it did."""

    waiver: Waiver
    system: str
    at: datetime
    received: datetime


def done_under(waivers: Sequence[Waiver]) -> list[Done]:
    """Every action that case systems reported under these waivers, or that they report now to have done while
    one stood, the oldest first. What nobody reported is not known."""
    found = []
    for waiver in waivers:
        reports = Question.objects.filter(what="report", action=waiver.action, at__gte=waiver.at)
        for one in reports.select_related("system").iterator():
            if waiver.hold.subject in one.asked.get("waived", ()) and _stood(waiver, one.at):
                found.append(Done(waiver, one.system.name, read(one.asked["done"]), one.at))
        later = Report.objects.filter(hold=waiver.hold, action=waiver.action, received__gt=waiver.at)
        for late in later.select_related("system"):
            if _stood(waiver, late.at):
                found.append(Done(waiver, late.system.name, late.at, late.received))
    return sorted(found, key=lambda one: one.at)


def _stood(waiver: Waiver, at: datetime) -> bool:
    return waiver.at <= at and (waiver.withdrawn_at is None or at <= waiver.withdrawn_at)


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
            _tell(row, one.hold, action, _counsel(by), why, epoch, "withdrawn")
    return True


def _standing(row: Case, number: int) -> QuerySet[Hold]:
    """The standing holds of this person, of all their numbers."""
    holds = Hold.objects.filter(case=row, number__in=numbers_of(row, number), state=State.STANDING)
    return holds.select_related("owner")


def _counsel(by: User) -> Actor:
    return Actor(by.get_full_name(), Role.COUNSEL)


def _is_waived(hold: Hold, action: Action) -> bool:
    return hold.waivers.filter(action=action, withdrawn_at__isnull=True).exists()


def _tell(
    row: Case, hold: Hold, action: Action, by: Actor, why: str, epoch: int, detail: str = "waived"
) -> None:
    Hold.objects.filter(pk=hold.pk).update(changed=epoch)
    facts: dict[str, Fact] = {"hold": hold.commitment, "action": str(action), "epoch": epoch}
    event = Event(EventKind.HOLD_WAIVED, timezone.now(), by, why, facts, {"detail": detail})
    ConsoleCase.open(row).append([event])
