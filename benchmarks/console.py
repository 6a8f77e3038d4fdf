"""Many people and the worker on one case: how long an action takes, and what is lost or sent twice.

python -m benchmarks.console [--people 50] [--seconds 120] [--every 5]

Starts `withhold serve` with a database of its own (PostgreSQL if WITHHOLD_TEST_DATABASE names a server, as
`python -m tests.postgres -- python -m benchmarks.console` does), lets each person do one action every few
seconds at random moments, and prints one JSON object.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from statistics import quantiles
from typing import Any
from urllib.parse import urlencode

from tests.e2e.served_console import Served, served

MAILS = 200
_KINDS = (("note", 5), ("case", 3), ("live", 1), ("timeline", 1))
"""What people do, and how often: half of it is recorded in the ledger."""


@dataclass(slots=True)
class Seen:
    """What all of them saw, by kind of action."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    failures: Counter[str] = field(default_factory=Counter)
    noted: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument("--every", type=float, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        home.mkdir(mode=0o700)
        database = _database(home)
        with served(home, "--no-door") as installation:
            prepared = _helped(home, "prepare", str(options.people), str(MAILS))
            seen = _busy(installation, prepared, options.seconds, options.every)
            checked = _helped(home, "check", prepared["case"], str(MAILS), stdin=json.dumps(seen.noted))
    print(json.dumps({"database": database, "people": options.people, **_told(seen), **checked}, indent=1))


def _database(home: Path) -> str:
    server = os.environ.get("WITHHOLD_TEST_DATABASE")
    if not server:
        return "sqlite"
    import psycopg

    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("drop database if exists withhold_benchmark")
        connection.execute("create database withhold_benchmark")
    url = server.rpartition("/")[0] + "/withhold_benchmark"
    (home / "console.toml").write_text(f'[database]\nurl = "{url}"\n', encoding="utf-8")
    return "postgresql"


def _helped(home: Path, *arguments: str, stdin: str = "") -> dict[str, Any]:
    """What the console's own code prepares or checks, in a process of its own."""
    environment = {
        **os.environ,
        "WITHHOLD_HOME": str(home),
        "DJANGO_SETTINGS_MODULE": "withhold.console.settings",
    }
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.console_people", *arguments],
        env=environment,
        input=stdin,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def _busy(installation: Served, prepared: dict[str, Any], seconds: float, every: float) -> Seen:
    seen = Seen()
    end = time.monotonic() + seconds
    people = [
        threading.Thread(
            target=_person, args=(installation.port, prepared["case"], number, one, end, every, seen)
        )
        for number, one in enumerate(prepared["people"])
    ]
    for person in people:
        person.start()
    for person in people:
        person.join()
    return seen


def _person(
    port: int, case: str, number: int, credentials: dict[str, str], end: float, every: float, seen: Seen
) -> None:
    chance = random.Random(number)
    kinds = [kind for kind, weight in _KINDS for _ in range(weight)]
    time.sleep(chance.uniform(0, every))
    step = 0
    while (begun := time.monotonic()) < end:
        kind = chance.choice(kinds)
        step += 1
        text = f"Person {number} looked at place {step}"
        status = _done(port, case, kind, credentials, text)
        with seen.lock:
            seen.seconds.setdefault(kind, []).append(time.monotonic() - begun)
            if status not in (200, 302):
                seen.failures[f"{kind} {status}"] += 1
            elif kind == "note":
                seen.noted.append(text)
        time.sleep(max(0.0, every - (time.monotonic() - begun)))


def _done(port: int, case: str, kind: str, credentials: dict[str, str], text: str) -> int:
    headers = {"Cookie": credentials["cookie"]}
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        if kind == "note":
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            body = urlencode({"why": text, "seen": "0", "csrfmiddlewaretoken": credentials["token"]})
            connection.request("POST", f"/cases/{case}/notes/add/", body, headers)
        else:
            part = {"case": "", "live": "live/", "timeline": "timeline/"}[kind]
            connection.request("GET", f"/cases/{case}/{part}", headers=headers)
        answer = connection.getresponse()
        answer.read()
        return answer.status
    except (OSError, HTTPException):
        return 0
    finally:
        connection.close()


def _told(seen: Seen) -> dict[str, Any]:
    every = [one for times in seen.seconds.values() for one in times]
    return {
        "actions": len(every),
        "milliseconds": {kind: _percentiles(times) for kind, times in {**seen.seconds, "all": every}.items()},
        "failures": dict(seen.failures),
        "notes_accepted": len(seen.noted),
    }


def _percentiles(times: list[float]) -> dict[str, float]:
    cuts = quantiles(times, n=100) if len(times) > 1 else times * 99
    return {"p50": round(cuts[49] * 1000), "p95": round(cuts[94] * 1000), "max": round(max(times) * 1000)}


if __name__ == "__main__":
    main()
