"""What every connector must do, whatever system it works on. A test class inherits and gives a stage.

`ConnectorContract` holds for all; `OriginContract` adds what holds where the documents themselves lie.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from typing import ClassVar, Protocol

import pytest

from tests.contract.killed import killed_at, lines_of
from withhold.incident.takedown.interface import (
    Connector,
    Layer,
    Outcome,
    Result,
    Step,
    TakedownError,
    Target,
)


class Stage(Protocol):
    """A real system that serves (or caches) one document, and a connector to it."""

    @property
    def target(self) -> Target:
        """The document that is to go, and the URLs it is served under."""
        ...

    @property
    def secrets(self) -> Sequence[str]:
        """The credentials the connector was given; empty where it needs none."""
        ...

    def upload(self) -> None:
        """Make the system serve the document (again), as a person or a cron job would."""
        ...

    def connector(self) -> Connector:
        """A new one, as another process would build it."""
        ...

    def broken(self) -> Connector:
        """One for the same system, which it cannot reach or is not let into."""
        ...

    def picture(self) -> object:
        """Everything the system holds, comparable: equal pictures mean that nothing was changed."""
        ...

    def served(self) -> bool:
        """Whether the document is still to be had from the system."""
        ...


class OriginStage(Stage, Protocol):
    """A system that holds the documents themselves."""

    def occupy(self) -> Callable[[], bool]:
        """Put an innocent document in the document's place; what comes back tells whether it still stands."""
        ...

    def kept(self) -> bool:
        """Whether the document's bytes are kept, whole, somewhere that is not public."""
        ...


class ConnectorContract:
    """Override the fixture `stage`; its system does not serve the document yet."""

    layer: ClassVar[Layer]
    again: ClassVar[frozenset[Result]] = frozenset({Result.ALREADY})
    """What taking a second time may answer. A purge that cannot see what is cached may say DONE again."""
    looks: ClassVar[bool] = True
    """Whether planning asks the system what it holds. A purge that cannot ask plans from the target alone."""
    kills: ClassVar[int] = 12
    """At how many moments of the work it is killed."""

    @pytest.fixture
    def stage(self) -> Stage:
        raise NotImplementedError("a contract needs a stage")

    def test_it_plans_the_same_steps_each_time(self, stage: Stage) -> None:
        stage.upload()
        connector, other = stage.connector(), stage.connector()
        steps = list(connector.plan(stage.target))
        assert steps
        assert steps == list(other.plan(stage.target))
        assert connector.name == other.name
        assert connector.layer is other.layer is self.layer
        assert len({step.id for step in steps}) == len(steps)

    def test_its_steps_are_plain_data_and_printable(self, stage: Stage) -> None:
        stage.upload()
        connector = stage.connector()
        for step in connector.plan(stage.target):
            assert step.connector == connector.name
            assert json.loads(json.dumps(dict(step.data))) == dict(step.data)
            assert step.describe.isprintable()

    def test_planning_changes_nothing(self, stage: Stage) -> None:
        stage.upload()
        before = stage.picture()
        stage.connector().plan(stage.target)
        assert stage.picture() == before
        assert stage.served()

    def test_what_was_planned_is_gone_when_taken_with_proof(self, stage: Stage) -> None:
        stage.upload()
        assert stage.served()
        outcomes = take_all(stage)
        assert {outcome.result for outcome in outcomes} == {Result.DONE}, outcomes
        assert all(outcome.proof for outcome in outcomes)
        assert not stage.served()

    def test_taking_twice_does_no_more(self, stage: Stage) -> None:
        stage.upload()
        steps = stage.connector().plan(stage.target)
        take(stage, steps)
        after = stage.picture()
        assert {outcome.result for outcome in take(stage, steps)} <= self.again
        assert stage.picture() == after

    def test_what_comes_back_is_taken_again(self, stage: Stage) -> None:
        for _ in range(2):
            stage.upload()
            assert stage.served()
            assert Result.FAILED not in {outcome.result for outcome in take_all(stage)}
            assert not stage.served()

    def test_killed_at_any_moment_the_same_work_ends_well(
        self, stage: Stage, subtests: pytest.Subtests
    ) -> None:
        for moment in self._moments(stage):
            with subtests.test(line=moment):
                stage.upload()
                steps = stage.connector().plan(stage.target)
                killed_at(moment, lambda steps=steps: take(stage, steps))  # type: ignore[misc]
                # As the next run does: what was left of the old plan, then what a new one finds.
                outcomes = [*take(stage, steps), *take_all(stage)]
                assert Result.FAILED not in {outcome.result for outcome in outcomes}, outcomes
                assert not stage.served()
                self.check_finished(stage)

    def test_a_system_that_cannot_be_reached_is_told(self, stage: Stage) -> None:
        stage.upload()
        steps = stage.connector().plan(stage.target)
        broken = stage.broken()
        told: list[str] = []
        if self.looks:
            with pytest.raises(TakedownError) as caught:
                broken.plan(stage.target)
            told.append(str(caught.value))
        outcomes = [broken.take(step) for step in steps]
        assert {outcome.result for outcome in outcomes} == {Result.FAILED}
        told += [outcome.detail for outcome in outcomes]
        assert all(line and line.isprintable() for line in told)

    def test_no_secret_is_told(self, stage: Stage) -> None:
        stage.upload()
        connector, broken = stage.connector(), stage.broken()
        steps = connector.plan(stage.target)
        told = repr([steps, connector, broken])
        told += repr([broken.take(step) for step in steps] + [connector.take(step) for step in steps])
        assert [secret for secret in stage.secrets if secret in told] == []

    def check_finished(self, stage: Stage) -> None:
        """What more must hold when the work of a killed process was finished."""

    def _moments(self, stage: Stage) -> Iterator[int]:
        stage.upload()
        steps = stage.connector().plan(stage.target)
        lines = lines_of(lambda: take(stage, steps))
        assert lines > self.kills, "the work is not seen: is it done in another process?"
        yield from range(1, lines + 1, lines // self.kills)


class OriginContract(ConnectorContract):
    """For connectors to systems that hold the documents: `stage` gives an `OriginStage`."""

    layer = Layer.ORIGIN

    @pytest.fixture
    def stage(self) -> OriginStage:
        raise NotImplementedError("a contract needs a stage")

    def test_the_bytes_are_kept(self, stage: OriginStage) -> None:
        stage.upload()
        take_all(stage)
        assert stage.kept()

    def test_nothing_is_planned_where_nothing_is(self, stage: OriginStage) -> None:
        stage.upload()
        take_all(stage)
        assert list(stage.connector().plan(stage.target)) == []

    def test_what_took_its_place_since_is_left_alone(self, stage: OriginStage) -> None:
        stage.upload()
        steps = stage.connector().plan(stage.target)
        stands = stage.occupy()
        take(stage, steps)
        assert stands()

    def test_what_took_its_place_is_not_planned(self, stage: OriginStage) -> None:
        stage.upload()
        take_all(stage)
        stands = stage.occupy()
        take_all(stage)
        assert stands()

    def check_finished(self, stage: Stage) -> None:
        assert stage.kept()  # type: ignore[attr-defined]


def take(stage: Stage, steps: Sequence[Step]) -> list[Outcome]:
    """Do these steps, with a new connector."""
    connector = stage.connector()
    return [connector.take(step) for step in steps]


def take_all(stage: Stage) -> list[Outcome]:
    """Plan and do what is planned, with a new connector."""
    return take(stage, stage.connector().plan(stage.target))
