"""A real OpenSSH server with keys and a configuration of its own."""

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.e2e.web_server import free_port
from tests.incident.takedown.connectors.rig import key_pair


@contextmanager
def sshd(place: Path) -> Iterator[int]:
    """Its port; `user.key` and `known_hosts` are in `place`. Ended by its id."""
    port = free_port()
    host = key_pair(place / "host.key")
    user = key_pair(place / "user.key")
    (place / "authorized").write_text(user + "\n")
    (place / "authorized").chmod(0o600)
    (place / "known_hosts").write_text(f"[127.0.0.1]:{port} {host}\n")
    (place / "sshd.conf").write_text(
        f"ListenAddress 127.0.0.1\nPort {port}\nHostKey {place}/host.key\nPidFile {place}/pid\n"
        f"AuthorizedKeysFile {place}/authorized\nStrictModes no\nUsePAM no\nPasswordAuthentication no\n"
        "PermitRootLogin prohibit-password\nSubsystem sftp internal-sftp\nMaxStartups 100\nLogLevel ERROR\n"
    )
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)  # where its unprivileged part lives
    with (place / "log").open("wb") as log:
        process = subprocess.Popen(["/usr/sbin/sshd", "-D", "-e", "-f", str(place / "sshd.conf")], stderr=log)
    try:
        _wait_for(port, process, place / "log")
        yield port
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(10)
        process.kill()
        process.wait()


def _wait_for(port: int, process: "subprocess.Popen[bytes]", log: Path) -> None:
    for _ in range(200):
        assert process.poll() is None, log.read_text()
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise AssertionError(log.read_text())
