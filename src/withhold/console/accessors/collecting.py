"""Fetches what came in at the door under a code, for the worker."""

from datetime import UTC, datetime
from typing import Any

from django.core.cache import cache
from django.db import transaction
from django.utils import timezone

from withhold.console.accessors.codes import matter_of
from withhold.console.accessors.models import Answer, Matter
from withhold.console.cases.models import Case
from withhold.console.cases.store import ConsoleCase
from withhold.console.door.config import DoorConfig
from withhold.console.door.handing import FiledParcel, Handing, Kind
from withhold.console.door.parcels import Parcel, ParcelUnusable, opened
from withhold.console.outbox.sending import queue_alert
from withhold.console.outbox.setbacks import each
from withhold.incident.accessors.asking import answered, contradictions, is_settled
from withhold.incident.case.interface import MACHINE, Event, EventKind
from withhold.ledger.interface import Fact

_KIND = "certificate"
_TOLD, _TOLD_FOR = "accessors_strange", 3600
_NEW = "Somebody has answered a notice under its code. Read it in the case, under Accessors."
_CONTRADICTS = (
    "Somebody has answered a notice under its code anew, and says something else than before. Read both in "
    "the case, under Accessors, and ask them which holds: the newest counts until then."
)
_STRANGE = "An answer came in at the door under a code that is none of ours, or that does not open."


def collect(door: DoorConfig, identity: Any) -> int:
    """Fetch the answers; `identity` opens what the door sealed. Each is taken in once. Returns how many."""
    handing = Handing(door)
    if not handing.exists:
        return 0
    waiting = handing.waiting(Kind.CERTIFICATE)

    def take(filed: FiledParcel) -> bool:
        try:
            parcel: Parcel | None = opened(filed.sealed, identity)
        except ParcelUnusable:
            parcel = None
        _take_in(filed.id, parcel)
        handing.collected(filed.id, keep=parcel is None)
        return True

    return each("certificates", {filed.id: filed for filed in waiting}, take)


@transaction.atomic
def _take_in(door_id: str, parcel: Parcel | None) -> None:
    header = {} if parcel is None else parcel.header
    found = matter_of(str(header.get("code", "")))
    if found is not None:
        Case.objects.select_for_update().get(pk=found.case_id)
        found.refresh_from_db()
    if Answer.objects.filter(door_id=door_id).exists():
        return
    row = Answer.objects.create(
        door_id=door_id,
        matter=found,
        readable=parcel is not None,
        destroyed=header.get("destroyed") is True,
        retained=header.get("retained") is True,
        copies=_count(header.get("copies")),
        told=_count(header.get("told")),
        name=str(header.get("name", "")),
        words=str(header.get("words", "")),
        arrived=_at(header),
    )
    if found is not None and found.case.destroyed_at is None:
        _apply(found, row)
    if found is not None:
        several = [one.as_ruled() for one in found.answers.all()]
        queue_alert(_CONTRADICTS if contradictions(several) else _NEW, _KIND, found.case)
    elif cache.add(_TOLD, True, _TOLD_FOR):  # anybody can send these: they must not flood the on-call
        queue_alert(_STRANGE, _KIND)


def _apply(matter: Matter, row: Answer) -> None:
    """What the answer changes, and its entry. One that was overtaken by a newer one changes nothing."""
    ruled = matter.as_ruled()
    if matter.answers.values_list("pk", flat=True).first() == row.pk:
        matter.take(answered(ruled, row.as_ruled(), timezone.now()))
        matter.save(update_fields=["standing", "reminders", "due"])
    word = matter.standing if matter.standing != ruled.standing else "answered"
    if is_settled(ruled) and not is_settled(matter.as_ruled()):
        word = "contradicted"
    facts: dict[str, Fact] = {"accessor": matter.reference, "answer": word}
    for name, value in (("copies", row.copies), ("told", row.told)):
        if value is not None:
            facts[name] = value
    event = Event(EventKind.ACCESSOR_ANSWERED, datetime.now(UTC), MACHINE, "answered at the door", facts)
    ConsoleCase.open(matter.case).append([event])


def _count(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**6 else None


def _at(header: dict[str, Any]) -> datetime:
    try:
        return datetime.fromisoformat(header["at"])
    except (KeyError, TypeError, ValueError):
        return datetime.now(UTC)
