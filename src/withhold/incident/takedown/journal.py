"""What a takedown was about to do and has done, on the disk before it goes on: it finishes a killed one.

One JSON object a line, in `journal.jsonl`; each line is synced. A line that was cut by a crash is dropped:
what it would have told had not begun, or is safe to repeat.
"""

import errno
import fcntl
import json
import os
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Self

from withhold.clearance.durable import sync_folder
from withhold.incident.case.moments import read, written
from withhold.incident.takedown.interface import Layer, Outcome, Result, Step, TakedownError


class Busy(TakedownError):
    """Another takedown of this case runs."""

    exit_code = 2


@dataclass(frozen=True, slots=True)
class Ended:
    """How a step ended, and when."""

    at: datetime
    outcome: Outcome


class Journal:
    """The journal of a case, open for one process at a time. Safe between its threads."""

    def __init__(self, folder: Path, lock: int, stream: int) -> None:
        self._folder = folder
        self._lock_file = lock
        self._stream = stream
        self._thread = threading.Lock()
        self.steps: dict[str, tuple[Layer, Step]] = {}
        """All that were ever planned, by id."""
        self.ended: dict[str, Ended] = {}
        """How those ended that were not begun again since."""
        self.plan: str | None = None

    @classmethod
    def open(cls, folder: Path) -> Self:
        """The journal in this folder, which is made. Raises Busy, TakedownError."""
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            lock = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            path = folder / "journal.jsonl"
            stream = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
            sync_folder(folder)
        except BlockingIOError:
            os.close(lock)
            raise Busy("another takedown of this case runs; wait for it, or end it and run again") from None
        except OSError as error:
            reason = os.strerror(error.errno or 0)
            raise TakedownError(f"the takedown's folder {folder} cannot be used ({reason})") from None
        journal = cls(folder, lock, stream)
        try:
            journal._replay()
        except TakedownError:
            journal.close()
            raise
        return journal

    def close(self) -> None:
        """Give it free."""
        os.close(self._stream)
        os.close(self._lock_file)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def outstanding(self) -> list[tuple[Layer, Step]]:
        """The steps that were planned and are not known to be done, in the order of planning."""
        return [self.steps[id_] for id_ in self.steps if not self._done(id_)]

    @property
    def urls(self) -> tuple[str, ...]:
        """The addresses of all steps that were ever planned."""
        return tuple(dict.fromkeys(url for _, step in self.steps.values() for url in step.urls))

    def planned(self, plan: str, steps: Iterable[tuple[Layer, Step]], at: datetime) -> None:
        """A plan stands; nothing of it was begun."""
        rows = [{"layer": layer, **_row(step)} for layer, step in steps]
        self._write({"what": "planned", "at": written(at), "plan": plan, "steps": rows})

    def begun(self, step: Step, at: datetime) -> None:
        """A step is about to be done."""
        self._write({"what": "begun", "at": written(at), "step": step.id})

    def done(self, step: Step, outcome: Outcome, at: datetime) -> None:
        """A step ended."""
        told = {"result": outcome.result, "detail": outcome.detail, "proof": dict(outcome.proof)}
        self._write({"what": "ended", "at": written(at), "step": step.id, **told})

    def _done(self, id_: str) -> bool:
        ended = self.ended.get(id_)
        return ended is not None and ended.outcome.result is not Result.FAILED

    def _write(self, row: Mapping[str, Any]) -> None:
        line = json.dumps(row).encode("ascii") + b"\n"
        with self._thread:
            size = os.fstat(self._stream).st_size
            try:
                if os.write(self._stream, line) != len(line):
                    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
                os.fsync(self._stream)
            except OSError as error:
                # Half a line would spoil the next one.
                os.ftruncate(self._stream, size)
                reason = os.strerror(error.errno or 0)
                raise TakedownError(
                    f"the journal in {self._folder} cannot be written ({reason}): what is not done is "
                    "still public; make room and run again"
                ) from None
            self._apply(row)

    def _replay(self) -> None:
        with open(self._stream, "rb", closefd=False) as stream:
            content = stream.read()
        whole = content.rfind(b"\n") + 1
        os.ftruncate(self._stream, whole)
        for number, line in enumerate(content[:whole].splitlines(), 1):
            try:
                self._apply(json.loads(line))
            except (ValueError, KeyError, TypeError):
                raise TakedownError(
                    f"line {number} of the journal in {self._folder} cannot be read; "
                    "move the file away and run again"
                ) from None

    def _apply(self, row: Mapping[str, Any]) -> None:
        match row["what"]:
            case "planned":
                self.plan = row["plan"]
                for one in row["steps"]:
                    self.steps[one["id"]] = (Layer(one["layer"]), _step(one))
                    self.ended.pop(one["id"], None)
            case "begun":
                self.ended.pop(row["step"], None)
            case "ended":
                outcome = Outcome(Result(row["result"]), row["detail"], row["proof"])
                self.ended[row["step"]] = Ended(read(row["at"]), outcome)
            case _:
                raise ValueError


def _row(step: Step) -> dict[str, Any]:
    return {
        "id": step.id,
        "connector": step.connector,
        "action": step.action,
        "describe": step.describe,
        "data": dict(step.data),
        "urls": list(step.urls),
    }


def _step(row: Mapping[str, Any]) -> Step:
    return Step(row["id"], row["connector"], row["action"], row["describe"], row["data"], tuple(row["urls"]))
