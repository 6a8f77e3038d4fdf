"""Whether an event may be recorded now: its form, who acts, the phase, and what must have come before."""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta

from withhold.incident.case.authority import may, surely_differ
from withhold.incident.case.events import TwoPersons, check_form
from withhold.incident.case.folding import apply, copied
from withhold.incident.case.interface import CaseError, Event, EventKind, Phase
from withhold.incident.case.order import is_gone, is_unreachable
from withhold.incident.case.state import CaseState

SKEW = timedelta(minutes=5)
"""How far a time may lie ahead of our clock: another machine's clock, not a wish."""
EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
"""Before there was a web nothing was published on it: an earlier time is a slip that would stay for ever."""

_OPEN = frozenset({Phase.REPORTED, Phase.CONFIRMED, Phase.CONTAINED, Phase.GONE})
_CONFIRMED = _OPEN - {Phase.REPORTED}
_BEGUN = frozenset(Phase) - {Phase.NEW}
_WATCHED = _CONFIRMED | {Phase.CLOSED}

PHASES: Mapping[EventKind, frozenset[Phase]] = {
    # A case begins with a report, and a report is never turned away, not even after the end.
    EventKind.REPORTED: frozenset(Phase),
    EventKind.CONFIRMED: frozenset({Phase.REPORTED}),
    EventKind.DISMISSED: _OPEN,
    # Finding out, preserving and reading logs do not wait for the confirmation.
    EventKind.DOCUMENT_ADDED: _OPEN,
    EventKind.PLACE_ADDED: _OPEN | {Phase.CLOSED},
    EventKind.PLACE_UNREAD: _OPEN,
    EventKind.EXPOSURE_BOUNDED: _OPEN,
    EventKind.PRESERVED: _OPEN,
    EventKind.PRESERVATION_FAILED: _OPEN,
    # Copies are looked for while the case is open; fingerprints that were left are destroyed after it, too.
    EventKind.FINGERPRINTED: _CONFIRMED,
    EventKind.COPIES_SCANNED: _CONFIRMED,
    EventKind.SIGHTED: _WATCHED,
    EventKind.SIGHTING_SETTLED: _WATCHED,
    EventKind.SIGHTING_LOOKED: _WATCHED,
    EventKind.FINGERPRINTS_DESTROYED: _BEGUN,
    EventKind.TRACED: _OPEN,
    EventKind.LOGS_MISSING: _OPEN,
    # Nothing is taken down before a person confirmed it.
    EventKind.TAKEDOWN_PLANNED: _CONFIRMED,
    EventKind.STEP_BEGUN: _CONFIRMED,
    EventKind.STEP_DONE: _CONFIRMED,
    EventKind.STEP_FAILED: _CONFIRMED,
    EventKind.UNREACHABLE: frozenset({Phase.CONFIRMED}),
    EventKind.VERIFIED_GONE: frozenset({Phase.CONTAINED}),
    # Watching goes on after the end: what comes back reopens the case.
    EventKind.ROUND_LOOKED: _WATCHED,
    EventKind.REAPPEARED: _WATCHED,
    EventKind.REMOVAL_ASKED: _CONFIRMED,
    EventKind.REMOVAL_ANSWERED: _WATCHED,
    EventKind.REMOVAL_DUE: _WATCHED,
    EventKind.EXPOSED_FIXED: _OPEN,
    # The people are answered for from the confirmation on, and for long after it is gone.
    # Who is found after the end is answered for in a case that is open again.
    EventKind.EXPOSED_AMENDED: _CONFIRMED,
    # A hold ends by two people and by nothing else: it stands in a dismissed case as well, until then.
    EventKind.HOLDS_STOOD: _WATCHED | {Phase.DISMISSED},
    EventKind.HOLDS_CONFIRMED: _BEGUN,
    EventKind.HOLD_RELEASED: _BEGUN,
    EventKind.HOLD_WAIVED: _BEGUN,
    # What was done to somebody is never turned away, whatever became of the case.
    EventKind.ACTED_AGAINST: _BEGUN,
    EventKind.NOTICES_QUEUED: _WATCHED,
    EventKind.NOTICES_PROVEN: _WATCHED,
    EventKind.NOTICE_STOPPED: _WATCHED,
    EventKind.ACCESSOR_CLASSIFIED: _WATCHED,
    EventKind.ACCESSOR_ASKED: _WATCHED,
    EventKind.ACCESSOR_ANSWERED: _WATCHED,
    EventKind.REPRESENTED: _WATCHED,
    EventKind.REMEDY_DECIDED: _WATCHED,
    EventKind.RECONCILED: _WATCHED,
    EventKind.ASSESSED: _OPEN,
    EventKind.CLOCK_MET: _OPEN,
    EventKind.CLOCK_WAIVED: _OPEN,
    EventKind.PROPOSED: _BEGUN,
    # What was taken down from something that turned out to be none can be put back after the end, too.
    EventKind.RESTORED: _CONFIRMED | {Phase.DISMISSED, Phase.CLOSED},
    EventKind.NOTED: _BEGUN,
    EventKind.CLOSED: frozenset({Phase.GONE}),
    EventKind.REOPENED: frozenset({Phase.CLOSED, Phase.DISMISSED}),
}

