"""A real Squid asks the real ICAP server about what passes, both ways."""

import gzip
import http.client
import os
import socket
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from corpus.manifest import cases

pytestmark = pytest.mark.service("squid")

SEED = 1
BENIGN = 1_000
LEAK = "founding/statistics.xlsx"
TWIN = "founding/twin.statistics.xlsx"
PROXY_USER = "proxy"


@dataclass
class Site:
    """A proxy with the gate, and a web server behind it."""

    proxy: int
    origin: int
    public: Path
    kept: Path
    gate: "subprocess.Popen[bytes]"

    def request(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        headers: dict[str, str] | None = None,
        wait: float = 120,
    ) -> tuple[int, bytes]:
        """Status and body of a request through the proxy."""
        connection = http.client.HTTPConnection("127.0.0.1", self.proxy, timeout=wait)
        try:
            url = f"http://127.0.0.1:{self.origin}{path}"
            connection.request(method, url, body, {"Host": "example.org", **(headers or {})})
            response = connection.getresponse()
            return response.status, response.read()
        finally:
            connection.close()

    def uploads(self) -> list[bytes]:
        """What reached the web server."""
        return [path.read_bytes() for path in sorted(self.kept.iterdir())]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(command: list[str], port: int) -> Iterator["subprocess.Popen[bytes]"]:
    """A child that listens on a port, ended by its id."""
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    try:
        until_listening(process, port)
        yield process
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def until_listening(process: "subprocess.Popen[bytes]", port: int) -> None:
    for _ in range(1200):
        assert process.poll() is None, f"{process.args!r} ended with {process.returncode}"
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError(f"{process.args!r} does not listen")


def documented(beginning: str) -> str:
    """The lines of Squid's configuration that docs/proxies.md gives."""
    text = (Path(__file__).parents[2] / "docs" / "proxies.md").read_text(encoding="utf-8")
    blocks = [textwrap.dedent(block.strip("\n")) for block in text.replace("  ```", "```").split("```")[1::2]]
    return next(block for block in blocks if block.startswith(beginning))


def squid_configuration(proxy: int, gate: int) -> str:
    """The documented lines, with what a Squid without a system around it needs."""
    user = f"cache_effective_user {PROXY_USER}" if os.geteuid() == 0 else ""
    own = f"""{user}
http_port 127.0.0.1:{proxy}
http_access allow all
pid_filename none
access_log none
cache_log /dev/null
netdb_filename none
pinger_enable off
visible_hostname localhost
shutdown_lifetime 0 seconds
"""
    lines = f"{documented('icap_enable')}\n{documented('acl fetching')}\n"
    return own + lines.replace("127.0.0.1:1344", f"127.0.0.1:{gate}")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("icap")
    public, kept, settings = folder / "public", folder / "kept", folder / "squid.conf"
    public.mkdir()
    kept.mkdir()
    proxy, origin, gate = free_port(), free_port(), free_port()
    settings.write_text(squid_configuration(proxy, gate))
    listen = ["--listen", f"127.0.0.1:{gate}", "--most-bytes", str(20 << 20)]
    with ExitStack() as stack:
        served = [sys.executable, str(Path(__file__).parent / "origin.py"), str(origin)]
        stack.enter_context(running([*served, str(public), str(kept)], origin))
        child = stack.enter_context(running([sys.executable, "-m", "withhold", "icap", *listen], gate))
        stack.enter_context(running(["squid", "-N", "-f", str(settings)], proxy))
        yield Site(proxy, origin, public, kept, child)


@pytest.fixture(scope="module")
def founding() -> dict[str, bytes]:
    return {case.file: case.make() for case in cases(SEED, "founding") if case.file in (LEAK, TWIN)}


def form(name: str, content: bytes) -> tuple[bytes, dict[str, str]]:
    """A form with one field and one file, as a browser sends it."""
    boundary = "----FormBoundary7d1a"
    body = (
        (
            f'--{boundary}\r\nContent-Disposition: form-data; name="title"\r\n\r\nFigures for March\r\n'
            f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
            "Content-Type: application/octet-stream\r\n\r\n"
        ).encode()
        + content
        + f"\r\n--{boundary}--\r\n".encode()
    )
    return body, {"Content-Type": f"multipart/form-data; boundary={boundary}"}


