"""The plan: its hash names the work, and a fault in one connector hides nothing."""

from collections.abc import Sequence

from tests.incident.takedown.made import TARGET, System
from withhold.incident.takedown.interface import Layer, Step, Target
from withhold.incident.takedown.plan import plan_all


def test_the_same_work_has_the_same_hash_and_other_work_another() -> None:
    def made(*there: str) -> str:
        return plan_all([System("origin", there=set(there))], TARGET).sha256

    assert made("a", "b") == made("b", "a")
    assert made("a") != made("b")
    assert made("a") != plan_all([System("origin", Layer.CACHE, {"a"})], TARGET).sha256


def test_what_could_not_be_looked_at_is_part_of_the_hash() -> None:
    system = System("origin", there={"a"})
    blind = plan_all([system, System("blind", blind="no route")], TARGET)
    assert blind.sha256 != plan_all([system], TARGET).sha256


def test_a_connector_that_crashes_is_told_without_what_its_exception_says() -> None:
    class Crashing(System):
        def plan(self, target: Target) -> Sequence[Step]:
            raise KeyError("Invented Person")

    plan = plan_all([Crashing("broken"), System("origin", there={"a"})], TARGET)
    (one,) = plan.unplanned
    assert "KeyError" in one.reason
    assert "Invented" not in one.reason
    assert len(plan.steps) == 1
