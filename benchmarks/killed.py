"""Publishes over and over, killed by SIGKILL at random moments, while an independent client polls.

    python -m benchmarks.killed [--loops 200] [--seed N]

Prints, as JSON: how often it was killed, every way in which something was served that must not be (`faults`,
empty if all is well), and the seed. `publish` is forked from a process that has loaded it: the code
that runs is the command's own, without the second that Python needs to start. Half of the kills strike at a
random moment of the whole run, half soon after the first clearance was written: where bytes become public.
"""

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from withhold.clearance.record import read_clearance
from withhold.clearance.state import State
from withhold.cli.main import main as withhold
from withhold.signing.ed25519 import write_signing_key

TARGETS = ("figures.csv", "big.csv", "deep/below/page.html")
SECRET = "secret.csv"
_CLIENT = Path(__file__).with_name("polling.py")
_KILLED = -signal.SIGKILL


@dataclass(slots=True)
class Stage:
    """A site, what was made for it, and which of that may be served (`harmless`, digests)."""

    root: Path
    random: random.Random
    harmless: set[str] = field(default_factory=set)
    latest: dict[str, str] = field(default_factory=dict)

    @property
    def public(self) -> Path:
        return self.root / "public"

    @property
    def state(self) -> State:
        return State.beside(self.public)

    def make(self) -> None:
        """Keys, trust, and an empty public folder."""
        self.public.mkdir()
        key = write_signing_key(str(self.root / "gate.pem"))
        (self.root / "trust.toml").write_text(
            f'[[key]]\nowner = "Gate"\nkind = "gate"\nmay = ["release"]\npublic_key = "{key.public_key}"\n'
        )

    def write(self, number: int, uncleared: str | None) -> Path:
        """New documents for one call; `uncleared` is the target whose content may not be public."""
        folder = self.root / f"source-{number}"
        for target in TARGETS:
            self._write(folder / target, _harmless(target, number))
        if uncleared is not None:
            content = self.random.choice((_roster(number), b""))
            (folder / uncleared).parent.mkdir(parents=True, exist_ok=True)
            (folder / uncleared).write_bytes(content)
        self.latest = {
            target: sha256((folder / target).read_bytes()).hexdigest()
            for target in TARGETS
            if target != uncleared
        }
        return folder

    def _write(self, path: Path, content: bytes) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        self.harmless.add(sha256(content).hexdigest())

    def arguments(self, source: Path, *more: str) -> list[str]:
        """The command line of one call."""
        keys = ["--signing-key", str(self.root / "gate.pem"), "--trust", str(self.root / "trust.toml")]
        return ["publish", str(source), "--to", str(self.public), "--jobs", "1", *keys, *more]


def run(loops: int, seed: int) -> dict[str, object]:
    """The whole of it; see the module."""
    with tempfile.TemporaryDirectory(prefix="withhold-killed-") as folder:
        stage = Stage(Path(folder), random.Random(seed))
        stage.make()
        with _served(stage) as (port, report):
            whole = _first(stage)
            with _polled(port, report):
                statuses, secrets = _loops(stage, loops, whole)
                finished = _finish(stage, 2 + statuses.total())
        faults = [*secrets, *finished, *_faults(stage, report)]
        seen = json.loads(report.read_text())
    return {
        "seed": seed,
        "calls": statuses.total(),
        "killed": statuses[_KILLED],
        "ended": {str(status): count for status, count in statuses.items() if status != _KILLED},
        "seconds_of_a_call": round(whole, 2),
        "requests": seen["requests"],
        "versions_served": len(seen["seen"]),
        "faults": faults,
    }


def _first(stage: Stage) -> float:
    """Publish once in this process: everything is loaded then. Returns the seconds of a second call."""
    with redirect_stdout(sys.stderr):
        if withhold(stage.arguments(stage.write(0, None))) != 0:
            raise SystemExit("the first publication failed")
    started = time.perf_counter()
    _forked(stage, stage.arguments(stage.write(1, None)), None)
    return time.perf_counter() - started


def _loops(stage: Stage, loops: int, whole: float) -> "tuple[Counter[int], list[str]]":
    """Calls until so many were killed: how each ended, and what was wrong on the disk after one."""
    statuses: Counter[int] = Counter()
    faults: list[str] = []
    number = 1
    while statuses[_KILLED] < loops:
        number += 1
        uncleared = stage.random.choice((None, None, SECRET, TARGETS[0], TARGETS[1]))
        more = ["--partial"] if stage.random.random() < 0.6 else []
        clears = uncleared is None or more != []
        soon = clears and stage.random.random() < 0.5
        moment = stage.random.uniform(0, whole / 6 if soon else whole)
        arguments = stage.arguments(stage.write(number, uncleared), *more)
        statuses[_forked(stage, arguments, (soon, moment))] += 1
        for file in stage.public.rglob("*"):
            if file.is_file() and sha256(file.read_bytes()).hexdigest() not in stage.harmless:
                faults.append(f"call {number}: {file.relative_to(stage.public)} is public")
    return statuses, faults


