"""The clock of a case: since when it is public, and until it was seen to be gone. In doubt it runs."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from withhold.incident.case.interface import Phase
from withhold.incident.case.state import CaseState
from withhold.incident.case.timeline import Milestone, milestones

_PUBLIC = frozenset({Phase.REPORTED, Phase.CONFIRMED})


@dataclass(frozen=True, slots=True)
class CaseClock:
    """`since` is the earliest that it can have been public. Without evidence of that it is when we were told,
    and `at_least` says that it may be longer. `until` None: it runs."""

    since: datetime | None
    until: datetime | None
    at_least: bool
    runs: bool
    words: str
    milestones: tuple[Milestone, ...]

    def span(self, now: datetime) -> timedelta | None:
        """How long, at the most that the evidence leaves open."""
        if self.since is None:
            return None
        return max(timedelta(0), (self.until or now) - self.since)


def clock_of(state: CaseState) -> CaseClock:
    """As the state has it."""
    earliest = state.window.get("since_earliest")
    since = earliest or state.window.get("since_latest") or state.first_told
    runs = state.phase in _PUBLIC
    until = None if runs else state.unreachable_at
    if state.phase is Phase.DISMISSED and until is None:
        since = None
    return CaseClock(since, until, earliest is None, runs, _WORDS[state.phase], milestones(state))


_WORDS = {
    Phase.NEW: "Nothing is recorded yet",
    Phase.REPORTED: "Said to be public",
    Phase.CONFIRMED: "Public",
    Phase.CONTAINED: "Was public; not yet verified gone",
    Phase.GONE: "Was public; verified gone",
    Phase.CLOSED: "Was public; the case is closed",
    Phase.DISMISSED: "Dismissed: no incident",
}
