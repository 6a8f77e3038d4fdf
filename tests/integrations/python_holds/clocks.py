"""Clocks that a test turns."""

from dataclasses import dataclass


@dataclass(slots=True)
class Turned:
    """`at` is both clocks' time; `slept` what the steady one missed, `set_by` how the wall's was set."""

    at: float
    slept: float = 0.0
    set_by: float = 0.0

    def steady(self) -> float:
        return self.at - self.slept

    def wall(self) -> float:
        return self.at + self.set_by
