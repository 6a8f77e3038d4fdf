"""Inspects a few documents in a worker of a cluster, which knows nothing but what it is sent."""

import pickle
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from withhold import __version__
from withhold.domain.errors import UsageError
from withhold.domain.verdict import DocumentVerdict
from withhold.fleet.walk import Found

if TYPE_CHECKING:
    from withhold.inspection.inspector import Inspector
    from withhold.inspection.run import Run

_mine = threading.local()
"""The inspector of this thread of the worker, and the shards' order that it was made for."""


@dataclass(frozen=True, slots=True)
class Shards:
    """A function of found documents that gives their verdicts, small enough to be sent with every shard.

    `order` is the pickled run of the driver: policies by value, places of keys and registers, never a key.
    `conditions`: what a journal's verdicts depend on.
    """

    order: bytes
    conditions: bytes
    version: str = __version__

    @classmethod
    def of(cls, run: "Run", conditions: bytes) -> "Shards":
        """The shards of a run."""
        return cls(pickle.dumps(run), conditions)

    def __call__(self, shard: Sequence[Found]) -> list[DocumentVerdict]:
        """The verdicts on these documents. Raises UsageError where this worker cannot judge as the driver."""
        from withhold.inspection.run import inspect_found

        inspector = self._inspector()
        return [inspect_found(inspector, found) for found in shard]

    def _inspector(self) -> "Inspector":
        """The inspector of this thread; one that was made for another run is closed."""
        if getattr(_mine, "order", None) == (self.order, self.conditions):
            mine: Inspector = _mine.inspector
            return mine
        if getattr(_mine, "order", None) is not None:
            _mine.inspector.close()
            _mine.order = None
        if self.version != __version__:
            raise UsageError(
                f"a worker has withhold {__version__}, this is {self.version}; install the same everywhere"
            )
        # Made by the driver, which is us: Dask itself sends everything in this way.
        run: Run = pickle.loads(self.order)
        _mine.inspector = run.worker_inspector(self.conditions)
        _mine.order = (self.order, self.conditions)
        inspector: Inspector = _mine.inspector
        return inspector
