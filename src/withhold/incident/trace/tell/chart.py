"""The chart of a trace: requests over the window, those that brought the whole file apart from the others."""

from dataclasses import dataclass
from datetime import datetime

from withhold.incident.trace.result import Grade, Trace
from withhold.incident.trace.tell.words import moment

WIDTH, HEIGHT = 600, 120
"""Units of the drawing; it scales to the page."""
_KINDS = (
    ("whole", "the whole file", (Grade.COMPLETE,)),
    ("may", "perhaps the whole file", (Grade.POSSIBLY_COMPLETE, Grade.ALREADY_HELD)),
    ("part", "a part, or nothing", (Grade.PARTIAL, Grade.ABORTED, Grade.NONE)),
)
"""From the ground up; told by pattern as well as by colour."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One rectangle."""

    kind: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars, the words beside them, and the same in a sentence for who does not see them."""

    bars: tuple[Bar, ...]
    most: str
    start: str
    end: str
    step: str
    words: str
    legend: tuple[tuple[str, str, str], ...]
    width: int = WIDTH
    height: int = HEIGHT


def chart(trace: Trace) -> Chart | None:
    """The chart; None where there is no request to show."""
    if not trace.times:
        return None
    columns = len(next(iter(trace.times.values())))
    counts = {
        kind: [sum(trace.times.get(str(g), (0,) * columns)[i] for g in grades) for i in range(columns)]
        for kind, _, grades in _KINDS
    }
    totals = [sum(counts[kind][i] for kind in counts) for i in range(columns)]
    most = max(totals)
    bars: list[Bar] = []
    width = WIDTH / columns
    for i in range(columns):
        ground = float(HEIGHT)
        for kind in counts:
            height = counts[kind][i] / most * HEIGHT
            if height:
                bars.append(
                    Bar(
                        kind,
                        round(i * width + 0.5, 2),
                        round(ground - height, 2),
                        round(width - 1, 2),
                        round(height, 2),
                    )
                )
            ground -= height
    question = trace.question
    step = (question.end - question.start) / columns
    busiest = question.start + step * totals.index(most)
    return Chart(
        bars=tuple(bars),
        most=f"{most:,} {'request' if most == 1 else 'requests'}",
        start=moment(question.start),
        end=moment(question.end),
        step=_length(step.total_seconds()),
        words=_words(counts, most, busiest),
        legend=tuple((kind, words, f"{sum(counts[kind]):,}") for kind, words, _ in _KINDS),
    )


def _words(counts: dict[str, list[int]], most: int, busiest: datetime) -> str:
    told = ", ".join(f"{sum(counts[kind]):,} for {words}" for kind, words, _ in _KINDS)
    return f"Requests over time: {told}. Most at once, {most:,}, from {moment(busiest)} on."


def _length(seconds: float) -> str:
    for unit, name in ((86400, "day"), (3600, "hour"), (60, "minute")):
        if seconds >= unit:
            number = f"{seconds / unit:.1f}".removesuffix(".0")
            return f"{number} {name}{'' if number == '1' else 's'}"
    return f"{seconds:.1f}".removesuffix(".0") + " seconds"
