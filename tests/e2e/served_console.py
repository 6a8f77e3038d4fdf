"""A whole installation under `withhold serve`, for tests: started, asked, ended."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_SECONDS = 60.0


class Served:
    """The running command, and where it listens."""

    def __init__(self, home: Path, *arguments: str) -> None:
        self.home = home
        self.port, self.door_port = _free_port(), _free_port()
        home.mkdir(mode=0o700, exist_ok=True)
        self.output = home.parent / f"{home.name}.output"
        self.environment = {
            **{name: value for name, value in os.environ.items() if name != "WITHHOLD_TEST_DATABASE"},
            "WITHHOLD_HOME": str(home),
            "DJANGO_SETTINGS_MODULE": "tests.console.settings",  # must not matter
            "PYTHONUNBUFFERED": "1",
        }
        ports = ["--port", str(self.port), "--door-port", str(self.door_port)]
        self.process = self.run("serve", *ports, *arguments)

    def run(self, *arguments: str) -> "subprocess.Popen[bytes]":
        """The command `withhold` with these, its output kept."""
        command = [sys.executable, "-c", "import sys; from withhold.cli.main import main; sys.exit(main())"]
        with self.output.open("ab") as output:
            return subprocess.Popen(
                [*command, *arguments], env=self.environment, stdout=output, stderr=subprocess.STDOUT
            )

    def told(self) -> str:
        return self.output.read_text("utf-8")

    def pids(self) -> dict[str, Any]:
        """The processes by name, as the command writes them down."""
        files = (self.home / "processes").glob(f"*.{self.process.pid}.json")
        record = json.loads(next((one.read_text("ascii") for one in files), "{}"))
        return {name: one["pid"] for name, one in record.items()}

    def get(self, path: str, door: bool = False) -> tuple[int, str, dict[str, str]]:
        """Status, body and headers; 0 where nobody answers."""
        address = f"http://127.0.0.1:{self.door_port if door else self.port}{path}"
        try:
            with urllib.request.urlopen(address, timeout=30) as answer:
                return answer.status, answer.read().decode(), dict(answer.headers)
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode(), dict(error.headers)
        except OSError:
            return 0, "", {}

    def unwell(self) -> list[str]:
        """What health says does not work."""
        status, body, _ = self.get("/healthz")
        if status == 0:
            return ["console"]
        return [] if status == 200 else list(json.loads(body)["parts"])

    def until(self, true: Callable[[], object], what: str) -> None:
        """Waits for something that has to come."""
        deadline = time.monotonic() + _SECONDS
        while not true():
            assert self.process.poll() is None, self.told()
            assert time.monotonic() < deadline, f"{what}: {self.told()}"
            time.sleep(0.2)

    def end(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=60)

    def setup_link(self) -> str:
        found = re.search(r"http://\S+/set-up/\S+", self.told())
        assert found, self.told()
        return found.group()


@contextmanager
def served(home: Path, *arguments: str) -> Iterator[Served]:
    """Running and well; ended with the block."""
    installation = Served(home, *arguments)
    try:
        installation.until(lambda: not installation.unwell(), "the console did not become well")
        yield installation
    finally:
        if installation.process.poll() is None:
            installation.end()


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port
