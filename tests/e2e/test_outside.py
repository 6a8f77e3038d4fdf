"""A real nginx behind a real Varnish: looks from outside find every copy that is left, and nothing else."""

import gzip
import hashlib
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.incident.takedown.outside.made import packed, rows
from withhold.fetching.config import reach_of
from withhold.fetching.http import HttpFetcher
from withhold.fetching.interface import Request, Unfetched
from withhold.incident.case.exposed import ExposedDocument
from withhold.incident.takedown.outside.content import fingerprint
from withhold.incident.takedown.outside.interface import (
    Ending,
    How,
    Known,
    Look,
    Round,
    Seen,
    Settings,
    VantagePoint,
    Verification,
    Watched,
)
from withhold.incident.takedown.outside.rounds import verify

pytestmark = pytest.mark.service("nginx", "varnish")

HOST = "www.example.org"
LIST = packed(rows(6252))
TWIN = gzip.compress(LIST)
PROGRAMS = f"/usr/sbin:{os.environ['PATH']}"


@dataclass
class Place:
    """A site: files of nginx, which Varnish keeps for an hour, and a second host with files of its own."""

    folder: Path
    origin: int
    cache: int
    other: int

    def put(self, name: str, content: bytes, host: str = "www") -> Path:
        path = self.folder / host / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        return path

    def url(self, name: str) -> str:
        return f"http://{HOST}:{self.cache}/{name}"

    def fetcher(self, vantage: VantagePoint) -> HttpFetcher:
        table = {
            "networks": ["127.0.0.0/8"],
            "ports": [self.cache, self.other],
            "addresses": {HOST: f"127.0.0.1:{self.cache}", "other.example": f"127.0.0.1:{self.other}"},
        }
        return HttpFetcher(reach_of(table, addresses=vantage.addresses), resolver=nobody)

    @property
    def behind(self) -> VantagePoint:
        """Straight to nginx, past the cache."""
        return VantagePoint("origin", {HOST: f"127.0.0.1:{self.origin}"})

    def watched(self, name: str) -> Watched:
        """The URL, fetched through the cache, with the validators it answers with."""
        answer = self.fetcher(VantagePoint()).fetch(Request(self.url(name)))
        assert answer.body == LIST
        return Watched(
            self.url(name), (answer.header("ETag") or "",), (answer.header("Last-Modified") or "",)
        )

    def verify(
        self, *urls: str | Watched, vantages: Sequence[VantagePoint] = (), **changes: object
    ) -> Verification:
        document = ExposedDocument(hashlib.sha256(LIST).hexdigest(), len(LIST), (len(TWIN),))
        settings = Settings(**{"round_seconds": 0.1, "deadline": 0.5, **changes})  # type: ignore[arg-type]
        told: list[Round] = []
        journal = self.folder / f"{time.monotonic_ns()}.jsonl"
        known = [Known(document, fingerprint(LIST))]
        shown = verify(urls, known, vantages, self.fetcher, settings, journal, Now(), told.append)
        assert tuple(told) == shown.rounds
        return shown

    def looks(
        self, *urls: str | Watched, vantages: Sequence[VantagePoint] = (), **changes: object
    ) -> list[Look]:
        """The looks of one round."""
        return list(self.verify(*urls, vantages=vantages, deadline=0.01, **changes).rounds[0].looks)


def free_ports(count: int) -> list[int]:
    """Ports that are all different: one that was just free may be given out again."""
    with ExitStack() as stack:
        listeners = [stack.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(count)]
        return [int(listener.getsockname()[1]) for listener in listeners]


class Now:
    def now(self) -> datetime:
        return datetime.now(UTC)


def nobody(host: str, port: int) -> Sequence[str]:
    raise OSError("no name is resolved in a test")


def seen(looks: Sequence[Look], what: Seen) -> set[How]:
    return {look.how for look in looks if look.seen is what}


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    folder = tmp_path_factory.mktemp("outside")
    folder.chmod(0o755)
    place = Place(folder, *free_ports(3))
    (folder / "www").mkdir()
    (folder / "other").mkdir()
    with running(nginx(place), place.origin, folder), running(varnish(place), place.cache, folder):
        yield place


@pytest.fixture
def place(servers: Place) -> Iterator[Place]:
    yield servers
    for host in ("www", "other"):
        shutil.rmtree(servers.folder / host)
        (servers.folder / host).mkdir()
    for name in ("list.xlsx", "old/list.xlsx"):
        servers.fetcher(VantagePoint()).fetch(Request(servers.url(name), "BAN"))


