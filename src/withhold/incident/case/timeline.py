"""What happened when: the milestones with their bounds, every event, and whose time the gaps were."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from withhold.incident.case.interface import Event, Role
from withhold.incident.case.state import CaseState

LATE = timedelta(minutes=5)
"""Recorded so much later than it happened, an event counts as told afterwards."""


@dataclass(frozen=True, slots=True)
class Milestone:
    """A moment between two bounds; both None: it has not happened, or nothing is known of it."""

    name: str
    earliest: datetime | None
    latest: datetime | None


@dataclass(frozen=True, slots=True)
class Entry:
    """An event, and how long before it nothing happened. That gap is the time of who then acted."""

    event: Event
    gap: timedelta
    by_machine: bool
    told_late: bool


@dataclass(frozen=True, slots=True)
class Timeline:
    """A case in time. The two sums add up to the time from the first event to the last."""

    milestones: tuple[Milestone, ...]
    entries: tuple[Entry, ...]
    machine: timedelta
    people: timedelta


def timeline(events: Sequence[Event], state: CaseState) -> Timeline:
    """The events in the order in which they happened, which may not be that of the ledger."""
    ordered = sorted(events, key=lambda event: event.at)
    entries: list[Entry] = []
    sums = {True: timedelta(0), False: timedelta(0)}
    for before, event in zip([*ordered[:1], *ordered], ordered, strict=False):
        gap = event.at - before.at
        by_machine = event.by.role is Role.MACHINE
        sums[by_machine] += gap
        late = event.recorded is not None and event.recorded - event.at > LATE
        entries.append(Entry(event, gap, by_machine, late))
    return Timeline(milestones(state), tuple(entries), sums[True], sums[False])


def milestones(state: CaseState) -> tuple[Milestone, ...]:
    """Public since, told, confirmed, unreachable, verified gone.

    It became unreachable after the last look that found it, and before the first clean round ended; it was
    gone when the first of the agreed rounds ended, which was known with the last of them.
    """
    since = state.window
    # No look from outside found it after that round, whatever the evidence of before could tell.
    until = since.get("until_latest") or state.unreachable_at
    return (
        Milestone("public since", since.get("since_earliest"), since.get("since_latest")),
        Milestone("told", state.first_told, state.first_told),
        Milestone("confirmed", state.confirmed_at, state.confirmed_at),
        _after(state, "unreachable", state.unreachable_at),
        Milestone("verified gone", state.gone_at, state.gone_at),
        Milestone("public until", since.get("until_earliest"), until),
    )


def _after(state: CaseState, name: str, reached: datetime | None) -> Milestone:
    if reached is None:
        return Milestone(name, None, None)
    seen = state.last_still
    return Milestone(name, seen if seen is not None and seen <= reached else None, reached)
