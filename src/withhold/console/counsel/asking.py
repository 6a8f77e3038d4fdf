"""Who asked at the door whether they are affected. Nothing here looks anybody up: an answer goes through
verified counsel or a verified channel, and a person says which.
"""

from datetime import UTC, datetime
from typing import Any

from django.core.cache import cache
from django.db import transaction
from django.utils import timezone

from withhold.console.counsel.models import Question
from withhold.console.door.config import DoorConfig
from withhold.console.door.handing import FiledParcel, Handing, Kind
from withhold.console.door.parcels import Parcel, ParcelUnusable, opened
from withhold.console.ledgers.office import OfficeEvent, record
from withhold.console.outbox.sending import queue_alert
from withhold.console.outbox.setbacks import each
from withhold.console.people.models import User
from withhold.incident.counsel.interface import CounselError

WAYS = {
    "counsel": "Through counsel whose mandate was verified",
    "verified": "In a way in which it is sure that it is them",
    "not_reached": "They could not be reached or verified; nothing was said",
}
_MAIL_KIND = "question"
_TOLD, _TOLD_FOR = "questions_told", 600
_NEW = "Somebody asks at the door whether they are affected. Read it in the console under Questions."


def collect(door: DoorConfig, identity: Any) -> int:
    """For the worker: fetch the questions that came in at the door. `identity` opens what the door sealed.

    Each is taken in once, however often this is broken off. Returns how many.
    """
    handing = Handing(door)
    if not handing.exists:
        return 0
    waiting = handing.waiting(Kind.QUESTION)

    def take(filed: FiledParcel) -> bool:
        try:
            parcel: Parcel | None = opened(filed.sealed, identity)
        except ParcelUnusable:
            parcel = None
        _take_in(filed.id, parcel)
        handing.collected(filed.id, keep=parcel is None)
        return True

    return each("questions", {filed.id: filed for filed in waiting}, take)


def settle(pk: int, how: str, note: str, by: User) -> Question:
    """A person says by which way it was answered; not what. Raises CounselError."""
    if how not in WAYS:
        raise CounselError("choose by which way they were answered")
    if not note.strip():
        raise CounselError("write what was verified and how; never whether they are on a list")
    with transaction.atomic():
        row = Question.objects.select_for_update().filter(pk=pk).first()
        if row is None:
            raise CounselError("there is no such question; look at the list again")
        if row.settled_at is None:
            row.settled_at, row.settled_by, row.how, row.note = timezone.now(), by, how, note.strip()
            row.save(update_fields=["settled_at", "settled_by", "how", "note"])
            record(OfficeEvent.REPORT_ANSWERED, by, {"question": row.pk, "how": how}, {"why": row.note})
    return row


@transaction.atomic
def _take_in(door_id: str, parcel: Parcel | None) -> None:
    header = {} if parcel is None else parcel.header
    _, fresh = Question.objects.get_or_create(
        door_id=door_id,
        defaults={
            "reference": str(header.get("reference", ""))[:18],
            "language": str(header.get("language", "en"))[:8],
            "readable": parcel is not None,
            "who": str(header.get("who", "")),
            "lawyer": str(header.get("lawyer", "")),
            "reach": str(header.get("reach", "")),
            "arrived": _at(header),
        },
    )
    if fresh:
        record(OfficeEvent.REPORT_RECEIVED, None, {"question": 1, "readable": int(parcel is not None)})
        if cache.add(
            _TOLD, True, _TOLD_FOR
        ):  # many may ask on one day: an alarm that never stops is not read
            queue_alert(_NEW, _MAIL_KIND)


def _at(header: dict[str, Any]) -> datetime:
    try:
        return datetime.fromisoformat(header["at"])
    except (KeyError, TypeError, ValueError):
        return datetime.now(UTC)
