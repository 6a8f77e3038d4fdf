"""What the rooms do, recorded in the case before anybody is told of it."""

from collections import Counter
from dataclasses import replace
from datetime import datetime

from withhold.incident import flow
from withhold.incident.case.interface import Actor, EventKind
from withhold.incident.preservation.interface import Failure, Sealed
from withhold.incident.running.interface import Progress, RunnableCase
from withhold.incident.takedown.interface import Layer, Outcome, Result, Step
from withhold.incident.takedown.journal import Journal
from withhold.incident.takedown.outside.interface import Round, Seen
from withhold.incident.takedown.plan import Plan


class TakedownRecorder:
    """A `takedown.run.Recorder`: every step and round becomes an event of the case before it is shown."""

    def __init__(self, case: RunnableCase, rounds: int, progress: Progress) -> None:
        self._case = case
        self._rounds = rounds
        self._progress = progress
        self._looked = sum(1 for event in case.events() if event.kind is EventKind.ROUND_LOOKED)
        self._steps = Counter[str]()

    def catch_up(self, journal: Journal) -> None:
        """Record how steps ended of which only the journal knows: it was killed between the two."""
        begun = self._case.state().steps
        for id_, ended in journal.ended.items():
            if begun.get(flow.step_reference(id_)) is EventKind.STEP_BEGUN:
                flow.record_step_ended(self._case, *journal.steps[id_], ended.outcome, ended.at)

    def planned(self, plan: Plan, at: datetime) -> None:
        origins, caches = plan.count(Layer.ORIGIN), plan.count(Layer.CACHE)
        flow.record_plan(
            self._case, plan.sha256, at, origins=origins, caches=caches, unplanned=len(plan.unplanned)
        )
        self._steps = Counter(total=origins + caches)
        self._progress.say(f"planned {origins} steps at origins and {caches} at caches")
        for one in plan.unplanned:
            self._progress.say(f"{one.connector} could not be looked at: {one.reason}")

    def begun(self, layer: Layer, step: Step, at: datetime) -> None:
        flow.record_step_begun(self._case, layer, step, at)
        self._progress.show("taking down", self._steps["total"], self._steps["done"])

    def ended(self, layer: Layer, step: Step, outcome: Outcome, at: datetime) -> None:
        flow.record_step_ended(self._case, layer, step, outcome, at)
        self._steps["done"] += 1
        self._progress.show("taking down", self._steps["total"], self._steps["done"])
        if outcome.result is Result.FAILED:
            self._progress.say(f"failed: {step.describe}: {outcome.detail}")

    def looked(self, seen: Round, hindered: int) -> None:
        """What failed could serve it again: until it is done, no round counts as clean."""
        self._looked += 1
        # Each verification counts from 1; the case counts on.
        flow.record_round(self._case, replace(seen, number=self._looked), self._rounds, hindered)
        self._progress.show(f"looking from outside, round {self._looked}")
        gone, still, unsure = (len(seen.of(what)) for what in (Seen.GONE, Seen.STILL, Seen.UNSURE))
        told = f"round {self._looked} from outside: {gone} looks gone, {still} still there, {unsure} unsure"
        self._progress.say(told + (f"; {hindered} steps or systems fail" if hindered else ""))


class EvidenceRecorder:
    """A `preservation.interface.Recorder`: what was preserved and what was not. For several threads."""

    def __init__(self, case: RunnableCase, by: Actor, why: str) -> None:
        self._case, self._by, self._why = case, by, why

    def preserved(self, sealed: Sealed) -> None:
        """The digests in clear, the name as a commitment."""
        flow.record_preserved(
            self._case,
            self._by,
            self._why,
            self._case.clock.now(),
            what=str(sealed.what),
            sealed_sha256=sealed.sealed_sha256,
            sealed_size=sealed.sealed_size,
            sha256=sealed.sha256,
            size=sealed.size,
            private=_named(str(sealed.what), sealed.name),
        )

    def failed(self, failure: Failure) -> None:
        """The reason's word in clear, name and detail as commitments."""
        flow.record_not_preserved(
            self._case,
            self._by,
            self._why,
            self._case.clock.now(),
            what=str(failure.what),
            reason=failure.reason,
            private={**_named(str(failure.what), failure.name), "detail": failure.detail},
        )


def _named(what: str, name: str) -> dict[str, str]:
    """As text that can be written: a file's name may be no text at all."""
    key = "url" if what == "answer" else "name"
    return {key: name.encode("utf-8", "backslashreplace").decode()}
