"""The order of a response: what each room found out becomes the case's events, and what follows from it.

The only place where the rooms of a response meet. Every function records through the case's rules, so that
what they do not allow raises CaseError and changes nothing. Times are of when it happened.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Protocol

from withhold.incident.case.events import Source, TwoPersons
from withhold.incident.case.exposed import Exposure, Held
from withhold.incident.case.exposed_events import exposure_events
from withhold.incident.case.folding import fold, is_clean
from withhold.incident.case.interface import MACHINE, Actor, CaseError, CaseStore, Event, EventKind, Phase
from withhold.incident.case.moments import written
from withhold.incident.case.order import hindering_close, is_gone, is_unreachable, may_start_takedown
from withhold.incident.case.rules import second_person
from withhold.incident.case.state import CaseState
from withhold.incident.takedown.interface import Layer, Outcome, Result, Step
from withhold.incident.takedown.outside.interface import Look, Round, Seen
from withhold.ledger.interface import Fact

BY_MACHINE = "set going by the confirmation"
"""Why the machine acts in a takedown: a person's decision set it going."""


class Case(CaseStore, Protocol):
    """A case's store that also tells what its events add up to."""

    def state(self) -> CaseState: ...


def report(
    case: Case, by: Actor, why: str, at: datetime, source: Source, private: Mapping[str, str] | None = None
) -> None:
    """Somebody said that something is public that should not be."""
    case.append([Event(EventKind.REPORTED, at, by, why, {"source": source}, private or {})])


def confirm(case: Case, by: Actor, why: str, at: datetime) -> bool:
    """A person confirms it. False if it was confirmed before: repeating a command changes nothing."""
    if may_start_takedown(case.state()):
        return False
    case.append([Event(EventKind.CONFIRMED, at, by, why)])
    return True


def require_confirmed(case: Case) -> None:
    """Raises CaseError, with what to do, where nothing may be taken down: a tip alone is no reason."""
    if not may_start_takedown(case.state()):
        raise CaseError(
            f"the case is {case.state().phase}: nothing is taken down before a person confirms it; "
            "run `withhold case confirm`, or reopen the case"
        )


def dismiss(case: Case, by: Actor, why: str, at: datetime) -> bool:
    """It is no incident. A confirmed case takes two: False if this was only the proposal of the first."""
    event = Event(EventKind.DISMISSED, at, by, why)
    if case.state().phase is Phase.REPORTED:
        case.append([event])
        return True
    return by_two(case, TwoPersons.DISMISS, event)


def close(case: Case, by: Actor, why: str, at: datetime, running_clocks: int) -> bool:
    """Close it, by two people: False if this was only the proposal of the first.

    Raises CaseError with what is left to do.
    """
    state = case.state()
    left = hindering_close(state, running_clocks)
    if state.is_open and left:
        raise CaseError(f"the case cannot be closed yet: {'; '.join(left)}")
    return by_two(case, TwoPersons.CLOSE, Event(EventKind.CLOSED, at, by, why))


def reopen(case: Case, by: Actor, why: str, at: datetime) -> None:
    """Go on with a case that was closed or dismissed."""
    case.append([Event(EventKind.REOPENED, at, by, why)])


def by_two(case: Case, what: TwoPersons, event: Event) -> bool:
    """Record the event if somebody else has proposed it; else record that this person proposes it (False).

    The same command, run by two people, does it.
    """
    if not agreed(case, what, event):
        return False
    case.append([event])
    return True


def agreed(case: Case, what: TwoPersons, event: Event) -> bool:
    """Whether somebody else has proposed this event; if not, who acts now proposes it.

    For what has to be done between the agreement and the record of it.
    """
    if second_person(case.state(), what, event):
        return True
    facts: dict[str, Fact] = {"what": what}
    if "step" in event.facts:
        facts["step"] = event.facts["step"]
    case.append([Event(EventKind.PROPOSED, event.at, event.by, event.why, facts)])
    return False


def restored(step_id: str, by: Actor, why: str, at: datetime) -> Event:
    """What was wrongly taken down was put back: `agreed` first, then put it back, then record this."""
    return Event(EventKind.RESTORED, at, by, why, {"step": step_reference(step_id)})


def record_exposure(case: Case, exposure: Exposure, by: Actor, why: str, at: datetime) -> None:
    """What was public where, from when to when: all of it, or nothing."""
    case.append(exposure_events(exposure, case.state(), by, why, at))


def record_preserved(
    case: Case,
    by: Actor,
    why: str,
    at: datetime,
    *,
    what: str,
    sealed_sha256: str,
    sealed_size: int,
    sha256: str,
    size: int,
    private: Mapping[str, str] | None = None,
) -> None:
    """Evidence lies sealed in the case. `what` is a word: answer, log, file, page."""
    facts: dict[str, Fact] = {
        "what": what,
        "sealed_sha256": sealed_sha256,
        "sealed_size": sealed_size,
        "sha256": sha256,
        "size": size,
    }
    case.append([Event(EventKind.PRESERVED, at, by, why, facts, private or {})])


def record_not_preserved(
    case: Case,
    by: Actor,
    why: str,
    at: datetime,
    *,
    what: str,
    reason: str | None = None,
    private: Mapping[str, str] | None = None,
) -> None:
    """Evidence could not be had or sealed; `reason` is a word, `private` may hold url, name and detail."""
    facts: dict[str, Fact] = {"what": what, "reason": reason}
    case.append([Event(EventKind.PRESERVATION_FAILED, at, by, why, facts, private or {})])


