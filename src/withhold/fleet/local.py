"""Runs one function over many tasks in processes of this machine, and yields the results in order."""

import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkProcess
from typing import Generic, TypeVar

from withhold.domain.errors import WithholdError
from withhold.domain.mishap import where
from withhold.readers.confinement import die_with_parent

Task = TypeVar("Task")
Result = TypeVar("Result")

_AHEAD = 4096
"""Tasks that may be done before an earlier one is; bounds what is kept back for the order."""

_ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_FORK = multiprocessing.get_context("fork")


class WorkerFailed(Exception):
    """The function raised what it should not; the message is the type and the place, without values."""


@dataclass(slots=True)
class _Worker(Generic[Task]):
    process: ForkProcess
    connection: Connection
    task: tuple[int, Task] | None = None


@dataclass(slots=True)
class Fleet(Generic[Task, Result]):
    """`jobs` processes, each with a function of its own from `make`, which is called and closed there.

    When a process dies on a task, `lost(task)` is its result and a new process takes over: one bad task
    costs one result. Errors for the user (WithholdError) are raised here; any other as WorkerFailed.
    """

    make: Callable[[], AbstractContextManager[Callable[[Task], Result]]]
    lost: Callable[[Task], Result]
    jobs: int
    _workers: list[_Worker[Task]] = field(default_factory=list)
    _done: dict[int, Result] = field(default_factory=dict)

    def run(self, tasks: Iterable[Task]) -> Iterator[Result]:
        """The results, in the order of the tasks; tasks are drawn as processes become free."""
        waiting = enumerate(tasks)
        following = 0
        last = False
        try:
            self._workers = [self._start() for _ in range(self.jobs)]
            while True:
                idle = deque(worker for worker in self._workers if worker.task is None)
                while idle and not last:
                    drawn = next(waiting, None)
                    if drawn is None:
                        last = True
                        break
                    self._give(idle.popleft(), drawn)
                    if drawn[0] - following >= _AHEAD:
                        break
                if last and len(idle) == len(self._workers) and not self._done:
                    return
                self._collect()
                while following in self._done:
                    yield self._done.pop(following)
                    following += 1
        finally:
            self._stop()

    def _start(self) -> _Worker[Task]:
        ours, theirs = _FORK.Pipe()
        process = _FORK.Process(target=_serve, args=(theirs, ours, self.make, os.getpid()), daemon=True)
        # Python drops what a signal's handler raises while it forks: the signal waits until it has.
        before = signal.pthread_sigmask(signal.SIG_BLOCK, _ENDING)
        try:
            process.start()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
        theirs.close()
        return _Worker(process, ours)

    def _give(self, worker: _Worker[Task], task: tuple[int, Task]) -> None:
        worker.task = task
        try:
            worker.connection.send(task[1])
        except OSError:
            # It died while idle: noticed as such when its answer is awaited.
            return

    def _collect(self) -> None:
        """Wait for at least one answer."""
        busy = {worker.connection: worker for worker in self._workers if worker.task is not None}
        for connection in wait(list(busy)) if busy else ():
            assert isinstance(connection, Connection)
            worker = busy[connection]
            assert worker.task is not None
            index, task = worker.task
            try:
                answer = connection.recv()
            except (EOFError, OSError):
                self._done[index] = self.lost(task)
                self._replace(worker)
                continue
            if isinstance(answer, WithholdError | WorkerFailed):
                raise answer
            self._done[index] = answer[0]
            worker.task = None

    def _replace(self, worker: _Worker[Task]) -> None:
        worker.connection.close()
        worker.process.join()
        self._workers[self._workers.index(worker)] = self._start()

    def _stop(self) -> None:
        for worker in self._workers:
            worker.connection.close()
            if worker.task is not None:
                worker.process.terminate()
        for worker in self._workers:
            worker.process.join()


def _serve(
    connection: Connection,
    other_side: Connection,
    make: Callable[[], AbstractContextManager[Callable[[Task], Result]]],
    parent: int,
) -> None:
    """A worker's life: tasks in, results out, until the other side closes or dies."""
    die_with_parent(parent)
    # A copy made by forking: kept open, it would hide that the parent closed its own.
    other_side.close()
    # Ctrl-C reaches the whole group of processes: the parent decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # The parent ends a worker with SIGTERM: what the parent itself does on it is not the worker's to do.
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDING)
    try:
        with make() as function:
            while True:
                task = connection.recv()
                connection.send((function(task),))
    except EOFError:
        return
    except WithholdError as error:
        _answer(connection, error)
    except Exception as error:  # noqa: BLE001  # told to the parent, by its type and place only
        _answer(connection, WorkerFailed(where(error)))


def _answer(connection: Connection, error: Exception) -> None:
    try:
        connection.send(error)
    except OSError:
        # The parent is gone; nobody is left to tell.
        return
