"""What running needs of a case, and how it tells how far it is."""

from typing import Protocol

from withhold.incident.case.interface import CaseStore, Clock, Settings
from withhold.incident.case.state import CaseState


class RunnableCase(CaseStore, Protocol):
    """A case that the rooms of the response work in: `case.store.CaseFolder`, or the console's."""

    @property
    def settings(self) -> Settings: ...

    @property
    def clock(self) -> Clock: ...

    def state(self) -> CaseState:
        """What its events add up to."""
        ...


class Progress(Protocol):
    """Somebody who waits. Called from several threads; the texts may hold others' words."""

    def say(self, line: str) -> None:
        """Something that happened, in one line."""
        ...

    def show(self, what: str, total: int | None = None, done: int = 0) -> None:
        """What is being done now, and how much of it is done."""
        ...
