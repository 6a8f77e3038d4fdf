"""What docs/takedown.md tells an Apache to do: addresses with a marker answer 410, in every spelling."""

import http.client
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from benchmarks.takedown_servers import documented
from benchmarks.takedown_site import free_port

MODULES = Path("/usr/lib/apache2/modules")
APACHE = shutil.which("apache2") or "/usr/sbin/apache2"
NAMES = ("list.csv", "a b.csv", "100%.csv", "größe+1.csv")


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    if not Path(APACHE).exists() or not MODULES.is_dir():
        pytest.skip("apache2 is not installed")
    # Not pytest's folder: Apache gives up being root, and that one is for root alone.
    with tempfile.TemporaryDirectory(prefix="withhold-") as folder:
        Path(folder).chmod(0o755)
        yield from served(Path(folder))


def served(base: Path) -> Iterator[int]:
    """Apache with the lines of the page and a public folder below `base`; ended by its id."""
    for place in ("public", "gone"):
        (base / place / "docs").mkdir(parents=True)
        for name in NAMES:
            (base / place / "docs" / name).write_text("the list")
    (base / "public/docs/other.csv").write_text("something else")
    port = free_port()
    lines = documented("takedown.md", "apache").replace("/srv/withhold-gone", str(base / "gone"))
    loaded = "".join(
        f"LoadModule {name}_module {MODULES}/mod_{name}.so\n"
        for name in ("mpm_event", "authz_core", "rewrite")
    )
    user = "User www-data\nGroup www-data\n" if os.geteuid() == 0 else ""
    (base / "apache.conf").write_text(
        f"ServerRoot {base}\nServerName localhost\nPidFile {base}/pid\nErrorLog {base}/error.log\n"
        f"Listen 127.0.0.1:{port}\n{loaded}{user}<VirtualHost *:{port}>\nDocumentRoot {base}/public\n{lines}"
        f"</VirtualHost>\n<Directory {base}/public>\nRequire all granted\n</Directory>\n",
        encoding="utf-8",
    )
    process = subprocess.Popen([APACHE, "-f", str(base / "apache.conf"), "-DFOREGROUND"])
    try:
        for _ in range(200):
            with suppress(OSError):
                status(port, "/ready")
                break
            time.sleep(0.05)
        yield port
    finally:
        process.terminate()
        process.wait(20)


def status(port: int, path: str) -> int:
    """What Apache answers."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        return answer.status
    finally:
        connection.close()


@pytest.mark.parametrize(
    "path",
    [
        "/docs/list.csv",
        "/docs/list.csv?download=1",
        "/docs/list.csv/",
        "/docs//list.csv",
        "/docs/%6cist.csv",
        "/docs/x/../list.csv",
        "/docs/a%20b.csv",
        "/docs/100%25.csv",
        "/docs/gr%C3%B6%C3%9Fe+1.csv",
    ],
)
def test_an_address_with_a_marker_is_gone(port: int, path: str) -> None:
    assert status(port, path) == 410


def test_other_addresses_answer_as_before(port: int) -> None:
    assert status(port, "/docs/other.csv") == 200
    assert status(port, "/docs/nothing.csv") == 404
