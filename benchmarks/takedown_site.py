"""A real nginx with a real Varnish before it, as docs/takedown.md and docs/connectors.md set them up."""

import gzip
import http.client
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

DOCS = Path(__file__).parents[1] / "docs"
HOST = "www.example.org"
LIST = b"name,birth date,number\n" + b"".join(
    b"Invented Person %d,1980-01-%02d,%d\n" % (number, number % 28 + 1, number * 7919)
    for number in range(6252)
)
"""The uploaded list."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What a client got."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def leaks(self) -> bool:
        """Whether it shows some of the list, or confirms a copy of it."""
        body = gzip.decompress(self.body) if self.body.startswith(b"\x1f\x8b") else self.body
        return self.status == 304 or b"Invented Person" in body


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass(slots=True)
class Place:
    """The public folder, the case's, and the ports of both servers."""

    base: Path
    origin_port: int = field(default_factory=free_port)
    cache_port: int = field(default_factory=free_port)
    private_key: str = ""

    @property
    def public(self) -> Path:
        return self.base / "public"

    @property
    def case(self) -> Path:
        return self.base / "case"

    @property
    def site_file(self) -> Path:
        return self.base / "site.toml"

    @property
    def gone(self) -> Path:
        return self.base / "gone"

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.cache_port}"

    def upload(self) -> None:
        """The list, with a gzip form that `gzip_static` serves, and the same bytes under another name."""
        folder = self.public / "docs"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "list.csv").write_bytes(LIST)
        (folder / "list.csv.gz").write_bytes(gzip.compress(LIST))
        (self.public / "old").mkdir(exist_ok=True)
        (self.public / "old/copy of list.csv").write_bytes(LIST)

    def get(self, path: str, method: str = "GET", **headers: str) -> Reply:
        """One request to the cache; `_` in a header's name stands for `-`."""
        connection = http.client.HTTPConnection("127.0.0.1", self.cache_port, timeout=10)
        try:
            sent = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, headers={"Host": f"{HOST}:{self.cache_port}", **sent})
            answer = connection.getresponse()
            return Reply(answer.status, {n.lower(): v for n, v in answer.getheaders()}, answer.read())
        finally:
            connection.close()

    def fill_cache(self) -> None:
        """Let the cache keep the list under all its addresses."""
        for path in ADDRESSES:
            self.fill(path)

    def fill(self, path: str) -> None:
        """Let the cache keep what this address shows, plain and compressed; it has to be the list."""
        assert self.get(path).leaks, path
        self.get(path, Accept_Encoding="gzip")

    def log(self) -> bytes:
        """What the commands said that were started."""
        return (self.base / "command.log").read_bytes()

    def withhold(self, *arguments: str) -> list[str]:
        """A command line."""
        return [sys.executable, "-m", "withhold", *arguments]

    def run(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """A command, to its end."""
        return subprocess.run(
            self.withhold(*arguments),
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
            env=_environment(),
        )

    def start(self, *arguments: str) -> "subprocess.Popen[bytes]":
        """A command that goes on."""
        with (self.base / "command.log").open("ab") as log:
            return subprocess.Popen(self.withhold(*arguments), stdout=log, stderr=log, env=_environment())

    def take_down(self, *options: str) -> list[str]:
        """The arguments of the one command that does it."""
        return ["takedown", "--case", str(self.case), "--confirm", *options, *WHO]

    def ledger_verifies(self) -> bool:
        """Whether the ledger's export stands the test that anybody with the public key can make."""
        key = self.run("ledger", "key", "--case", str(self.case))
        export = self.base / "ledger.export"
        export.unlink(missing_ok=True)
        made = self.run("ledger", "export", "--case", str(self.case), "-o", str(export))
        checked = self.run("ledger", "verify", str(export), "--public-key", key.stdout.strip())
        return (key.returncode, made.returncode, checked.returncode) == (0, 0, 0)

    def copies_kept(self) -> int:
        """How many files of the case hold the list."""
        return sum(path.is_file() and path.read_bytes() == LIST for path in self.case.rglob("*"))

    def leaking(self) -> list[str]:
        """Where the list is still to be had, in whatever way of asking, or lies in the public folder."""
        ways: tuple[dict[str, str], ...] = ({}, {"Range": "bytes=0-99"}, {"Accept_Encoding": "gzip"})
        found = [path for path in ADDRESSES if any(self.get(path, **way).leaks for way in ways)]
        return found + [path for path, content in listing(self.public).items() if content == LIST]

    def open_case(self) -> None:
        """A new case that knows the list and one address, as `withhold exposure` records it."""
        import pyrage

        from withhold.incident.case.exposed import (
            ExposedDocument,
            Exposure,
            Held,
            PlaceKind,
            Window,
        )
        from withhold.incident.case.exposed import (
            Place as Where,
        )
        from withhold.incident.case.interface import Actor, Role
        from withhold.incident.case.store import CaseFolder
        from withhold.incident.flow import record_exposure

        identity = pyrage.x25519.Identity.generate()
        self.private_key = str(identity)
        shutil.rmtree(self.case, ignore_errors=True)
        opened = self.run(
            *("case", "open", str(self.case), "--title", "A list", "--time-zone", "UTC"),
            *("--recipient", str(identity.to_public()), "--site", str(self.site_file), "--source", "staff"),
            *WHO,
        )
        assert opened.returncode == 0, opened.stderr
        case = CaseFolder.open(self.case)
        document = ExposedDocument(sha256(LIST).hexdigest(), len(LIST))
        where = Where(f"{self.url}/docs/list.csv", PlaceKind.ORIGINAL, Held.SAME_BYTES, case.clock.now())
        exposure = Exposure((document,), (where,), Window(None, None, None, None))
        record_exposure(case, exposure, Actor("Ada Example", Role.WEB_EDITOR), "found", case.clock.now())

    def write_site(self, **site: object) -> None:
        """The site file."""
        keys = {"rounds": 3, "round_seconds": 0.3, "deadline": 60, **site}
        given = "\n".join(f"{key} = {value}" for key, value in keys.items())
        self.site_file.write_text(
            f"""
[site]
name = "Example"
urls = ["{self.url}/"]
{given}
[reach]
networks = ["127.0.0.0/8"]
ports = [{self.origin_port}, {self.cache_port}]
addresses = {{ "{HOST}:{self.cache_port}" = "127.0.0.1:{self.cache_port}" }}
[[outside]]
name = "cache"
[[outside]]
name = "origin"
addresses = {{ "{HOST}:{self.cache_port}" = "127.0.0.1:{self.origin_port}" }}
[[connector]]
type = "web_root"
folder = "{self.public}"
urls = {{ "{self.url}/" = ".", "{self.url}/alias/" = "docs" }}
tombstones = "{self.gone}"
[[connector]]
type = "varnish"
server = "http://127.0.0.1:{self.cache_port}"
""",
            encoding="utf-8",
        )


WHO = ("--by", "Ada Example", "--role", "privacy_officer", "--why", "the list is public")
ADDRESSES = (
    "/docs/list.csv",
    "/docs/list.csv?download=1",
    "/docs//list.csv",
    "/alias/list.csv",
    "/old/copy%20of%20list.csv",
    "/docs/list.csv.gz?raw",
)


@contextmanager
def standing(base: Path) -> Iterator[Place]:
    """The servers, ended by their ids."""
    place = Place(base)
    place.public.mkdir()
    place.gone.mkdir()
    place.write_site()
    with ExitStack() as stack:
        stack.enter_context(_running(_nginx(place), place.origin_port, base / "nginx.log"))
        stack.enter_context(_running(_varnish(place), place.cache_port, base / "varnish.log"))
        yield place


def listing(folder: Path) -> Mapping[str, bytes | None]:
    """Everything below a folder, with its bytes."""
    return {str(path): path.read_bytes() if path.is_file() else None for path in sorted(folder.rglob("*"))}


def documented(page: str, language: str) -> str:
    """The lines that a page tells people to write."""
    found = re.search(rf"```{language}\n(.*?)```", (DOCS / page).read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None, language
    return found[1]


def _nginx(place: Place) -> list[str]:
    base = place.base
    lines = documented("takedown.md", "nginx")
    assert "/srv/withhold-gone" in lines
    temporary = "".join(
        f"{kind}_temp_path {base}/nginx-{kind};\n"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (base / "nginx.conf").write_text(
        f"{'user root;' if os.geteuid() == 0 else ''}\ndaemon off;\npid {base}/nginx.pid;\n"
        f"error_log {base}/error.log;\nworker_processes 1;\nevents {{}}\nhttp {{\n"
        f"access_log {base}/access.log;\n"
        f"{temporary}types {{ text/csv csv; }}\ndefault_type application/octet-stream;\n"
        "open_file_cache max=100;\n"
        f"server {{\nlisten 127.0.0.1:{place.origin_port};\nroot {place.public};\ngzip_static on;\n"
        f"{lines.replace('/srv/withhold-gone', str(place.gone))}"
        f"location /alias/ {{ alias {place.public}/docs/; }}\n}}\n}}\n",
        encoding="utf-8",
    )
    program = shutil.which("nginx") or "/usr/sbin/nginx"
    return [program, "-p", str(base), "-c", str(base / "nginx.conf")]


def _varnish(place: Place) -> list[str]:
    vcl = place.base / "site.vcl"
    backend = f'backend site {{ .host = "127.0.0.1"; .port = "{place.origin_port}"; }}'
    lasting = "sub vcl_backend_response { set beresp.ttl = 1h; set beresp.grace = 1h; }"
    vcl.write_text(
        f"vcl 4.1;\n{backend}\n{documented('connectors.md', 'vcl')}\n{lasting}\n", encoding="utf-8"
    )
    program = shutil.which("varnishd") or "/usr/sbin/varnishd"
    options = ["-F", "-n", str(place.base / "varnish"), "-f", str(vcl), "-s", "malloc,32m", "-j", "none"]
    return [program, *options, "-a", f"127.0.0.1:{place.cache_port}"]


@contextmanager
def _running(command: list[str], port: int, log: Path) -> Iterator[None]:
    with log.open("wb") as stream:
        process = subprocess.Popen(command, stdout=stream, stderr=stream)
    try:
        _wait_for(port, process, log)
        yield
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(10)
        process.kill()
        process.wait()


def _wait_for(port: int, process: "subprocess.Popen[bytes]", log: Path) -> None:
    for _ in range(600):
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode}: {log.read_text()}")
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            with suppress(OSError, http.client.HTTPException):
                connection.request("GET", "/ready")
                connection.getresponse().read()
                return
        finally:
            connection.close()
        time.sleep(0.05)
    raise RuntimeError("the server does not listen")


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1] / "src")}
