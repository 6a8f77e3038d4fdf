"""The judges of a server: whoever is free takes the next body, one that fails is replaced."""

import asyncio
import hashlib
import json
import logging
import os
import signal
import socket
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from withhold.domain.errors import WithholdError
from withhold.gates.icap.body import Body
from withhold.gates.icap.interface import Sent, Stop
from withhold.gates.icap.nursery import MAX_MESSAGE, Nursery, request

_log = logging.getLogger(__name__)
_START_SECONDS = 90
_PAUSE_SECONDS = 5
"""Before another judge is tried where one could not start: a register may be in the middle of a change."""
_REFRESH_SECONDS = 20
_QUEUED = 64
"""Bodies that may wait for each judge."""


class JudgeFailed(WithholdError):
    """A judge ended, or did not start; the message is its last line."""

    def __init__(self, line: str, exit_code: int = 1) -> None:
        super().__init__(line)
        self.exit_code = exit_code


@dataclass(eq=False, slots=True)
class _Judge:
    """A judge's socket and its process handle."""

    socket: socket.socket
    handle: int

    async def told(self) -> dict[str, Any]:
        """Its next message. Raises JudgeFailed where it has ended or says that it cannot go on."""
        try:
            data = await asyncio.get_running_loop().sock_recv(self.socket, MAX_MESSAGE)
        except OSError:
            data = b""
        if not data:
            raise JudgeFailed("an inspecting process ended")
        answer: dict[str, Any] = json.loads(data)
        if "error" in answer:
            raise JudgeFailed(answer["error"], answer["exit_code"])
        return answer

    def end(self) -> None:
        with suppress(ProcessLookupError):
            signal.pidfd_send_signal(self.handle, signal.SIGKILL)
        os.close(self.handle)
        self.socket.close()


class Pool:
    """`jobs` judges; a body takes at most `seconds`, waiting for its turn included."""

    def __init__(self, nursery: Nursery, jobs: int, seconds: float) -> None:
        self._nursery = nursery
        self._jobs = jobs
        self._seconds = seconds
        self._idle: asyncio.Queue[_Judge] = asyncio.Queue()
        self._all: set[_Judge] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._asking = asyncio.Lock()
        self._waiting = 0
        self._version = ""

    async def start(self) -> None:
        """Start every judge. Raises JudgeFailed with the line to show where one cannot start."""
        for judge in [await self._hired() for _ in range(self._jobs)]:
            self._idle.put_nowait(judge)
        self._spawn(self._refresh())

    def tag(self, settings: str) -> str:
        """What changes whenever the same body could be judged otherwise (ISTag, RFC 3507, 4.7)."""
        return hashlib.sha256(f"{self._version}\n{settings}".encode()).hexdigest()[:32]

    async def stops(self, sent: Sent, body: Body) -> Stop | None:
        """Why a sealed body does not pass; None if it does. Whatever goes wrong is a reason to stop it."""
        if self._waiting >= _QUEUED * self._jobs:
            return Stop.BUSY
        stop = Stop.BUSY
        judge: _Judge | None = None
        self._waiting += 1
        try:
            async with asyncio.timeout(self._seconds):
                try:
                    judge = await self._idle.get()
                finally:
                    self._waiting -= 1
                stop = Stop.TIMED_OUT
                socket.send_fds(judge.socket, [request(sent, body.size)], [body.descriptor])
                told = (await judge.told())["stop"]
                self._idle.put_nowait(judge)
                judge = None
                return None if told is None else Stop(told)
        except TimeoutError:
            return stop
        except JudgeFailed as error:
            _log.error("%s; what it inspected is stopped", error)
            return Stop.FAILED
        except OSError as error:
            _log.error("an inspecting process cannot be reached (%s)", os.strerror(error.errno or 0))
            return Stop.FAILED
        finally:
            if judge is not None:
                self._replace(judge)

    async def close(self) -> None:
        """End every judge."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for judge in self._all:
            judge.end()
        self._all.clear()

    async def _hired(self) -> _Judge:
        """A new judge that is ready. Raises JudgeFailed."""
        loop = asyncio.get_running_loop()
        async with self._asking:
            self._nursery.ask()
            readable: asyncio.Future[None] = loop.create_future()
            loop.add_reader(self._nursery.control, _settle, readable)
            try:
                await readable
            finally:
                loop.remove_reader(self._nursery.control)
            try:
                judge = _Judge(*self._nursery.received())
            except OSError:
                raise JudgeFailed("no inspecting process can be started") from None
        self._all.add(judge)
        try:
            async with asyncio.timeout(_START_SECONDS):
                self._version = (await judge.told())["version"]
        except BaseException as error:
            self._dismiss(judge)
            if isinstance(error, TimeoutError):
                raise JudgeFailed("an inspecting process does not start") from None
            raise
        return judge

    def _replace(self, judge: _Judge) -> None:
        """End a judge that is of no use any more, and start another."""
        self._dismiss(judge)
        self._spawn(self._hire_again())

    async def _hire_again(self) -> None:
        while True:
            try:
                self._idle.put_nowait(await self._hired())
                return
            except JudgeFailed as error:
                _log.error("%s; trying again, until then more is stopped", error)
                await asyncio.sleep(_PAUSE_SECONDS)

    async def _refresh(self) -> None:
        """Ask again and again by what is judged: a register changes while the server runs."""
        while True:
            await asyncio.sleep(_REFRESH_SECONDS)
            judge = await self._idle.get()
            try:
                async with asyncio.timeout(_START_SECONDS):
                    judge.socket.send(b'{"version": true}')
                    self._version = (await judge.told())["version"]
            except (JudgeFailed, TimeoutError, OSError):
                _log.error("an inspecting process failed when asked by what it judges; it is replaced")
                self._replace(judge)
            else:
                self._idle.put_nowait(judge)

    def _dismiss(self, judge: _Judge) -> None:
        self._all.discard(judge)
        judge.end()

    def _spawn(self, work: "Any") -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _settle(future: "asyncio.Future[None]") -> None:
    if not future.done():
        future.set_result(None)
