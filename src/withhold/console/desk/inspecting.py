"""An inspection from the request to the verdict. The worker judges; what breaks off comes back."""

import hmac
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django_tasks import task

from withhold.console.desk import probes
from withhold.console.desk.judging import Judgement, engine_told, judge
from withhold.console.desk.models import Destination, Document, Inspection
from withhold.console.desk.storing import content_of
from withhold.console.ledgers.office import OfficeEvent, record
from withhold.console.outbox.setbacks import each
from withhold.console.people.models import User
from withhold.domain.errors import WithholdError
from withhold.domain.mishap import where

LEASE = timedelta(minutes=15)
"""An inspection that runs longer than this has lost its worker."""
MOST_ATTEMPTS = 3
_State = Inspection.State


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of a file: for which destination, as an edition of which page."""

    destination: Destination | None
    page: str = ""
    idempotency: str = ""


def ask(document: Document, asked: Asked, user: User) -> Inspection:
    """Queue an inspection, in the transaction of the document's row."""
    profile = asked.destination.versions.first() if asked.destination is not None else None
    inspection = Inspection.objects.create(
        document=document,
        destination=asked.destination,
        profile=profile,
        page=asked.page,
        page_key=page_key(asked.destination, asked.page),
        asked_by=user,
        idempotency=asked.idempotency,
    )
    transaction.on_commit(lambda: inspect.enqueue(inspection.pk))
    return inspection


def page_key(destination: Destination | None, page: str) -> str:
    """The same for the same page of the same destination; tells nothing without the installation's key."""
    if not page.strip() or destination is None:
        return ""
    message = f"{destination.pk}\0{page.strip().casefold()}".encode()
    return hmac.digest(settings.SECRET_KEY.encode(), b"withhold.page\0" + message, "sha256").hex()


@task
def inspect(inspection_id: str) -> None:
    """Judge it, unless another worker does."""
    run(inspection_id)


def run(inspection_id: str) -> None:
    """Judge one inspection; a failure of the engine is told in its row, never taken for a verdict."""
    if not _claim(inspection_id):
        return
    inspection = Inspection.objects.select_related("document", "destination", "profile", "asked_by").get(
        pk=inspection_id
    )
    document = inspection.document
    if not document.kept:
        _fail(inspection, "the file is no longer kept; bring it again")
        return
    try:
        with content_of(document) as path:
            judgement = judge(path, document.name, inspection.destination, inspection.profile)
    except WithholdError as error:
        _fail(inspection, str(error))
        return
    except Exception as error:  # noqa: BLE001  # a traceback could show values of people
        _fail(inspection, f"the inspection crashed ({where(error)}); nothing is cleared")
        return
    if judgement.document.sha256 != document.sha256:
        _fail(inspection, "the kept file is not what was brought; bring it again")
        return
    _keep(inspection, judgement)


def come_back() -> int:
    """Queue again what a worker left running, or what was never taken up; a duty of the worker.

    Each once in a LEASE: a long queue must not grow by asking. Returns how many.
    """
    now = timezone.now()
    silent = Q(started_at__isnull=True) | Q(started_at__lt=now - LEASE)
    lost = Inspection.objects.filter(silent, state=_State.RUNNING) | Inspection.objects.filter(
        silent, state=_State.QUEUED, asked_at__lt=now - LEASE
    )

    def again(inspection_id: str) -> bool:
        with transaction.atomic():
            if not lost.filter(pk=inspection_id).update(state=_State.QUEUED, started_at=now):
                return False
            inspect.enqueue(inspection_id)
        return True

    return each("inspections", {one: one for one in lost.values_list("pk", flat=True)}, again)


def _claim(inspection_id: str) -> bool:
    now = timezone.now()
    free = Q(state=_State.QUEUED) | Q(state=_State.RUNNING, started_at__lt=now - LEASE)
    rows = Inspection.objects.filter(free, pk=inspection_id)
    tired = rows.filter(attempts__gte=MOST_ATTEMPTS)
    if tired.update(
        state=_State.FAILED, failure="the inspection was broken off each time; nothing is cleared"
    ):
        return False
    return bool(rows.update(state=_State.RUNNING, started_at=now, attempts=F("attempts") + 1))


def _is_ours(inspection: Inspection) -> bool:
    """Whether no other worker took it over meanwhile; inside the transaction that writes what came of it."""
    rows = Inspection.objects.select_for_update().filter(pk=inspection.pk, state=_State.RUNNING)
    return rows.filter(attempts=inspection.attempts).exists()


def _fail(inspection: Inspection, why: str) -> None:
    with transaction.atomic():
        if not _is_ours(inspection):
            return
        inspection.state, inspection.failure = _State.FAILED, why[:200]
        inspection.save(update_fields=["state", "failure"])
        record(OfficeEvent.INSPECTED, inspection.asked_by, {"inspection": inspection.pk, "decision": None})


def _keep(inspection: Inspection, judgement: Judgement) -> None:
    from withhold.console.desk.clearing import clear_released

    with transaction.atomic():
        if not _is_ours(inspection):
            return
        inspection.verdict = judgement.told
        inspection.registered = judgement.registered
        inspection.outline = judgement.outline
        inspection.engine = engine_told(judgement.engine)
        inspection.decision = str(judgement.document.decision)
        inspection.judged_at = timezone.now()
        inspection.state = _State.JUDGED
        inspection.save()
        facts = {
            "inspection": inspection.pk,
            "sha256": inspection.document.sha256,
            "decision": inspection.decision,
            "destination": inspection.destination_id,
        }
        record(OfficeEvent.INSPECTED, inspection.asked_by, facts)
        probes.watch(inspection, judgement)
        clear_released(inspection, judgement)


def digest_of(text: str) -> str:
    """An Idempotency-Key as it is kept."""
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest() if text else ""
