"""The takedown itself: plan, do, look from outside, and again, until it is gone or the time is over.

Every step is journaled before and after. Run again after a crash at any moment, it finishes what was begun
and plans anew, which catches what has come back.
"""

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Protocol

from withhold.domain.mishap import where
from withhold.incident.case.interface import Clock
from withhold.incident.takedown.interface import Connector, Layer, Outcome, Result, Step, Target
from withhold.incident.takedown.journal import Journal
from withhold.incident.takedown.outside.interface import Ending, Found, Round, Verification
from withhold.incident.takedown.plan import LAYERS, Plan, plan_all

_PAUSES = (0.2, 1.0)
"""Seconds before a failed step is tried again at once: a server that restarts, a lock that is held."""
_HINDERED_LOOK = 2.0
"""Seconds that looking from outside goes on before what failed is tried again."""
_BETWEEN = (0.5, 5.0)
"""Seconds between two attempts to do what is left: at first, and at most."""


class Recorder(Protocol):
    """Where it is recorded what was done; the case's ledger, and a screen. Called from several threads."""

    def planned(self, plan: Plan, at: datetime) -> None: ...

    def begun(self, layer: Layer, step: Step, at: datetime) -> None: ...

    def ended(self, layer: Layer, step: Step, outcome: Outcome, at: datetime) -> None: ...

    def looked(self, seen: Round, hindered: int) -> None:
        """A round from outside. With `hindered` systems or steps failing, it does not count as clean."""
        ...


class Verifier(Protocol):
    """Looks from outside at these addresses until steady, still there, or `seconds` are over.

    Steady are as many clean rounds in a row as the site asks for, or `rounds`.
    """

    def __call__(
        self, urls: Sequence[str], seconds: float, tell: Callable[[Round], None], rounds: int | None = None
    ) -> Verification: ...


@dataclass(frozen=True, slots=True)
class Done:
    """A step and how it ended."""

    layer: Layer
    step: Step
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Finished:
    """How far it came. `steps` holds the last outcome of each; `verification` None: nothing was looked at.

    `unsettled` counts what a last look from inside found to be done anew, and what it could not look at.
    """

    plan: Plan
    steps: tuple[Done, ...]
    verification: Verification | None
    unsettled: int = 0

    @property
    def hindered(self) -> int:
        """Steps that failed, systems that could not be looked at, and what came up since."""
        failed = sum(1 for one in self.steps if one.outcome.result is Result.FAILED)
        return failed + len(self.plan.unplanned) + self.unsettled

    @property
    def left(self) -> tuple[str, ...]:
        """The addresses that a person has to edit, if nothing else hinders and it is gone everywhere else."""
        return self.verification.left if self.verification is not None and not self.hindered else ()

    @property
    def settled(self) -> bool:
        """Whether trying again would bring nothing."""
        return self.ending is Ending.GONE or bool(self.left)

    @property
    def ending(self) -> Ending:
        """Gone only if nothing failed, everything was looked at, and all looks say so."""
        if self.verification is None:
            return Ending.UNSURE
        if self.verification.ending is Ending.GONE and self.hindered:
            return Ending.UNSURE
        return self.verification.ending


