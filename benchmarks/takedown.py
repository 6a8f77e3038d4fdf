"""How fast one command takes a list down at nginx and Varnish: `python -m benchmarks.takedown [--runs N]`.

Prints the seconds from the confirmation to "unreachable" and to "verified gone", as the case recorded them,
and beside them how long an independent client, which asks without pause, still got the list: that is counted
from the start of the command. With `--kills N` it is killed by SIGKILL at a random moment instead, N times,
half of them of the whole run and half soon after something was planned; the same command is run again, and
what is wrong afterwards is printed (`faults`, empty if all is well).
"""

import argparse
import json
import random
import statistics
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.guard import wait_for
from benchmarks.takedown_servers import standing
from benchmarks.takedown_site import Place
from withhold.incident.case.interface import EventKind, Phase
from withhold.incident.case.store import CaseFolder

_EARLIEST = 0.3
"""Of a whole run: before that, Python is only being started."""
_STEPS = 0.3
"""Seconds that the steps take, more or less."""


@dataclass(frozen=True, slots=True)
class Run:
    """Seconds: of the case from the confirmation, and of a client from the start of the command."""

    unreachable: float
    verified: float
    last_leak: float


@contextmanager
def uploaded(round_seconds: float) -> Iterator[Place]:
    """A list that is public and cached everywhere, and a case of it."""
    with tempfile.TemporaryDirectory() as folder, standing(Path(folder)) as place:
        place.write_site(round_seconds=round_seconds)
        place.upload()
        place.fill_cache()
        place.open_case()
        yield place


def timed(place: Place) -> Run:
    """One takedown, with a client that asks without pause."""
    last, over = [0.0], threading.Event()

    def poll() -> None:
        while not over.is_set():
            began = time.monotonic()
            if place.get("/docs/list.csv").leaks:
                last[0] = began

    client = threading.Thread(target=poll)
    client.start()
    start = time.monotonic()
    try:
        done = place.run(*place.take_down("--format", "json"))
    finally:
        over.set()
        client.join()
    if done.returncode != 0:
        raise RuntimeError(f"the takedown ended with {done.returncode}: {done.stderr}")
    seconds = json.loads(done.stdout)["seconds"]
    return Run(seconds["unreachable"], seconds["verified_gone"], last[0] - start)


def kill_once(place: Place, after: float, planned: bool = False) -> str:
    """Start the takedown and kill it after so many seconds; tells what it had come to.

    With `planned`, the seconds count from the moment at which the first plan was written down.
    """
    process = place.start(*place.take_down())
    try:
        if planned:
            journal = place.case / "work/takedown/journal.jsonl"
            wait_for(lambda: journal.exists() and journal.stat().st_size > 0, "the plan")
        time.sleep(after)
    finally:
        process.kill()
        process.wait()
    return how_far(place)


def how_far(place: Place) -> str:
    """What the case shows of the takedown that was killed."""
    state = CaseFolder.open(place.case).state()
    if state.phase is Phase.GONE:
        return "after the end"
    if state.clean_rounds or state.last_look:
        return "while looking"
    if EventKind.STEP_BEGUN in state.steps.values():
        return "in a step"
    if state.steps:
        return "between steps"
    return "after the plan" if state.plan else "before the plan"


def faults_after(place: Place) -> list[str]:
    """Run the same command again, and tell what is not as it has to be."""
    done = place.run(*place.take_down("--format", "json"))
    found = [] if done.returncode == 0 else [f"ended with {done.returncode}: {done.stderr}"]
    found += [f"still there: {path}" for path in place.leaking()]
    if place.copies_kept() != 1:
        found.append(f"the quarantine holds {place.copies_kept()} copies")
    state = CaseFolder.open(place.case).state()
    if state.phase is not Phase.GONE:
        found.append(f"the case is {state.phase}")
    if set(state.steps.values()) != {EventKind.STEP_DONE}:
        found.append("the ledger has steps that were not done")
    if not place.ledger_verifies():
        found.append("the ledger does not verify")
    return found + _lost_steps(place)


def _lost_steps(place: Place) -> list[str]:
    planned: set[str] = set()
    done: set[str] = set()
    for line in (place.case / "work/takedown/journal.jsonl").read_text().splitlines():
        row = json.loads(line)
        if row["what"] == "planned":
            planned |= {step["id"] for step in row["steps"]}
        elif row["what"] == "ended" and row["result"] != "failed":
            done.add(row["step"])
    return [f"the step {step} was lost" for step in sorted(planned - done)]


def measure(runs: int, round_seconds: float) -> None:
    """Print the times."""
    results = []
    for _ in range(runs):
        with uploaded(round_seconds) as place:
            results.append(timed(place))
    print(
        f"{runs} takedowns of a list at nginx and Varnish; rounds {round_seconds:g} s apart, 3 of them clean"
    )
    for what, values in (
        ("confirmation to unreachable", [one.unreachable for one in results]),
        ("confirmation to verified gone", [one.verified for one in results]),
        ("start of the command to the last answer with the list", [one.last_leak for one in results]),
    ):
        print(f"{what}: median {statistics.median(values):.2f} s, longest {max(values):.2f} s")


def kill(loops: int, seed: int) -> None:
    """Print, as JSON, where it was killed and what was wrong afterwards."""
    chance = random.Random(seed)
    with uploaded(0.3) as place:
        began = time.monotonic()
        place.run(*place.take_down())
        whole = time.monotonic() - began
    moments: Counter[str] = Counter()
    faults: list[str] = []
    for loop in range(loops):
        with uploaded(0.3) as place:
            if loop % 2:
                moments[kill_once(place, chance.uniform(0, _STEPS), planned=True)] += 1
            else:
                moments[kill_once(place, whole * chance.uniform(_EARLIEST, 1))] += 1
            faults += faults_after(place)
    print(json.dumps({"kills": loops, "moments": moments, "faults": faults, "seed": seed}, indent=1))
    if faults:
        raise SystemExit(1)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=10)
    parser.add_argument("--round-seconds", type=float, default=3.0)
    parser.add_argument("--kills", type=int)
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 32))
    options = parser.parse_args(arguments)
    if options.kills is None:
        measure(options.runs, options.round_seconds)
    else:
        kill(options.kills, options.seed)


if __name__ == "__main__":
    main()
