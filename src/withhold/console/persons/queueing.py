"""The reading of a list as work of the worker: a hostile or huge file never holds a web thread."""

import logging
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from withhold.console.cases.acting import actor_in
from withhold.console.cases.models import Case
from withhold.console.cases.store import ConsoleCase
from withhold.console.outbox.setbacks import each
from withhold.console.people.models import User
from withhold.console.persons.loading import check_none, is_of_case, load
from withhold.console.persons.models import Loading, LoadState
from withhold.console.sealing.files import in_memory, store
from withhold.domain.errors import WithholdError
from withhold.domain.mishap import where
from withhold.inspection.opening import MAX_STREAM

LEASE = timedelta(minutes=30)
"""One that runs longer has lost its worker; it can be asked for anew."""
_LOST = "the worker ended before it was read; load the file again"
_ACTIVE = (LoadState.QUEUED, LoadState.RUNNING)
_log = logging.getLogger(__name__)


def ask(row: Case, user: User, chunks: Iterable[bytes], name: str, why: str) -> Loading:
    """Keep the file until the worker has read it. One that waits or runs already is the one: asked twice,
    done once.

    Raises ListUnusable, CaseError or LedgerError; then nothing is kept.
    """
    check_none(row)
    actor_in(user, row)
    digest = sha256()
    stored = store(_folder(row), _hashing(chunks, digest.update), MAX_STREAM)
    path = _folder(row) / stored.name
    try:
        is_of_case(row, digest.hexdigest())
        with transaction.atomic():
            Case.objects.select_for_update().get(pk=row.pk)
            check_none(row)
            give_up_lost(row)
            active = Loading.objects.filter(case=row, state__in=_ACTIVE).first()
            if active is None:
                made = Loading.objects.create(
                    case=row, asked_by=user, name=name, why=why, file=stored.name, file_key=stored.key
                )
                read_list.enqueue(made.pk)
                return made
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    path.unlink()
    return active


def newest(row: Case) -> Loading | None:
    """How the newest one stands."""
    give_up_lost(row)
    return Loading.objects.filter(case=row).select_related("asked_by").first()


def give_up_lost(row: Case | None = None) -> int:
    """What a worker left behind is told as failed, and its file removed; how many were."""
    lost = Loading.objects.filter(state=LoadState.RUNNING, started_at__lt=timezone.now() - LEASE)
    if row is not None:
        return sum(_given_up(one) for one in lost.filter(case=row))
    return each("lists", {str(one.pk): one for one in lost}, _given_up)


def _given_up(one: Loading) -> bool:
    ended = _end(one, LoadState.FAILED, _LOST)
    if ended:
        _path(one).unlink(missing_ok=True)
    return ended


@task
def read_list(loading_id: int) -> None:
    """Read it, unless another worker does."""
    run(loading_id)


def run(loading_id: int) -> None:
    """Read one list. What goes wrong is told in its row, in one line without values of people."""
    waiting = Loading.objects.filter(pk=loading_id, state=LoadState.QUEUED)
    if not waiting.update(state=LoadState.RUNNING, started_at=timezone.now()):
        return
    one = Loading.objects.select_related("case", "asked_by").get(pk=loading_id)

    def say(words: str) -> None:
        Loading.objects.filter(pk=one.pk).update(now=words[:100])

    try:
        with in_memory(_path(one), one.file_key) as path:
            load(one.case, one.asked_by, path, one.name, one.why, say)
    except WithholdError as error:
        _end(one, LoadState.FAILED, str(error))
    except Exception as error:  # noqa: BLE001 - a traceback could show values of people
        _log.error("the loading %s crashed (%s)", one.pk, where(error))
        _end(
            one, LoadState.FAILED, f"this failed by a fault of the program ({where(error)}); please report it"
        )
    else:
        _end(one, LoadState.DONE, "")
    finally:
        _path(one).unlink(missing_ok=True)


def _end(one: Loading, state: LoadState, failure: str) -> bool:
    one.failure, one.state = failure, state
    running = Loading.objects.filter(pk=one.pk, state=LoadState.RUNNING)
    return bool(running.update(state=state, failure=failure, now="", ended_at=timezone.now()))


def _folder(row: Case) -> Path:
    folder = ConsoleCase.open(row).work / "loading"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _path(one: Loading) -> Path:
    return _folder(one.case) / one.file


def _hashing(chunks: Iterable[bytes], update: Callable[[bytes], None]) -> Iterator[bytes]:
    for chunk in chunks:
        update(chunk)
        yield chunk