def record_plan(
    case: Case, plan: str, at: datetime, *, origins: int, caches: int, unplanned: int = 0
) -> None:
    """The steps of a takedown are fixed. `plan` is the plan's SHA-256; `unplanned` systems did not answer."""
    require_confirmed(case)
    facts: dict[str, Fact] = {
        "plan": plan,
        "steps": origins + caches,
        "origins": origins,
        "caches": caches,
        "unplanned": unplanned,
    }
    case.append([Event(EventKind.TAKEDOWN_PLANNED, at, MACHINE, BY_MACHINE, facts)])


def step_reference(step_id: str) -> str:
    """How the case calls a step: its id may hold a path or a URL, its hash does not."""
    return sha256(step_id.encode()).hexdigest()


def record_step_begun(case: Case, layer: Layer, step: Step, at: datetime) -> None:
    """A step is about to be done."""
    private = {"connector_name": step.connector, "describe": step.describe}
    facts: dict[str, Fact] = {"step": step_reference(step.id), "layer": str(layer)}
    case.append([Event(EventKind.STEP_BEGUN, at, MACHINE, BY_MACHINE, facts, private)])


def record_step_ended(case: Case, layer: Layer, step: Step, outcome: Outcome, at: datetime) -> None:
    """How a step that was begun ended, with what shows it."""
    facts: dict[str, Fact] = {"step": step_reference(step.id), "layer": str(layer)}
    private = {"connector_name": step.connector, "describe": step.describe}
    if outcome.detail:
        private["detail"] = outcome.detail
    if outcome.proof:
        private["proof"] = json.dumps(dict(outcome.proof), sort_keys=True)
    if outcome.result is Result.FAILED:
        case.append([Event(EventKind.STEP_FAILED, at, MACHINE, BY_MACHINE, facts, private)])
        return
    facts["result"] = str(outcome.result)
    case.append([Event(EventKind.STEP_DONE, at, MACHINE, BY_MACHINE, facts, private)])


def record_round(case: Case, seen: Round, wanted: int, hindered: int = 0) -> Phase:
    """One round from outside, and what follows: unreachable, gone, or there again. Returns the phase then.

    `wanted` clean rounds in a row were agreed. With `hindered` steps or systems failing it is not clean. A
    place that nobody could look at before counts as gone once a clean round looked at it; while one is left,
    the case does not.
    """
    at = seen.ended
    still, gone = seen.of(Seen.STILL), seen.of(Seen.GONE)
    unsure = len(seen.of(Seen.UNSURE)) + hindered
    facts: dict[str, Fact] = {
        "round": seen.number,
        "gone": len(gone),
        "still": len(still),
        "unsure": unsure,
        "began": written(seen.began),
    }
    looked = Event(EventKind.ROUND_LOOKED, at, MACHINE, BY_MACHINE, facts)
    before = case.state()
    found: list[Event] = []
    if still and before.phase in (Phase.CONTAINED, Phase.GONE, Phase.CLOSED):
        found = [_there_again(still, seen.number, at)]
    elif is_clean(facts):
        places = {look.place for look in gone}
        found = [_found_gone(before, url, at) for url in before.unread if url in places]
    events = [*found, looked]
    events += _reached(before, events, seen.number, wanted, at)
    case.append(events)
    return case.state().phase


def record_traced(
    case: Case,
    by: Actor,
    why: str,
    at: datetime,
    *,
    result_sha256: str,
    lines: int,
    complete: tuple[int, int],
    **counts: int,
) -> None:
    """Logs were read for who fetched it. `counts` may name logs, warnings, accessors and unparsed."""
    low, high = complete
    facts: dict[str, Fact] = {
        "result": result_sha256,
        "lines": lines,
        "complete_low": low,
        "complete_high": high,
    }
    case.append([Event(EventKind.TRACED, at, by, why, {**facts, **counts})])


def record_log_missing(
    case: Case, by: Actor, why: str, at: datetime, *, log: str, reason: str | None = None
) -> None:
    """A log that should exist cannot be had: what was traced is a lower bound."""
    case.append([Event(EventKind.LOGS_MISSING, at, by, why, {"reason": reason}, {"log": log})])


def _there_again(still: tuple[Look, ...], number: int, at: datetime) -> Event:
    facts: dict[str, Fact] = {"places": len({look.place for look in still}), "round": number}
    return Event(EventKind.REAPPEARED, at, MACHINE, BY_MACHINE, facts, {"url": still[0].url})


def _found_gone(state: CaseState, url: str, at: datetime) -> Event:
    facts: dict[str, Fact] = {
        "kind": state.places[url].kind or "alias",
        "held": str(Held.GONE),
        "looked": written(at),
    }
    return Event(EventKind.PLACE_ADDED, at, MACHINE, BY_MACHINE, facts, {"url": url})


def _reached(state: CaseState, events: list[Event], number: int, wanted: int, at: datetime) -> list[Event]:
    """What the newest round completes: that it is unreachable, and that it is gone."""
    reached: list[Event] = []
    state = fold(events, state)
    if state.phase is Phase.CONFIRMED and is_unreachable(state):
        reached.append(Event(EventKind.UNREACHABLE, at, MACHINE, BY_MACHINE, {"round": number}))
        state = fold(reached, state)
    if state.phase is Phase.CONTAINED and is_gone(state, wanted):
        reached.append(
            Event(EventKind.VERIFIED_GONE, at, MACHINE, BY_MACHINE, {"rounds": state.clean_rounds})
        )
    return reached
