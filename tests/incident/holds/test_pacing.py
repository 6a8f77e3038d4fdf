"""Responses leave at even ticks."""

import pytest

from withhold.incident.holds.pacing import PLAN_TICK, TICK, seconds_to_wait


@pytest.mark.parametrize(("planning", "tick"), [(False, TICK), (True, PLAN_TICK)])
@pytest.mark.parametrize("elapsed", [0.0, 0.0001, 0.0009, 0.0249, 0.0251, 0.9])
def test_all_ends_lie_on_ticks(planning: bool, tick: float, elapsed: float) -> None:
    wait = seconds_to_wait(elapsed, planning)
    ticks = (elapsed + wait) / tick
    assert 0 < wait <= tick
    assert ticks == pytest.approx(round(ticks))


def test_a_clock_that_goes_back_is_an_error() -> None:
    with pytest.raises(ValueError, match="no time"):
        seconds_to_wait(-1.0, planning=False)
