"""What pages and jobs need of a case: its row, its store, and who acts in it."""

from typing import Protocol

from withhold.incident.case.interface import CaseStore, Clock, Settings
from withhold.incident.case.state import CaseState


class OpenCase(CaseStore, Protocol):
    """A case that pages and jobs work with: `cases.store.ConsoleCase` over the table's ledger."""

    @property
    def settings(self) -> Settings: ...

    @property
    def clock(self) -> Clock: ...

    def state(self) -> CaseState:
        """What its events add up to."""
        ...