def _forked(stage: Stage, arguments: list[str], kill: tuple[bool, float] | None) -> int:
    """The exit status of the command, forked; `kill`: whether to count from the first clearance, and when."""
    size = stage.state.journal.stat().st_size
    child = os.fork()
    if child == 0:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
        os._exit(withhold(arguments))
    if kill is not None:
        soon, moment = kill
        deadline = time.perf_counter() + 20
        while soon and stage.state.journal.stat().st_size == size and time.perf_counter() < deadline:
            if os.waitid(os.P_PID, child, os.WEXITED | os.WNOHANG | os.WNOWAIT):
                break
        time.sleep(moment)
        os.kill(child, signal.SIGKILL)  # it was not waited for yet: the number is still its own
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _finish(stage: Stage, number: int) -> list[str]:
    """A last undisturbed call must publish everything, and leave nothing of the killed ones."""
    time.sleep(0.2)  # the sandboxes of the killed end by themselves
    status = _forked(stage, stage.arguments(stage.write(number, None)), None)
    faults = [] if status == 0 else [f"the last call ended with {status}"]
    for target, digest in stage.latest.items():
        if sha256((stage.public / target).read_bytes()).hexdigest() != digest:
            faults.append(f"the last version of {target} is not public")
    faults += [f"{left.name} is left in staging" for left in stage.state.staging.iterdir()]
    for stored in stage.state.store.iterdir():
        if sha256(stored.read_bytes()).hexdigest() != stored.name:
            faults.append(f"the store holds other bytes as {stored.name}")
    time.sleep(0.3)
    return faults


def _faults(stage: Stage, report: Path) -> list[str]:
    """What the client saw that it never should have."""
    cleared = _cleared(stage.state)
    faults = []
    for one in json.loads(report.read_text())["seen"]:
        told = f"{one['path']} {one['status']} {one['digest'][:12]} ({one['times']} times)"
        if one["path"] == SECRET:
            if one["status"] != 404:
                faults.append(f"an uncleared document was served: {told}")
        elif one["status"] != 200 or not one["complete"]:
            faults.append(f"a published document was gone or cut: {told}")
        elif one["digest"] not in stage.harmless:
            faults.append(f"uncleared bytes were served: {told}")
        elif cleared.get(one["digest"], float("inf")) > one["first"]:
            faults.append(f"bytes were served before they were cleared: {told}")
    return faults


def _cleared(state: State) -> dict[str, float]:
    """When each digest was first cleared, by the records on the disk."""
    found: dict[str, float] = {}
    for path in state.clearances.glob("*/[!.]*.json"):
        issued: datetime = read_clearance(path.read_bytes()).statement.issued
        found[path.parent.name] = min(found.get(path.parent.name, float("inf")), issued.timestamp())
    return found


@contextmanager
def _served(stage: Stage) -> Iterator[tuple[int, Path]]:
    """A web server over the public folder: its port, and where the client will report to."""
    command = [sys.executable, "-u", "-m", "http.server", "--bind", "127.0.0.1", "--directory"]
    server = subprocess.Popen(
        [*command, str(stage.public), "0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert server.stdout is not None
    try:
        port = int(server.stdout.readline().split(" port ")[1].split()[0])
        yield port, stage.root / "seen.json"
    finally:
        server.kill()
        server.wait()
        server.stdout.close()


@contextmanager
def _polled(port: int, report: Path) -> Iterator[None]:
    """The client, which fetches without pause until the block ends."""
    client = subprocess.Popen([sys.executable, str(_CLIENT), str(port), str(report), *TARGETS, SECRET])
    try:
        yield
    finally:
        client.terminate()
        if client.wait(20) != 0:
            raise SystemExit("the polling client failed")


def _harmless(target: str, number: int) -> bytes:
    if target.endswith(".html"):
        return f"<!doctype html><html><body><h1>Edition {number}</h1></body></html>".encode()
    rows = 6 if target == TARGETS[0] else 8000
    return "".join(
        ["Month,Arrivals\n", *(f"2022-{row % 12 + 1:02},{row + number}\n" for row in range(rows))]
    ).encode()


def _roster(number: int) -> bytes:
    people = ("HERNANDEZ, Maria Elena", "GARCIA LOPEZ, Juan", "SINGH, Gurpreet")
    rows = (
        f'"{name}",1987-03-{number % 28 + 1:02},Honduras,A12345678{row}' for row, name in enumerate(people)
    )
    return "\n".join(["Name,Date of birth,Nationality,Alien number", *rows, ""]).encode()


def main() -> int:
    """Command line; returns 1 if there was a fault."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--loops", type=int, default=200, help="calls that are killed (default: 200)")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 32))
    options = parser.parse_args()
    result = run(options.loops, options.seed)
    print(json.dumps(result, indent=1))
    return 1 if result["faults"] else 0


if __name__ == "__main__":
    sys.exit(main())
