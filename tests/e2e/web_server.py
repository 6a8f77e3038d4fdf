"""A real nginx in front of a real `withhold authorize`, as docs/web-servers.md sets them up."""

import http.client
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from tests.clearance.made import Office

GUIDE = Path(__file__).parents[2] / "docs" / "web-servers.md"


@dataclass(frozen=True, slots=True)
class Reply:
    """What a client got."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(slots=True)
class Site:
    """A site that is being served; `authorize` is the process that nginx asks, at `gate_port`."""

    office: Office
    port: int
    gate_port: int
    authorize: "subprocess.Popen[bytes]"

    def get(self, uri: str, method: str = "GET", **headers: str) -> Reply:
        """One request on a connection of its own; `_` in a header's name stands for `-`."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            return fetch(connection, uri, method, **headers)
        finally:
            connection.close()

    def publish(self, name: str, content: bytes, cleared: bool = True) -> bytes:
        """Put a file into the public folder, with a clearance or without."""
        if cleared:
            self.office.clear(content)
        path = self.office.public / name.removeprefix("/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        return content


def fetch(connection: http.client.HTTPConnection, uri: str, method: str = "GET", **headers: str) -> Reply:
    """One request on a connection that stays open."""
    connection.putrequest(method, uri, skip_host=False)
    for name, value in headers.items():
        connection.putheader(name.replace("_", "-"), value)
    connection.endheaders()
    answer = connection.getresponse()
    return Reply(answer.status, dict(answer.getheaders()), answer.read())


@contextmanager
def served(office: Office) -> Iterator[Site]:
    """Both servers as child processes on free ports, ended by their ids."""
    gate_port, port = free_port(), free_port()
    site = Site(office, port, gate_port, start_authorize(office, gate_port))
    nginx = None
    try:
        nginx = subprocess.Popen(
            [_nginx(), "-p", str(office.root), "-c", str(_configured(office, port, gate_port))],
            stderr=subprocess.DEVNULL,
        )
        _wait_for(port, nginx)
        yield site
    finally:
        for process in (nginx, site.authorize):
            if process is not None:
                _end(process)


def start_authorize(office: Office, port: int) -> "subprocess.Popen[bytes]":
    """`withhold authorize` for the office's public folder, listening."""
    command = [sys.executable, "-m", "withhold", "authorize", "--listen", f"127.0.0.1:{port}"]
    with (office.root / "authorize.log").open("wb") as log:
        process = subprocess.Popen(
            [*command, "--folder", str(office.public), "--trust", str(office.trust_file)], stderr=log
        )
    _wait_for(port, process)
    return process


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _end(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    with suppress(subprocess.TimeoutExpired):
        process.wait(10)
    process.kill()
    process.wait()


def _nginx() -> str:
    return shutil.which("nginx") or "/usr/sbin/nginx"


def _wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    for _ in range(400):
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode}")
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise RuntimeError("the server does not listen")


def _configured(office: Office, port: int, gate_port: int) -> Path:
    """The configuration of the guide, with this test's places for the guide's."""
    text = re.search(r"```nginx\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    assert text is not None
    places = {
        "127.0.0.1:9180": f"127.0.0.1:{gate_port}",
        "listen 80;": f"listen 127.0.0.1:{port};",
        "/srv/www/.site.withhold": str(office.state.root),
    }
    body = text[1]
    for written, here in places.items():
        assert written in body, written
        body = body.replace(written, here)
    user = "user root;\n" if os.geteuid() == 0 else ""
    folders = "".join(
        f"{kind}_temp_path {office.root}/nginx-{kind};\n"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    path = office.root / "nginx.conf"
    path.write_text(
        f"{user}daemon off;\npid {office.root}/nginx.pid;\nerror_log {office.root}/nginx-error.log;\n"
        "worker_processes 1;\nevents {}\nhttp {\n"
        f"access_log {office.root}/access.log;\n{folders}"
        "types { text/html html; text/csv csv; text/plain txt; application/pdf pdf; }\n"
        f"default_type application/octet-stream;\n{body}\n}}\n",
        encoding="utf-8",
    )
    return path
