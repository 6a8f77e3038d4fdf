"""Alarms: a line for people, a line in the journal, and the command that pages somebody."""

import json
import os
import queue
import subprocess
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from withhold.gates.guard.interface import Alarm, Clock
from withhold.gates.guard.tree import shown

_NEWS = frozenset(Alarm) - {Alarm.READY, Alarm.CLEARED, Alarm.PUT_BACK, Alarm.RECOVERED, Alarm.ENDED}
"""What the alert command is run for; the others are only told and recorded."""
_LEAVE = 5.0
"""Seconds that waiting alerts get when the guard ends."""


@dataclass(slots=True)
class Voice:
    """Tells alarms. `line` prints for people; `command` is an argument list, run without a shell.

    The command gets, on standard input, one JSON object a line: every alarm since it last ran. It never
    delays the guard, and what goes wrong with it is told.
    """

    journal: Path
    line: Callable[[str], None]
    clock: Clock
    command: tuple[str, ...] = ()
    time_limit: float = 10.0
    _waiting: "queue.SimpleQueue[str | None]" = field(default_factory=queue.SimpleQueue)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _thread: threading.Thread | None = None

    def tell(self, alarm: Alarm, **facts: str | int | float | None) -> None:
        """Tell at once; a journal that cannot be written is told, and does not stop the guard."""
        path = facts.get("path")
        entry = {"time": self.clock().isoformat(), "gate": "guard", "action": str(alarm), **facts}
        if isinstance(path, str):
            entry["path"] = shown(path)
        text = json.dumps(entry)
        self.line(_for_people(alarm, entry))
        with self._lock:
            failure = _append(self.journal, text)
        if failure:
            self.line(f"guard: the journal {self.journal} cannot be written ({failure}); mend it now")
        if self.command and alarm in _NEWS:
            self._start()
            self._waiting.put(text)

    def close(self) -> None:
        """Let the alerts that wait go out, for a few seconds at most."""
        if self._thread is not None:
            self._waiting.put(None)
            self._thread.join(self.time_limit + _LEAVE)

    def _start(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._deliver, name="alerts", daemon=True)
            self._thread.start()

    def _deliver(self) -> None:
        last = False
        while not last:
            batch = [self._waiting.get()]
            while not self._waiting.empty():
                batch.append(self._waiting.get())
            last = None in batch
            texts = [text for text in batch if text is not None]
            failure = self._run("\n".join(texts) + "\n") if texts else ""
            if failure:
                self.line(f"guard: the alert command {failure}; {len(texts)} alerts reached nobody")

    def _run(self, text: str) -> str:
        """Run the command; says what went wrong, or nothing."""
        try:
            done = subprocess.run(
                self.command,
                input=text.encode(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                timeout=self.time_limit,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return f"took longer than {self.time_limit:g} s"
        except OSError as error:
            return f"cannot be run ({os.strerror(error.errno or 0)})"
        return f"failed with exit code {done.returncode}" if done.returncode else ""


def _append(journal: Path, text: str) -> str:
    """One line at the end, durably; says what went wrong, or nothing."""
    try:
        descriptor = os.open(journal, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            # One write: lines of several gates never mix.
            os.write(descriptor, text.encode() + b"\n")
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except OSError as error:
        return os.strerror(error.errno or 0)
    return ""


def _for_people(alarm: Alarm, entry: dict[str, str | int | float | None]) -> str:
    told = [f"guard: {alarm.replace('_', ' ')}"]
    if "path" in entry:
        told.append(f" {entry['path']}")
    rest = {key: value for key, value in entry.items() if key not in ("time", "gate", "action", "path")}
    why = rest.pop("why", None)
    told.append(f": {why}" if why else "")
    rest = {key: value for key, value in rest.items() if value is not None}
    if rest:
        told.append(" (" + ", ".join(f"{key} {value}" for key, value in rest.items()) + ")")
    return "".join(told)
