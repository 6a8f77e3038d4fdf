"""What a log covers is told exactly, however the log is divided."""

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from withhold.incident.trace.coverage import Coverage

SECONDS = st.lists(st.integers(0, 20_000), min_size=1, max_size=200)


def _of(seconds: list[int]) -> Coverage:
    coverage = Coverage()
    coverage.add(np.array(seconds, np.int64))
    return coverage


@given(SECONDS, st.lists(st.integers(0, 200), max_size=6), st.data())
def test_parts_together_tell_what_the_whole_tells(
    seconds: list[int], cuts: list[int], data: st.DataObject
) -> None:
    whole, together = _of(seconds), Coverage()
    edges = sorted({0, len(seconds), *(cut for cut in cuts if cut < len(seconds))})
    for begin, end in pairwise(edges):
        part, middle = Coverage(), data.draw(st.integers(begin, end))
        # Windows of one part, too.
        part.add(np.array(seconds[begin:middle], np.int64))
        part.add(np.array(seconds[middle:end], np.int64))
        together.follow(part)
    assert (together.first, together.latest) == (whole.first, whole.latest) == (min(seconds), max(seconds))
    assert together.gaps() == whole.gaps()
    late = [at for index, at in enumerate(seconds) if at < max(seconds[: index + 1]) - 60]
    assert together.unordered == whole.unordered == len(late)


def test_nothing_covers_nothing() -> None:
    assert (Coverage().first, Coverage().latest, Coverage().gaps()) == (None, None, [])


def test_a_quiet_night_of_a_busy_log_is_no_gap_but_an_hour_of_nothing_is() -> None:
    day = list(range(0, 36_000, 2))
    night = list(range(36_000, 60_000, 400))
    assert _of([*day, *night]).gaps() == []
    assert _of([*day, *(second + 40_000 for second in day)]).gaps() == [(35_998, 40_000)]
