"""Time, as freshness needs it: a clock that nobody sets and that runs on in sleep, and the wall's."""

import time
from dataclasses import dataclass
from typing import Protocol


class Clocks(Protocol):
    """Two clocks, in seconds."""

    def steady(self) -> float:
        """Goes forward alone; where it began means nothing."""
        ...

    def wall(self) -> float:
        """Since 1970 in UTC, as the machine believes."""
        ...


class SystemClocks:
    """The machine's."""

    def steady(self) -> float:
        """CLOCK_BOOTTIME where there is one: the usual monotonic clock of Linux stands still in a suspended
        machine, and an answer would outlive a night."""
        boot_time = getattr(time, "CLOCK_BOOTTIME", None)
        return time.monotonic() if boot_time is None else time.clock_gettime(boot_time)

    def wall(self) -> float:
        return time.time()


_SETTING_BACK = 0.05
"""Seconds that a wall clock may go back without being distrusted: the slewing of time synchronisation."""


@dataclass(frozen=True, slots=True)
class Start:
    """When something began, by both clocks."""

    clocks: Clocks
    steady: float
    wall: float

    @classmethod
    def now(cls, clocks: Clocks) -> "Start":
        return cls(clocks, clocks.steady(), clocks.wall())

    def elapsed(self) -> float:
        """Seconds since then by the clock that says more; infinite if one went backwards."""
        steady = self.clocks.steady() - self.steady
        wall = self.clocks.wall() - self.wall
        if steady < 0 or wall < -_SETTING_BACK:
            return float("inf")
        return max(steady, wall)
