"""Numbers that count up: rows, invoices, codes. People's numbers leave gaps."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

_DIGITS = re.compile(r"\d+")
_FILLED = 0.4
"""Part of a range that must be taken for the numbers in it to be a run: people admitted on one day may have
neighbouring numbers, but a list of codes fills its whole range."""
_ROUND_DIGITS = 2
"""Digits before the noughts of a step that people choose for codes."""


def dense(values: Sequence[str]) -> bool:
    """Whether the numbers in the values fill their range as counters do."""
    if len(values) < 3:
        return False
    numbers = {int(joined[-15:]) for value in values if (joined := "".join(_DIGITS.findall(value)))}
    if len(numbers) < 3:
        return False
    span = max(numbers) - min(numbers) + 1
    return len(numbers) / span >= _FILLED or _stepped(sorted(numbers))


def _stepped(numbers: list[int]) -> bool:
    """Whether one small or round step (10, 25, 500 …) separates nearly all neighbours."""
    steps = [after - before for before, after in pairwise(numbers)]
    (step, usual), *_ = Counter(steps).most_common(1)
    return usual >= 0.8 * len(steps) and len(str(step).rstrip("0")) <= _ROUND_DIGITS
