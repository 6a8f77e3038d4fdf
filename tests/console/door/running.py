"""A door as it runs: a process of its own, with its own home and environment."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyrage

from withhold.console.door.languages import CODES


@dataclass(frozen=True, slots=True)
class Door:
    """Where it listens, its folder, and the key that opens what it seals."""

    base: str
    home: Path
    identity: Any
    log: Path


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer of the door."""

    status: int
    headers: Mapping[str, str]
    text: str


def environment(home: Path) -> dict[str, str]:
    """All that a door's process has."""
    return {"PATH": os.environ["PATH"], "WITHHOLD_DOOR_HOME": str(home), "HOME": str(home)}


def free_port() -> int:
    """One that nobody listens on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@contextmanager
def a_door(home: Path, more: str = "", identity: Any = None) -> Iterator[Door]:
    """A door with these settings beside its recipient, until the end of the block."""
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    identity = identity or pyrage.x25519.Identity.generate()
    languages = json.dumps(list(CODES))
    settings = (
        f'recipients = ["{identity.to_public()}"]\ncontact = "duty@example.org"\nlanguages = {languages}\n'
    )
    (home / "door.toml").write_text(settings + more)
    module = [sys.executable, "-m"]
    subprocess.run([*module, "withhold.console.door.migrate"], env=environment(home), check=True)
    port = free_port()
    log = home / "process.log"
    with log.open("wb") as stream:
        process = subprocess.Popen(
            [*module, "withhold.console.door.serve", "127.0.0.1", str(port)],
            env=environment(home),
            stdout=stream,
            stderr=stream,
        )
    door = Door(f"http://127.0.0.1:{port}", home, identity, log)
    try:
        _wait(door, process)
        yield door
    finally:
        process.terminate()
        process.wait(20)


def ask(door: Door, path: str, data: bytes | None = None, headers: Mapping[str, str] | None = None) -> Reply:
    """One request; any status is an answer."""
    request = urllib.request.Request(door.base + path, data=data, headers=dict(headers or {}))
    try:
        with urllib.request.urlopen(request, timeout=30) as response:
            return Reply(response.status, dict(response.headers), response.read().decode())
    except urllib.error.HTTPError as error:
        with error:
            return Reply(error.code, dict(error.headers), error.read().decode())


def ask_json(door: Door, path: str, body: object) -> tuple[int, Any]:
    """One request to the API."""
    reply = ask(door, path, json.dumps(body).encode(), {"Content-Type": "application/json"})
    return reply.status, json.loads(reply.text)


def _wait(door: Door, process: "subprocess.Popen[bytes]") -> None:
    for _ in range(300):
        if process.poll() is not None:
            raise RuntimeError(door.log.read_text())
        try:
            if ask(door, "/healthz").status == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the door did not open")
