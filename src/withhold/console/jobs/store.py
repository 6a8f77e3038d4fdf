"""A case as the worker has it: its rooms record from several threads, each with a connection of its own."""

import threading
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings as django_settings
from django.db import connection

from withhold.console.cases.models import Case
from withhold.console.cases.store import ConsoleCase
from withhold.incident.case.interface import Clock, Event, Settings
from withhold.incident.case.state import CaseState
from withhold.incident.takedown.site import Site, load_site


class WorkerCase(ConsoleCase):
    """One thread at a time records, its transaction included; what threads opened they close."""

    def __init__(self, row: Case, clock: Clock | None = None) -> None:
        self._one = threading.RLock()
        self._owner = threading.get_ident()
        super().__init__(row, clock)

    def append(self, events: Sequence[Event]) -> None:
        with self._one:
            try:
                super().append(events)
            finally:
                self._leave()

    def events(self) -> Sequence[Event]:
        with self._one:
            try:
                return super().events()
            finally:
                self._leave()

    def state(self) -> CaseState:
        with self._one:
            try:
                return super().state()
            finally:
                self._leave()

    def _leave(self) -> None:
        if threading.get_ident() != self._owner:
            connection.close()


def site_path(settings: Settings, state: CaseState, urls: Sequence[str] = ()) -> Path | None:
    """The site file of a case: its own, else the installation's one that owns a place of the case or one of
    `urls`, else the only one. None where none is known. Raises SiteUnusable."""
    if settings.site is not None:
        return settings.site
    sites: tuple[Path, ...] = django_settings.CONFIG.sites
    for path in sites:
        site: Site = load_site(path)
        if any(site.owns(url) for url in (*urls, *state.places)):
            return path
    return sites[0] if len(sites) == 1 else None
