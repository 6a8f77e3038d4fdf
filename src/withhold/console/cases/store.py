"""A case over the table's ledger: events and the rows that go with them share one transaction."""

import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings as django_settings
from django.db import connection, transaction

from withhold.console.cases.models import Case
from withhold.console.ledgers.table import TableLedger, installation_key
from withhold.incident.case.interface import CaseError, Clock, Event, Phase, Settings
from withhold.incident.case.recorded import RecordedCase, origin
from withhold.incident.case.settings import check_settings
from withhold.incident.case.state import CaseState
from withhold.incident.case.store import SystemClock
from withhold.signing.ed25519 import SigningKey

_Known = tuple[int, tuple[Event, ...], CaseState]
_known: dict[tuple[str, str], _Known] = {}
"""What this process has read of committed entries, by database and case: no request reads a ledger twice."""
_lock = threading.Lock()
_MOST = 200
"""Cases that are remembered; the oldest is forgotten first."""


class ConsoleCase(RecordedCase):
    """The console's adapter of CaseStore: open it anew for each request or job."""

    def __init__(self, row: Case, clock: Clock | None = None) -> None:
        settings = settings_of(row)
        self.ledger: TableLedger
        super().__init__(settings, TableLedger(origin(settings), _key()), clock or SystemClock())
        self.row = row
        self._before: _Known | None = None
        known = _known.get(self._name)
        if known is not None:
            self._take(known)

    @classmethod
    def open(cls, row: Case, clock: Clock | None = None) -> "ConsoleCase":
        """The case of this row. Raises CaseError, LedgerError or KeyUnusable, with what to do."""
        case = cls(row, clock)
        if row.destroyed_at is not None:
            forget_case(row.pk)
            raise CaseError("the data of this case were destroyed; what is left of it is its ledger")
        return case

    @classmethod
    def create(
        cls,
        title: str,
        settings: dict[str, Any],
        first: Sequence[Event],
        clock: Clock | None = None,
    ) -> "ConsoleCase":
        """A new case with its first events, a report among them; nothing if the rules do not allow them."""
        with transaction.atomic():
            case = cls(Case.objects.create(title=title, settings=settings), clock)
            check_settings(case.settings)
            case.append(first)
        return case

    @property
    def evidence(self) -> Path:
        return self._folder("evidence")

    @property
    def work(self) -> Path:
        return self._folder("work")

    def append(self, events: Sequence[Event]) -> None:
        """Record these, all or none, with the transaction around it.

        Raises CaseError if the rules do not allow one of them, LedgerMoved if somebody was quicker.
        """
        with transaction.atomic():
            if self._before is None:
                self._before = self._now_known()
            super().append(events)
            transaction.on_commit(self._confirm)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with transaction.atomic():
            locked = Case.objects.select_for_update().get(pk=self.row.pk)
            if locked.destroyed_at is not None:
                raise CaseError("the data of this case were destroyed; nothing more is recorded in it")
            yield
            self._write_phase(locked)

    def _write_phase(self, locked: Case) -> None:
        """The phase, and with the end of the case the day by which its data have to be gone."""
        phase = self._state.phase
        if phase != locked.phase:
            over = phase in (Phase.CLOSED, Phase.DISMISSED)
            kept = timedelta(days=django_settings.CONFIG.keep_case_days)
            locked.phase = str(phase)
            locked.destroy_on = (self.clock.now() + kept).date() if over else None
            locked.save(update_fields=["phase", "destroy_on"])
        self.row.phase, self.row.destroy_on = locked.phase, locked.destroy_on

    def _catch_up(self) -> None:
        if self._before is not None and not connection.in_atomic_block:
            # The transaction of what was appended is over, and was never confirmed: it was rolled back.
            self._take(self._before)
            self._before = None
            self.row.refresh_from_db(fields=["phase", "destroy_on"])
        super()._catch_up()
        if self._before is None and not connection.in_atomic_block:
            self._remember()

    def _confirm(self) -> None:
        self._before = None
        self._remember()

    def _remember(self) -> None:
        with _lock:
            known = _known.get(self._name)
            if known is None or known[0] < self._read:
                _known[self._name] = self._now_known()
            while len(_known) > _MOST:
                del _known[next(iter(_known))]

    def _now_known(self) -> _Known:
        return self._read, tuple(self._events), self._state

    def _take(self, known: _Known) -> None:
        self._read, events, self._state = known
        self._events = list(events)

    @property
    def _name(self) -> tuple[str, str]:
        return str(connection.settings_dict["NAME"]), self.row.pk

    def _folder(self, name: str) -> Path:
        path: Path = django_settings.CONFIG.path("cases") / self.row.pk / name
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        for folder in (path, path.parent, path.parent.parent):
            os.chmod(folder, 0o700)
        return path


def settings_of(row: Case) -> Settings:
    """What was fixed when the case was opened."""
    given = row.settings
    return Settings(
        case_id=row.pk,
        title=row.title,
        time_zone=given.get("time_zone", "UTC"),
        recipients=tuple(given.get("recipients", ())),
        site=Path(given["site"]) if given.get("site") else None,
        jurisdictions=tuple(given.get("jurisdictions", ())),
        sectors=tuple(given.get("sectors", ())),
        deadlines=tuple(Path(path) for path in given.get("deadlines", ())),
    )


def forget_case(case_id: str) -> None:
    """Forget what this process has read of a case: its data were destroyed."""
    with _lock:
        for name in [name for name in _known if name[1] == case_id]:
            del _known[name]


def forget_known() -> None:
    """Forget what this process has read: for tests, whose databases are emptied under it."""
    with _lock:
        _known.clear()


@cache
def _key() -> SigningKey:
    return installation_key()
