"""Messages between the office and the person."""

from collections.abc import Collection

from django.core.cache import cache
from django.db import transaction
from django.utils import timezone

from withhold.console.access.deciding import permitted
from withhold.console.access.interface import Operation
from withhold.console.counsel.words import check_words
from withhold.console.outbox.sending import queue_alert
from withhold.console.own.giving import OwnError, locked
from withhold.console.own.models import Access, OwnMessage
from withhold.console.own.resting import unfit
from withhold.console.people.models import User

MOST_WORDS = 10_000
_NEW = "One of the affected people wrote to you. Read it in the case, under People's own access."
_TOLD_FOR = 3600
"""Seconds in which several messages of one person are one alert."""


def write(access: Access, from_office: bool, subject: str, body: str, once: str, by: User) -> OwnMessage:
    """A message; the same form again is the same message. The gate looks at what the office writes, and
    nothing of it goes into a page that rests.

    Raises OwnError, CounselError where it names somebody else, RegisterError, SandboxUnavailable.
    """
    if not subject.strip() or not body.strip():
        raise OwnError("write a subject and what you want to say")
    if from_office:
        if not permitted(by, Operation.MANAGE_REPRESENTATIVES, access.case):
            raise OwnError("only who works with people in this case can write to them")
        check_words(access, (subject, body))
    with transaction.atomic():
        check_open(locked(access.case, access.pk), new=from_office)
        made, fresh = OwnMessage.objects.get_or_create(
            access=access,
            once=once,
            defaults={
                "case": access.case,
                "from_office": from_office,
                "subject": subject.strip(),
                "body": body.strip(),
                "by": by,
                "at": timezone.now(),
            },
        )
        if fresh and not from_office and cache.add(f"own_message:{access.pk}", True, _TOLD_FOR):
            queue_alert(_NEW, "own_message", access.case)
    return made


def opened(shown: Collection[OwnMessage]) -> None:
    """These messages, and no others, were shown to the other side: noted once for each."""
    fresh = [one.pk for one in shown if one.opened_at is None]
    OwnMessage.objects.filter(pk__in=fresh, opened_at=None).update(opened_at=timezone.now())


def check_open(access: Access, new: bool) -> None:
    """Of an access that the caller holds: it has not ended and, for something `new` from the office, does not
    rest. Raises OwnError."""
    if access.ended_at is not None:
        raise OwnError("this access has ended; nothing can be written here any more")
    if new and unfit(access):
        raise OwnError(
            "the records no longer say that they are at liberty and to be told; decide first whether this "
            "page goes on"
        )
