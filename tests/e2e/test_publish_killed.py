"""Publishing under `kill -9` at random moments, with a web server and a client that polls without pause."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOOPS = int(os.environ.get("WITHHOLD_KILL_LOOPS", "200"))


@pytest.fixture(scope="module")
def result() -> dict[str, object]:
    """What `python -m benchmarks.killed` measured, with a seed of its own each time."""
    command = [sys.executable, "-m", "benchmarks.killed", "--loops", str(LOOPS)]
    if "WITHHOLD_KILL_SEED" in os.environ:
        command += ["--seed", os.environ["WITHHOLD_KILL_SEED"]]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=1500)
    print(run.stdout, run.stderr)  # shown if a test fails: it has the seed
    found: dict[str, object] = json.loads(run.stdout)
    return found


def test_no_uncleared_byte_was_served_and_no_cleared_one_was_lost(result: dict[str, object]) -> None:
    assert result["faults"] == [], f"seed {result['seed']}"


def test_it_was_killed_often_while_a_client_watched(result: dict[str, object]) -> None:
    killed, requests, versions = result["killed"], result["requests"], result["versions_served"]
    assert isinstance(killed, int)
    assert isinstance(requests, int)
    assert isinstance(versions, int)
    assert killed == LOOPS
    assert requests > 10 * LOOPS
    assert versions > 4, "nothing was replaced while the client watched"
