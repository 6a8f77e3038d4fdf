"""The worker's side: takes a job, says that it is alive, does it, writes down how it ended."""

import logging
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.db import connection, transaction
from django.utils import timezone

from withhold.console.cases.models import Case
from withhold.console.jobs.asking import ask
from withhold.console.jobs.interface import Ended
from withhold.console.jobs.models import Job, Kind, State
from withhold.console.jobs.progress import JobProgress
from withhold.console.jobs.store import WorkerCase
from withhold.domain.errors import WithholdError
from withhold.domain.mishap import where
from withhold.incident.case.interface import CaseError

LEASE = timedelta(seconds=20)
_BEAT = 4.0
_log = logging.getLogger(__name__)


def run(job_id: int) -> None:
    """Do the job if it waits; a second worker that is handed it finds it taken."""
    holder = secrets.token_hex(8)
    now = timezone.now()
    waiting = Job.objects.filter(pk=job_id, state=State.QUEUED)
    if not waiting.update(
        state=State.RUNNING, holder=holder, lease=now + LEASE, started_at=now, complete=False, now="starting"
    ):
        return
    job = Job.objects.select_related("case", "asked_by").get(pk=job_id)
    Job.objects.filter(pk=job_id, holder=holder).update(tries=job.tries + 1)
    with _alive(job_id, holder):
        ended = _done(job, JobProgress(job, holder))
    _write(job, holder, ended)


def _done(job: Job, progress: JobProgress) -> Ended:
    """What it came to. What goes wrong is told in one line; a fault of ours by its place, without values."""
    from withhold.console.jobs.work import do

    try:
        return do(job, WorkerCase.open(job.case), progress)
    except WithholdError as error:
        return Ended(False, str(error), failed=True)
    except Exception as error:  # noqa: BLE001 - it stands in the job, and the worker goes on
        _log.error("the job %s crashed (%s)", job.pk, where(error))
        return Ended(False, f"this failed by a fault of the program ({where(error)}); please report it", True)


def _write(job: Job, holder: str, ended: Ended) -> None:
    """How it ended, and what follows from it, together. Nothing where somebody else has the job by now."""
    with transaction.atomic():
        Case.objects.select_for_update().get(pk=job.case_id)
        mine = Job.objects.select_for_update().filter(pk=job.pk, holder=holder, state=State.RUNNING).first()
        if mine is None:
            return
        mine.summary, mine.lease, mine.now = ended.summary, None, ""
        if ended.again is not None and not ended.failed:
            mine.state, mine.holder, mine.tries = State.QUEUED, "", 0
            mine.save()
            _later(mine.pk, ended.again)
            return
        mine.ended_at = timezone.now()
        mine.complete = ended.complete
        mine.state = State.FAILED if ended.failed else State.DONE
        mine.save()
        if ended.then is not None and not ended.failed:
            _follow(mine, ended.then)


def _follow(job: Job, then: Kind) -> None:
    """What was asked for together with it. What hinders that is told where people look."""
    try:
        ask(job.case, job.asked_by, then, job.why)
    except CaseError as error:
        job.summary = f"{job.summary}; “{then.label}” did not start: {error}"
        job.complete = False
        job.save(update_fields=["summary", "complete"])


def _later(job_id: int, seconds: float) -> None:
    from withhold.console.jobs.tasks import work

    work.using(run_after=timezone.now() + timedelta(seconds=seconds)).enqueue(job_id)


@contextmanager
def _alive(job_id: int, holder: str) -> Iterator[None]:
    """Says again and again that the worker lives, until the block ends."""
    ended = threading.Event()
    thread = threading.Thread(target=_beat, args=(job_id, holder, ended), name="alive", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def _beat(job_id: int, holder: str, ended: threading.Event) -> None:
    while not ended.wait(_BEAT):
        try:
            Job.objects.filter(pk=job_id, holder=holder).update(lease=timezone.now() + LEASE)
        except Exception as error:  # noqa: BLE001 - the next beat tries again; the lease is longer than several
            _log.warning("the job %s could not say that it lives (%s)", job_id, where(error))
            connection.close()
    connection.close()
