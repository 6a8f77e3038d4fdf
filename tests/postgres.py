"""Runs a command against a PostgreSQL server of its own: `python -m tests.postgres -- COMMAND…`.

The server lives in a temporary folder on a free port of the loopback and ends with the command. The command
finds its address in WITHHOLD_TEST_DATABASE.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

VARIABLE = "WITHHOLD_TEST_DATABASE"
_FOLDERS = ("/usr/lib/postgresql/15/bin", "/usr/lib/postgresql/16/bin", "/usr/lib/postgresql/17/bin")
_SECONDS = 30


class Server:
    """A cluster in `folder`, which can be stopped and started again on the same port."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._programs = Path(next(name for name in _FOLDERS if os.path.exists(f"{name}/initdb")))
        self._account: dict[str, Any] = {}
        if os.geteuid() == 0:
            # The server refuses to run as root.
            self._account = {"user": "postgres", "group": "postgres", "extra_groups": []}
            shutil.chown(folder, "postgres", "postgres")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        self._process: subprocess.Popen[Any] | None = None
        made: list[Any] = [
            self._programs / "initdb",
            "-D",
            folder / "data",
            "-U",
            "owner",
            "-A",
            "trust",
            "-E",
            "UTF8",
        ]
        subprocess.run(made, check=True, capture_output=True, cwd=folder, **self._account)

    @property
    def address(self) -> str:
        return f"postgresql://owner@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        """Returns when it answers. Raises RuntimeError if it does not."""
        settings = {
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": str(self.folder),
            "fsync": "off",
            "max_connections": "200",
        }
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        command: list[Any] = [
            self._programs / "postgres",
            "-D",
            self.folder / "data",
            "-p",
            str(self.port),
            *options,
        ]
        self._process = subprocess.Popen(
            command, cwd=self.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **self._account
        )
        ready: list[Any] = [
            self._programs / "pg_isready",
            "-q",
            "-h",
            "127.0.0.1",
            "-p",
            str(self.port),
            "-U",
            "owner",
        ]
        deadline = time.monotonic() + _SECONDS
        while subprocess.run(ready, check=False).returncode:
            if time.monotonic() > deadline:
                raise RuntimeError("the PostgreSQL server did not start")
            time.sleep(0.1)

    def stop(self) -> None:
        """At once, as when its machine fails: connections are cut."""
        if self._process is not None:
            self._process.send_signal(signal.SIGQUIT)
            self._process.wait(timeout=_SECONDS)
            self._process = None


@contextmanager
def served() -> Iterator[Server]:
    """A running server that is gone at the end of the block."""
    with tempfile.TemporaryDirectory(prefix="withhold-pg-", ignore_cleanup_errors=True) as folder:
        server = Server(Path(folder))
        server.start()
        try:
            yield server
        finally:
            server.stop()


def main(arguments: list[str]) -> int:
    command = arguments[1:] if arguments[:1] == ["--"] else arguments
    if not command:
        print("usage: python -m tests.postgres -- COMMAND…", file=sys.stderr)
        return 2
    with served() as server:
        return subprocess.run(command, env={**os.environ, VARIABLE: server.address}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
