"""Runs one function over many tasks on a Dask cluster, and yields the results in order.

The tasks travel in shards; each shard is a pure, idempotent function of its tasks, so a shard whose worker
dies is simply done again elsewhere.
"""

import logging
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Any, Generic, TypeVar

from withhold.domain.errors import UsageError, WithholdError
from withhold.domain.mishap import where
from withhold.fleet.local import WorkerFailed

Task = TypeVar("Task")
Result = TypeVar("Result")

_CONNECT_SECONDS = 15
_START_SECONDS = 60
"""For a cluster of our own: its processes start slowly where all processors are busy."""
_PATIENCE_SECONDS = 60
"""How often a shard that takes long is looked after; workers may come back within this time."""
_SHARD = 8
"""Tasks that travel together: enough to hide the cluster's millisecond a shard, few enough to lose little."""
_AHEAD = 8
"""Shards under way for each worker: bounds what is kept back for the order."""
_DEATHS = 2
"""Workers of our own that a shard may cost before its tasks are tried one by one."""


class ClusterUnusable(UsageError):
    """No cluster can be had: the extra is missing, the scheduler cannot be reached, or it went away."""


@dataclass(frozen=True, slots=True)
class Answer(Generic[Result]):
    """What a shard gave: its results, or the error for the user that ended it."""

    results: tuple[Result, ...]
    error: Exception | None = None


@dataclass(slots=True)
class Cluster(Generic[Task, Result]):
    """A Dask cluster: that of `scheduler` (an address), or `jobs` processes of this machine.

    `function` and what it is made of are sent to the workers with every shard, so it has to be small and
    free of secrets. When workers keep dying on a task, `lost(task)` is its result.
    """

    function: Callable[[Sequence[Task]], list[Result]]
    lost: Callable[[Task], Result]
    jobs: int
    scheduler: str | None = None

    def run(self, tasks: Iterable[Task]) -> Iterator[Result]:
        """The results, in the order of the tasks; tasks are drawn as workers become free.

        Raises ClusterUnusable, an error for the user (WithholdError) that a worker met, or WorkerFailed.
        """
        with _client(self.scheduler, self.jobs) as client:
            waiting = iter(tasks)
            underway: deque[tuple[Any, list[Task]]] = deque()
            while True:
                while len(underway) < _AHEAD * max(1, _workers(client)):
                    shard = list(islice(waiting, _SHARD))
                    if not shard:
                        break
                    underway.append((self._submit(client, shard), shard))
                if not underway:
                    return
                yield from self._results(client, *underway.popleft())

    def _submit(self, client: Any, shard: list[Task]) -> Any:
        return client.submit(_serve, self.function, shard, pure=False)

    def _results(self, client: Any, future: Any, shard: list[Task]) -> Iterator[Result]:
        """The results of a shard; if it keeps killing workers, of each of its tasks alone."""
        from distributed.scheduler import KilledWorker

        try:
            answer: Answer[Result] = _awaited(client, future)
        except KilledWorker:
            if len(shard) == 1:
                yield self.lost(shard[0])
                return
            for task in shard:
                yield from self._results(client, self._submit(client, [task]), [task])
            return
        except ClusterUnusable:
            raise
        except Exception as error:  # noqa: BLE001  # Dask's own: told by its type, never by its message
            raise ClusterUnusable(
                f"the cluster failed ({type(error).__name__}): check that its scheduler runs and that its "
                "workers have this version of withhold; with --resume nothing that was judged is lost"
            ) from None
        if answer.error is not None:
            raise answer.error
        yield from answer.results


def _awaited(client: Any, future: Any) -> Any:
    """What a shard gave. Raises ClusterUnusable when there is nobody left who could do it."""
    while True:
        try:
            return future.result(timeout=_PATIENCE_SECONDS)
        except TimeoutError:
            if not _workers(client):
                raise ClusterUnusable(
                    "the cluster has no workers left; start some and run again, with --resume nothing is lost"
                ) from None


def _workers(client: Any) -> int:
    return len(client.scheduler_info(n_workers=-1)["workers"])


def _serve(function: Callable[[Sequence[Task]], list[Result]], shard: Sequence[Task]) -> Answer[Result]:
    """In a worker: an exception would be logged there with what was at hand, so it comes back as a value."""
    try:
        return Answer(tuple(function(shard)))
    except WithholdError as error:
        return Answer((), error)
    except Exception as error:  # noqa: BLE001  # told to the driver, by its type and place only
        return Answer((), WorkerFailed(where(error)))


@contextmanager
def _client(scheduler: str | None, jobs: int) -> Iterator[Any]:
    """A client of the scheduler, or of a cluster of our own that ends with the block."""
    try:
        import dask
        import distributed
    except ImportError:
        raise ClusterUnusable("--engine dask needs an extra; install withhold[dask]") from None
    # Its messages quote what tasks hold; what concerns the user comes back as an error.
    logging.getLogger("distributed").setLevel(logging.CRITICAL + 1)
    with ExitStack() as stack:
        stack.enter_context(dask.config.set({"distributed.scheduler.allowed-failures": _DEATHS}))
        try:
            address: Any = scheduler
            local: Any = distributed.LocalCluster
            connect: Any = distributed.Client
            if scheduler is None:
                address = stack.enter_context(
                    local(
                        n_workers=jobs,
                        threads_per_worker=1,
                        dashboard_address=None,
                        host="127.0.0.1",
                        silence_logs=logging.CRITICAL,
                    )
                )
            patience = _CONNECT_SECONDS if scheduler is not None else _START_SECONDS
            client = connect(address, timeout=patience, set_as_default=False)
            stack.enter_context(client)
            client.wait_for_workers(1, timeout=patience)
        except (OSError, TimeoutError, ValueError, RuntimeError) as error:
            place = f"the scheduler {scheduler}" if scheduler else "a cluster on this machine"
            kind = type(error).__name__
            raise ClusterUnusable(
                f"{place} cannot be reached, or has no workers ({kind}); check --scheduler"
            ) from None
        yield client