_PROPOSED: Mapping[TwoPersons, EventKind] = {
    TwoPersons.DISMISS: EventKind.DISMISSED,
    TwoPersons.CLOSE: EventKind.CLOSED,
    TwoPersons.RESTORE: EventKind.RESTORED,
}


def check(state: CaseState, event: Event, now: datetime) -> None:
    """Raises CaseError, with what to do, unless this may be recorded now."""
    check_form(event)
    if not may(event.by.role, event.kind):
        raise CaseError(
            f"the role {event.by.role} may not record {event.kind}; see docs/cases.md for who may"
        )
    if state.phase not in PHASES.get(event.kind, frozenset()):
        raise CaseError(_wrong_phase(state.phase, event.kind))
    if event.at > now + SKEW:
        raise CaseError(f"the event {event.kind} lies in the future; check its time and this machine's clock")
    if event.at < EARLIEST:
        raise CaseError(f"the event {event.kind} lies before {EARLIEST.year}; check its time")
    condition = _CONDITIONS.get(event.kind)
    if condition is not None:
        condition(state, event)


def check_all(state: CaseState, events: Iterable[Event], now: datetime) -> CaseState:
    """The state after these events, each checked in turn. Raises CaseError."""
    state = copied(state)
    for event in events:
        check(state, event, now)
        apply(state, event)
    return state


def second_person(state: CaseState, what: TwoPersons, event: Event) -> bool:
    """Whether somebody else than who acts now has proposed it."""
    step = event.facts.get("step")
    return any(
        one.what == what and one.step == step and surely_differ(one.by, event.by) for one in state.proposals
    )


def _confirmed(state: CaseState, event: Event) -> None:
    if state.first_told is not None and event.at < state.first_told:
        raise CaseError("it cannot have been confirmed before it was reported; check the time")


def _dismissed(state: CaseState, event: Event) -> None:
    if state.phase is not Phase.REPORTED:
        _needs_two(state, TwoPersons.DISMISS, event)


def _closed(state: CaseState, event: Event) -> None:
    _needs_two(state, TwoPersons.CLOSE, event)


def _proposed(state: CaseState, event: Event) -> None:
    """Only what could be done now is proposed: no agreement is kept in store for another day."""
    kind = _PROPOSED[TwoPersons(str(event.facts["what"]))]
    if state.phase not in PHASES[kind]:
        raise CaseError(_wrong_phase(state.phase, kind))
    if kind is EventKind.RESTORED:
        _was_done(state, event)


