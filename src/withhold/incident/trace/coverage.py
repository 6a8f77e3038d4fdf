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
    ordered: Seconds = field(default_factory=lambda: np.zeros(0, np.int64))
    counts: Seconds = field(default_factory=lambda: np.zeros(0, np.int64))
    """The seconds, and how many lines each, of lines in order here: a part before may show them late."""

    def add(self, seconds: Seconds) -> None:
        """Take in the seconds of following lines."""
        if not len(seconds):
            return
        before = seconds[0] if self.latest is None else self.latest
        latest = np.maximum.accumulate(np.maximum(seconds, before))
        late = seconds < latest - _LATE
        self.unordered += int(np.count_nonzero(late))
        self.latest = int(latest[-1])
        self._keep(*np.unique(seconds[~late], return_counts=True))
        ordered = np.sort(seconds)
        buckets = ordered // _BUCKET
        edges = np.flatnonzero(np.diff(buckets)) + 1
        begins, ends = np.concatenate(([0], edges)), np.concatenate((edges, [len(ordered)]))
        for begin, end in zip(begins.tolist(), ends.tolist(), strict=True):
            self._bucket(int(buckets[begin]), (int(ordered[begin]), int(ordered[end - 1]), end - begin))

    def follow(self, part: "Coverage") -> None:
        """Take in the part of the log that comes next."""
        self.unordered += part.unordered
        if self.latest is not None:
            self.unordered += int(part.counts[part.ordered < self.latest - _LATE].sum())
        if part.latest is not None:
            self.latest = part.latest if self.latest is None else max(self.latest, part.latest)
        for bucket, told in part.buckets.items():
            self._bucket(bucket, told)

    def _keep(self, seconds: Seconds, counts: Seconds) -> None:
        if len(self.ordered) and len(seconds) and seconds[0] <= self.ordered[-1]:
            both = np.concatenate((self.ordered, seconds))
            self.ordered, places = np.unique(both, return_inverse=True)
            sums = np.bincount(places, np.concatenate((self.counts, counts)))
            self.counts = sums.astype(np.int64)
        else:
            self.ordered = np.concatenate((self.ordered, seconds))
            self.counts = np.concatenate((self.counts, counts))

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
