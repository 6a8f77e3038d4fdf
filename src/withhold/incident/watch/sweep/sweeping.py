"""One sweep: every address of a site asked, what is new or changed judged, what was learnt remembered."""

from collections.abc import Iterator
from pathlib import Path

from withhold.fetching.interface import Fetcher
from withhold.incident.watch.sweep.interface import Order, Seen
from withhold.inspection.run import Run


def sweep(order: Order, memory: Path, fetcher: Fetcher, run: Run) -> Iterator[Seen]:
    """Everything that is seen, as it is seen; also what is the same, gone, or could not be looked at.

    `memory` is the file of this site's sweeps, made (mode 0600) if there is none. What was given is remembered
    once the next is asked for: a sweep that is closed or killed goes on there, and gives what was not taken in
    again. Raises UsageError for a memory, policy or register of no use, or while another sweep uses `memory`.
    """
    raise NotImplementedError