def _restored(state: CaseState, event: Event) -> None:
    _was_done(state, event)
    _needs_two(state, TwoPersons.RESTORE, event)


def _was_done(state: CaseState, event: Event) -> None:
    if state.steps.get(str(event.facts.get("step"))) is not EventKind.STEP_DONE:
        raise CaseError("that step was not done in this case, so there is nothing to put back")


def _step_begun(state: CaseState, _event: Event) -> None:
    if state.plan is None:
        raise CaseError("a step of the takedown cannot be recorded before its plan")


def _step_done(state: CaseState, event: Event) -> None:
    if str(event.facts["step"]) not in state.steps:
        raise CaseError(
            "a step of the takedown cannot be done that was never begun; record its beginning first"
        )


def _unreachable(state: CaseState, _event: Event) -> None:
    if not is_unreachable(state):
        raise CaseError(
            "it does not count as unreachable: the newest round was not clean, or a place was not looked at"
        )


def _gone(state: CaseState, event: Event) -> None:
    rounds = event.facts["rounds"]
    if not isinstance(rounds, int) or not is_gone(state, rounds):
        raise CaseError(
            "it does not count as gone: not enough clean rounds in a row, or a known place was not looked at"
        )
    if state.unreachable_at is not None and event.at < state.unreachable_at:
        raise CaseError("it cannot have been gone before it was unreachable; check the time")


def _needs_two(state: CaseState, what: TwoPersons, event: Event) -> None:
    if not second_person(state, what, event):
        raise CaseError(
            f"to {what} takes two people: somebody else has to propose it before, for which see docs/cases.md"
        )


def _sighted(state: CaseState, event: Event) -> None:
    if str(event.facts["sighting"]) in state.sightings:
        raise CaseError("that sighting stands in the case already; look at it again, or settle it")


def _of_sighting(state: CaseState, event: Event) -> None:
    if str(event.facts["sighting"]) not in state.sightings:
        raise CaseError("the case has no such sighting; `withhold sightings list` shows those it has")


def _sighting_looked(state: CaseState, event: Event) -> None:
    _of_sighting(state, event)
    if not state.sightings[str(event.facts["sighting"])].is_copy:
        raise CaseError("nobody has said yet that it is a copy; settle the sighting first")


def _destroyed(state: CaseState, event: Event) -> None:
    if str(event.facts["fingerprints"]) not in state.fingerprints:
        raise CaseError("the case has no such fingerprints, or they are destroyed already")


_CONDITIONS: Mapping[EventKind, Callable[[CaseState, Event], None]] = {
    EventKind.CONFIRMED: _confirmed,
    EventKind.DISMISSED: _dismissed,
    EventKind.CLOSED: _closed,
    EventKind.PROPOSED: _proposed,
    EventKind.RESTORED: _restored,
    EventKind.STEP_BEGUN: _step_begun,
    EventKind.STEP_FAILED: _step_begun,
    EventKind.STEP_DONE: _step_done,
    EventKind.UNREACHABLE: _unreachable,
    EventKind.VERIFIED_GONE: _gone,
    EventKind.SIGHTED: _sighted,
    EventKind.SIGHTING_SETTLED: _of_sighting,
    EventKind.SIGHTING_LOOKED: _sighting_looked,
    EventKind.FINGERPRINTS_DESTROYED: _destroyed,
}


def _wrong_phase(phase: Phase, kind: EventKind) -> str:
    if phase is Phase.NEW:
        return f"the case has no report yet, so {kind} cannot be recorded; `withhold case open` makes a case"
    if phase is Phase.REPORTED:
        return f"{kind} needs a confirmed case; a person confirms it with `withhold case confirm`"
    if phase in (Phase.CLOSED, Phase.DISMISSED):
        return f"the case is {phase}, so {kind} cannot be recorded; `withhold case reopen` opens it again"
    return f"{kind} cannot be recorded in a case that is {phase}"
