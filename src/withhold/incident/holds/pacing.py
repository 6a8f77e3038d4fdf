"""When a response leaves: at even ticks, so that its time tells nothing of what was found on the way.

All people cost the same look-ups, but names that were seen before, of held people too, are read a few
microseconds faster.
"""

TICK = 0.025
"""Seconds between the moments at which answers to a question leave: far more than the differences, far less
than anybody waits."""
PLAN_TICK = 0.25


def seconds_to_wait(elapsed: float, planning: bool) -> float:
    """How long a response that took so many seconds waits for its tick. Raises ValueError below zero."""
    if elapsed < 0:
        raise ValueError("nothing takes less than no time")
    tick = PLAN_TICK if planning else TICK
    return tick - elapsed % tick
