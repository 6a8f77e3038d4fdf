"""What follows a pull, beside the watching: what the file came to hold, who fetched it, and inspecting it.

A writer may still hold the file open and go on writing into the quarantine. The evidence is complete when
nobody does any more.
"""

import fcntl
import os
import signal
import stat
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

from withhold.gates.guard.background import Background
from withhold.gates.guard.evidence import SCHEMA
from withhold.gates.guard.exposure import lines_since, size_of, window
from withhold.gates.guard.interface import Alarm, Released, Teller
from withhold.gates.guard.judging import hash_of
from withhold.gates.guard.quarantine import CONTENT, read_evidence, write_evidence
from withhold.gates.guard.tree import mark_of

_QUIET = 1.0
"""Seconds without a change before a file counts as written; the server has logged short fetches by then."""
_QUIET_UNSURE = 30.0
"""The same where nobody can tell whether a writer still has the file open."""
_TICK = 0.25


@dataclass(slots=True)
class _Pending:
    """A quarantined file that may still change. `since` in seconds of the monotonic clock."""

    folder: Path
    path: str
    inspect: bool
    log_start: tuple[int, int] | None
    mark: object = None
    since: float = 0.0


@dataclass(slots=True)
class Aftermath:
    """A thread that completes the evidence. `release` inspects what is to be inspected; None: nothing is."""

    teller: Teller
    release: Released | None = None
    access_log: Path | None = None
    monotonic: Callable[[], float] = time.monotonic
    _pending: list[_Pending] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    background: Background = field(init=False)
    _leases: bool = False

    def __post_init__(self) -> None:
        self.background = Background("aftermath", lambda: _TICK if self.step() else None)

    def start(self) -> None:
        """Begin."""
        if threading.current_thread() is threading.main_thread():
            # Whoever opens a file while we hold a lease on it sends us this; unhandled, it would end us.
            signal.signal(signal.SIGIO, lambda _number, _frame: None)
            self._leases = True
        self.background.start()

    def add(self, folder: Path, path: str, inspect: bool, log_start: tuple[int, int] | None) -> None:
        """A file was pulled. `log_start` is where the access log stood when it was last known absent."""
        with self._lock:
            self._pending.append(_Pending(folder, path, inspect and self.release is not None, log_start))
        self.background.wake()

    def log_position(self) -> tuple[int, int] | None:
        """Where the access log ends now, None without one."""
        if self.access_log is None:
            return None
        try:
            return size_of(self.access_log)
        except OSError:
            return (0, 0)

    def close(self) -> None:
        """End; what is still pending is completed by the next guard."""
        self.background.close()

    def step(self) -> int:
        """Complete what can be completed now; returns how many are still pending."""
        with self._lock:
            pending = list(self._pending)
        for one in pending:
            if self.background.stopping:
                break
            if not self._written(one):
                continue
            try:
                self._complete(one)
            except OSError as error:
                reason = f"its evidence cannot be completed ({os.strerror(error.errno or 0)})"
                self.teller.tell(Alarm.NOT_INSPECTED, path=one.path, why=reason)
            with self._lock:
                self._pending.remove(one)
        with self._lock:
            return len(self._pending)

    def _written(self, one: _Pending) -> bool:
        """Whether nobody writes to it any more, as far as can be told."""
        now = self.monotonic()
        try:
            found = os.lstat(one.folder / CONTENT)
        except OSError:
            return True
        mark = mark_of(found)
        if mark != one.mark:
            one.mark, one.since = mark, now
        if not stat.S_ISREG(found.st_mode):
            return True
        if now - one.since < _QUIET:
            return False
        held = _held_open(one.folder / CONTENT) if self._leases else None
        return held is False or (held is None and now - one.since >= _QUIET_UNSURE)

    def _complete(self, one: _Pending) -> None:
        # Without a record, for want of space: the name at least.
        evidence = read_evidence(one.folder) or {"schema": SCHEMA, "path_bytes": quote(os.fsencode(one.path))}
        content = one.folder / CONTENT
        if stat.S_ISREG(os.lstat(content).st_mode):
            descriptor = os.open(content, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
            try:
                evidence |= {"final_sha256": hash_of(descriptor), "final_size": os.fstat(descriptor).st_size}
            finally:
                os.close(descriptor)
        evidence |= {"complete": True, "exposure": self._exposure(one, evidence)}
        write_evidence(one.folder, evidence, durable=True)
        if one.inspect and self.release is not None and stat.S_ISREG(os.lstat(content).st_mode):
            self.release(one.path, one.folder)

    def _exposure(self, one: _Pending, evidence: dict[str, Any]) -> dict[str, Any]:
        exposure: dict[str, Any] = dict(evidence.get("exposure") or {})
        if self.access_log is None:
            return exposure
        try:
            lines = lines_since(self.access_log, one.log_start or (0, 0))
            found = window(lines, one.path)
        except OSError as error:
            return exposure | {"fetches_unknown": os.strerror(error.errno or 0)}
        first = None if found.first is None else found.first.isoformat()
        last = None if found.last is None else found.last.isoformat()
        self.teller.tell(
            Alarm.EXPOSED,
            path=one.path,
            fetches=found.count,
            first=first,
            last=last,
            evidence=one.folder.name,
        )
        return exposure | {"fetches": found.count, "first_fetch": first, "last_fetch": last}


def _held_open(content: Path) -> bool | None:
    """Whether any process has the file open for writing; None where the system does not tell.

    A read lease is granted only if nobody has (fcntl(2)).
    """
    try:
        descriptor = os.open(content, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_RDLCK)
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    except BlockingIOError:
        return True
    except OSError:
        return None
    finally:
        os.close(descriptor)
    return False
