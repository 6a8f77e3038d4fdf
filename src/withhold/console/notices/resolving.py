"""Looks again how people can be told: a way that turned up or changed, the next one after one that failed or
takes too long. What a person decided once, to tell everybody, holds for these ways too."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from withhold.console.affected.api import addressees
from withhold.console.affected.counting import NOT_TOLD
from withhold.console.affected.interface import Addressee
from withhold.console.affected.models import Roster
from withhold.console.cases.models import Case
from withhold.console.notices.models import Notice
from withhold.console.notices.queueing import (
    Turn,
    addressee_of,
    build,
    commit,
    is_overdue,
    keep,
    lead,
    newcomers,
    newest,
    told_already,
    tried_ways,
)
from withhold.console.outbox.models import Message
from withhold.console.outbox.sending import queue_alert
from withhold.console.outbox.setbacks import each
from withhold.incident.case.interface import MACHINE, Phase
from withhold.incident.notices.attempts import PATIENCE, Way, failed, next_way, overdue
from withhold.incident.notices.interface import Channel, Proof

PRESSING = timedelta(days=30)
"""Whose next date (a removal, a hearing) is nearer than this is looked after sooner."""
_OPEN = (Proof.QUEUED, Proof.WAITING)
_LEADS = (
    "channel",
    "to",
    "excluded",
    "language",
    "parts",
    "place",
    "state",
    "commitment",
    "looked_at",
    "overdue_at",
)
_ALERT = "notices_unproven"
_ALONE = "notices_counsel_alone"
_ALERTS = timedelta(hours=1)
_BATCH = 500


def look_again_due() -> int:
    """Every case that tells people; how many notices were led by another way, or anew."""
    rows = Case.objects.filter(notices__isnull=False, destroyed_at__isnull=True)
    rows = rows.exclude(phase=Phase.DISMISSED).distinct()
    return each("ways of notices", {row.pk: row for row in rows}, look_again)


def look_again(row: Case) -> int:
    """One case. Raises LedgerError; then nothing changed."""
    now = timezone.now()
    with transaction.atomic():
        Case.objects.select_for_update().get(pk=row.pk)
        if not Roster.objects.filter(case=row, derived_at__isnull=False).exists():
            return 0
        changed, alone = _led_anew(row, now)
        late = _late(row, now)
        made = _next_attempts(row, late, now)
        fresh = newcomers(row, now)
        commit(row, changed, MACHINE, "how they can be reached became known, or changed", now)
        keep(row, made, MACHINE, "a notice came back, or was not proven in time: the next way", now)
        keep(row, fresh, MACHINE, "found after the notices were queued, or no duplicate after all", now)
        Notice.objects.filter(pk__in=[one.pk for one in alone]).update(overdue_at=now)
        if made and not _alerted(row, now, _ALERT):
            queue_alert(_told(made), _ALERT, row)
        if alone and not _alerted(row, now, _ALONE):
            queue_alert(_told_alone(alone), _ALONE, row)
    return len(changed) + len(made) + len(fresh)


def _led_anew(row: Case, now: datetime) -> tuple[list[Notice], list[Notice]]:
    """What did not leave yet, of those who were worked out since: the way that is best now. Gives those that
    go by another channel (another address by the same one is changed alone), and those newly found to have
    no way but counsel who is not verified in time."""
    last = newest(row).filter(stopped=False)
    stale = last.filter(person__standing__worked_out_at__gt=F("looked_at"))
    waiting = {one.number: one for one in stale if one.channel == "" or one.state in _OPEN}
    tried = tried_ways(row, waiting)
    # Counsel who is not verified in time keeps nobody from being told: by another way, where there is one.
    patience = now - PATIENCE[Channel.COUNSEL]
    for late in last.filter(channel=Channel.COUNSEL, state__in=_OPEN, queued_at__lt=patience):
        waiting[late.number] = late
        tried[late.number] = tried.get(late.number, frozenset()) | {Way(Channel.COUNSEL, late.to["address"])}
    found, moved, alone = [], [], []
    told = set(told_already(row))
    for one in addressees(row, waiting):
        notice = waiting[one.number]
        before = notice.channel
        turn = Turn(one, notice.place, notice.attempt, tried.get(one.number, frozenset()))
        if before == Channel.COUNSEL and next_way(addressee_of(one), turn.tried) is None:
            if notice.overdue_at is None and one.number not in told:
                alone.append(notice)
            continue  # there is no other: it goes on waiting for them
        if lead(notice, turn, now) and notice.channel != before:
            moved.append(notice)
            notice.overdue_at = None
        found.append(notice)
    key = ["case", "number", "attempt"]
    Notice.objects.bulk_create(found, _BATCH, update_conflicts=True, unique_fields=key, update_fields=_LEADS)
    return moved, alone


def _late(row: Case, now: datetime) -> list[Notice]:
    """What left and was not proven in time; each is found once."""
    soonest = now - min(PATIENCE.values()) / 2
    found = Notice.objects.filter(~is_overdue(), case=row, left_at__lt=soonest, proven_at__isnull=True)
    left = found.exclude(number__in=told_already(row))
    left = left.exclude(person__standing__terminal__in=NOT_TOLD)
    waiting = [
        one for one in left.only("number", "channel", "left_at", "state") if not failed(Proof(one.state))
    ]
    pressing = {one.number: _presses(one, now) for one in addressees(row, {each.number for each in waiting})}
    late = [
        one
        for one in waiting
        if one.left_at is not None
        and overdue(Channel(one.channel), one.left_at, now, pressing.get(one.number, False))
    ]
    Notice.objects.filter(pk__in=[one.pk for one in late]).update(overdue_at=now)
    return late


def _presses(one: Addressee, now: datetime) -> bool:
    return one.due is not None and one.due <= (now + PRESSING).date()


def _next_attempts(row: Case, late: Sequence[Notice], now: datetime) -> list[Notice]:
    """Another notice for whoever's newest one failed or takes too long; one without a way is an open task."""
    over = [Proof.RETURNED, Proof.REFUSED, Proof.FAILED]
    newly = newest(row).exclude(number__in=told_already(row)).exclude(person__standing__terminal__in=NOT_TOLD)
    last = {
        one.number: one
        for one in newly.filter(stopped=False, state__in=over).exclude(channel="")
        | newly.filter(pk__in=[one.pk for one in late])
    }
    tried = tried_ways(row, last)
    made = []
    for one in addressees(row, last):
        before = last[one.number]
        turn = Turn(one, before.place, before.attempt + 1, tried.get(one.number, frozenset()))
        made.append(build(before.plan, turn, now))
    return made


def _told(made: Sequence[Notice]) -> str:
    nowhere = sum(not one.channel for one in made)
    return (
        f"{len(made)} notices came back or were not proven in time. {nowhere} of these people have no other "
        "safe way: open the notices of the case."
    )


def _told_alone(alone: Sequence[Notice]) -> str:
    return (
        f"{len(alone)} of these people can be told through their counsel alone, and nobody has verified "
        "counsel in time: verify them, or find another safe way. Open the notices of the case."
    )


def _alerted(row: Case, now: datetime, kind: str) -> bool:
    """One alert of a kind an hour says enough; the page of the notices has the newest count."""
    return Message.objects.filter(kind=kind, case=row.pk, created__gt=now - _ALERTS).exists()
