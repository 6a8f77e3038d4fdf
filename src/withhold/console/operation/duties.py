"""What a worker does again and again beside its tasks, one process at a time for each."""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.db import close_old_connections, connections
from django.db.models import Q
from django.utils import timezone

from withhold.console.operation.models import Duty
from withhold.domain.mishap import where

LEASE = timedelta(minutes=10)
"""Longer than any one round of a duty: after it another process takes over."""
_MOST_PAUSE = 60.0
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Round:
    """A duty: its name, the seconds between two rounds, and one round of it."""

    name: str
    every: float
    work: Callable[[], object]


def once(duty: Round, holder: str) -> bool:
    """One round, if no other process is at it; False if one is. What goes wrong in it passes through."""
    now = timezone.now()
    Duty.objects.get_or_create(name=duty.name)
    mine = Duty.objects.filter(name=duty.name)
    free = mine.filter(Q(lease__isnull=True) | Q(lease__lt=now) | Q(holder=holder))
    if not free.update(holder=holder, lease=now + LEASE):
        return False
    try:
        duty.work()
    except BaseException:
        mine.filter(holder=holder).update(lease=None)
        raise
    mine.filter(holder=holder).update(lease=None, seen=timezone.now())
    return True


def keep(duty: Round, holder: str, ended: threading.Event) -> None:
    """Rounds until `ended`. A round that fails is told, and tried again later: its `seen` grows old, which
    the health page shows."""
    failures = 0
    while not ended.is_set():
        try:
            once(duty, holder)
            failures = 0
        except Exception as error:  # noqa: BLE001 - told by place; the duty has to live on
            failures += 1
            _log.error(f"the duty {duty.name} failed ({where(error)}); it is tried again")
            connections.close_all()
        close_old_connections()
        ended.wait(min(duty.every * 2**failures, _MOST_PAUSE) if failures else duty.every)
    connections.close_all()


def started(duties: list[Round], holder: str, ended: threading.Event) -> list[threading.Thread]:
    """A thread for each."""
    threads = [
        threading.Thread(target=keep, args=(duty, holder, ended), name=f"duty-{duty.name}", daemon=True)
        for duty in duties
    ]
    for thread in threads:
        thread.start()
        time.sleep(0.05)  # not all at the database at once
    return threads
