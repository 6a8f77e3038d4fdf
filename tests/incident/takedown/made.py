"""Connectors, recorders and looks that a test sets up: the takedown between them is real."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from withhold.incident.case.exposed import ExposedDocument
from withhold.incident.takedown.interface import Layer, Outcome, Result, Step, TakedownError, Target
from withhold.incident.takedown.outside.interface import (
    Ending,
    Found,
    How,
    Look,
    Round,
    Seen,
    Verification,
)
from withhold.incident.takedown.plan import Plan

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
URL = "https://www.example.org/list.csv"
TARGET = Target((ExposedDocument("a" * 64, 10),), (URL,))


@dataclass
class Clock:
    """Each look at it is a second later."""

    seconds: int = 0

    def now(self) -> datetime:
        self.seconds += 1
        return START + timedelta(seconds=self.seconds)


@dataclass
class System:
    """A connector to things that are there or not. `failing` counts the takes that still fail."""

    name: str
    layer: Layer = Layer.ORIGIN
    there: set[str] = field(default_factory=set)
    failing: int = 0
    blind: str = ""
    taken: list[str] = field(default_factory=list)
    asked: list[Target] = field(default_factory=list)
    urls: tuple[str, ...] = ()
    raises: BaseException | None = None

    def plan(self, target: Target) -> Sequence[Step]:
        self.asked.append(target)
        if self.blind:
            raise TakedownError(self.blind)
        return [
            Step(f"{self.name}-{what}", self.name, "take", f"take {what}", {"what": what}, self.urls)
            for what in sorted(self.there)
        ]

    def take(self, step: Step) -> Outcome:
        if self.raises is not None:
            raise self.raises
        if self.failing:
            self.failing -= 1
            return Outcome(Result.FAILED, "not now; run again")
        self.taken.append(str(step.data["what"]))
        if step.data["what"] not in self.there:
            return Outcome(Result.ALREADY)
        self.there.discard(str(step.data["what"]))
        return Outcome(Result.DONE, proof={"status": 204})


@dataclass
class Recorded:
    """A recorder that keeps what it was told, as words."""

    told: list[str] = field(default_factory=list)
    hindered: list[int] = field(default_factory=list)

    def planned(self, plan: Plan, _at: datetime) -> None:
        self.told.append(f"planned {len(plan.steps)}")

    def begun(self, _layer: Layer, step: Step, _at: datetime) -> None:
        self.told.append(f"begun {step.id}")

    def ended(self, _layer: Layer, step: Step, outcome: Outcome, _at: datetime) -> None:
        self.told.append(f"{outcome.result} {step.id}")

    def looked(self, seen: Round, hindered: int) -> None:
        self.told.append(f"looked {seen.found}")
        self.hindered.append(hindered)


@dataclass
class Eyes:
    """A verifier: gone as soon as nothing is `there` in these systems, but for what `script` says first."""

    systems: Sequence[System]
    script: list[Ending] = field(default_factory=list)
    urls: list[tuple[str, ...]] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    def __call__(
        self, urls: Sequence[str], seconds: float, tell: Callable[[Round], None], rounds: int | None = None
    ) -> Verification:
        self.urls.append(tuple(urls))
        self.seconds.append(seconds)
        there = any(system.there for system in self.systems)
        ending = self.script.pop(0) if self.script else Ending.STILL if there else Ending.GONE
        return seen(ending, tell)


def seen(ending: Ending, tell: Callable[[Round], None] = lambda _round: None) -> Verification:
    """What one round found."""
    found = {Ending.GONE: Found.CLEAN, Ending.STILL: Found.STILL, Ending.UNSURE: Found.UNSURE}[ending]
    look = Look(URL, URL, "outside", How.PLAIN, Seen(str(ending)), START, 200, "192.0.2.1", "status 200")
    one = Round(1, START, START, found, int(ending is Ending.GONE), False, (look,))
    tell(one)
    gone = START if ending is Ending.GONE else None
    return Verification(ending, (one,), gone, gone, ())


def steps_of(names: Iterable[str]) -> list[Step]:
    """Steps with these ids."""
    return [Step(name, "system", "take", f"take {name}", {"what": name}) for name in names]