@dataclass(slots=True)
class Takedown:
    """One takedown of one case. `monotonic` and `sleep` in seconds.

    `rounds` clean rounds in a row from outside are the last: with them it looks from inside once more.
    """

    connectors: Sequence[Connector]
    target: Target
    journal: Journal
    recorder: Recorder
    verify: Verifier
    clock: Clock
    rounds: int
    monotonic: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    _outcomes: dict[str, Done] = field(default_factory=dict)
    _thread: threading.Lock = field(default_factory=threading.Lock)

    def run(self, seconds: float, wait: Callable[[], None] = lambda: None) -> Finished:
        """Do it until it is verified gone, or `seconds` are over. `wait` returns when taking may begin."""
        end = self.monotonic() + seconds
        pause = _BETWEEN[0]
        while True:
            plan = self._planned()
            wait()
            self._take(plan)
            hindered = Finished(plan, self._done(), None).hindered
            left = max(0.0, end - self.monotonic())
            look_for = min(left, _HINDERED_LOOK) if hindered else left
            finished = self._looked(plan, look_for, hindered)
            if finished.settled or self.monotonic() + pause >= end:
                return finished
            self.sleep(pause)
            pause = min(pause * 2, _BETWEEN[1])

    def _looked(self, plan: Plan, seconds: float, hindered: int) -> Finished:
        """Look from outside, and before that is believed from inside: for copies at addresses nobody knew."""
        unsettled = 0

        def tell(seen: Round) -> None:
            nonlocal unsettled
            if seen.streak >= self.rounds:
                unsettled = self._unsettled(plan)
            self.recorder.looked(seen, hindered + unsettled)

        seen = self.verify(plan.urls, seconds, tell)
        if seen.left:
            unsettled = self._unsettled(plan)
        return Finished(plan, self._done(), seen, unsettled)

    def _unsettled(self, plan: Plan) -> int:
        """Copies at addresses that were not looked at. One that is uploaded again behind a tombstone, where
        the looks from outside find nothing, is no reason to go on for ever."""
        now = plan_all(self.connectors, self._known())
        looked = set(plan.urls)
        new = [step for step in now.of(Layer.ORIGIN) if not step.urls or not looked.issuperset(step.urls)]
        return len(new) + len(now.unplanned)

    def look(self) -> Ending:
        """One look, at the origins from inside and at all addresses from outside, without doing anything.

        Only a look that is not clean is recorded.
        """
        plan = plan_all(self.connectors, self._known())
        seen = self.verify(plan.urls, 0, self._looked_unless_clean, rounds=1)
        if plan.of(Layer.ORIGIN):
            return Ending.STILL
        return Ending.UNSURE if plan.unplanned and seen.ending is Ending.GONE else seen.ending

    def _looked_unless_clean(self, seen: Round) -> None:
        if seen.found is not Found.CLEAN:
            self.recorder.looked(seen, 0)

    def _known(self) -> Target:
        """The target with all addresses that earlier plans brought up."""
        return Target(self.target.documents, tuple(dict.fromkeys((*self.target.urls, *self.journal.urls))))

    def _planned(self) -> Plan:
        """A new plan, with what older ones left undone before it."""
        fresh = plan_all(self.connectors, self._known())
        names = {step.id for _, step in fresh.steps}
        left = tuple(one for one in self.journal.outstanding if one[1].id not in names)
        plan = Plan((*left, *fresh.steps), fresh.unplanned, fresh.urls)
        now = self.clock.now()
        self.journal.planned(plan.sha256, fresh.steps, now)
        self.recorder.planned(plan, now)
        return plan

    def _take(self, plan: Plan) -> None:
        by_name = {connector.name: connector for connector in self.connectors}
        for layer in LAYERS:
            work: dict[str, list[Step]] = {}
            for step in plan.of(layer):
                work.setdefault(step.connector, []).append(step)
            if not work:
                continue
            with ThreadPoolExecutor(len(work)) as pool:
                # Each connector's steps in their order, the connectors of a layer at once.
                list(pool.map(partial(self._all, layer), [by_name.get(name) for name in work], work.values()))

    def _all(self, layer: Layer, connector: Connector | None, steps: Sequence[Step]) -> None:
        for step in steps:
            begun = self.clock.now()
            self.journal.begun(step, begun)
            self.recorder.begun(layer, step, begun)
            outcome = self._tried(connector, step)
            ended = self.clock.now()
            self.journal.done(step, outcome, ended)
            self.recorder.ended(layer, step, outcome, ended)
            with self._thread:
                self._outcomes[step.id] = Done(layer, step, outcome)

    def _tried(self, connector: Connector | None, step: Step) -> Outcome:
        if connector is None:
            return Outcome(Result.DROPPED, "its connector is no longer in the site file")
        outcome = _taken(connector, step)
        for pause in _PAUSES:
            if outcome.result is not Result.FAILED:
                break
            self.sleep(pause)
            outcome = _taken(connector, step)
        return outcome

    def _done(self) -> tuple[Done, ...]:
        return tuple(self._outcomes.values())


def _taken(connector: Connector, step: Step) -> Outcome:
    try:
        return connector.take(step)
    except Exception as error:  # noqa: BLE001  # a fault in one connector must not keep the others from work
        return Outcome(Result.FAILED, f"crashed ({where(error)}); please report this")
