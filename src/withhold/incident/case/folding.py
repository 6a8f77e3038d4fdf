"""Adding a case's events up. Pessimistic: public until a round from outside proves otherwise.

Events count in the order in which they were recorded. A look that is told late never stands for a newer one,
and a place that could not be looked at keeps a case from counting as contained or gone.
"""

from collections.abc import Callable, Iterable, Mapping
from copy import copy
from dataclasses import fields, replace
from datetime import datetime

from withhold.incident.case.events import CopyHeld, Sighting
from withhold.incident.case.exposed import Held
from withhold.incident.case.interface import ERASED, Event, EventKind, Phase
from withhold.incident.case.moments import read
from withhold.incident.case.state import STILL_THERE, CaseState, PlaceState, Proposal, SightingState
from withhold.ledger.interface import Fact

Apply = Callable[[CaseState, Event], None]


def fold(events: Iterable[Event], start: CaseState | None = None) -> CaseState:
    """The state after these events, which the rules have allowed (`case.rules`); `start` stays as it is."""
    state = CaseState() if start is None else copied(start)
    for event in events:
        apply(state, event)
    return state


def copied(state: CaseState) -> CaseState:
    """Another state that can be changed without the first."""
    return CaseState(**{each.name: copy(getattr(state, each.name)) for each in fields(state)})


def apply(state: CaseState, event: Event) -> None:
    """Change the state to that after one more event."""
    if event.recorded is not None:
        newest = state.newest_recorded
        state.clock_went_back |= newest is not None and event.recorded < newest
        state.newest_recorded = event.recorded if newest is None else max(newest, event.recorded)
    _APPLY[event.kind](state, event)


def is_clean(facts: Mapping[str, Fact]) -> bool:
    """Whether a round found it nowhere: nothing there, nothing unsure, and something was looked at."""
    return facts.get("still") == 0 and facts.get("unsure") == 0 and _count(facts, "gone") > 0


def _unchanged(_state: CaseState, _event: Event) -> None:
    """To be remembered, but nothing follows from it."""


def _reported(state: CaseState, event: Event) -> None:
    if state.phase in (Phase.CLOSED, Phase.DISMISSED):
        state.told_after_end = True
        return
    state.first_told = event.at if state.first_told is None else min(state.first_told, event.at)
    if state.phase is Phase.NEW:
        state.phase = Phase.REPORTED


def _confirmed(state: CaseState, event: Event) -> None:
    state.phase = Phase.CONFIRMED
    state.confirmed_at = event.at
    state.confirmed_by = event.by
    state.proposals = ()


def _dismissed(state: CaseState, _event: Event) -> None:
    _end(state, Phase.DISMISSED)


def _closed(state: CaseState, _event: Event) -> None:
    _end(state, Phase.CLOSED)


def _end(state: CaseState, phase: Phase) -> None:
    state.before_end = state.phase
    state.phase = phase
    state.proposals = ()
    state.told_after_end = False


def _reopened(state: CaseState, _event: Event) -> None:
    state.phase = state.before_end
    state.told_after_end = False
    state.proposals = ()


def _document(state: CaseState, event: Event) -> None:
    state.documents[str(event.facts["sha256"])] = _count(event.facts, "size")


def _place(state: CaseState, event: Event) -> None:
    held = str(event.facts["held"])
    if held == Held.NOT_LOOKED:
        _place_unread(state, event)
        return
    looked = _time(event.facts, "looked") or event.at
    url = _key(state, event)
    known = state.places.get(url)
    newest = None if known is None or known.unread else known.looked
    if _told_late(event, looked, newest, held in STILL_THERE):
        return  # what is known of the place is newer
    state.places[url] = PlaceState(str(event.facts["kind"]), held, False, looked)
    if held in STILL_THERE:
        _public_again(state, event, looked)


def _place_unread(state: CaseState, event: Event) -> None:
    """A place found gone before stays so: one failed look disproves nothing. Any other is unproven."""
    url = _key(state, event)
    known = state.places.get(url)
    if known is not None and known.held == Held.GONE:
        return
    kind = str(event.facts.get("kind") or (known.kind if known else ""))
    state.places[url] = PlaceState(kind, Held.NOT_LOOKED, True, _time(event.facts, "looked") or event.at)
    state.clean_rounds = 0
    if state.phase in (Phase.CONTAINED, Phase.GONE):
        _public(state)


