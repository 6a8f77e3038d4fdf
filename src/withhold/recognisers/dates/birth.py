"""Whether days can be birth dates of people now living."""

from collections.abc import Sequence
from datetime import date

_OLDEST = 110
"""Years after which nobody is living, so that a birth date is of history."""


def birth_plausible(days: Sequence[date], today: date) -> float:
    """How well the days fit birth dates, 0..1: nearly all between a year and 95 years ago, spread over years.

    Dates of events crowd into a few years or lie ahead; one constant day is no birth date either. Fewer
    than three days say little: at most 0.5.
    """
    if not days:
        return 0.0
    ages = sorted((today - day).days / 365.25 for day in days)
    count = len(ages)
    alive = sum(1 <= age <= 95 for age in ages) / count
    recent = sum(age < 1 for age in ages) / count
    ancient = sum(age > _OLDEST for age in ages) / count
    if ages[0] < -1 and sum(age < 0 for age in ages) / count > 0.02:
        return 0.0
    fit = alive - 2 * max(0.0, recent - 0.03) - 2 * max(0.0, ancient - 0.01)
    if count < 3:
        # One or two days: adults' birth dates lie well back, most other dates do not.
        return max(0.0, min(0.5, fit * min(1.0, ages[0] / 18)))
    low, high = ages[count // 10], ages[(count * 9) // 10 if count >= 10 else count - 1]
    spread = min(1.0, (high - low) / 12)
    # Births of mostly grown people lie a generation back; records of events reach up to lately.
    middle = ages[count // 2]
    grown = min(1.0, middle / 25)
    repeats = min(1.0, 2 * len(set(days)) / count)
    return max(0.0, min(1.0, fit * spread * grown * repeats))
