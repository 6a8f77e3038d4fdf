"""Asking for work: one job of a lane at a time, queued with the change that asks for it."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from withhold.console.cases.acting import actor_in
from withhold.console.cases.models import Case
from withhold.console.jobs.models import ACTIVE, LANES, Job, Kind, State
from withhold.console.people.models import User
from withhold.incident.case.interface import CaseError

MOST_RESUMED = 3
"""How often a takedown goes on by itself after its worker died; then a person has to look."""


def ask(case: Case, user: User, kind: Kind, why: str, options: Mapping[str, Any] | None = None) -> Job:
    """The job that does this. One of the kind that waits or runs already is that job: asked twice, done once.

    Raises CaseError where somebody may not act, or work that cannot run beside it is going on.
    """
    lane = LANES.get(kind, kind)
    with transaction.atomic():
        Case.objects.select_for_update().get(pk=case.pk)
        actor = actor_in(user, case)
        active = Job.objects.filter(case=case, lane=lane, state__in=ACTIVE).first()
        if active is not None and active.kind == kind:
            return active
        if active is not None:
            raise CaseError(
                f"“{Kind(active.kind).label}” is going on in this case; wait for its end, or stop it"
            )
        acting = {"name": actor.name, "role": str(actor.role)}
        job = Job.objects.create(
            case=case,
            kind=kind,
            lane=lane,
            asked_by=user,
            why=why,
            options={**(options or {}), "actor": acting},
        )
        enqueue(job)
    return job


def enqueue(job: Job) -> None:
    """Hand it to the worker, with the transaction around it."""
    from withhold.console.jobs.tasks import work

    work.enqueue(job.pk)


def start_again(job: Job) -> bool:
    """Queue an interrupted or failed job anew; False if it is neither, or another one took its place."""
    with transaction.atomic():
        Case.objects.select_for_update().get(pk=job.case_id)
        if Job.objects.filter(case_id=job.case_id, lane=job.lane, state__in=ACTIVE).exists():
            return False
        ended = Job.objects.filter(pk=job.pk, state__in=(State.INTERRUPTED, State.FAILED))
        if not ended.update(state=State.QUEUED, holder="", lease=None, ended_at=None, now=""):
            return False
        enqueue(job)
    return True


def stop_watching(case: Case) -> bool:
    """End the watch of a case; False if there is none."""
    from django.utils import timezone

    with transaction.atomic():
        Case.objects.select_for_update().get(pk=case.pk)
        watching = Job.objects.filter(case=case, kind=Kind.WATCH, state__in=ACTIVE)
        return bool(watching.update(state=State.DONE, ended_at=timezone.now(), now="ended by a person"))
