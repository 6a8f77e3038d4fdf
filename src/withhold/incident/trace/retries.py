"""Counts tries that belong together once: browsers and download programs ask again when a line breaks."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import pairwise

RETRY_GAP = timedelta(minutes=10)
"""Requests of one client with one agent at most this far apart are one fetch: longer than programs wait
before they try again (seconds to a few minutes), shorter than somebody takes to come back."""


def fetches(requests: Iterable[tuple[str, str | None, datetime]]) -> int:
    """How many fetches these requests are, each given as client, agent and time, in any order."""
    times: dict[tuple[str, str | None], list[datetime]] = defaultdict(list)
    for client, agent, at in requests:
        times[client, agent].append(at)
    return sum(_runs(sorted(run)) for run in times.values())


def _runs(times: list[datetime]) -> int:
    return 1 + sum(later - earlier > RETRY_GAP for earlier, later in pairwise(times))
