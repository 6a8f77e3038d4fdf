"""How fast the guard empties a live nginx root: `python -m benchmarks.guard [--files N]`.

Drops uncleared files in four ways while a client fetches them without pause. Prints, over all files, the
time from a file's appearance to its being gone, and the window of exposure that nginx's access log shows.
"""

import argparse
import http.client
import os
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from withhold import __version__
from withhold.clearance.interface import Basis, Statement
from withhold.clearance.issue import issue
from withhold.clearance.shelf import FolderShelf
from withhold.clearance.state import State, destination_of
from withhold.clearance.trust import Trust
from withhold.domain.verdict import Decision
from withhold.gates.guard.exposure import Window, window
from withhold.signing.ed25519 import SigningKey, write_signing_key

_CONFIG = """
daemon off;
master_process off;
pid {base}/nginx.pid;
error_log {base}/error.log warn;
events {{ worker_connections 64; }}
http {{
  log_format precise '$remote_addr [$msec] "$request" $status $body_bytes_sent';
  access_log {base}/access.log precise;
  default_type application/octet-stream;
  client_body_temp_path {base}/tmp;
  proxy_temp_path {base}/tmp;
  fastcgi_temp_path {base}/tmp;
  uwsgi_temp_path {base}/tmp;
  scgi_temp_path {base}/tmp;
  server {{ listen 127.0.0.1:{port}; root {base}/public; }}
}}
"""
_PATIENCE = 30.0
"""Seconds after which a server, a guard or a pull counts as never coming."""


