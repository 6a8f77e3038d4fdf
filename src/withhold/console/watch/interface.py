"""What the duty that sweeps is handed: the crawler, and a site being looked at."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from withhold.domain.verdict import Engine
from withhold.fetching.interface import Fetcher
from withhold.incident.watch.sweep.interface import Order, Seen
from withhold.inspection.run import Run


class Sweeper(Protocol):
    """Sweeps a site: what is seen, as it is seen. It ends when everything was looked at, and raises a
    WithholdError where that could not be. What it gave is remembered once the next is asked for: what was not
    taken in by then is given again.

    `memory` is the file of the site's sweeps: one that was closed before its end, or killed, goes on there.
    """

    def __call__(self, order: Order, memory: Path, fetcher: Fetcher, run: Run) -> Iterator[Seen]: ...


@dataclass(frozen=True, slots=True)
class Look:
    """A site being swept: what judges, and what is seen."""

    engine: Engine
    seen: Iterator[Seen]
