"""`check --engine dask` on a real cluster of processes: the local answer, also when a worker is killed."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.xdist_group("dask")

NAMES = ["Farid Rahimi", "Leila Haddad", "Omar Nasser", "Maryam Karimi"]


@dataclass
class Cluster:
    """A scheduler and workers, each a process of its own."""

    address: str
    workers: "list[subprocess.Popen[bytes]]"


def start(*arguments: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-m", *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


def worker(address: str) -> "subprocess.Popen[bytes]":
    return start("distributed.cli.dask_worker", address, "--nthreads", "1", "--no-nanny", "--no-dashboard")


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    told = tmp_path / "scheduler.json"
    scheduler = start(
        "distributed.cli.dask_scheduler",
        *("--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(told)),
    )
    workers: list[subprocess.Popen[bytes]] = []
    try:
        for _ in range(600):
            if told.exists() and told.read_text():
                break
            time.sleep(0.1)
        address = json.loads(told.read_text())["address"]
        workers += [worker(address), worker(address)]
        yield Cluster(address, workers)
    finally:
        for process in (*workers, scheduler):
            process.kill()
            process.wait()


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    folder = tmp_path / "tree"
    for number in range(60):
        path = folder / f"{number % 4}" / f"{number}.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        rows = "".join(f"{NAMES[n % 4]},19{30 + n}-03-04,asylum\n" for n in range(10 + number))
        people = f"full name,date of birth,protection claim\n{rows}"
        path.write_text(people if number % 3 == 0 else f"region,total\nNorth,{number}\n", encoding="utf-8")
    (folder / "damaged.zip").write_bytes(b"PK\x03\x04 damaged")
    return folder


def command(tree: Path, *more: str) -> list[str]:
    return [sys.executable, "-m", "withhold", "check", str(tree), "--format", "jsonl", *more]


def verdicts(output: bytes) -> list[Any]:
    documents = [json.loads(line) for line in output.splitlines()]
    for document in documents:
        document["seconds"] = 0
    return documents


def test_the_answer_is_the_local_one_also_when_a_worker_is_killed(
    cluster: Cluster, tree: Path, tmp_path: Path
) -> None:
    local = subprocess.run(command(tree), capture_output=True, check=False)
    journal = tmp_path / "journal"
    options = ("--engine", "dask", "--scheduler", cluster.address, "--resume", str(journal))
    running = subprocess.Popen(command(tree, *options), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    for _ in range(1200):
        if journal.exists() and journal.read_bytes().count(b"\n") > 3:
            break
        time.sleep(0.05)
    os.kill(cluster.workers[0].pid, signal.SIGKILL)
    output, told = running.communicate(timeout=300)
    assert running.returncode == local.returncode == 10, told
    assert verdicts(output) == verdicts(local.stdout)
    again = subprocess.run(command(tree, *options), capture_output=True, check=False, timeout=300)
    assert verdicts(again.stdout) == verdicts(local.stdout)


def test_a_key_that_a_worker_does_not_have_is_one_line(tree: Path, tmp_path: Path, cluster: Cluster) -> None:
    key, people, register = tmp_path / "key", tmp_path / "people.csv", tmp_path / "register"
    people.write_text("person_id,full_name,date_of_birth,protection\n1,Maryam Planted,1987-03-04,asylum\n")
    for arguments in (
        ["register", "key", "-o", str(key)],
        ["register", "build", str(people), "--key-file", str(key), "-o", str(register)],
    ):
        subprocess.run([sys.executable, "-m", "withhold", *arguments], check=True, capture_output=True)
    options = ("--engine", "dask", "--scheduler", cluster.address, "--register", str(register))
    environment = {**os.environ, "ONLY_HERE": key.read_text().strip()}
    missing = subprocess.run(
        command(tree, *options, "--key-file", "env:ONLY_HERE"),
        capture_output=True,
        check=False,
        env=environment,
        timeout=300,
    )
    assert missing.returncode == 2
    assert missing.stderr.count(b"\n") == 1
    assert b"ONLY_HERE" in missing.stderr
    present = subprocess.run(
        command(tree, *options, "--key-file", str(key)), capture_output=True, check=False, timeout=300
    )
    assert present.returncode == 10, present.stderr


def test_a_scheduler_without_the_engine_is_a_usage_error(tree: Path) -> None:
    done = subprocess.run(command(tree, "--scheduler", "tcp://127.0.0.1:9"), capture_output=True, check=False)
    assert done.returncode == 2
    assert b"--engine dask" in done.stderr
