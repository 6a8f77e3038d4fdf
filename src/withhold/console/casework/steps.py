"""What is to do next in a case, the most urgent first, each with the page where it is done."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from withhold.console.access.interface import Operation
from withhold.incident.case.clocks.interface import Running, Status
from withhold.incident.case.clocks.running import still_open
from withhold.incident.case.events import TwoPersons
from withhold.incident.case.interface import EventKind, Phase
from withhold.incident.case.order import hindering_close
from withhold.incident.case.state import CaseState


@dataclass(frozen=True, slots=True)
class NextStep:
    """`page` is the name of an address that takes the case, `what` its last part where it has one."""

    words: str
    button: str
    operation: Operation
    page: str
    what: str = ""
    urgent: bool = False


def next_steps(
    state: CaseState, clocks: Sequence[Running], running: frozenset[str], for_people: Sequence[NextStep]
) -> list[NextStep]:
    """What is left; `running` names the kinds of jobs that are at work, `for_people` is what is left for the
    people of the case, who are no part of `state`."""
    found = [*_deciding(state, clocks), *_taking(state, running), *_finding(state, running)]
    found.extend([*_copies(state), *for_people])
    if not for_people:
        found.extend(_closing(state, clocks))
    return sorted(found, key=lambda one: not one.urgent)


def _closing(state: CaseState, clocks: Sequence[Running]) -> Iterator[NextStep]:
    proposed = any(one.what == TwoPersons.CLOSE for one in state.proposals)
    if state.phase is Phase.GONE and not proposed and not hindering_close(state, still_open(tuple(clocks))):
        words = "Nothing is left that hinders closing: two people close the case"
        yield NextStep(words, "Close the case", Operation.DECIDE_IN_CASE, "casework:decide", "close")


def _deciding(state: CaseState, clocks: Sequence[Running]) -> Iterator[NextStep]:
    decide = Operation.DECIDE_IN_CASE
    overdue = sum(one.status is Status.OVERDUE for one in clocks)
    if overdue:
        words = f"{overdue} {_deadlines(overdue)} overdue: tell their recipients now, and record it"
        settle = Operation.SETTLE_DEADLINES
        yield NextStep(words, "See the deadlines", settle, "casework:deadlines", urgent=True)
    if state.told_after_end:
        words = "It was reported again after the end: look, and reopen the case if it is so"
        yield NextStep(words, "Reopen", decide, "casework:decide", "reopen", True)
    if state.phase is Phase.REPORTED:
        words = "Look at what was reported. If it is so, confirm it: the takedown starts at once"
        yield NextStep(words, "Confirm", decide, "casework:decide", "confirm", True)
    for one in state.proposals:
        if one.what in (TwoPersons.CLOSE, TwoPersons.DISMISS):
            words = f"Somebody proposed to {one.what} the case: a second person decides"
            yield NextStep(words, f"Look at it: {one.what}", decide, "casework:decide", str(one.what))
        elif one.what == TwoPersons.RESTORE:
            words = "Somebody proposed to put something back: a second person decides"
            yield NextStep(words, "See the steps", Operation.RUN_IN_CASE, "casework:takedown")


def _taking(state: CaseState, running: frozenset[str]) -> Iterator[NextStep]:
    run = Operation.RUN_IN_CASE
    failed = sum(kind is EventKind.STEP_FAILED for kind in state.steps.values())
    if state.phase is Phase.CONFIRMED and "takedown" not in running:
        words = "It counts as public: take it down" if state.plan is None else "It counts as public still"
        yield NextStep(words, "Take it down", run, "jobs:start", "takedown", True)
    if state.phase is Phase.CONTAINED and "takedown" not in running:
        yield NextStep("Verify that it stays gone", "Look again", run, "jobs:start", "takedown")
    if failed:
        words = f"{failed} steps of the takedown failed: see why, and take it down again"
        yield NextStep(words, "See the steps", run, "casework:takedown", urgent=True)
    if state.phase is Phase.GONE and not running & {"watch", "takedown"}:
        yield NextStep("Keep looking, in case it comes back", "Watch", run, "jobs:start", "watch")


def _finding(state: CaseState, running: frozenset[str]) -> Iterator[NextStep]:
    run = Operation.RUN_IN_CASE
    if not state.is_open:
        return
    if not state.places and "exposure" not in running:
        words = "Find out where it is public, and since when"
        yield NextStep(words, "Find it", run, "jobs:start", "exposure", state.phase is Phase.CONFIRMED)
    if state.unread and "exposure" not in running:
        words = f"{len(state.unread)} places could not be looked at: nobody knows what stands there"
        yield NextStep(words, "Look again", run, "jobs:start", "exposure")
    if not state.preserved and state.places and "preserve" not in running:
        yield NextStep("Preserve the evidence", "Preserve", run, "jobs:start", "preserve")
    if not state.traced and state.places and "trace" not in running:
        yield NextStep(
            "Find out who fetched it, from the servers' logs", "Read logs", run, "jobs:start", "trace"
        )
    if state.phase is not Phase.REPORTED and not state.assessments:
        settle = Operation.SETTLE_DEADLINES
        yield NextStep("Decide who has to be told", "Assess", settle, "casework:deadlines")


def _copies(state: CaseState) -> Iterator[NextStep]:
    run = Operation.RUN_IN_CASE
    unsettled = sum(one.unsettled for one in state.sightings.values())
    if unsettled:
        words = f"{unsettled} pages elsewhere may hold rows of the list: somebody has to look"
        yield NextStep(words, "See the copies", run, "casework:sightings", urgent=True)
    if state.unasked_copies:
        words = f"{len(state.unasked_copies)} copies elsewhere that nobody was asked to remove"
        yield NextStep(words, "See whom to ask", run, "casework:sightings")


def _deadlines(count: int) -> str:
    return "deadline is" if count == 1 else "deadlines are"
