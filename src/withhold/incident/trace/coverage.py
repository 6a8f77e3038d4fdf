"""What a log covers: first and last time, holes, lines out of order; exact however it is divided."""

from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

import numpy as np
from numpy.typing import NDArray

_BUCKET = 600
"""Seconds: the shortest silence that is told."""
_EXPECTED = 100
"""A silence is a gap if, at the log's own usual rate, so many lines were to be expected in it: a quiet night,
with a tenth of the usual traffic, is none."""
_MANY, _TIMES_USUAL = 5, 3
"""Of a log that is often silent, only silences so many times as long as its usual one are gaps."""
_LATE = 60
"""Seconds that a line may be before an earlier one: requests are logged when they end."""

Seconds = NDArray[np.int64]


@dataclass(slots=True)
class Coverage:
    """The times of the lines of a log, or of a part of it, in their order; merged in that order."""

    buckets: dict[int, tuple[int, int, int]] = field(default_factory=dict)
    """Of each ten minutes with lines: first second, last second, lines."""
    unordered: int = 0
    latest: int | None = None
    follows: bool = True
    """Whether lines stand before these, which may show that these are late; if not, the next is not kept."""
    ordered: list[tuple[Seconds, Seconds]] = field(default_factory=list)
    """Ascending seconds, and how many lines each, of lines that are not late here."""

    def add(self, seconds: Seconds) -> None:
        """Take in the seconds of following lines."""
        if not len(seconds):
            return
        before = int(seconds[0]) if self.latest is None else self.latest
        if seconds[0] >= before and (seconds[1:] >= seconds[:-1]).all():
            ordered = seconds
            self.latest = int(seconds[-1])
        else:
            latest = np.maximum.accumulate(np.maximum(seconds, before))
            late = seconds < latest - _LATE
            self.unordered += int(np.count_nonzero(late))
            self.latest = int(latest[-1])
            self._count(*_runs(np.sort(seconds[late])))
            ordered = np.sort(seconds[~late])
        values, counts = _runs(ordered)
        self._count(values, counts)
        if self.follows:
            self.ordered.append((values, counts))

    def _count(self, values: Seconds, counts: Seconds) -> None:
        """Count so many lines of each of these ascending seconds."""
        buckets, edges = values // _BUCKET, _edges(values // _BUCKET)
        sums = np.add.reduceat(counts, edges) if len(edges) else counts
        ends = np.append(edges, len(values))[1:]
        for begin, end, count in zip(edges.tolist(), ends.tolist(), sums.tolist(), strict=True):
            self._bucket(int(buckets[begin]), (int(values[begin]), int(values[end - 1]), count))

    def follow(self, part: "Coverage") -> None:
        """Take in the part of the log that comes next."""
        self.unordered += part.unordered
        if self.latest is not None:
            for values, counts in part.ordered:
                self.unordered += int(counts[: np.searchsorted(values, self.latest - _LATE)].sum())
        if part.latest is not None:
            self.latest = part.latest if self.latest is None else max(self.latest, part.latest)
        for bucket, told in part.buckets.items():
            self._bucket(bucket, told)

    def _bucket(self, bucket: int, told: tuple[int, int, int]) -> None:
        known = self.buckets.get(bucket)
        if known is not None:
            told = (min(known[0], told[0]), max(known[1], told[1]), known[2] + told[2])
        self.buckets[bucket] = told

    @property
    def first(self) -> int | None:
        """The earliest second of any line."""
        return self.buckets[min(self.buckets)][0] if self.buckets else None

    def gaps(self) -> list[tuple[int, int]]:
        """Silences that are long for this log: the last second before and the first after each."""
        if not self.buckets:
            return []
        rate = median(count for _, _, count in self.buckets.values()) / _BUCKET
        ordered = [self.buckets[bucket] for bucket in sorted(self.buckets)]
        silences = [(before[1], after[0]) for before, after in pairwise(ordered)]
        silences = [(begin, end) for begin, end in silences if end - begin >= _BUCKET]
        usual = median(end - begin for begin, end in silences) if len(silences) >= _MANY else 0
        return [
            (begin, end)
            for begin, end in silences
            if (end - begin) * rate >= _EXPECTED and end - begin >= _TIMES_USUAL * usual
        ]


def _edges(ascending: Seconds) -> Seconds:
    """Where the values of an ascending array begin to be others than before."""
    return np.flatnonzero(np.concatenate((ascending[:1] == ascending[:1], ascending[1:] != ascending[:-1])))


def _runs(ascending: Seconds) -> tuple[Seconds, Seconds]:
    """The different values of an ascending array, and how often each is in it."""
    edges = _edges(ascending)
    return ascending[edges], np.diff(np.append(edges, len(ascending)))