def _window(state: CaseState, event: Event) -> None:
    ends = ("since_earliest", "since_latest", "until_earliest", "until_latest")
    state.window = {end: _time(event.facts, end) for end in ends}


def _planned(state: CaseState, event: Event) -> None:
    state.plan = str(event.facts["plan"])


def _step(state: CaseState, event: Event) -> None:
    state.steps[str(event.facts["step"])] = event.kind


def _round(state: CaseState, event: Event) -> None:
    if _told_late(event, event.at, state.last_look, not is_clean(event.facts)):
        return  # it says nothing about now
    state.last_look = event.at if state.last_look is None else max(state.last_look, event.at)
    state.clean_rounds = state.clean_rounds + 1 if is_clean(event.facts) else 0
    if _count(event.facts, "still"):
        state.last_still = event.at


def _unreachable(state: CaseState, event: Event) -> None:
    state.phase = Phase.CONTAINED
    state.unreachable_at = event.at
    state.gone_at = None


def _gone(state: CaseState, event: Event) -> None:
    state.phase = Phase.GONE
    state.gone_at = event.at


def _reappeared(state: CaseState, event: Event) -> None:
    state.reappeared += 1
    _public_again(state, event, event.at)


def _told_late(event: Event, seen: datetime, newest: datetime | None, alarming: bool) -> bool:
    """Whether what is known is newer than what this event saw.

    Bad news that was even recorded before it, by the clock, is not old: that clock was put back.
    """
    if newest is None or seen >= newest:
        return False
    return not (alarming and event.recorded is not None and event.recorded < newest)


def _public_again(state: CaseState, event: Event, at: datetime) -> None:
    """Found after it counted as contained, gone or even closed: the response goes on."""
    if _told_late(event, at, state.unreachable_at, alarming=True):
        return  # seen before it was taken down
    state.last_still = at if state.last_still is None else max(at, state.last_still)
    state.clean_rounds = 0
    if state.phase in (Phase.CONTAINED, Phase.GONE, Phase.CLOSED):
        _public(state)


def _public(state: CaseState) -> None:
    state.phase = Phase.CONFIRMED
    state.unreachable_at = None
    state.gone_at = None
    state.told_after_end = False
    state.proposals = ()  # who agreed to end it did not know of this


def _preserved(state: CaseState, _event: Event) -> None:
    state.preserved += 1


def _not_preserved(state: CaseState, _event: Event) -> None:
    state.preservation_failed += 1


def _fingerprinted(state: CaseState, event: Event) -> None:
    state.fingerprints |= {str(event.facts["fingerprints"])}
    if event.facts.get("confirming"):
        state.fingerprints |= {str(event.facts["confirming"])}


def _destroyed(state: CaseState, event: Event) -> None:
    state.fingerprints -= {str(event.facts["fingerprints"])}


def _sighted(state: CaseState, event: Event) -> None:
    rows = _count(event.facts, "rows")
    state.sightings[str(event.facts["sighting"])] = SightingState(event.private.get("url"), rows, event.at)


def _sighting_settled(state: CaseState, event: Event) -> None:
    name = str(event.facts["sighting"])
    state.sightings[name] = replace(
        state.sightings[name],
        is_copy=event.facts["answer"] == Sighting.COPY,
        held=CopyHeld.STILL,
        looked=event.at,
        looks=0,
    )


def _sighting_looked(state: CaseState, event: Event) -> None:
    name = str(event.facts["sighting"])
    known = state.sightings[name]
    if known.looked is not None and event.at < known.looked:
        return  # what is known is newer
    held = str(event.facts["held"])
    state.sightings[name] = replace(known, held=held, looked=event.at, looks=known.looks + 1)


def _traced(state: CaseState, _event: Event) -> None:
    state.traced += 1


def _log_missing(state: CaseState, _event: Event) -> None:
    state.logs_missing += 1


def _removal(state: CaseState, event: Event) -> None:
    removal, due = str(event.facts["removal"]), _time(event.facts, "due")
    state.removals[removal] = event.kind
    state.removals_due.pop(removal, None)
    if event.kind is EventKind.REMOVAL_DUE:
        due = due or event.at
    if due is not None:
        state.removals_due[removal] = due
    if event.kind is EventKind.REMOVAL_ASKED and "url" in event.private:
        state.asked |= {event.private["url"]}


def _people(state: CaseState, event: Event) -> None:
    state.people = state.unaccounted = _count(event.facts, "people_high")


