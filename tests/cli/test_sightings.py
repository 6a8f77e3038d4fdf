"""`withhold sightings`: from a scan's finding to its end, and the end of the fingerprints."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pyrage
import pytest

from tests.cli.test_reposts import ROWS
from tests.incident.watch.sources.test_reading import record
from withhold.cli.main import main
from withhold.fetching.http import HttpFetcher
from withhold.fetching.interface import Reach
from withhold.incident.case.events import CopyHeld
from withhold.incident.case.interface import EventKind
from withhold.incident.case.order import hindering_close
from withhold.incident.case.store import CaseFolder
from withhold.incident.running.sightings import look_again
from withhold.incident.watch.copies.digests import Use
from withhold.incident.watch.copies.file import load
from withhold.incident.watch.sightings import looked
from withhold.signing.keys import load_key

WHO = ["--by", "Anna Berg", "--role", "privacy_officer", "--why", "a test"]
OTHER = ["--by", "Ben Okafor", "--role", "counsel", "--why", "a test"]


class Host(BaseHTTPRequestHandler):
    """Somebody else's server, with one page that can be changed."""

    page: bytes | None = b""

    def do_GET(self) -> None:
        page = None if self.path == "/robots.txt" else type(self).page
        self.send_response(404 if page is None else 200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(page or b"")))
        self.end_headers()
        self.wfile.write(page or b"")

    def log_message(self, *_: object) -> None:
        """Nothing is told."""


