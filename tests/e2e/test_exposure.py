"""`withhold exposure` and `withhold preserve` against a real nginx, from the command line."""

import hashlib
import json
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pyrage
import pytest

from tests.e2e.exposed_site import HOST, Exposed, exposed_site, people
from withhold.incident.case.exposed import Held, PlaceKind
from withhold.incident.case.exposure_file import load

pytestmark = pytest.mark.service("nginx")
WHO = ("--by", "Ines Example", "--role", "security_engineer", "--why", "a test")
LIST = f"http://{HOST}/data/list.csv"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Exposed]:
    with exposed_site(tmp_path_factory.mktemp("site") / "nginx", people(400)) as running:
        yield running


def withhold(*arguments: object) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "withhold", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


@pytest.fixture
def case(tmp_path: Path, site: Exposed) -> tuple[Path, Path]:
    """A case, and the file with the key that its evidence is sealed to."""
    identity = pyrage.x25519.Identity.generate()
    key = tmp_path / "key.txt"
    key.write_text(f"{identity}\n")
    opened = withhold(
        "case", "open", tmp_path / "case", "--title", "A list", "--time-zone", "America/New_York",
        "--recipient", identity.to_public(), "--source", "staff", "--site", site.site, *WHO,
    )  # fmt: skip
    assert opened.returncode == 0, opened.stderr
    return tmp_path / "case", key


def places(case: Path) -> dict[str, tuple[str, str]]:
    exposure = load(case / "work")
    assert exposure is not None
    return {one.url.removeprefix(f"http://{HOST}"): (str(one.held), str(one.kind)) for one in exposure.places}


def test_every_form_of_the_list_is_found_and_nothing_innocent_is(
    case: tuple[Path, Path], site: Exposed
) -> None:
    ran = withhold("exposure", "--case", case[0], "--url", LIST, *WHO)
    found = places(case[0])
    same = {url for url, (held, _) in found.items() if held == Held.SAME_BYTES}
    assert {"/data/list.csv", "/es/data/list.csv", "/hidden/copy.csv", "/data/list.csv?download=1"} <= same
    content = {url for url, (held, _) in found.items() if held == Held.SAME_CONTENT}
    assert {"/data/list.csv.gz", "/data/list.csv~", "/files/export.xlsx"} <= same  # documents of their own
    assert found["/data/view.html"] == ("same_content", "alias")
    assert found["/feed.xml"] == ("same_content", "excerpt")
    assert found["/search?q=list"] == ("same_content", "excerpt")
    assert found["/sitemap.xml"] == ("other", "link")
    assert found["/data/"] == ("other", "link")
    assert not {"/", "/about.html", "/data/q2.csv", "/missing.html"} & (same | content)
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_the_lengths_are_those_on_the_wire(case: tuple[Path, Path], site: Exposed) -> None:
    withhold("exposure", "--case", case[0], "--url", LIST, "--no-crawl", *WHO)
    exposure = load(case[0] / "work")
    assert exposure is not None
    sha256 = hashlib.sha256(site.leak).hexdigest()
    (document,) = [one for one in exposure.documents if one.sha256 == sha256]
    assert document.size in document.lengths
    assert len(document.lengths) == 2  # as it is, and as nginx packs it
    assert min(document.lengths) < document.size / 2


def test_what_cannot_be_looked_at_is_told_and_never_taken_for_gone(case: tuple[Path, Path]) -> None:
    ran = withhold(
        "exposure",
        "--case",
        case[0],
        "--url",
        LIST,
        "--url",
        f"http://{HOST}/broken/x.csv",
        "--no-crawl",
        *WHO,
    )
    assert ran.returncode == 11
    assert places(case[0])["/broken/x.csv"] == ("not_looked", "original")


def test_nothing_public_is_an_answer_of_its_own(case: tuple[Path, Path]) -> None:
    ran = withhold("exposure", "--case", case[0], "--url", f"http://{HOST}/none.csv", "--no-crawl", *WHO)
    assert ran.returncode == 3, ran.stdout


def test_a_dry_run_records_nothing(case: tuple[Path, Path]) -> None:
    ran = withhold(
        "exposure", "--case", case[0], "--url", LIST, "--dry-run", "--no-crawl", "--format", "json"
    )
    assert ran.returncode == 0, ran.stderr
    assert json.loads(ran.stdout)["documents"]
    assert load(case[0] / "work") is None


