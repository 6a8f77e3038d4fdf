"""Jobs whose worker died: they say so, and a takedown goes on from its journal."""

from django.db import transaction
from django.utils import timezone

from withhold.console.jobs.asking import MOST_RESUMED, start_again
from withhold.console.jobs.models import Job, Kind, State
from withhold.console.outbox.setbacks import each

_BY_ITSELF = frozenset({Kind.TAKEDOWN, Kind.WATCH})
"""Goes on without a person: their decision set it going, and every minute counts."""


def sweep() -> int:
    """Look at all that should be running; how many were not. A duty of the worker."""
    late = Job.objects.filter(state=State.RUNNING, lease__lt=timezone.now())
    return each("interrupted jobs", {str(job.pk): job for job in late}, mark)


def mark(job: Job) -> bool:
    """Interrupted, and on again if it goes on by itself; False if its worker was heard of meanwhile."""
    with transaction.atomic():
        silent = Job.objects.filter(pk=job.pk, state=State.RUNNING, lease__lt=timezone.now())
        if not silent.update(state=State.INTERRUPTED, ended_at=timezone.now(), now="the worker ended"):
            return False
        if Kind(job.kind) in _BY_ITSELF and job.tries < MOST_RESUMED:
            start_again(job)
    return True
