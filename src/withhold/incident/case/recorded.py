"""A case as its ledger records it, whatever keeps the ledger: events, and what they add up to."""

import threading
from abc import ABC, abstractmethod
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import replace

from withhold.incident.case.events import facts_of
from withhold.incident.case.folding import fold
from withhold.incident.case.interface import ERASED, Actor, CaseError, Clock, Event, EventKind, Role, Settings
from withhold.incident.case.moments import read, written
from withhold.incident.case.rules import check_all
from withhold.incident.case.state import CaseState
from withhold.ledger.interface import Draft, Ledger, Recorded

PREFIX = "case."
"""Before a kind of event in the ledger, which may hold entries of other rooms, too."""


class RecordedCase(ABC):
    """What the adapters of CaseStore share. Safe between threads; `_alone` makes it so between processes."""

    def __init__(self, settings: Settings, ledger: Ledger, clock: Clock) -> None:
        self.settings = settings
        self.ledger = ledger
        self._clock = clock
        self._events: list[Event] = []
        self._read = 0
        self._state = CaseState()
        self._thread = threading.RLock()

    @property
    def clock(self) -> Clock:
        return self._clock

    def events(self) -> Sequence[Event]:
        """All that happened, as recorded. Raises CaseError or LedgerError if they cannot be trusted."""
        with self._thread:
            self._catch_up()
            return tuple(self._events)

    def state(self) -> CaseState:
        """What the events add up to."""
        with self._thread:
            self._catch_up()
            return self._state

    def append(self, events: Sequence[Event]) -> None:
        """Record these, all or none, if the rules allow each of them after those before it."""
        if not events:
            return
        with self._thread, self._alone():
            self._catch_up()
            now = self._clock.now()
            stamped = [replace(event, recorded=now) for event in events]
            check_all(self._state, stamped, now)
            self.ledger.append([draft_of(event) for event in stamped], expected_size=self._read)
            self._catch_up()

    @abstractmethod
    def _alone(self) -> AbstractContextManager[None]:
        """Nobody else records in this case inside the block."""

    def _catch_up(self) -> None:
        """Read what was recorded since, by whomever."""
        new: list[Event] = []
        read = self._read
        for recorded in self.ledger.entries(read):
            read = recorded.index + 1
            if recorded.kind.startswith(PREFIX):
                new.append(event_of(recorded))
        # Only now: what could not be understood must stop the next look, too.
        self._state = fold(new, self._state)
        self._events += new
        self._read = read


def origin(settings: Settings) -> str:
    """The ledger's name in its checkpoints."""
    return f"withhold/case/{settings.case_id}"


def draft_of(event: Event) -> Draft:
    """The ledger's entry for an event."""
    recorded = event.recorded or event.at
    facts = {**facts_of(event), "role": str(event.by.role), "recorded": written(recorded)}
    private = {**event.private, "by": event.by.name, "why": event.why}
    return Draft(PREFIX + event.kind, event.at, facts, private)


def event_of(recorded: Recorded) -> Event:
    """The event of an entry. Raises CaseError for one that this version does not know."""
    facts = dict(recorded.facts)
    private = dict(recorded.private)
    try:
        kind = EventKind(recorded.kind.removeprefix(PREFIX))
        role = Role(str(facts.pop("role")))
        moment = read(str(facts.pop("recorded")))
    except (KeyError, ValueError):
        raise CaseError(
            f"entry {recorded.index} of the ledger is no event that this version knows; "
            "run `withhold ledger verify`, and use the version that wrote it"
        ) from None
    by = Actor(private.pop("by", ERASED), role)
    return Event(kind, recorded.at, by, private.pop("why", ERASED), facts, private, moment)
