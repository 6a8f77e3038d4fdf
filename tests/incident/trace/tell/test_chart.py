"""The chart: every request in one column, stacked, within the drawing, and told in words."""

from collections import defaultdict
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.incident.trace.made import END, QUESTION, SIZE, START, request, scanned
from withhold.incident.trace.judge import judge
from withhold.incident.trace.result import Trace
from withhold.incident.trace.tell.chart import HEIGHT, WIDTH, Bar, Chart, chart

SECONDS = int((END - START).total_seconds())
ANSWERS = {"whole": (200, SIZE), "may": (304, 0), "part": (200, 1)}


def _traced(found: list[tuple[int, str]]) -> Trace:
    answers = [(second, *ANSWERS[kind]) for second, kind in found]
    return judge(
        scanned([request(at=START + timedelta(seconds=at), status=s, sent=n) for at, s, n in answers]),
        QUESTION,
    )


def _drawn(trace: Trace) -> Chart:
    drawn = chart(trace)
    assert drawn is not None
    return drawn


def test_without_requests_there_is_nothing_to_draw() -> None:
    assert chart(_traced([])) is None


@given(st.lists(st.tuples(st.integers(0, SECONDS - 1), st.sampled_from(sorted(ANSWERS))), min_size=1))
def test_columns_are_stacked_within_the_drawing_and_as_high_as_they_count(
    found: list[tuple[int, str]],
) -> None:
    drawn = _drawn(_traced(found))
    columns: dict[float, list[Bar]] = defaultdict(list)
    for bar in drawn.bars:
        assert 0 <= bar.x < bar.x + bar.width <= WIDTH
        assert -0.1 <= bar.y < bar.y + bar.height <= HEIGHT + 0.1
        columns[bar.x].append(bar)
    for bars in columns.values():
        ground = float(HEIGHT)
        for bar in bars:
            assert bar.y + bar.height == pytest.approx(ground, abs=0.05)
            ground = bar.y
    most = int(drawn.most.split()[0].replace(",", ""))
    total = sum(bar.height for bar in drawn.bars) / HEIGHT * most
    assert total == pytest.approx(len(found), abs=0.05 * len(found) + 0.05)
    assert max(sum(bar.height for bar in bars) for bars in columns.values()) == pytest.approx(HEIGHT, abs=0.1)
    assert [int(count) for _, _, count in drawn.legend] == [
        sum(kind == wanted for _, kind in found) for wanted in ("whole", "may", "part")
    ]


def test_it_is_told_in_words_for_who_does_not_see_it() -> None:
    drawn = _drawn(_traced([(10, "whole"), (20, "whole"), (SECONDS - 1, "part")]))
    assert drawn.words == (
        "Requests over time: 2 for the whole file, 0 for perhaps the whole file, 1 for a part, or nothing. "
        "Most at once, 2, from 2026-03-01 00:00:00 UTC on."
    )
    assert (drawn.most, drawn.step) == ("2 requests", "10 minutes")
    assert (drawn.start, drawn.end) == ("2026-03-01 00:00:00 UTC", "2026-03-01 10:00:00 UTC")
