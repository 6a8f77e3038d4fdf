"""The end of a case's data: two people destroy it when its time has come; the ledger's entries stay.

Entries hold counts, words and commitments. Without their openings nobody can tell what was committed to.
"""

import logging
import os
import shutil
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

from withhold.console.cases.acting import actor_in
from withhold.console.cases.models import Case, Membership
from withhold.console.cases.store import ConsoleCase, forget_case
from withhold.console.ledgers.office import OfficeEvent, record
from withhold.console.outbox.models import Message, State
from withhold.console.outbox.sending import queue_alert, queue_mail
from withhold.console.outbox.setbacks import each
from withhold.console.people.models import User
from withhold.console.people.roles import Role
from withhold.incident.case.interface import CaseError, Event, EventKind, Phase
from withhold.ledger.interface import Draft, Fact

ASKED = "destruction_due"
"""The kind of the mails that ask for a destruction."""
ASK_AGAIN = timedelta(days=7)
_OVER = (Phase.CLOSED, Phase.DISMISSED)
_ASKED_ROLES = (Role.PRIVACY_OFFICER, Role.COUNSEL)
_KEPT: tuple[type[models.Model], ...] = (Membership,)
"""Who worked on it: they see that it was destroyed, and its ledger."""
_log = logging.getLogger(__name__)


def set_destroy_on(row: Case, on: date, by: User, why: str) -> None:
    """Another date than closing set, recorded in the case. Raises CaseError for one in the past, a missing
    reason, somebody who may not act in the case, or a case that is not over."""
    if not why.strip():
        raise CaseError("write why the date changes; it goes into the ledger")
    if on < timezone.now().date():
        raise CaseError("that date is in the past; give today's or a later one")
    with transaction.atomic():
        locked = Case.objects.select_for_update().get(pk=row.pk)
        if locked.phase not in _OVER:
            raise CaseError("the date is set when the case is closed; close it first")
        before = locked.destroy_on
        event = Event(
            EventKind.NOTED,
            timezone.now(),
            actor_in(by, locked),
            f"the date of destruction was {before or 'not set'} and is now {on}: {why}",
        )
        ConsoleCase.open(locked).append([event])
        Case.objects.filter(pk=row.pk).update(destroy_on=on)
    row.destroy_on = on


def destroy(row: Case, by: User, why: str, agreed: bool) -> None:
    """Destroy the data of a case that is over. `agreed`: a second person has agreed, in this transaction.

    Rows, openings and the title go in one transaction, the files right after it (`finish_destructions` goes
    on with what could not be removed). Raises CaseError, and changes nothing, if the two have not agreed, no
    reason is given, or the case is not over.
    """
    if not agreed:
        raise CaseError("it takes a second person to destroy a case; nothing was destroyed")
    if not why.strip():
        raise CaseError("write why it is destroyed; it goes into the ledger")
    with transaction.atomic():
        locked = Case.objects.select_for_update().get(pk=row.pk)
        case = ConsoleCase.open(locked)
        if case.state().phase not in _OVER:
            raise CaseError("only a case that was closed or dismissed can be destroyed; close it first")
        if locked.holds.filter(state="standing").exists():  # a hold never ends by itself, so not by this
            raise CaseError("people of this case are held; two people end each hold first")
        now = timezone.now()
        rows = _rows_destroyed(locked)
        openings = case.ledger.erase_all()
        draft = Draft("console.destroyed", now, {"account": by.pk, "rows": rows, "openings": openings}, {})
        case.ledger.append([draft])
        facts: dict[str, Fact] = {"case": locked.pk, "rows": rows, "openings": openings}
        record(OfficeEvent.DESTROYED, by, facts, {"why": why})
        locked.title, locked.settings, locked.cause = "(destroyed)", {}, ""
        locked.destroyed_at = now
        locked.save(update_fields=["title", "settings", "cause", "destroyed_at"])
        transaction.on_commit(lambda: _settled(locked.pk))
    row.refresh_from_db()


def files_left(row: Case) -> bool:
    """Whether files of a destroyed case are still there: then its destruction is not over."""
    return row.destroyed_at is not None and _folder(row.pk).exists()


def finish_destructions() -> int:
    """For the worker: remove the files that were left. Returns how many cases still have some."""
    rows = Case.objects.filter(destroyed_at__isnull=False)
    left = {row.pk: row for row in rows if files_left(row)}
    return each("files of destroyed cases", left, lambda row: not _files_removed(row.pk))


def due_for_destruction(today: date | None = None) -> list[Case]:
    """Cases whose data should be gone by now."""
    until = today or timezone.now().date()
    return list(Case.objects.filter(destroy_on__lte=until, destroyed_at=None).order_by("destroy_on", "pk"))


def ask_for_due(today: date | None = None) -> int:
    """For the worker: ask those who may destroy the cases that are due, once a week; and go on with removing
    the files of what two people have destroyed. Nothing else is destroyed.

    Where nobody of a case may, the on-call is told. Returns how many cases were asked about.
    """
    finish_destructions()
    return each("destruction", {row.pk: row for row in due_for_destruction(today)}, _asked)


def _asked(row: Case) -> bool:
    with transaction.atomic():
        Case.objects.select_for_update().get(pk=row.pk)
        since = timezone.now() - ASK_AGAIN
        if Message.objects.filter(case=row.pk, kind=ASKED, created__gt=since).exists():
            return False
        text = (
            "The time for which the data of a case were to be kept is over.\n\n"
            "Please look at the case: two people destroy its data, or one of you sets a later date and says "
            "why. Nothing is destroyed by itself.\n\n"
            f"{settings.CONFIG.base_url}/cases/{row.pk}/\n"
        )
        members = row.members.filter(role__in=_ASKED_ROLES, user__is_active=True)
        addresses = sorted(set(members.values_list("user__email", flat=True)) - {""})
        for address in addresses:
            queue_mail(address, "Withhold: something waits for your decision", text, ASKED, row)
        if not addresses:
            queue_alert(text, ASKED, row)
    return True


def _rows_destroyed(row: Case) -> int:
    """How many rows went. What only refers to a case in passing (on_delete SET_NULL) is its own room's."""
    total = 0
    for relation in Case._meta.related_objects:
        model = relation.related_model
        if model in _KEPT or relation.on_delete is not models.CASCADE:
            continue
        total += model._base_manager.filter(**{relation.field.name: row}).delete()[0]
    # One that is being sent at this moment goes with the old mails.
    total += Message.objects.filter(case=row.pk).exclude(state=State.SENDING).delete()[0]
    return total


def _settled(case_id: str) -> None:
    forget_case(case_id)
    _files_removed(case_id)


def _files_removed(case_id: str) -> bool:
    """Evidence and work are gone; what refuses is logged, and tried again by the worker."""
    folder = _folder(case_id)
    refused: list[str] = []

    def tell(
        _function: Callable[..., object], _path: str, error: tuple[object, BaseException, object]
    ) -> None:
        refused.append(type(error[1]).__name__)

    if os.path.lexists(folder):
        shutil.rmtree(folder, onerror=tell)
    if refused:
        _log.error(f"{len(refused)} files of the destroyed case {case_id} are still there ({refused[0]})")
    return not refused


def _folder(case_id: str) -> Path:
    folder: Path = settings.CONFIG.path("cases") / case_id
    return folder
