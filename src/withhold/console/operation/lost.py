"""Tasks and long duties whose worker died with them in hand: another worker gets them."""

from datetime import timedelta

from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from withhold.console.operation.duties import LEASE, Round
from withhold.console.operation.models import Duty
from withhold.console.operation.state import WORKER, WORKER_SILENT

MOST_WORKERS = 5
"""A task with which so many workers died is left: it may be what kills them."""
LONG = frozenset({"watch"})
"""Duties whose rounds take minutes: nobody waits ten more for a worker that is dead. What they work on says
for itself that somebody is at it (a sweep locks its memory), so one that was only slow is met by nobody."""
_FORGET = timedelta(days=1)


def living(holder: str, every: float) -> Round:
    """The duty by which one worker shows that it lives itself, not only one of them."""
    return Round(_own(holder), every, lambda: None)


def hand_on() -> int:
    """Every task that a worker took which has not shown itself since is there for the next one; how many.

    What a task does is claimed in a row of its own (a job, an inspection, a derivation), so a task whose
    worker was only slow does nothing the second time.
    """
    now = timezone.now()
    Duty.objects.filter(name__startswith=_own(""), seen__lt=now - _FORGET).delete()
    seen = Duty.objects.filter(name__startswith=_own(""), seen__gte=now - WORKER_SILENT)
    alive = set(seen.values_list("holder", flat=True))
    long_held = Duty.objects.filter(name__in=LONG, lease__lt=now + LEASE - WORKER_SILENT)
    long_held.exclude(holder__in=alive).update(lease=None)
    taken = DBTaskResult.objects.running().filter(started_at__lt=now - WORKER_SILENT)
    count = 0
    for pk, workers, started in taken.values_list("pk", "worker_ids", "started_at"):
        if workers[-1] not in alive and len(workers) < MOST_WORKERS:
            same = DBTaskResult.objects.running().filter(pk=pk, started_at=started)
            count += same.update(status="READY")
    return count


def _own(holder: str) -> str:
    return f"{WORKER} {holder}"
