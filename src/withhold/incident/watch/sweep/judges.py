"""Processes that judge fetched documents and find where they lead.

A document comes to them as an open file without a name, so that no copy lies about; each process has one
inspector with its own sandbox, as those of a check have. Results come as they are ready: a document that
takes long holds up no other.
"""

import mimetypes
import multiprocessing
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.context import ForkProcess
from multiprocessing.reduction import recv_handle, send_handle
from posixpath import basename, dirname, join, splitext
from urllib.parse import unquote, urlsplit

from withhold.domain.errors import WithholdError
from withhold.domain.mishap import where
from withhold.domain.piece import SkipReason
from withhold.domain.verdict import DocumentVerdict
from withhold.fleet.local import WorkerFailed
from withhold.incident.watch.sweep.asking import Fetched
from withhold.incident.watch.sweep.browser import RENDERED
from withhold.incident.watch.sweep.leading import Lead, lead
from withhold.inspection.inspector import Inspector
from withhold.inspection.opening import Opened
from withhold.inspection.run import Run
from withhold.readers.confinement import die_with_parent

_ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_FORK = multiprocessing.get_context("fork")


@dataclass(frozen=True, slots=True)
class Judged:
    """A fetched document with its verdict, None for what is no document of its own, and where it leads."""

    fetched: Fetched
    verdict: DocumentVerdict | None
    lead: Lead


@dataclass(slots=True)
class _Worker:
    process: ForkProcess
    connection: Connection
    fetched: Fetched | None = None


@dataclass(slots=True)
class Judges:
    """`jobs` processes, none before `start`: a sweep in which nothing changed needs none. No thread may run
    while they start. Closing ends them."""

    run: Run
    jobs: int
    _workers: list[_Worker] = field(default_factory=list)

    def start(self) -> None:
        """As many processes as there should be: all at first, later in the place of those that died."""
        self._workers += [_started(self.run) for _ in range(self.missing())]

    def missing(self) -> int:
        """How many there should be and are not."""
        return self.jobs - len(self._workers)

    def idle(self) -> bool:
        """Whether one has nothing to do."""
        return any(worker.fetched is None for worker in self._workers)

    def busy(self) -> list[Connection]:
        """What becomes readable when one has judged."""
        return [worker.connection for worker in self._workers if worker.fetched is not None]

    def give(self, fetched: Fetched) -> None:
        """Let one that is idle judge this document, which has content."""
        worker = next(one for one in self._workers if one.fetched is None)
        worker.fetched = fetched
        assert fetched.content is not None
        assert worker.process.pid is not None
        try:
            worker.connection.send((fetched.waiting.url, fetched.media_type, fetched.size))
            send_handle(worker.connection, fetched.content, worker.process.pid)
        except OSError:
            return  # it died while idle: noticed as such when its answer is awaited

    def take(self, connection: Connection) -> Judged:
        """The result of one whose connection is readable. Raises what it raised."""
        worker = next(one for one in self._workers if one.connection is connection)
        assert worker.fetched is not None
        fetched, worker.fetched = worker.fetched, None
        try:
            answer = connection.recv()
        except (EOFError, OSError):
            return Judged(fetched, self._lost(worker, fetched), Lead())
        if isinstance(answer, WithholdError | WorkerFailed):
            raise answer
        return Judged(fetched, *answer)

    def close(self) -> None:
        """End them all; what they are at is not waited for."""
        for worker in self._workers:
            worker.connection.close()
            if worker.fetched is not None:
                worker.process.terminate()
                worker.fetched.drop()
        for worker in self._workers:
            worker.process.join()

    def _lost(self, worker: _Worker, fetched: Fetched) -> DocumentVerdict:
        """The process died on it, perhaps of too little memory."""
        worker.connection.close()
        worker.process.join()
        self._workers.remove(worker)
        detail = "the inspecting process ended"
        return Inspector(self.run.policy).unread(fetched.waiting.url, detail, SkipReason.CRASHED)


def _started(run: Run) -> _Worker:
    ours, theirs = _FORK.Pipe()
    process = _FORK.Process(target=_serve, args=(theirs, ours, run, os.getpid()), daemon=True)
    # Python drops what a signal's handler raises while it forks: the signal waits until it has.
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _ENDING)
    try:
        process.start()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
    theirs.close()
    return _Worker(process, ours)


def _serve(connection: Connection, other_side: Connection, run: Run, parent: int) -> None:
    """A process's life: documents in, verdicts and links out, until the other side closes or dies."""
    die_with_parent(parent)
    other_side.close()
    # Ctrl-C reaches the whole group of processes: the parent decides what it means, and ends us.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDING)
    try:
        with run.inspector() as inspector:
            while True:
                url, media_type, size = connection.recv()
                descriptor = recv_handle(connection)
                try:
                    connection.send(_judged(inspector, url, media_type, size, descriptor))
                finally:
                    os.close(descriptor)
    except EOFError:
        return
    except WithholdError as error:
        _answer(connection, error)
    except Exception as error:  # noqa: BLE001  # told to the parent, by its type and place only
        _answer(connection, WorkerFailed(where(error)))


def _judged(
    inspector: Inspector, url: str, media_type: str, size: int, descriptor: int
) -> tuple[DocumentVerdict | None, Lead]:
    leads = lead(descriptor, size, media_type, url.removesuffix(RENDERED))
    if leads.index:
        return None, leads
    return inspector.inspect(_opened(descriptor, size, name_for(url, media_type)), url), leads


@contextmanager
def _opened(descriptor: int, size: int, name: str) -> Iterator[Opened]:
    yield Opened(descriptor, size, name)


def name_for(url: str, media_type: str) -> str:
    """What a visitor who saves the document gets as its path: decoded, without a query, with an extension.

    Its words speak of the people in the document, and an extension tells text formats apart.
    """
    path = unquote(urlsplit(url.removesuffix(RENDERED)).path, errors="replace").replace("\0", "")
    name = basename(path) or "index"
    if not splitext(name)[1]:
        name += mimetypes.guess_extension(media_type) or ""
    return join(dirname(path), name)


def _answer(connection: Connection, error: Exception) -> None:
    try:
        connection.send(error)
    except OSError:
        return  # the parent is gone; nobody is left to tell
