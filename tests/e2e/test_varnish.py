"""A real Varnish with the VCL of docs/connectors.md: variants, query strings and spellings are forgotten."""

import http.client
import re
import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.contract.connector import ConnectorContract, take_all
from tests.e2e.web_server import free_port
from tests.incident.takedown.connectors.rig import ROSTER, Asked, StandIn, context, serving, target
from withhold.incident.takedown.connectors.varnish import from_site
from withhold.incident.takedown.interface import Connector, Layer, Result, Target

pytestmark = pytest.mark.service("varnish")

GUIDE = Path(__file__).parents[2] / "docs" / "connectors.md"
HOST = "www.example.org"
PATH = "/files/list.csv"


@dataclass(slots=True)
class Origin(StandIn):
    """Serves the list under any path until it is taken down; a variant for each language."""

    up: bool = True
    seen: list[str] = field(default_factory=list)

    def answer(self, asked: Asked) -> tuple[int, str, bytes]:
        self.seen.append(f"{asked.method} {asked.path}")
        return (200, "text/csv", ROSTER) if self.up else (404, "text/plain", b"not here\n")


@dataclass(slots=True)
class Varnish:
    """A stage of tests.contract.connector. `upload` fills the cache, for the origin has the list then."""

    origin: Origin
    port: int
    folder: Path
    variants: tuple[str, ...] = ("en", "fr", "fa")
    paths: tuple[str, ...] = (PATH,)

    @property
    def target(self) -> Target:
        return target(f"https://{HOST}{PATH}")

    @property
    def secrets(self) -> Sequence[str]:
        return []

    def upload(self) -> None:
        self.origin.up = True
        for path in self.paths:
            for language in self.variants:
                assert self.get(path, language)[0] == 200
        self.origin.up = False

    def connector(self) -> Connector:
        return self._connector(self.port)

    def broken(self) -> Connector:
        return self._connector(9)

    def picture(self) -> object:
        return [self.cached(path, language) for path in self.paths for language in self.variants]

    def served(self) -> bool:
        # A look from outside: what is not cached is asked of the origin, which has it no more.
        return any(self.get(path, language)[0] == 200 for path in self.paths for language in self.variants)

    def cached(self, path: str, language: str) -> bool:
        return self.get(path, language)[0] == 200

    def get(self, path: str, language: str = "en", method: str = "GET", **headers: str) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request(method, path, headers={"Host": HOST, "Accept-Language": language, **headers})
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def _connector(self, port: int) -> Connector:
        table = {"type": "varnish", "server": f"http://127.0.0.1:{port}", "hosts": [HOST]}
        return from_site(table, context(self.folder, port))


VARY = """
sub vcl_backend_response {
    set beresp.http.Vary = "Accept-Language";
    if (beresp.status != 200) { set beresp.ttl = 0s; set beresp.uncacheable = true; }
    else { set beresp.ttl = 1h; }
}
"""


@contextmanager
def running(folder: Path, origin: Origin, vcl: str) -> Iterator[Varnish]:
    """varnishd with this VCL before the origin, ended by its id."""
    port = free_port()
    place = folder / "varnish"
    place.mkdir()
    (place / "site.vcl").write_text(
        f'vcl 4.1;\nbackend site {{ .host = "127.0.0.1"; .port = "{origin.port}"; }}\n{vcl}{VARY}'
    )
    program = shutil.which("varnishd") or "/usr/sbin/varnishd"
    command = [
        program,
        "-F",
        "-n",
        str(place / "n"),
        "-a",
        f"127.0.0.1:{port}",
        "-f",
        str(place / "site.vcl"),
    ]
    with (place / "log").open("wb") as log:
        process = subprocess.Popen([*command, "-s", "malloc,16m", "-j", "none"], stdout=log, stderr=log)
    try:
        varnish = Varnish(origin, port, folder / "work")
        for _ in range(400):
            assert process.poll() is None, (place / "log").read_text()
            with suppress(OSError):
                varnish.get("/ready")
                break
            time.sleep(0.05)
        yield varnish
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(10)
        process.kill()
        process.wait()


