"""A whole takedown: preserving begins beside it, it runs until it is gone, and everything is recorded."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import NoReturn

from withhold.incident import flow
from withhold.incident.case.events import TwoPersons
from withhold.incident.case.interface import MACHINE, Actor
from withhold.incident.case.order import MOST_DELAY, may_delay_for_preservation
from withhold.incident.case.rules import check_all
from withhold.incident.preservation.interface import Failure, Wanted
from withhold.incident.preservation.preserve import Preserving, Vault, start
from withhold.incident.running.interface import Progress, RunnableCase
from withhold.incident.running.recorders import EvidenceRecorder, TakedownRecorder
from withhold.incident.takedown.assembly import Assembled, assembled, restorable
from withhold.incident.takedown.interface import Outcome, Result
from withhold.incident.takedown.looking import fetcher_of
from withhold.incident.takedown.outside.interface import Ending
from withhold.incident.takedown.run import Finished
from withhold.incident.takedown.scope import Scope, scope_of
from withhold.incident.takedown.site import Site

EVIDENCE_AFTER = 600.0
"""Seconds that are waited after the takedown for evidence that is still being sealed."""


@dataclass(frozen=True, slots=True)
class Running:
    """A takedown that may begin: the case's journal is locked, and what only it knew is recorded."""

    case: RunnableCase
    site: Site
    scope: Scope
    work: Assembled
    progress: Progress

    def run(self, seconds: float | None = None) -> "tuple[Finished, Preserving]":
        """Preserve beside the takedown, which waits for it for five seconds at most (design 5.7)."""
        begun = time.monotonic()
        evidence = _preserving(self.case, self.site, self.scope)

        def wait() -> None:
            waited = timedelta(seconds=time.monotonic() - begun)
            if not may_delay_for_preservation(waited):
                return
            self.progress.show("preserving evidence")
            with suppress(TimeoutError):
                self.work.validators.result((MOST_DELAY - waited).total_seconds())
            evidence.wait(MOST_DELAY.total_seconds() - (time.monotonic() - begun))

        return self.work.takedown.run(seconds or self.site.deadline, wait), evidence

    def watch(self, every: float, seconds: float | None = None) -> NoReturn:
        """Look again and again until interrupted; take down what has come back."""
        while True:
            self.progress.show("watching")
            time.sleep(every)
            self.look_again(seconds)

    def look_again(self, seconds: float | None = None) -> Ending:
        """One look, and what has come back is taken down; how it stands then."""
        seen = self.work.takedown.look()
        if seen is Ending.STILL:
            seen = self.work.takedown.run(seconds or self.site.deadline).ending
            self.progress.say(f"it had come back and was taken down again; now: {seen}")
        elif seen is Ending.UNSURE:
            self.progress.say("something could not be looked at: not known to be gone there")
        return seen


@contextmanager
def taking_down(
    case: RunnableCase, site: Site, progress: Progress, confirm: Callable[[], object] = lambda: None
) -> Iterator[Running]:
    """The takedown of a case, whose journal is locked in this block.

    `confirm` is called once nothing but the confirmation is missing. Raises TakedownError, or CaseError where
    nobody confirmed the case.
    """
    scope = scope_of(case.state(), site)
    recorder = TakedownRecorder(case, site.rounds, progress)
    with assembled(site, scope, case.work / "takedown", case.clock, recorder) as work:
        confirm()
        flow.require_confirmed(case)
        recorder.catch_up(work.journal)
        yield Running(case, site, scope, work, progress)


def evidence_failures(evidence: Preserving) -> list[Failure] | None:
    """What could not be preserved beside a takedown; None where sealing goes on still.

    Raises what recording raised: the case does not know of that evidence.
    """
    if not evidence.wait(EVIDENCE_AFTER):
        return None
    return evidence.results()[1]


def put_back(case: RunnableCase, site: Site, step_id: str, by: Actor, why: str) -> Outcome | None:
    """Put back what a step took in error. Two people: None where this was the proposal of the first."""
    event = flow.restored(step_id, by, why, case.clock.now())
    with restorable(site, case.work / "takedown", case.clock, step_id) as step:
        if not flow.agreed(case, TwoPersons.RESTORE, event):
            return None
        check_all(case.state(), [event], case.clock.now())
        outcome = step.restore()
        if outcome.result is not Result.FAILED:
            case.append([event])
        return outcome


def _preserving(case: RunnableCase, site: Site, scope: Scope) -> Preserving:
    """Begin to seal what answers at the addresses, unless the case has evidence already."""
    vault = Vault(case.evidence, case.settings.recipients)
    wanted = Wanted() if case.state().preserved else Wanted(scope.target.urls)
    return start(vault, wanted, fetcher_of(site), EvidenceRecorder(case, MACHINE, flow.BY_MACHINE))