@pytest.mark.service("nginx", "age")
def test_the_evidence_opens_with_age_and_holds_what_the_server_said(
    case: tuple[Path, Path], site: Exposed, tmp_path: Path
) -> None:
    log = site.folder / "access.log"
    ran = withhold("preserve", "--case", case[0], "--url", f"http://{HOST}/moved.csv", "--log", log, *WHO)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    sealed = sorted((case[0] / "evidence").glob("*.age"))
    assert len(sealed) == 2
    names: dict[str, bytes] = {}
    for number, path in enumerate(sealed):
        assert path.stat().st_mode & 0o777 == 0o600
        opened = tmp_path / f"{number}.tar"
        subprocess.run(["age", "-d", "-i", case[1], "-o", opened, path], check=True, timeout=30)
        with tarfile.open(opened) as tar:
            for member in tar.getmembers():
                stream = tar.extractfile(member)
                assert stream is not None
                names[member.name] = stream.read()
    assert names["answers/01/body"] == site.leak
    assert json.loads(names["answers/00/exchange.json"])["answer"]["status"] == 301
    assert names["logs/0001"]
    assert log.read_bytes().startswith(names["logs/0001"])
    assert withhold("preserve", "--case", case[0], "--check").returncode == 0
    sealed[0].write_bytes(sealed[0].read_bytes()[:-1])
    assert withhold("preserve", "--case", case[0], "--check").returncode == 10
    sealed[0].unlink()
    assert withhold("preserve", "--case", case[0], "--check").returncode == 10


def test_preserving_follows_what_exposure_found(case: tuple[Path, Path], site: Exposed) -> None:
    assert withhold("preserve", "--case", case[0], *WHO).returncode == 3
    assert withhold("preserve", "--case", case[0], "--check").returncode == 3
    withhold("exposure", "--case", case[0], "--url", LIST, "--no-crawl", *WHO)
    planned = withhold("preserve", "--case", case[0], "--dry-run")
    assert planned.returncode == 0
    assert LIST in planned.stdout
    assert not list((case[0] / "evidence").iterdir())
    assert withhold("preserve", "--case", case[0]).returncode == 2  # who, in which role, and why?
    ran = withhold("preserve", "--case", case[0], "--format", "json", *WHO)
    assert ran.returncode == 0, ran.stderr
    told = json.loads(ran.stdout)
    assert LIST in {one["name"] for one in told["sealed"]}
    assert len(list((case[0] / "evidence").glob("*.age"))) == len(told["sealed"])
    stray = case[0] / "evidence" / "stray.age"
    stray.write_bytes(b"of unknown origin")
    assert withhold("preserve", "--case", case[0], "--check").returncode == 11


def test_a_case_that_is_over_is_not_looked_for(case: tuple[Path, Path]) -> None:
    officer = ("--by", "Ada Example", "--role", "privacy_officer", "--why", "no list at all")
    assert withhold("case", "dismiss", "--case", case[0], *officer).returncode == 0
    ran = withhold("exposure", "--case", case[0], "--url", LIST, *WHO)
    assert ran.returncode == 2
    assert "reopen" in ran.stderr


class Archive(BaseHTTPRequestHandler):
    """A stand-in for a CDX server: one capture of the list, and one 404 before it."""

    leak = b""

    def do_GET(self) -> None:
        stamps = [["timestamp", "statuscode", "digest"]]
        stamps += [["20260301080000", "404", "-"], ["20260301093000", "200", "A"]]
        body = self.leak if "id_/" in self.path else json.dumps(stamps).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


def test_archives_are_asked_only_when_that_is_said(
    case: tuple[Path, Path], site: Exposed, tmp_path: Path
) -> None:
    Archive.leak = site.leak
    server = ThreadingHTTPServer(("127.0.0.1", 0), Archive)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    described = tmp_path / "site.toml"
    described.write_text(site.site.read_text().replace('127.0.0.1:1"', f'127.0.0.1:{server.server_port}"'))
    common = ("exposure", "--case", case[0], "--url", LIST, "--no-crawl", "--site", described)
    archive = ("--archive", "http://archive.example")
    try:
        assert withhold(*common, *archive, *WHO).returncode == 2
        ran = withhold(*common, *archive, "--ask-archives", *WHO)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
    assert ran.returncode == 0, ran.stdout + ran.stderr
    exposure = load(case[0] / "work")
    assert exposure is not None
    window = exposure.window
    assert window.since_latest is not None
    assert window.since_latest.hour == 9
    # The archive missed it at this address at eight. It stands at others, which may have been earlier.
    assert window.since_earliest is None
    assert any(one.says == "hint" and one.at.hour == 8 for one in window.readings)
    assert any(one.kind is PlaceKind.ARCHIVE and one.held is Held.SAME_BYTES for one in exposure.places)
