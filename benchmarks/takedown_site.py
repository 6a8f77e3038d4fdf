"""A site with an uploaded list, a case of it, and the commands that are tried on them."""

import gzip
import http.client
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

HOST = "www.example.org"
BARE = "example.org"
"""Another spelling that is asked, too. Nobody listens there, and no name server is asked for it."""
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

    def run(self, *arguments: str, screen: int = subprocess.PIPE) -> "subprocess.CompletedProcess[str]":
        """A command, to its end; `screen` is a descriptor for its standard error."""
        command = self.withhold(*arguments)
        return subprocess.run(
            command,
            stdout=subprocess.PIPE,
            stderr=screen,
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
ports = [9, {self.origin_port}, {self.cache_port}]
addresses = {{ "{HOST}:{self.cache_port}" = "127.0.0.1:{self.cache_port}", "{BARE}" = "127.0.0.1:9" }}
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


def listing(folder: Path) -> Mapping[str, bytes | None]:
    """Everything below a folder, with its bytes."""
    return {str(path): path.read_bytes() if path.is_file() else None for path in sorted(folder.rglob("*"))}


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1] / "src")}