def nginx(place: Place) -> list[str]:
    user = "user root;" if os.geteuid() == 0 else ""
    temporary = "".join(
        f"{kind}_temp_path {place.folder}/t-{kind};"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    configuration = place.folder / "nginx.conf"
    configuration.write_text(f"""
{user} daemon off; pid {place.folder}/nginx.pid; error_log {place.folder}/error.log;
worker_processes 1; events {{}}
http {{
  access_log off; {temporary} default_type application/octet-stream; gzip_static on; gzip_vary on;
  server {{
    listen 127.0.0.1:{place.origin}; root {place.folder}/www;
    location /old/ {{ alias {place.folder}/www/; }}
    location /closed/ {{ deny all; }}
  }}
  server {{ listen 127.0.0.1:{place.other}; root {place.folder}/other; }}
}}
""")
    return [str(shutil.which("nginx", path=PROGRAMS)), "-p", str(place.folder), "-c", str(configuration)]


def varnish(place: Place) -> list[str]:
    vcl = place.folder / "site.vcl"
    vcl.write_text(f"""
vcl 4.1;
backend origin {{ .host = "127.0.0.1"; .port = "{place.origin}"; }}
sub vcl_recv {{
  if (req.method == "BAN") {{ ban("obj.status == 200"); return (synth(200)); }}
}}
sub vcl_backend_response {{
  if (beresp.status == 200) {{ set beresp.ttl = 1h; set beresp.grace = 0s; }}
  else {{ set beresp.uncacheable = true; }}
}}
""")
    own = ["-n", str(place.folder / "v"), "-s", "malloc,64m", "-j", "none"]
    listen = ["-a", f"127.0.0.1:{place.cache}", "-f", str(vcl)]
    return [str(shutil.which("varnishd", path=PROGRAMS)), "-F", *own, *listen]


@contextmanager
def running(command: Sequence[str], port: int, folder: Path) -> Iterator[None]:
    log = folder / f"{Path(command[0]).name}.log"
    with log.open("wb") as stream:
        process = subprocess.Popen(command, stdout=stream, stderr=stream)
    try:
        fetcher = HttpFetcher(reach_of({"networks": ["127.0.0.0/8"], "ports": [port]}))
        for _ in range(200):
            assert process.poll() is None, log.read_text()
            with suppress(Unfetched):
                fetcher.fetch(Request(f"http://127.0.0.1:{port}/", seconds=2))
                break
            time.sleep(0.05)
        yield
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def test_what_is_served_is_found_by_every_way_of_asking(place: Place) -> None:
    place.put("list.xlsx", LIST)
    place.put("list.xlsx.gz", TWIN)
    looks = place.looks(place.watched("list.xlsx"), vantages=(VantagePoint(), place.behind))
    assert seen(looks, Seen.STILL) == set(How)
    assert {look.how for look in looks if look.seen is not Seen.STILL} <= {How.SPELLING}
    assert {look.vantage for look in looks if look.seen is Seen.STILL} == {"outside", "origin"}


def test_a_copy_in_the_cache_is_found_when_the_origin_has_none(place: Place) -> None:
    path = place.put("list.xlsx", LIST)
    watched = place.watched("list.xlsx")
    path.unlink()
    looks = place.looks(watched, vantages=(VantagePoint(), place.behind))
    outside = [look for look in looks if look.vantage == "outside"]
    cached = {
        How.PLAIN,
        How.NO_CACHE,
        How.HEAD,
        How.FIRST_BYTE,
        How.LAST_BYTES,
        How.IF_NONE_MATCH,
        How.IF_MODIFIED,
    }
    assert cached <= seen(outside, Seen.STILL)
    assert How.OTHER_QUERY not in seen(outside, Seen.STILL)
    assert seen([look for look in looks if look.vantage == "origin"], Seen.STILL) == set()
    place.fetcher(VantagePoint()).fetch(Request(place.url("list.xlsx"), "BAN"))
    shown = place.verify(watched, vantages=(VantagePoint(), place.behind), deadline=30.0)
    assert shown.ending is Ending.GONE
    assert shown.unreachable_at is not None
    assert shown.verified_at is not None
    assert shown.verified_at > shown.unreachable_at
    assert len(shown.rounds) == 3


def test_a_compressed_twin_that_was_left_behind_is_found_by_asking_for_it(place: Place) -> None:
    path = place.put("list.xlsx", LIST)
    place.put("list.xlsx.gz", TWIN)
    path.unlink()
    looks = place.looks(place.url("list.xlsx"), vantages=(place.behind,))
    assert seen(looks, Seen.STILL) == {How.GZIP}
    (place.folder / "www/list.xlsx.gz").unlink()
    assert place.verify(place.url("list.xlsx"), vantages=(place.behind,), deadline=30.0).ending is Ending.GONE


def test_a_copy_on_another_host_is_found(place: Place) -> None:
    place.put("list.xlsx", LIST, host="other")
    hosts = (f"other.example:{place.other}",)
    looks = place.looks(place.url("list.xlsx"), hosts=hosts)
    assert [look.url for look in looks if look.seen is Seen.STILL] == [f"http://{hosts[0]}/list.xlsx"]


def test_an_alias_is_looked_at_like_any_url(place: Place) -> None:
    path = place.put("list.xlsx", LIST)
    urls = (place.url("list.xlsx"), place.url("old/list.xlsx"))
    places = {look.place for look in place.looks(*urls) if look.seen is Seen.STILL}
    assert places == set(urls)
    path.unlink()
    place.fetcher(VantagePoint()).fetch(Request(place.url("list.xlsx"), "BAN"))
    assert place.verify(*urls, deadline=30.0).ending is Ending.GONE


def test_the_list_packed_anew_is_for_a_person_and_another_workbook_is_gone(place: Place) -> None:
    place.put("list.xlsx", packed(rows(6252), level=1))
    looks = place.looks(place.url("list.xlsx"))
    assert How.PLAIN in seen(looks, Seen.UNSURE)
    assert seen(looks, Seen.STILL) == set()
    assert "document's content" in next(look.detail for look in looks if look.how is How.PLAIN)
    place.put("list.xlsx", packed(rows(300, 80_000)))
    place.fetcher(VantagePoint()).fetch(Request(place.url("list.xlsx"), "BAN"))
    shown = place.verify(place.url("list.xlsx"), deadline=30.0)
    assert shown.ending is Ending.GONE, [look for one in shown.rounds for look in one.of(Seen.UNSURE)]


def test_a_refusal_is_not_gone(place: Place) -> None:
    shown = place.verify(place.url("closed/list.xlsx"))
    assert shown.ending is Ending.UNSURE
    assert "perhaps not to everybody" in shown.rounds[-1].looks[0].detail
