"""Killed at any moment, the guard loses nothing, and is not ready again while anything uncleared stands."""

import os
import random
import signal
import subprocess
import time
from hashlib import sha256
from pathlib import Path

import pytest

from benchmarks.guard import Site, wait_for

LOOPS = int(os.environ.get("WITHHOLD_KILLS", "50"))
SEED = int(os.environ.get("WITHHOLD_SEED", "20260612"))


def drop(site: Site, chance: random.Random, number: int, dropped: dict[str, bytes]) -> None:
    """Some uncleared files, in new folders and over cleared ones too."""
    for part in range(chance.randint(1, 4)):
        folder = chance.choice(["", f"new{number}/", f"new{number}/deep/er/"])
        path = f"{folder}leak{number}-{part}.csv"
        content = b"Invented Person %d %d\n" % (number, part) * chance.choice([1, 1000, 200_000])
        target = site.public / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        dropped[path] = content


@pytest.mark.service("nginx")
def test_ready_means_clean_however_often_it_was_killed(tmp_path: Path) -> None:
    print(f"seed {SEED}, {LOOPS} loops")
    chance = random.Random(SEED)
    site = Site(tmp_path / "site")
    ready = site.base / "ready"
    cleared: dict[str, bytes] = {}
    dropped: dict[str, bytes] = {}
    readies = 0
    with site.served(), (site.base / "guard.log").open("ab") as log:
        for number in range(LOOPS):
            if number % 5 == 0:
                cleared[f"page{number}.html"] = b"cleared %d" % number
                site.publish(f"page{number}.html", cleared[f"page{number}.html"])
            drop(site, chance, number, dropped)
            ready.unlink(missing_ok=True)
            process = subprocess.Popen(site.guard_command(), stderr=log)
            try:
                if chance.random() < 0.5:
                    time.sleep(chance.uniform(0.1, 0.9))
                else:
                    wait_for(ready.exists, "the guard")
                if ready.exists():
                    readies += 1
                    assert {site.fetch(path)[0] for path in dropped} == {404}
                    drop(site, chance, number + 1000, dropped)
                    time.sleep(chance.uniform(0, 0.1))
            finally:
                process.send_signal(signal.SIGKILL)
                process.wait()
        with site.guarded():
            assert {site.fetch(path)[0] for path in dropped} == {404}
            assert {path: site.fetch(path) for path in cleared} == {
                path: (200, content) for path, content in cleared.items()
            }
    assert readies >= LOOPS // 4
    kept = {sha256(file.read_bytes()).digest() for file in site.state.quarantine.glob("*/content")}
    assert {sha256(content).digest() for content in dropped.values()} <= kept
    assert all((folder / "evidence.json").exists() for folder in site.state.quarantine.iterdir())
