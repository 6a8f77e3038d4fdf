"""Reads foreign bytes in a child process that can do nothing else, and says so when it could not.

One `Sandbox` holds one zygote (see `zygote.py`) and reads one document at a time. What goes wrong with a
document is a `Skipped` after the pieces that arrived; only a machine that cannot isolate is an error.
"""

import contextlib
import fcntl
import json
import os
import signal
import socket
import subprocess
from collections.abc import Generator, Iterator
from dataclasses import asdict, dataclass, field
from types import TracebackType

from withhold.domain.location import DOCUMENT
from withhold.domain.piece import ReadItem, Skipped, SkipReason
from withhold.readers.confinement import Means
from withhold.readers.frames import TooSlow, Truncated, messages
from withhold.readers.recognition.language_data import LanguageData
from withhold.readers.start import MAX_REPLY, Zygote, start_zygote
from withhold.readers.wire import End, Failure, Made, MediaType, ProtocolError

READ_DOCUMENT = "withhold.readers.zygote:read_document"
READ_AS_LAID_OUT = "withhold.readers.zygote:read_as_laid_out"

_PIPE_BYTES = 1 << 20
_MOST_MADE = 1 << 30
_Sent = ReadItem | MediaType | Made


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a document may take and how much memory its child may use.

    An ordinary file is done in a few seconds; a minute says that something is wrong with it. Big files get
    more, in proportion to their size.
    """

    seconds: float = 50
    seconds_per_mib: float = 2
    memory_bytes: int = Means().memory_bytes

    @classmethod
    def for_recognition(cls) -> "Limits":
        """Limits with which a scan of a few hundred pages can be read: each takes seconds."""
        return cls(seconds=900, seconds_per_mib=60)

    def waiting(self, size: int) -> float:
        """Seconds of waiting for the child that a document of `size` bytes may cost."""
        return self.seconds + self.seconds_per_mib * size / (1 << 20)


@dataclass(slots=True)
class Sandbox:
    """Where documents are read. `safe` False reads without isolation; time and memory stay limited."""

    safe: bool = True
    limits: Limits = field(default_factory=Limits)
    entry: str = READ_DOCUMENT
    passwords: tuple[str, ...] = field(default=(), repr=False)
    """Tried on what is encrypted; they reach the child with the request."""
    recognises: LanguageData | None = None
    """In which languages text in pictures is recognised; None: not at all."""
    _zygote: Zygote | None = None

    def start(self) -> tuple[str, ...]:
        """Make sure the zygote runs; returns the names of the walls around it.

        Raises SandboxUnavailable where this machine allows no isolation, SandboxBroken for anything else.
        """
        if self._zygote is None:
            self._zygote = start_zygote(self.entry, self.safe, self.recognises)
        return self._zygote.layers

    def read(self, document: int, size: int, name: str) -> Generator[ReadItem | MediaType]:
        """Everything that is in an open file (its descriptor stays the caller's), as it is read.

        The position of the descriptor is moved. `name` is what the document calls itself.
        """
        with contextlib.closing(self._exchanged(document, size, name)) as sent:
            for message in sent:
                if isinstance(message, Made):
                    yield Skipped(
                        DOCUMENT, SkipReason.CRASHED, detail="the sandbox sent what nobody asked for"
                    )
                    return
                yield message

    def beside(self, entry: str) -> "Sandbox":
        """Another one, not started, that does something else with documents under the same limits."""
        return Sandbox(self.safe, self.limits, entry, self.passwords, self.recognises)

    def make(self, document: int, size: int, name: str) -> bytes | Skipped:
        """The file that `entry` makes of an open file, or why there is none. Raises as `start` does."""
        made = bytearray()
        with contextlib.closing(self._exchanged(document, size, name)) as sent:
            for message in sent:
                if isinstance(message, Skipped):
                    return message
                if isinstance(message, Made):
                    made += message.content
                if len(made) > _MOST_MADE:
                    return Skipped(DOCUMENT, SkipReason.OVER_LIMIT, detail="more than 1 GiB was made")
        return bytes(made)

    def _exchanged(self, document: int, size: int, name: str) -> Generator[_Sent]:
        """Everything a child sends of an open file; how it ended badly, last."""
        self.start()
        pipe, output = os.pipe2(os.O_CLOEXEC)
        child: _Child | None = None
        seconds = self.limits.waiting(size)
        try:
            try:
                child = self._fork(document, output, size, name, seconds)
            finally:
                os.close(output)
            if child is None:
                yield Skipped(DOCUMENT, SkipReason.CRASHED, detail="the sandbox ended")
                return
            yield from _received(pipe, seconds, child)
        finally:
            os.close(pipe)
            status = self._end(child)
        if child.failure is None and not child.finished:
            yield _explained(status)

    def _fork(self, document: int, output: int, size: int, name: str, seconds: float) -> "_Child | None":
        """Ask for a child; None when the zygote is gone."""
        _widen(output)
        # While the parent is busy the child works on without being waited for: twice the time, then.
        means = Means(self.limits.memory_bytes, 2 * int(seconds) + 1)
        request = {"name": name[:4096], "size": size, "means": asdict(means)}
        if self.passwords:
            request["passwords"] = self.passwords
        assert self._zygote is not None
        try:
            socket.send_fds(self._zygote.control, [json.dumps(request).encode()], [document, output])
            reply, handles, _, _ = socket.recv_fds(self._zygote.control, MAX_REPLY, 1)
        except OSError:
            reply, handles = b"", []
        if not reply or not handles:
            self.close()
            return None
        return _Child(handles[0])

    def _end(self, child: "_Child | None") -> int | None:
        """Make sure the child is dead; returns its wait status, None when the zygote is gone."""
        if child is None or self._zygote is None:
            return None
        with contextlib.suppress(ProcessLookupError):
            # Also one that said it has finished: it may not be telling the truth.
            signal.pidfd_send_signal(child.handle, signal.SIGKILL)
        os.close(child.handle)
        try:
            reply = self._zygote.control.recv(MAX_REPLY)
        except OSError:
            reply = b""
        if not reply:
            self.close()
            return None
        return int(json.loads(reply)["status"])

    def close(self) -> None:
        """End the zygote, and with it any child."""
        if self._zygote is None:
            return
        zygote, self._zygote = self._zygote, None
        zygote.control.close()
        try:
            zygote.process.wait(5)
        except subprocess.TimeoutExpired:
            zygote.process.kill()
            zygote.process.wait()

    def __enter__(self) -> "Sandbox":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


@dataclass(slots=True)
class _Child:
    """A running child: its process handle, and how it ended as far as it said so itself."""

    handle: int
    finished: bool = False
    failure: Skipped | None = None


def _received(pipe: int, seconds: float, child: _Child) -> Iterator[_Sent]:
    try:
        for message in messages(pipe, seconds):
            if isinstance(message, End):
                child.finished = True
                return
            if isinstance(message, Failure):
                child.failure = Skipped(DOCUMENT, message.reason, detail=message.detail)
                break
            yield message
    except TooSlow:
        child.failure = Skipped(DOCUMENT, SkipReason.TIMED_OUT, detail=f"no end after {seconds:.0f} seconds")
    except (ProtocolError, Truncated) as error:
        # Not the child's status but what it sent is the news, unless it died in the middle of a frame.
        if isinstance(error, ProtocolError):
            child.failure = Skipped(DOCUMENT, SkipReason.CRASHED, detail=str(error))
    if child.failure is not None:
        yield child.failure


def _explained(status: int | None) -> Skipped:
    """Why a child ended without saying so, from its wait status."""
    if status is None:
        return Skipped(DOCUMENT, SkipReason.CRASHED, detail="the sandbox ended")
    if os.WIFEXITED(status):
        return Skipped(DOCUMENT, SkipReason.CRASHED, detail=f"exit status {os.WEXITSTATUS(status)}")
    number = os.WTERMSIG(status)
    name = signal.Signals(number).name if number in set(signal.Signals) else str(number)
    if number == signal.SIGXCPU:
        return Skipped(DOCUMENT, SkipReason.TIMED_OUT, detail="processor time spent")
    # The kernel kills whoever uses up the machine's or the container's memory.
    reason = SkipReason.OVER_LIMIT if number == signal.SIGKILL else SkipReason.CRASHED
    return Skipped(DOCUMENT, reason, detail=f"ended by {name}")


def _widen(pipe: int) -> None:
    """A pipe that holds a whole batch, so that reading and recognising overlap."""
    try:
        fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)
    except PermissionError:
        # An ordinary user may be near the limit for pipes: a narrow one is only slower.
        return
