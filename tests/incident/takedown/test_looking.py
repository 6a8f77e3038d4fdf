"""Looking from outside as a takedown does it: with validators and bytes that were kept before."""

import http.server
import socket
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from withhold.fetching.interface import Answer, Peer, Refusal, Request, Unfetched
from withhold.incident.case.exposed import ExposedDocument
from withhold.incident.case.store import SystemClock
from withhold.incident.takedown.interface import TakedownError
from withhold.incident.takedown.looking import Outside, Validators, fetcher_of
from withhold.incident.takedown.outside.interface import Ending, Round, Watched
from withhold.incident.takedown.site import Site

LIST = b"".join(b"Invented Person %d,1980-01-01,%d\n" % (n, n * 7919) for n in range(400))
NOW = datetime(2026, 3, 1, tzinfo=UTC)


class Answering:
    """A fetcher: status and headers by URL; no answer for others."""

    def __init__(self, **known: tuple[int, dict[str, str]]) -> None:
        self.known = known
        self.asked: list[str] = []

    def fetch(self, request: Request) -> Answer:
        self.asked.append(f"{request.method} {request.url}")
        if request.url not in self.known:
            raise Unfetched(Refusal.UNREACHABLE, "nobody there")
        status, headers = self.known[request.url]
        peer = Peer("192.0.2.1", 80)
        return Answer(request.url, status, tuple(headers.items()), b"", True, peer, NOW, NOW)


def test_validators_are_asked_once_and_outlive_the_process(tmp_path: Path) -> None:
    path = tmp_path / "validators.json"
    known = {"ETag": '"x"', "Last-Modified": "then", "Content-Length": "7"}
    fetcher = Answering(a=(200, known), b=(404, {**known, "ETag": '"not found"'}))
    Validators(path, [7]).ask(fetcher, ["a", "b", "c"])
    assert sorted(fetcher.asked) == ["HEAD a", "HEAD b", "HEAD c"]
    after = Validators(path, [7])
    after.ask(fetcher, ["a"])
    assert len(fetcher.asked) == 3
    assert after.of("a") == Watched("a", ('"x"',), ("then",))
    assert after.of("b") == Watched("b")
    assert path.stat().st_mode & 0o777 == 0o600


def test_what_a_page_or_a_replacement_answers_with_is_no_validator_of_the_document(tmp_path: Path) -> None:
    told = {"ETag": '"page"', "Last-Modified": "then"}
    fetcher = Answering(page=(200, {**told, "Content-Length": "6"}), chunked=(200, told))
    validators = Validators(tmp_path / "validators.json", [7])
    validators.ask(fetcher, ["page", "chunked"])
    assert [validators.of(url) for url in ("page", "chunked")] == [Watched("page"), Watched("chunked")]


def test_a_spoilt_file_of_validators_is_told(tmp_path: Path) -> None:
    (tmp_path / "validators.json").write_text("{")
    with pytest.raises(TakedownError, match="cannot be read"):
        Validators(tmp_path / "validators.json", [])


class Server(http.server.BaseHTTPRequestHandler):
    """Serves the class's `content` as list.csv, and nothing else."""

    content = b""

    def do_GET(self) -> None:
        content = self.content if self.path.split("?")[0] == "/list.csv" else b""
        self.send_response(200 if content else 404)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(content)

    do_HEAD = do_GET

    def log_message(self, *_: object) -> None:
        """Nothing."""


@pytest.fixture
def port() -> Iterator[int]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield server.server_address[1]
        server.shutdown()
        thread.join()


def looked(folder: Path, port: int, kept: list[Path]) -> Ending:
    """What one round finds at that server."""
    reach = {"networks": ["127.0.0.0/8"], "ports": [port, 443], "addresses": {"list.test": "127.0.0.1"}}
    site = Site(folder / "s.toml", "x", (), (), 1, 0, 5, reach, (), ())
    document = ExposedDocument(sha256(LIST).hexdigest(), len(LIST))
    outside = Outside(
        site, (document,), Validators(folder / "v.json", []), lambda: kept, folder, SystemClock()
    )
    rounds: list[Round] = []
    assert fetcher_of(site)
    return outside([f"http://127.0.0.1:{port}/list.csv"], 0, rounds.append, rounds=1).ending


@pytest.mark.parametrize(
    ("content", "kept", "ending"),
    [
        (b"", True, Ending.GONE),
        (LIST, False, Ending.STILL),
        (LIST[: len(LIST) // 2], True, Ending.UNSURE),
        (b"<html>" + b"Nothing of it stands here any more. " * 40, True, Ending.GONE),
    ],
)
def test_what_the_connectors_kept_tells_other_bytes_apart(
    tmp_path: Path, port: int, monkeypatch: pytest.MonkeyPatch, content: bytes, kept: bool, ending: Ending
) -> None:
    monkeypatch.setattr(Server, "content", content)
    (tmp_path / "kept").write_bytes(LIST)
    assert looked(tmp_path, port, [tmp_path / "kept"] if kept else []) is ending


def test_bytes_that_were_spoilt_are_no_measure(
    tmp_path: Path, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Server, "content", b"Something else. " * 40)
    (tmp_path / "kept").write_bytes(LIST[:-1])
    assert looked(tmp_path, port, [tmp_path / "kept"]) is Ending.UNSURE


def test_a_single_look_leaves_no_journal_behind(tmp_path: Path, port: int) -> None:
    looked(tmp_path, port, [])
    assert list(tmp_path.glob("rounds-*")) == []


def test_a_name_is_resolved_once_a_round(tmp_path: Path, port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def nobody(host: str, *_: object, **__: object) -> None:
        asked.append(host)
        raise OSError

    monkeypatch.setattr(socket, "getaddrinfo", nobody)
    site = Site(tmp_path / "s.toml", "x", (), ("further.test",), 2, 0, 5, {"ports": [port]}, (), ())
    outside = Outside(
        site, (ExposedDocument("0" * 64, 1),), Validators(tmp_path / "v", []), list, tmp_path, SystemClock()
    )
    outside([f"http://list.test:{port}/{number}" for number in range(3)], 0, lambda _: None, rounds=1)
    assert sorted(asked) == ["further.test", "list.test", "www.list.test"]