@pytest.fixture
def host() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Host)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/copy"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """A confirmed case, a list, a key."""
    folder = tmp_path / "case"
    recipient = str(pyrage.x25519.Identity.generate().to_public())
    opened = ["case", "open", str(folder), "--title", "List", "--time-zone", "Etc/UTC"]
    assert main([*opened, "--recipient", recipient, "--source", "tip", *WHO]) == 0
    assert main(["case", "confirm", "--case", str(folder), *WHO]) == 0
    (tmp_path / "leak.csv").write_text("Full Name,Date of Birth,A-Number\n" + "\n".join(ROWS) + "\n")
    (tmp_path / "key").write_text("1" * 64)
    (tmp_path / "key").chmod(0o600)
    made = ["--key-file", str(tmp_path / "key"), "-o", str(tmp_path / "list.fp")]
    assert (
        main(["reposts", "fingerprint", str(tmp_path / "leak.csv"), *made, "--case", str(folder), *WHO]) == 0
    )
    return folder


def scanned(case: Path, url: str) -> int:
    page = record(url, "\n".join(ROWS[:5]).encode())
    (case.parent / "a.warc").write_bytes(page)
    key = ["--key-file", str(case.parent / "key"), "--case", str(case), "--jobs", "1"]
    return main(["reposts", "scan", str(case.parent / "list.fp"), str(case.parent / "a.warc"), *key])


def listed(case: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, list[dict[str, object]]]:
    capsys.readouterr()
    code = main(["sightings", "list", "--case", str(case), "--format", "json"])
    return code, json.loads(capsys.readouterr().out)["sightings"]


def test_a_finding_becomes_a_task_until_a_person_settled_it(
    case: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert scanned(case, "https://paste.example.net/x") == 10
    code, [one] = listed(case, capsys)
    assert (code, one["do"], one["rows"], one["is_copy"]) == (11, "settle", 5, None)
    settle = ["sightings", "settle", str(one["sighting"])[:8], "--case", str(case), *WHO]
    assert main([*settle, "--answer", "no_copy"]) == 0
    code, [one] = listed(case, capsys)
    assert (code, one["do"]) == (0, "")
    assert scanned(case, "https://paste.example.net/x") == 10
    assert listed(case, capsys)[0] == 0


def test_a_copy_is_asked_for_by_whoever_keeps_such(case: Path, capsys: pytest.CaptureFixture[str]) -> None:
    scanned(case, "https://paste.example.net/x")
    _, [one] = listed(case, capsys)
    main(["sightings", "settle", str(one["sighting"]), "--answer", "copy", "--case", str(case), *WHO])
    code, [one] = listed(case, capsys)
    assert (code, one["do"]) == (11, "ask")
    capsys.readouterr()
    main(["removals", "list", "--case", str(case), "--format", "json"])
    wanted = json.loads(capsys.readouterr().out)["not_asked"]
    assert {"https://paste.example.net/x"} == {each["url"] for each in wanted}
    recipient = wanted[0]["recipient"]
    ask = ["removals", "ask", recipient, "https://paste.example.net/x", "--case", str(case), *WHO]
    assert main(ask) == 0
    code, [one] = listed(case, capsys)
    assert (code, one["do"]) == (0, "")


@pytest.mark.parametrize(
    ("page", "held"),
    [
        ("\n".join(ROWS[:2]).encode(), "still"),
        (b"<p>removed</p>", "changed"),
        (None, "gone"),
        (b"\x89PNG\r\n\x1a\n", "not_looked"),
    ],
)  # fmt: skip
def test_a_copy_is_looked_at_again_when_its_time_comes(
    case: Path, host: str, page: bytes | None, held: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Host.page = page
    scanned(case, host)
    _, [one] = listed(case, capsys)
    main(["sightings", "settle", str(one["sighting"]), "--answer", "copy", "--case", str(case), *WHO])
    fingerprints = load(str(case.parent / "list.fp"), load_key(str(case.parent / "key")), Use.SCAN)
    port = int(host.split(":")[2].split("/")[0])
    from ipaddress import ip_network

    fetcher = HttpFetcher(Reach(networks=(ip_network("127.0.0.1/32"),), ports=frozenset({port})))

    class Later:
        def now(self) -> datetime:
            return datetime.now(UTC) + timedelta(days=2)

    opened = CaseFolder.open(case)
    assert look_again(opened, fingerprints, fetcher) == []
    later = CaseFolder.open(case, clock=Later())
    events = look_again(later, fingerprints, fetcher)
    assert [event.facts["held"] for event in events] == [held]
    _, [one] = listed(case, capsys)
    assert one["do"] == {"changed": "settle", "gone": ""}.get(held, "ask")


def test_a_person_says_that_a_copy_which_changed_is_gone(case: Path, host: str) -> None:
    scanned(case, host)
    [name] = CaseFolder.open(case).state().sightings
    settle = ["sightings", "settle", name, "--case", str(case), *WHO, "--answer"]
    assert main([*settle, "gone"]) != 0, "nobody said that it is a copy"
    assert main([*settle, "copy"]) == 0
    opened = CaseFolder.open(case)
    opened.append([looked(name, CopyHeld.CHANGED, opened.clock.now())])
    assert "1 sightings of copies that a person has to look at" in hindering_close(opened.state(), 0)
    assert main([*settle, "gone"]) == 0
    state = CaseFolder.open(case).state()
    assert not state.sightings[name].stands
    assert not any("a person has to look" in words for words in hindering_close(state, 0))
    assert main([*settle, "copy"]) == 0
    assert CaseFolder.open(case).state().sightings[name].stands, "whoever calls it a copy again saw it"


def test_destroying_overwrites_removes_and_records(case: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = [str(case.parent / "key"), str(case.parent / "list.fp")]
    assert main(["sightings", "destroy", *files, "nowhere", "--case", str(case), *WHO]) == 2
    assert (case.parent / "key").exists()
    leak = str(case.parent / "leak.csv")
    for given in ([*files, leak], [leak], files[:1], []):
        assert main(["sightings", "destroy", *given, "--case", str(case), *WHO]) == 2
        assert all(Path(one).exists() for one in (*files, leak))
    assert main(["sightings", "destroy", *files, "--case", str(case), *WHO]) == 0
    assert not (case.parent / "key").exists()
    assert not (case.parent / "list.fp").exists()
    kinds = [event.kind for event in CaseFolder.open(case).events()]
    assert kinds[-1] is EventKind.FINGERPRINTS_DESTROYED
    assert main(["sightings", "destroy", str(case.parent / "leak.csv"), "--case", str(case), *WHO]) != 0
    assert (case.parent / "leak.csv").exists()


def test_fingerprints_that_exist_no_more_are_recorded_as_such(case: Path) -> None:
    (case.parent / "list.fp").unlink()
    assert main(["sightings", "destroy", "--case", str(case), *WHO]) == 2
    assert main(["sightings", "destroy", str(case.parent / "key"), "--lost", "--case", str(case), *WHO]) == 0
    assert not (case.parent / "key").exists()
    assert not CaseFolder.open(case).state().fingerprints


def test_no_name_and_no_address_of_the_list_is_in_clear_in_the_ledger(case: Path) -> None:
    scanned(case, "https://paste.example.net/x")
    for path in case.rglob("*"):
        if path.is_file() and "opening" not in path.name:
            content = path.read_bytes()
            assert not any(row.split(",")[0].encode() in content for row in ROWS), path.name