def _reconciled(state: CaseState, event: Event) -> None:
    state.unaccounted = state.people - _count(event.facts, "accounted")


def _assessed(state: CaseState, event: Event) -> None:
    state.assessments[str(event.facts["jurisdiction"])] = event


def _clock(state: CaseState, event: Event) -> None:
    clock = str(event.facts["clock"])
    met = state.clocks_settled.get(clock)
    if met is None or met.kind is not EventKind.CLOCK_MET:  # the first time that they were told counts
        state.clocks_settled[clock] = event


def _proposed(state: CaseState, event: Event) -> None:
    step = event.facts.get("step")
    proposal = Proposal(str(event.facts["what"]), None if step is None else str(step), event.by, event.at)
    state.proposals = (*state.proposals, proposal)


def _restored(state: CaseState, event: Event) -> None:
    step = str(event.facts["step"])
    state.steps[step] = event.kind
    state.proposals = tuple(one for one in state.proposals if one.step != step)


def _key(state: CaseState, event: Event) -> str:
    """The URL; where it was erased, a name of its own, as nothing tells which of the others it was."""
    return event.private.get("url") or f"{ERASED} {len(state.places)}"


def _count(facts: Mapping[str, Fact], name: str) -> int:
    value = facts.get(name)
    return value if isinstance(value, int) else 0


def _time(facts: Mapping[str, Fact], name: str) -> datetime | None:
    value = facts.get(name)
    return read(value) if isinstance(value, str) else None


_APPLY: Mapping[EventKind, Apply] = {
    EventKind.REPORTED: _reported,
    EventKind.CONFIRMED: _confirmed,
    EventKind.DISMISSED: _dismissed,
    EventKind.DOCUMENT_ADDED: _document,
    EventKind.PLACE_ADDED: _place,
    EventKind.PLACE_UNREAD: _place_unread,
    EventKind.EXPOSURE_BOUNDED: _window,
    EventKind.PRESERVED: _preserved,
    EventKind.PRESERVATION_FAILED: _not_preserved,
    EventKind.TAKEDOWN_PLANNED: _planned,
    EventKind.STEP_BEGUN: _step,
    EventKind.STEP_DONE: _step,
    EventKind.STEP_FAILED: _step,
    EventKind.ROUND_LOOKED: _round,
    EventKind.UNREACHABLE: _unreachable,
    EventKind.VERIFIED_GONE: _gone,
    EventKind.REAPPEARED: _reappeared,
    EventKind.REMOVAL_ASKED: _removal,
    EventKind.REMOVAL_ANSWERED: _removal,
    EventKind.REMOVAL_DUE: _removal,
    EventKind.FINGERPRINTED: _fingerprinted,
    EventKind.COPIES_SCANNED: _unchanged,
    EventKind.SIGHTED: _sighted,
    EventKind.SIGHTING_SETTLED: _sighting_settled,
    EventKind.SIGHTING_LOOKED: _sighting_looked,
    EventKind.FINGERPRINTS_DESTROYED: _destroyed,
    EventKind.TRACED: _traced,
    EventKind.LOGS_MISSING: _log_missing,
    EventKind.EXPOSED_FIXED: _people,
    EventKind.EXPOSED_AMENDED: _people,
    EventKind.HOLDS_STOOD: _unchanged,
    EventKind.HOLDS_CONFIRMED: _unchanged,
    EventKind.HOLD_RELEASED: _unchanged,
    EventKind.HOLD_WAIVED: _unchanged,
    EventKind.ACTED_AGAINST: _unchanged,
    EventKind.NOTICES_QUEUED: _unchanged,
    EventKind.NOTICES_PROVEN: _unchanged,
    EventKind.NOTICE_STOPPED: _unchanged,
    EventKind.ACCESSOR_CLASSIFIED: _unchanged,
    EventKind.ACCESSOR_ASKED: _unchanged,
    EventKind.ACCESSOR_ANSWERED: _unchanged,
    EventKind.REPRESENTED: _unchanged,
    EventKind.REMEDY_DECIDED: _unchanged,
    EventKind.RECONCILED: _reconciled,
    EventKind.ASSESSED: _assessed,
    EventKind.CLOCK_MET: _clock,
    EventKind.CLOCK_WAIVED: _clock,
    EventKind.PROPOSED: _proposed,
    EventKind.RESTORED: _restored,
    EventKind.NOTED: _unchanged,
    EventKind.CLOSED: _closed,
    EventKind.REOPENED: _reopened,
}
