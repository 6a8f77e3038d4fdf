"""Processes that judge, forked by one that has no connection open and whose only work this is.

The server itself could not fork them safely: each would keep a copy of every connection of that moment.
Requests and answers go over sockets that keep message borders; a body goes along as an open file.

    to a judge      {"sent": …, "size": n} with the body, or {"version": true}
    from a judge    {"version": s} at the start and when asked, {"stop": s | null}, or at last {"error": line}
"""

import json
import multiprocessing
import os
import signal
import socket
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from dataclasses import asdict
from multiprocessing.process import BaseProcess
from typing import Any, Protocol

from withhold.domain.errors import WithholdError
from withhold.domain.mishap import where
from withhold.gates.icap.interface import Sent, Stop
from withhold.readers.confinement import die_with_parent

_FORK = multiprocessing.get_context("fork")
MAX_MESSAGE = 160 << 10
"""Bytes of a message: a name and a few header fields, which are bounded as heads are."""


class Judge(Protocol):
    """What a process does: says by what it judges, and why a body in an open file does not pass."""

    def version(self) -> str: ...

    def stops(self, sent: Sent, descriptor: int, size: int) -> Stop | None: ...


Make = Callable[[], AbstractContextManager[Judge]]


class Nursery:
    """Forks judges on demand. To be started before any connection is accepted.

    `prepare` is called once in the nursery: what can be read only once, such as a key from a pipe, is
    inherited by every judge, and never comes into the process that talks to clients.
    """

    def __init__(self, make: Make, prepare: Callable[[], object]) -> None:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._process: BaseProcess = _FORK.Process(
            target=_nurse, args=(theirs, ours, make, prepare, os.getpid()), daemon=True
        )
        self._process.start()
        theirs.close()
        ours.setblocking(False)
        self.control = ours

    def ask(self) -> None:
        """Ask for one more judge; `received` gives it when the control socket is readable."""
        self.control.send(b"judge")

    def received(self) -> tuple[socket.socket, int]:
        """The socket to a new judge and its process handle (pidfd). Raises ConnectionError without one."""
        data, numbers, _, _ = socket.recv_fds(self.control, 16, 2)
        if not data or len(numbers) != 2:
            raise ConnectionError("the nursery ended")
        judge = socket.socket(fileno=numbers[0])
        judge.setblocking(False)
        return judge, numbers[1]

    def close(self) -> None:
        """End the nursery, and every judge with it."""
        self.control.close()
        self._process.terminate()
        self._process.join()


def request(sent: Sent, size: int) -> bytes:
    """The message that asks to judge a body."""
    return json.dumps({"sent": asdict(sent), "size": size}).encode()


def _nurse(
    control: socket.socket,
    other_side: socket.socket,
    make: Make,
    prepare: Callable[[], object],
    parent: int,
) -> None:
    die_with_parent(parent)
    other_side.close()
    # Ctrl-C reaches the whole group of processes: the server decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)
    # Judges that end are not waited for: the server sees their sockets close.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    nurse = os.getpid()
    # Every judge meets the same error again, and tells it to somebody who listens.
    with suppress(WithholdError):
        prepare()
    while control.recv(16):
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        child = os.fork()
        if child == 0:
            status = 1
            try:
                die_with_parent(nurse)
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                control.close()
                ours.close()
                _work(theirs, make)
                status = 0
            finally:
                os._exit(status)
        theirs.close()
        handle = os.pidfd_open(child)
        socket.send_fds(control, [b"judge"], [ours.fileno(), handle])
        ours.close()
        os.close(handle)


def _work(control: socket.socket, make: Make) -> None:
    """A judge's life. What goes wrong is told by one line without values, and ends it."""
    try:
        with make() as judge:
            _say(control, {"version": judge.version()})
            while True:
                data, numbers, _, _ = socket.recv_fds(control, MAX_MESSAGE, 1)
                if not data:
                    return
                _say(control, _answer(judge, json.loads(data), numbers))
    except WithholdError as error:
        _say(control, {"error": str(error), "exit_code": error.exit_code})
    except (BrokenPipeError, ConnectionResetError):
        # The server is gone, or gave this judge up.
        return
    except Exception as error:  # noqa: BLE001  # told by its type and place only
        _say(control, {"error": f"crashed ({where(error)})", "exit_code": 1})


def _answer(judge: Judge, message: dict[str, Any], numbers: list[int]) -> dict[str, object]:
    if "version" in message:
        return {"version": judge.version()}
    told = message["sent"]
    sent = Sent(told["name"], told["content_type"], tuple(told["encodings"]), told["form"])
    try:
        return {"stop": judge.stops(sent, numbers[0], message["size"])}
    finally:
        for number in numbers:
            os.close(number)


def _say(control: socket.socket, answer: dict[str, object]) -> None:
    control.send(json.dumps(answer).encode())
