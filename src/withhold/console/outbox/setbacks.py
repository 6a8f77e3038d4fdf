"""What the worker does for many, one after the other: one that fails stops no other.

A failure is written down as a `Setback`, told to the on-call once, and tried again with growing pauses.
"""

import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import TypeVar

from django.db import InterfaceError, OperationalError, connection, transaction
from django.utils import timezone

from withhold.console.outbox.models import Setback
from withhold.console.outbox.sending import queue_alert
from withhold.domain.mishap import where
from withhold.ledger.interface import LedgerMoved

MOST_PAUSE = timedelta(minutes=1)
QUIET = timedelta(hours=1)
"""A duty tells at most once in this time, however many items it fails for: the rest is told after it."""
_FIRST_PAUSE = timedelta(seconds=2)
_PASSING = (OperationalError, InterfaceError, LedgerMoved)
"""A lock or a database that is away for a moment: told only where it lasts."""
_LASTS = 3
_KIND = "duty_failed"
_log = logging.getLogger(__name__)
Item = TypeVar("Item")


def each(duty: str, items: Mapping[str, Item], work: Callable[[Item], object]) -> int:
    """Do the work for each item; the sum of what it gave, taken as numbers (None is 0).

    `items` are all that wait now, by names that tell nothing of people: ids of rows. What failed before is
    left alone until its pause is over; the setback of one that waits no longer is forgotten. What goes
    wrong while a failure is written down passes through: then nothing can be promised.
    """
    known = {one.item: one for one in Setback.objects.filter(duty=duty)}
    for name in known.keys() - items.keys():
        known[name].delete()
    now, total = timezone.now(), 0
    for name, item in items.items():
        before = known.get(name)
        if before is not None and before.again > now:
            continue
        try:
            total += _number(work(item))
        except Exception as error:  # noqa: BLE001 - told by place; the others must go on
            _failed(duty, name, error, timezone.now())
        else:
            if before is not None:
                before.delete()
    return total


def _number(given: object) -> int:
    return given if isinstance(given, int) else 0


def _failed(duty: str, name: str, error: Exception, now: datetime) -> None:
    _log.error(f"the duty {duty} failed for {name} ({where(error)}); the others go on, it is tried again")
    if not connection.in_atomic_block:
        connection.close_if_unusable_or_obsolete()
    with transaction.atomic():
        row, _ = Setback.objects.get_or_create(duty=duty, item=name, defaults={"again": now})
        row.tries += 1
        row.place = where(error)[:120]
        row.again = now + min(_FIRST_PAUSE * 2 ** min(row.tries - 1, 10), MOST_PAUSE)
        lasts = row.tries >= _LASTS or not isinstance(error, _PASSING)
        if lasts and row.told_at is None and not _told_lately(duty, now):
            queue_alert(_words(duty, name), _KIND)
            row.told_at = now
        row.save()


def _told_lately(duty: str, now: datetime) -> bool:
    return Setback.objects.filter(duty=duty, told_at__gt=now - QUIET).exists()


def _words(duty: str, name: str) -> str:
    return (
        f"Something that the console does by itself failed: {duty}, for {name}. The others go on, and this "
        "one is tried again, but it may need you. Tell whoever runs the console: the log of the worker says "
        "where it failed."
    )
