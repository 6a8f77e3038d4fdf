"""The derivation as work of the worker: asked twice it is done once, and a worker that dies loses nothing."""

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from withhold.console.affected.interface import NotDerived
from withhold.console.affected.models import Derivation, DeriveState, What
from withhold.console.cases.acting import actor_in
from withhold.console.cases.models import Case
from withhold.console.cases.store import ConsoleCase
from withhold.console.outbox.setbacks import each
from withhold.console.people.models import User
from withhold.console.persons.models import ExposedList
from withhold.console.sealing.files import in_memory, store
from withhold.domain.errors import WithholdError
from withhold.domain.mishap import where
from withhold.inspection.opening import MAX_STREAM

LEASE = timedelta(minutes=5)
"""One whose worker was not heard of for so long is taken up by another."""
MOST_TRIES = 5
_LOST = "the worker ended again and again before it was done; ask for it anew, and tell who runs it"
_BUSY = "something is being worked out just now, so this was not taken; give it again once that has ended"
_ACTIVE = (DeriveState.QUEUED, DeriveState.RUNNING)
_log = logging.getLogger(__name__)


def ask(
    row: Case,
    user: User,
    what: What,
    why: str,
    chunks: Iterable[bytes] | None = None,
    source: str = "",
    mapping: str = "",
) -> Derivation:
    """Let the worker work it out, from the bytes of a file where one is given. Without anything new to read,
    one that waits or runs already is the one.

    Raises NotDerived without exposed people, or where something new to read has to wait for one that runs;
    CaseError, LedgerError, RecordsUnusable; then nothing is kept.
    """
    actor_in(user, row)
    if not ExposedList.objects.filter(case=row).exists():
        raise NotDerived("load the people of the leak first; everything else is worked out from them")
    stored = None if chunks is None else store(_folder(row), chunks, MAX_STREAM)
    path = None if stored is None else _folder(row) / stored.name
    try:
        with transaction.atomic():
            Case.objects.select_for_update().get(pk=row.pk)
            take_up_lost(row)
            active = Derivation.objects.filter(case=row, state__in=_ACTIVE).first()
            if active is None:
                made = Derivation.objects.create(
                    case=row,
                    asked_by=user,
                    what=what,
                    why=why,
                    file=stored.name if stored else "",
                    file_key=stored.key if stored else "",
                    source=source,
                    mapping=mapping,
                )
                derive_people.enqueue(made.pk)
                return made
            if what is not What.AGAIN:
                raise NotDerived(_BUSY)
    except BaseException:
        _remove(path)
        raise
    return active


def newest(row: Case) -> Derivation | None:
    """How the newest one stands."""
    take_up_lost(row)
    return Derivation.objects.filter(case=row).select_related("asked_by").first()


def take_up_lost(row: Case | None = None) -> int:
    """What a worker that died left behind is queued again, a few times; how many were."""
    late = Derivation.objects.filter(state=DeriveState.RUNNING, heard_at__lt=timezone.now() - LEASE)
    if row is not None:
        return sum(_taken_up(one) for one in late.filter(case=row))
    return each("derivations", {str(one.pk): one for one in late}, _taken_up)


def _taken_up(one: Derivation) -> bool:
    silent = Derivation.objects.filter(
        pk=one.pk, state=DeriveState.RUNNING, heard_at__lt=timezone.now() - LEASE
    )
    with transaction.atomic():
        if one.tries >= MOST_TRIES:
            end(one, DeriveState.FAILED, _LOST)
        elif silent.update(state=DeriveState.QUEUED, now="the worker ended; it goes on"):
            derive_people.enqueue(one.pk)
            return True
    return False


@task
def derive_people(derivation_id: int) -> None:
    """Work it out, unless another worker does."""
    run(derivation_id)


def run(derivation_id: int) -> None:
    """One derivation. What goes wrong is told in its row, in one line without values of people."""
    from withhold.console.affected.deriving import derive
    from withhold.console.affected.writing import Superseded

    waiting = Derivation.objects.filter(pk=derivation_id, state=DeriveState.QUEUED)
    one = waiting.select_related("case", "asked_by").first()
    if one is None or not _begun(one):
        return
    try:
        derive(one)
    except Superseded:
        return  # whoever took it up tells how it ends
    except WithholdError as error:
        end(one, DeriveState.FAILED, str(error))
    except Exception as error:  # noqa: BLE001 - a traceback could show values of people
        _log.error("the derivation %s crashed (%s)", one.pk, where(error))
        end(
            one,
            DeriveState.FAILED,
            f"this failed by a fault of the program ({where(error)}); please report it",
        )
    else:
        end(one, DeriveState.DONE, "")


def _begun(one: Derivation) -> bool:
    one.tries += 1
    waiting = Derivation.objects.filter(pk=one.pk, state=DeriveState.QUEUED)
    return bool(
        waiting.update(state=DeriveState.RUNNING, tries=one.tries, heard_at=timezone.now(), done=0, total=0)
    )


def end(one: Derivation, state: DeriveState, failure: str) -> None:
    """It ended, and its file goes. One that another worker took up meanwhile is left to that."""
    one.failure, one.state = failure, state
    running = Derivation.objects.filter(pk=one.pk, state=DeriveState.RUNNING, tries=one.tries)
    if running.update(state=state, failure=failure, now="", ended_at=timezone.now()):
        _remove(_folder(one.case) / one.file if one.file else None)


@contextmanager
def file_of(one: Derivation) -> Iterator[Path | None]:
    """Where its file can be read in clear, if it has one: in memory only. Raises FileUnusable."""
    if not one.file:
        yield None
        return
    with in_memory(_folder(one.case) / one.file, one.file_key) as path:
        yield path


def _folder(row: Case) -> Path:
    folder = ConsoleCase.open(row).work / "affected"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _remove(path: Path | None) -> None:
    if path is not None:
        path.unlink(missing_ok=True)