def documented() -> str:
    found = re.search(r"```vcl\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    return found[1]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Varnish]:
    origin = Origin()
    with serving(origin), running(tmp_path_factory.mktemp("varnish"), origin, documented()) as varnish:
        yield varnish


@pytest.fixture
def varnish(server: Varnish) -> Iterator[Varnish]:
    server.paths = (PATH,)
    yield server
    take_all(server)


class TestContract(ConnectorContract):
    layer = Layer.CACHE
    again = frozenset({Result.DONE})
    looks = False

    @pytest.fixture
    def stage(self, varnish: Varnish) -> Varnish:
        return varnish


def test_all_variants_are_purged_and_counted(varnish: Varnish) -> None:
    varnish.upload()
    (outcome,) = take_all(varnish)
    assert outcome.result is Result.DONE
    assert outcome.proof == {"purge_status": 200, "purged": "3", "ban_status": 200}
    assert not varnish.served()


def test_query_strings_and_spellings_that_nobody_listed_go_too(varnish: Varnish) -> None:
    varnish.paths = (
        PATH,
        f"{PATH}?lang=fr",
        f"{PATH}?a=1&b=%22",
        "/files//list.csv",
        "/%66iles/list%2Ecsv",
        "/files%2flist.csv",
    )
    varnish.upload()
    take_all(varnish)
    assert [path for path in varnish.paths if varnish.cached(path, "en")] == []


def test_other_files_stay_cached(varnish: Varnish) -> None:
    others = ("/files/list.csv.txt", "/files/listXcsv", "/files/list", "/other/files/list.csv")
    varnish.origin.up = True
    for path in others:
        varnish.get(path)
    varnish.upload()
    take_all(varnish)
    assert all(varnish.cached(path, "en") for path in others)


@pytest.mark.parametrize(
    "path",
    [
        '/a"b c.csv',
        "/a && obj.status == 200",
        "/a.*",
        "/(((",
        "/x\\",
        "/x|.",
        "/^$[]{}?",
        "/a\r\nX-Withhold-Url: .",
        "/'x'",
        "/تقرير.csv",
        "/a+b$c",
        f"/{'a' * 400}",
        f"/{'é' * 300}",
    ],
)
def test_hostile_names_purge_themselves_and_nothing_else(varnish: Varnish, path: str) -> None:
    varnish.origin.up = True
    varnish.get("/innocent.csv")
    connector = varnish.connector()
    (step,) = connector.plan(target(f"http://{HOST}{path}"))
    spelled = str(step.data["url"]).removeprefix(f"http://{HOST}")
    assert varnish.get(f"{spelled}{'&' if '?' in spelled else '?'}v=1")[0] == 200
    varnish.origin.up = False
    outcome = connector.take(step)
    assert outcome.result is Result.DONE, outcome
    assert not varnish.cached(f"{spelled}{'&' if '?' in spelled else '?'}v=1", "en")
    assert varnish.cached("/innocent.csv", "en")


def test_visitors_see_nothing_of_it(varnish: Varnish) -> None:
    varnish.upload()
    connection = http.client.HTTPConnection("127.0.0.1", varnish.port, timeout=10)
    connection.request("GET", PATH, headers={"Host": HOST, "Accept-Language": "en"})
    names = {name.lower() for name, _ in connection.getresponse().getheaders()}
    connection.close()
    assert {name for name in names if "withhold" in name} == set()


def test_a_varnish_that_passes_the_method_on_is_not_believed(tmp_path: Path) -> None:
    origin = Origin()
    with serving(origin), running(tmp_path, origin, "") as plain:
        plain.upload()
        origin.up = True  # and says 200 to PURGE, as an application may
        (outcome,) = take_all(plain)
        assert outcome.result is Result.FAILED
        assert "docs/connectors.md" in outcome.detail
        assert "PURGE" in origin.seen[-1]


def test_who_is_not_let_in_is_told(tmp_path: Path) -> None:
    origin = Origin()
    closed = documented().replace('"127.0.0.1";', '"192.0.2.1";')
    with serving(origin), running(tmp_path, origin, closed) as varnish:
        varnish.upload()
        (outcome,) = take_all(varnish)
        assert outcome.result is Result.FAILED
        assert "acl" in outcome.detail
        assert varnish.served()
