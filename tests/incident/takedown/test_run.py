"""The takedown: origins before caches, again while it is there, never gone while something fails."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from tests.incident.takedown.made import TARGET, URL, Clock, Eyes, Recorded, System
from withhold.incident.takedown.interface import Layer, Result
from withhold.incident.takedown.journal import Journal
from withhold.incident.takedown.outside.interface import Ending, Verification
from withhold.incident.takedown.run import Finished, Takedown


@dataclass
class Stage:
    """A takedown whose time is only counted."""

    journal: Journal
    recorder: Recorded = field(default_factory=Recorded)
    now: float = 0.0

    def takedown(self, systems: Sequence[System], eyes: Eyes | None = None) -> Takedown:
        return Takedown(
            systems,
            TARGET,
            self.journal,
            self.recorder,
            eyes or Eyes(systems),
            Clock(),
            1,
            lambda: self.now,
            self.sleep,
        )

    def run(self, *systems: System, eyes: Eyes | None = None, seconds: float = 60) -> Finished:
        return self.takedown(systems, eyes).run(seconds)

    def sleep(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    with Journal.open(tmp_path / "takedown") as journal:
        yield Stage(journal)


def test_origins_are_done_before_caches_and_caches_hear_of_what_origins_brought_up(stage: Stage) -> None:
    cache = System("cache", Layer.CACHE, {"c"})
    origin = System("origin", there={"o"}, urls=(URL + "?alias",))
    eyes = Eyes([cache, origin])
    finished = stage.run(cache, origin, eyes=eyes)
    assert finished.ending is Ending.GONE
    assert [line for line in stage.recorder.told if line.startswith("done")] == [
        "done origin-o",
        "done cache-c",
    ]
    assert cache.asked[0].urls == (URL, URL + "?alias")
    assert eyes.urls == [(URL, URL + "?alias")]


def test_what_is_still_there_is_planned_and_done_again(stage: Stage) -> None:
    origin = System("origin", there={"o"})

    class Reuploading(Eyes):
        def __call__(self, *arguments: object) -> object:  # type: ignore[override]
            if len(self.urls) == 0:
                origin.there.add("again")
            return super().__call__(*arguments)  # type: ignore[arg-type]

    finished = stage.run(origin, eyes=Reuploading([origin]))
    assert finished.ending is Ending.GONE
    assert origin.taken == ["o", "again"]


def test_a_step_that_fails_is_tried_again(stage: Stage) -> None:
    origin = System("origin", there={"o"}, failing=2)
    assert stage.run(origin).ending is Ending.GONE


def test_while_a_step_fails_nothing_counts_as_gone(stage: Stage) -> None:
    cache = System("cache", Layer.CACHE, {"c"}, failing=1000)
    finished = stage.run(cache, eyes=Eyes([], [Ending.GONE] * 1000), seconds=20)
    assert finished.ending is Ending.UNSURE
    assert finished.hindered == 1
    assert set(stage.recorder.hindered) == {1}


def test_a_system_that_cannot_be_looked_at_stops_no_other_and_hinders(stage: Stage) -> None:
    origin, blind = System("origin", there={"o"}), System("blind", blind="no route; check the address")
    finished = stage.run(origin, blind, seconds=10)
    assert origin.taken == ["o"]
    assert finished.ending is Ending.UNSURE
    assert [(one.connector, one.reason) for one in finished.plan.unplanned] == [("blind", blind.blind)]


def test_a_system_that_comes_back_is_worked_on(stage: Stage) -> None:
    blind = System("blind", there={"o"}, blind="no route; check the address")
    real = blind.plan

    def plan(target: object) -> object:
        if len(blind.asked) == 2:
            blind.blind = ""
        return real(target)  # type: ignore[arg-type]

    blind.plan = plan  # type: ignore[method-assign, assignment]
    assert stage.run(blind).ending is Ending.GONE


def test_a_connector_that_crashes_is_a_failed_step_without_its_message(stage: Stage) -> None:
    origin = System("origin", there={"o"}, raises=ValueError("Invented Person"))
    finished = stage.run(origin, seconds=5)
    (done,) = finished.steps
    assert done.outcome.result is Result.FAILED
    assert "ValueError" in done.outcome.detail
    assert "Invented" not in done.outcome.detail


def test_it_ends_when_the_time_is_over(stage: Stage) -> None:
    origin = System("origin", there={"o"}, failing=10**6)
    finished = stage.run(origin, eyes=Eyes([origin]), seconds=30)
    assert finished.ending is Ending.STILL
    assert stage.now < 60


def test_what_an_earlier_run_left_undone_is_done_even_if_no_plan_shows_it_any_more(tmp_path: Path) -> None:
    folder = tmp_path / "takedown"
    origin = System("origin", there={"o"})
    with Journal.open(folder) as journal:
        (step,) = origin.plan(TARGET)
        journal.planned("0" * 64, [(Layer.ORIGIN, step)], Clock().now())
        journal.begun(step, Clock().now())
    origin.there.clear()  # moved away in the moment of the kill
    with Journal.open(folder) as journal:
        finished = Stage(journal).run(origin)
    assert origin.taken == ["o"]
    assert [done.outcome.result for done in finished.steps] == [Result.ALREADY]


def test_steps_of_a_system_that_left_the_site_file_are_dropped_and_told(tmp_path: Path) -> None:
    folder = tmp_path / "takedown"
    old, new = System("old", there={"o"}, failing=1000), System("new", there={"n"})
    with Journal.open(folder) as journal:
        Stage(journal).run(old, seconds=3)
    with Journal.open(folder) as journal:
        finished = Stage(journal).run(new)
    assert {done.step.id: done.outcome.result for done in finished.steps} == {
        "old-o": Result.DROPPED,
        "new-n": Result.DONE,
    }
    assert finished.ending is Ending.GONE


def test_it_waits_after_planning_and_before_taking(stage: Stage) -> None:
    origin = System("origin", there={"o"})
    waited: list[tuple[int, int]] = []
    stage.takedown([origin]).run(60, lambda: waited.append((len(origin.asked), len(origin.taken))))
    assert waited == [(1, 0)]


def test_a_look_does_nothing_and_finds_what_came_back(stage: Stage) -> None:
    origin = System("origin", there={"o"})
    takedown = stage.takedown([origin])
    assert takedown.look() is Ending.STILL
    assert origin.taken == []
    origin.there.clear()
    told = len(stage.recorder.told)
    assert takedown.look() is Ending.GONE
    assert len(stage.recorder.told) == told
    origin.blind = "no route"
    assert takedown.look() is Ending.UNSURE


def test_it_ends_early_where_only_people_can_go_on(stage: Stage) -> None:
    class Left(Eyes):
        def __call__(self, *arguments: object) -> Verification:
            return replace(super().__call__(*arguments), left=(URL,))  # type: ignore[arg-type]

    finished = stage.run(eyes=Left([], [Ending.UNSURE] * 100))
    assert (finished.ending, finished.left) == (Ending.UNSURE, (URL,))
    assert stage.now == 0
    failing = stage.run(
        System("o", there={"o"}, failing=10**6), eyes=Left([], [Ending.UNSURE] * 100), seconds=20
    )
    assert failing.left == ()
    assert stage.now > 10


def test_what_was_uploaded_elsewhere_meanwhile_is_taken_before_it_counts_as_gone(stage: Stage) -> None:
    origin = System("origin", there={"o"})

    class Meanwhile(Eyes):
        def __call__(self, *arguments: object) -> Verification:
            if len(self.urls) == 0:
                origin.there.add("at an address nobody knows")
            return super().__call__(*arguments)  # type: ignore[arg-type]

    finished = stage.run(origin, eyes=Meanwhile([], [Ending.GONE] * 10))
    assert finished.ending is Ending.GONE
    assert origin.there == set()
    assert stage.recorder.hindered == [1, 0]


def test_a_system_that_cannot_be_looked_at_any_more_keeps_it_from_being_gone(stage: Stage) -> None:
    origin = System("origin", there={"o"})

    class Breaking(Eyes):
        def __call__(self, *arguments: object) -> Verification:
            origin.blind = "no route; check the address"
            return super().__call__(*arguments)  # type: ignore[arg-type]

    finished = stage.run(origin, eyes=Breaking([], [Ending.GONE] * 100), seconds=5)
    assert finished.ending is Ending.UNSURE
    assert 0 not in stage.recorder.hindered


def test_what_is_uploaded_again_where_nobody_can_get_it_does_not_keep_it_from_being_gone(
    stage: Stage,
) -> None:
    origin = System("origin", there={"o"}, urls=(URL,))

    class Again(Eyes):
        def __call__(self, *arguments: object) -> Verification:
            origin.there.add("o")
            return super().__call__(*arguments)  # type: ignore[arg-type]

    assert stage.run(origin, eyes=Again([], [Ending.GONE] * 10)).ending is Ending.GONE
    assert stage.recorder.hindered == [0]
