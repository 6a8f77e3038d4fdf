"""Keeps an installation's processes running, and ends all of them with itself."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from withhold.clearance.durable import write_durably

PAUSES = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0)
"""Seconds before a process that died is started again; the last one from then on."""
_STEADY = 60.0
"""A process that lived this long starts counting anew."""
_GRACE = 15.0
_LOOK = 0.2


@dataclass(slots=True)
class Child:
    """One process: how it is started, and how it fares."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(repr=False)
    process: "subprocess.Popen[bytes] | None" = None
    started: float = 0.0
    deaths: int = 0
    restarts: int = 0
    due: float = 0.0

    def start(self) -> None:
        """As a child that ends with this process, with its environment alone."""
        wrapper = [sys.executable, "-m", "withhold.console.operation.child", str(os.getpid())]
        self.process = subprocess.Popen(
            [*wrapper, *self.command], env=dict(self.environment), stdin=subprocess.DEVNULL
        )
        self.started = time.monotonic()


def supervise(children: Sequence[Child], folder: Path, tell: Callable[[str], None]) -> None:
    """Until this process is told to end (KeyboardInterrupt); then all have ended when it returns.

    Which processes there are stands in `folder` meanwhile.
    """
    folder.mkdir(mode=0o700, exist_ok=True)
    record = folder / f"{socket.gethostname()}.{os.getpid()}.json"
    try:
        for child in children:
            child.start()
        _write(record, children)
        while True:
            time.sleep(_LOOK)
            if [child for child in children if _looked_after(child, tell)]:
                _write(record, children)
    except KeyboardInterrupt:
        tell("ending")
    finally:
        end(children)
        record.unlink(missing_ok=True)


def _looked_after(child: Child, tell: Callable[[str], None]) -> bool:
    """Whether something changed with it."""
    now = time.monotonic()
    if child.process is None:
        if now < child.due:
            return False
        child.start()
        child.restarts += 1
        return True
    code = child.process.poll()
    if code is None:
        return False
    child.process = None
    child.deaths = 1 if now - child.started > _STEADY else child.deaths + 1
    pause = PAUSES[min(child.deaths, len(PAUSES)) - 1]
    child.due = now + pause
    tell(f"the {child.name} ended by itself (exit code {code}); it is started again in {pause:g} s")
    return True


def end(children: Sequence[Child]) -> None:
    """Ask them to finish what they do, then insist, by their own ids."""
    running = [child.process for child in children if child.process is not None]
    for insist in ("terminate", "terminate", "kill"):
        for process in running:
            if process.poll() is None:
                getattr(process, insist)()
        deadline = time.monotonic() + _GRACE
        for process in running:
            try:
                process.wait(max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                continue
        running = [process for process in running if process.poll() is None]


def _write(record: Path, children: Sequence[Child]) -> None:
    """For health: which processes there should be, and which there are."""
    told = {
        child.name: {"pid": child.process.pid if child.process else None, "restarts": child.restarts}
        for child in children
    }
    write_durably(record, json.dumps(told).encode())