@dataclass(slots=True)
class Site:
    """A public folder with its state, a trusted key, and what serves and guards it."""

    base: Path
    port: int = 0
    key: SigningKey = field(init=False)

    def __post_init__(self) -> None:
        self.public.mkdir(parents=True)
        (self.base / "tmp").mkdir()
        self.key = write_signing_key(str(self.base / "gate.pem"))
        self.trust.write_text(
            f'[[key]]\nowner = "Gate"\nkind = "gate"\npublic_key = "{self.key.public_key}"\n'
            'may = ["release", "revoke", "adopt"]\n',
            encoding="utf-8",
        )
        self.state.make(self.public)

    @property
    def public(self) -> Path:
        return self.base / "public"

    @property
    def trust(self) -> Path:
        return self.base / "trust.toml"

    @property
    def state(self) -> State:
        return State.beside(self.public)

    @property
    def access_log(self) -> Path:
        return self.base / "access.log"

    @property
    def shelf(self) -> FolderShelf:
        return FolderShelf(self.state, Trust.load(self.trust), destination_of(str(self.public)))

    def clear(self, sha256: str, size: int, lifetime: timedelta = timedelta(days=1)) -> None:
        """Keep an automatic clearance for these bytes."""
        now = datetime.now(UTC)
        statement = Statement(
            sha256,
            size,
            destination_of(str(self.public)),
            Decision.RELEASE,
            Basis.AUTOMATIC,
            __version__,
            ("default@1",),
            None,
            None,
            now,
            now + lifetime,
        )
        self.shelf.keep(issue(statement, self.key))

    def publish(self, path: str, content: bytes) -> None:
        """Clear the bytes, then make them appear whole, as `withhold publish` does."""
        from hashlib import sha256

        self.clear(sha256(content).hexdigest(), len(content))
        staged = self.state.staging / "benchmark"
        staged.write_bytes(content)
        target = self.public / path
        target.parent.mkdir(parents=True, exist_ok=True)
        os.replace(staged, target)

    def guard_command(self, *options: str) -> list[str]:
        """The guard of this site as a command line."""
        start = [sys.executable, "-m", "withhold", "guard", str(self.public), "--trust", str(self.trust)]
        return [*start, "--ready-file", str(self.base / "ready"), *options]

    @contextmanager
    def served(self) -> Iterator[None]:
        """nginx serves the folder on a port of its own."""
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        config = self.base / "nginx.conf"
        config.write_text(_CONFIG.format(base=self.base, port=self.port), encoding="utf-8")
        program = shutil.which("nginx") or "/usr/sbin/nginx"
        with ended(subprocess.Popen([program, "-p", str(self.base), "-c", str(config)])):
            wait_for(lambda: connects(self.port), "nginx")
            yield

    @contextmanager
    def guarded(self, *options: str) -> Iterator["subprocess.Popen[bytes]"]:
        """The guard as a process of its own, ready."""
        # A guard that was killed leaves its file, and the new one takes a moment to remove it.
        (self.base / "ready").unlink(missing_ok=True)
        with (self.base / "guard.log").open("ab") as log:
            process = subprocess.Popen(self.guard_command(*options), stderr=log)
        with ended(process):
            wait_for((self.base / "ready").exists, "the guard")
            yield process

    def fetch(self, path: str) -> tuple[int, bytes]:
        """Status and body of a GET."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=_PATIENCE)
        try:
            connection.request("GET", f"/{path}")
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()


@contextmanager
def ended(process: "subprocess.Popen[bytes]") -> Iterator[None]:
    """End the process with the block."""
    try:
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_for(condition: Callable[[], bool], what: str, pause: float = 0.001) -> None:
    """Return once it holds. Raises TimeoutError."""
    deadline = time.monotonic() + _PATIENCE
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what} did not come within {_PATIENCE:g} s")
        time.sleep(pause)


def connects(port: int) -> bool:
    """Whether something listens there."""
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
        return True
    return False


@dataclass(frozen=True, slots=True)
class Drop:
    """One uncleared file: when it appeared, when it was gone (seconds of the clock), and who fetched it."""

    path: str
    appeared: float
    gone: float
    fetched: Window


def drop_all(site: Site, files: int, pause: float = 0.0) -> list[Drop]:
    """Drop `files` uncleared files one after the other, in four ways, and wait until each is gone.

    After a `pause` in seconds between them, the guard is at rest.
    """
    ways = (_copied, _renamed, _nested, _overwritten)
    paths = [
        f"drop{number}/a/b/leak.csv" if number % 4 == 2 else f"drop{number}.csv" for number in range(files)
    ]
    for number, path in enumerate(paths):
        if number % 4 == 3:
            site.publish(path, b"cleared version %d\n" % number)
    times = [_one(site, path, ways[number % 4], pause) for number, path in enumerate(paths)]
    time.sleep(0.2)  # nginx writes its lines when answers are done
    lines = site.access_log.read_bytes().splitlines()
    return [
        Drop(path, appeared, gone, window(_after(lines, appeared), path))
        for path, (appeared, gone) in zip(paths, times, strict=True)
    ]


def _one(
    site: Site, path: str, way: Callable[[Site, Path, bytes], None], pause: float
) -> tuple[float, float]:
    target, over = site.public / path, threading.Event()

    def poll() -> None:
        while not over.is_set():
            site.fetch(path)

    time.sleep(pause)
    client = threading.Thread(target=poll)
    client.start()
    try:
        content = f"name,birth date\nInvented Person {path},1980-01-01\n".encode()
        appeared = time.time()
        way(site, target, content)
        wait_for(lambda: not os.path.lexists(target), f"the pull of {path}")
        return appeared, time.time()
    finally:
        over.set()
        client.join()


def _copied(site: Site, target: Path, content: bytes) -> None:
    with target.open("wb") as stream:
        stream.write(content)


def _renamed(site: Site, target: Path, content: bytes) -> None:
    aside = site.base / "aside"
    aside.write_bytes(content)
    aside.rename(target)


def _nested(site: Site, target: Path, content: bytes) -> None:
    target.parent.mkdir(parents=True)
    target.write_bytes(content)


def _overwritten(site: Site, target: Path, content: bytes) -> None:
    with target.open("r+b") as stream:
        stream.write(content)


def _after(lines: list[bytes], start: float) -> list[bytes]:
    return [line for line in lines if float(line.split(b"[")[1].split(b"]")[0]) >= start]


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=50)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        site = Site(Path(folder) / "site")
        with site.served(), site.guarded():
            drops = drop_all(site, options.files, 0.5)
    seconds = sorted(drop.gone - drop.appeared for drop in drops)
    windows = [
        (drop.fetched.last - drop.fetched.first).total_seconds()
        for drop in drops
        if drop.fetched.first is not None and drop.fetched.last is not None
    ]
    print(f"{len(drops)} uncleared files dropped into a live nginx root, one client fetching each")
    print(f"appeared to gone: median {statistics.median(seconds):.3f} s, {_high(seconds)}")
    print(
        f"fetched at all: {len(windows)} of {len(drops)}, {sum(drop.fetched.count for drop in drops)} times"
    )
    if windows:
        median = statistics.median(windows)
        print(f"first to last fetch by the access log: median {median:.3f} s, {_high(sorted(windows))}")


def _high(ordered: list[float]) -> str:
    return f"p95 {ordered[int(0.95 * (len(ordered) - 1))]:.3f} s, longest {ordered[-1]:.3f} s"


if __name__ == "__main__":
    main()
