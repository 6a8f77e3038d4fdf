"""What a takedown does, recorded in the case and told on standard error while it goes on."""

import sys
import threading
from collections import Counter
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from withhold.cli.output import tell
from withhold.incident import flow
from withhold.incident.case.interface import EventKind
from withhold.incident.case.store import CaseFolder
from withhold.incident.takedown.interface import Layer, Outcome, Result, Step
from withhold.incident.takedown.journal import Journal
from withhold.incident.takedown.outside.interface import Round, Seen
from withhold.incident.takedown.plan import Plan
from withhold.report.places import one_line

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID


class Screen:
    """Lines about the work on standard error; at a terminal, with a bar. Safe between threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._progress: Progress | None = None
        self._task: TaskID | None = None

    def __enter__(self) -> "Screen":
        if sys.stderr is not None and sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

            columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
            # Not redirected: what is written to standard output is data, whoever looks at standard error.
            self._progress = Progress(
                *columns,
                console=Console(stderr=True),
                transient=True,
                redirect_stdout=False,
                redirect_stderr=False,
            )
            self._progress.start()
            self._task = self._progress.add_task("planning", total=None)
        return self

    def __exit__(self, *_: object) -> None:
        self.rest()

    def rest(self) -> None:
        """No bar from here on: the result is going to be written, perhaps to the same terminal."""
        with self._lock:
            if self._progress is not None:
                self._progress.stop()
                self._progress = None

    def say(self, line: str) -> None:
        """One line."""
        line = one_line(line)
        with self._lock:
            if self._progress is None:
                tell(line)
            else:
                self._progress.console.print(
                    f"withhold: {line}", markup=False, highlight=False, soft_wrap=True
                )

    def show(self, what: str, total: int | None = None, done: int = 0) -> None:
        """What is being done now."""
        with self._lock:
            if self._progress is not None and self._task is not None:
                self._progress.update(self._task, description=what, total=total, completed=done)


class CaseRecorder:
    """A `takedown.run.Recorder`: every step and round becomes an event of the case before it is shown."""

    def __init__(self, case: CaseFolder, rounds: int, screen: Screen) -> None:
        self._case = case
        self._rounds = rounds
        self._screen = screen
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
        self._screen.say(f"planned {origins} steps at origins and {caches} at caches")
        for one in plan.unplanned:
            self._screen.say(f"{one.connector} could not be looked at: {one.reason}")

    def begun(self, layer: Layer, step: Step, at: datetime) -> None:
        flow.record_step_begun(self._case, layer, step, at)
        self._screen.show("taking down", self._steps["total"], self._steps["done"])

    def ended(self, layer: Layer, step: Step, outcome: Outcome, at: datetime) -> None:
        flow.record_step_ended(self._case, layer, step, outcome, at)
        self._steps["done"] += 1
        self._screen.show("taking down", self._steps["total"], self._steps["done"])
        if outcome.result is Result.FAILED:
            self._screen.say(f"failed: {step.describe}: {outcome.detail}")

    def looked(self, seen: Round, hindered: int) -> None:
        """What failed could serve it again: until it is done, no round counts as clean."""
        self._looked += 1
        # Each verification counts from 1; the case counts on.
        flow.record_round(self._case, replace(seen, number=self._looked), self._rounds, hindered)
        self._screen.show(f"looking from outside, round {self._looked}")
        gone, still, unsure = (len(seen.of(what)) for what in (Seen.GONE, Seen.STILL, Seen.UNSURE))
        told = f"round {self._looked} from outside: {gone} looks gone, {still} still there, {unsure} unsure"
        self._screen.say(told + (f"; {hindered} steps or systems fail" if hindered else ""))
