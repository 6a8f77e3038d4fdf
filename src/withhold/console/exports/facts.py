"""What is known of a case, without anybody's values: what every export is made of."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from withhold.console.cases.models import Case
from withhold.console.cases.store import ConsoleCase
from withhold.incident.case.clocks.interface import Running
from withhold.incident.case.clocks.running import running
from withhold.incident.case.interface import Event, EventKind, Settings
from withhold.incident.case.state import CaseState
from withhold.incident.case.timeline import Timeline, timeline
from withhold.ledger.interface import Fact

_HASHES = frozenset({"sha256", "root", "plan", "step", "removal", "result", "sealed_sha256"})


@dataclass(frozen=True, slots=True)
class Facts:
    """A case as it stood at `at`, when the newest of its events was recorded."""

    case_id: str
    settings: Settings
    state: CaseState
    events: tuple[Event, ...]
    line: Timeline
    clocks: tuple[Running, ...]
    at: datetime

    def newest(self, kind: EventKind) -> Event | None:
        """The newest event of a kind."""
        return next((event for event in reversed(self.events) if event.kind is kind), None)

    def bounds(self, kind: EventKind, low: str, high: str) -> tuple[int, int] | None:
        """Two counts of the newest event of a kind; None if there is none."""
        event = self.newest(kind)
        if event is None:
            return None
        return int(str(event.facts[low])), int(str(event.facts[high]))

    @property
    def people(self) -> tuple[int, int] | None:
        """How many are exposed; None where nobody has counted."""
        return self.bounds(EventKind.EXPOSED_FIXED, "people_low", "people_high")

    @property
    def networks(self) -> tuple[int, int] | None:
        """How many networks got the whole file, as far as logs tell."""
        return self.bounds(EventKind.TRACED, "complete_low", "complete_high")

    def places(self) -> Sequence[tuple[str, str, int]]:
        """How many places by kind and by what was found there; one that was not read counts as that."""
        counts = Counter(
            (place.kind, "could not be looked at" if place.unread else place.held)
            for place in self.state.places.values()
        )
        return [(kind, held, count) for (kind, held), count in sorted(counts.items())]


def facts_of(row: Case) -> Facts:
    """What the case's ledger says. Raises CaseError or LedgerError."""
    case = ConsoleCase.open(row)
    events, state = tuple(case.events()), case.state()
    at = max(event.recorded or event.at for event in events)
    clocks = running(case.settings, state, at)
    return Facts(row.pk, case.settings, state, events, timeline(events, state), clocks, at)


def told(facts: dict[str, Fact]) -> str:
    """Facts of an event in words: counts and words, no hashes."""
    return ", ".join(
        f"{name.replace('_', ' ')} {str(value).replace('_', ' ')}"
        for name, value in facts.items()
        if value is not None and name not in _HASHES
    )