def test_the_workbook_does_not_go_up_by_put(site: Site, founding: dict[str, bytes]) -> None:
    status, page = site.request("PUT", "/statistics.xlsx", founding[LEAK])
    assert (status, founding[LEAK] in site.uploads()) == (403, False)
    assert b"Stopped before it went out" in page


def test_the_workbook_does_not_go_up_in_a_form(site: Site, founding: dict[str, bytes]) -> None:
    body, headers = form("statistics.xlsx", founding[LEAK])
    before = len(site.uploads())
    assert site.request("POST", "/upload", body, headers)[0] == 403
    assert len(site.uploads()) == before


def test_its_twin_goes_up_both_ways(site: Site, founding: dict[str, bytes]) -> None:
    body, headers = form("statistics.xlsx", founding[TWIN])
    assert site.request("POST", "/upload", body, headers)[0] == 201
    assert site.request("PUT", "/statistics.xlsx", founding[TWIN])[0] == 201
    assert site.uploads()[-2:] == [body, founding[TWIN]]


def test_the_workbook_does_not_come_down(site: Site, founding: dict[str, bytes]) -> None:
    (site.public / "statistics.xlsx").write_bytes(founding[LEAK])
    (site.public / "twin.xlsx").write_bytes(founding[TWIN])
    status, page = site.request("GET", "/statistics.xlsx")
    assert status == 403
    assert b"PK\x03\x04" not in page
    assert site.request("GET", "/twin.xlsx") == (200, founding[TWIN])


def test_a_part_of_it_does_not_come_down(site: Site, founding: dict[str, bytes]) -> None:
    (site.public / "statistics.xlsx").write_bytes(founding[LEAK])
    asked = {"Range": "bytes=0-999", "Accept-Encoding": "br, gzip;q=0.5"}
    assert site.request("GET", "/statistics.xlsx", headers=asked)[0] == 403


def test_what_is_longer_than_may_be_does_not_pass(site: Site) -> None:
    (site.public / "long.csv").write_bytes(b"region,count\n" * (2 << 20))
    assert site.request("GET", "/long.csv")[0] == 403
    before = len(site.uploads())
    assert site.request("PUT", "/long.csv", b"region,count\n" * (2 << 20))[0] == 403
    assert len(site.uploads()) == before


def test_a_long_file_passes_both_ways_as_it_is(site: Site) -> None:
    content = b"region,count\r\n" + b"".join(b"r%d,%d\r\n" % (n % 50, n * 7) for n in range(200_000))
    (site.public / "counts.csv").write_bytes(content)
    assert site.request("GET", "/counts.csv") == (200, content)
    assert site.request("PUT", "/counts.csv", content)[0] == 201
    assert site.uploads()[-1] == content


def ways(site: Site, name: str, content: bytes) -> list[str]:
    """The ways in which a file did not pass byte for byte: down, down compressed, up."""
    (site.public / name).write_bytes(content)
    packed = gzip.compress(content, mtime=0)
    passed = {
        "down": site.request("GET", f"/{name}") == (200, content),
        "down compressed": site.request("GET", f"/{name}?gzip") == (200, packed),
        "up": site.request("PUT", f"/{name}", content)[0] == 201,
    }
    return [f"{name} {way}" for way, whole in passed.items() if not whole]


def test_a_thousand_harmless_files_pass_as_they_are(site: Site) -> None:
    office = [(f"{n}-{Path(c.file).name}", c.make()) for n, c in enumerate(cases(SEED, "office"))]
    assert len(office) * 3 >= BENIGN
    before = len(site.uploads())
    with ThreadPoolExecutor(4) as clients:
        stopped = [way for failed in clients.map(lambda one: ways(site, *one), office) for way in failed]
    assert not stopped
    assert sorted(site.uploads()[before:]) == sorted(content for _, content in office)


def test_without_the_gate_nothing_passes(site: Site, founding: dict[str, bytes]) -> None:
    (site.public / "twin.xlsx").write_bytes(founding[TWIN])
    assert site.request("GET", "/twin.xlsx")[0] == 200
    before = len(site.uploads())
    site.gate.kill()
    site.gate.wait()
    assert site.request("GET", "/twin.xlsx")[0] >= 500
    assert site.request("PUT", "/twin.xlsx", founding[TWIN])[0] >= 500
    assert len(site.uploads()) == before
