"""What the duty that sweeps is handed: a site being looked at."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass

from withhold.console.watch.models import WatchedSite
from withhold.domain.verdict import Engine
from withhold.incident.watch.sweep.interface import Seen


@dataclass(frozen=True, slots=True)
class Look:
    """A site being swept: what judges, and what is seen, as it is seen. It ends when all was looked at; why
    something was left out, where a limit was reached, is in `left_out` afterwards."""

    engine: Engine
    seen: Iterator[Seen]
    left_out: Callable[[], str]


Looking = Callable[[WatchedSite], AbstractContextManager[Look]]
