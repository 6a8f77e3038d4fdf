"""Asking search services: nothing of the list leaves, every query is written down, and refusals are told."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_network
from pathlib import Path
from threading import Thread

import pytest

from tests.incident.watch.copies.listed import PEOPLE, fingerprints
from withhold.fetching.http import HttpFetcher
from withhold.fetching.interface import Reach
from withhold.incident.watch.search.asking import Journal, ask, check
from withhold.incident.watch.search.brave import Brave
from withhold.incident.watch.search.guard import guarded
from withhold.incident.watch.search.interface import Hit, Limits, Query, SearchFailed, SearchRefused

GUARD = guarded(fingerprints())


class Fake:
    """A service that names one page."""

    name, limits, terms = "fake", Limits(2, 3), "none"

    def __init__(self) -> None:
        self.asked: list[str] = []

    def ask(self, words: str) -> list[Hit]:
        self.asked.append(words)
        return [Hit("https://a.example.net/1"), Hit("https://a.example.net/1")]


def query(words: str) -> Query:
    return Query(words, "Anna Berg", "a test")


@pytest.mark.parametrize(
    "words", ["statistics-fy2022.xlsx", "https://www.example.org/files/list.xlsx", '"Population by facility"']
)
def test_what_is_nobodys_may_be_asked(words: str) -> None:
    check(query(words), GUARD)


@pytest.mark.parametrize(
    "words",
    [
        *(one.name for one in PEOPLE),
        *(one.name.upper() for one in PEOPLE),
        PEOPLE[0].alien,
        "312345678",
        "4 March 1987",
        "Варсаме Амина",
        "list with Tesfaye and Bekele",
        "John Smith, born 3 May 1980",
    ],
)
def test_what_is_somebodys_is_refused_before_it_leaves(tmp_path: Path, words: str) -> None:
    service = Fake()
    with pytest.raises(SearchRefused) as refused:
        ask(service, query(words), Journal(tmp_path / "journal"), GUARD)
    assert words not in str(refused.value)
    assert not service.asked
    assert not (tmp_path / "journal").exists()


@pytest.mark.parametrize("words", ["", "  ", "a\nb", "x" * 300])
def test_what_is_no_query_is_refused(words: str) -> None:
    with pytest.raises(SearchRefused):
        check(query(words), GUARD)


def test_each_query_is_written_down_and_no_more_are_asked_than_may_be(tmp_path: Path) -> None:
    service, now = Fake(), 1000.0
    journal = Journal(tmp_path / "journal", lambda: now)
    assert ask(service, query("a.xlsx"), journal, GUARD) == [Hit("https://a.example.net/1")]
    ask(service, query("b.xlsx"), journal, GUARD)
    with pytest.raises(SearchRefused, match="2 a minute"):
        ask(service, query("c.xlsx"), journal, GUARD)
    now += 61
    ask(service, query("c.xlsx"), journal, GUARD)
    now += 61
    with pytest.raises(SearchRefused):
        ask(service, query("d.xlsx"), journal, GUARD)
    assert service.asked == ["a.xlsx", "b.xlsx", "c.xlsx"]
    told = [json.loads(line) for line in (tmp_path / "journal").read_text().splitlines()]
    assert [(one["words"], one["by"]) for one in told] == [(words, "Anna Berg") for words in service.asked]
    assert (tmp_path / "journal").stat().st_mode & 0o777 == 0o600


class Service(BaseHTTPRequestHandler):
    """Answers in the documented form."""

    answer: tuple[int, bytes] = (200, b"")
    told: tuple[str, str] = ("", "")

    def do_GET(self) -> None:
        type(self).told = (self.path, self.headers.get("X-Subscription-Token", ""))
        status, body = type(self).answer
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing is told."""


@pytest.fixture
def brave() -> Iterator[Brave]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Service)
    thread = Thread(target=server.serve_forever)
    thread.start()
    port = server.server_port
    reach = Reach(networks=(ip_network("127.0.0.1/32"),), ports=frozenset({port}))
    yield Brave(HttpFetcher(reach), "secret", f"http://127.0.0.1:{port}/res/v1/web/search")
    server.shutdown()
    thread.join()
    server.server_close()


def test_its_results_are_pages(brave: Brave) -> None:
    results = [{"url": "https://A.example.net/x#top", "title": "x"}, {"url": "mailto:a@example.net"}]
    Service.answer = (200, json.dumps({"web": {"results": results}}).encode())
    assert brave.ask('"list.xlsx" & more') == [Hit("https://a.example.net/x", "x")]
    assert Service.told[1] == "secret"
    assert "q=%22list.xlsx%22%20%26%20more" in Service.told[0]
    assert "secret" not in Service.told[0]


@pytest.mark.parametrize(
    "answer",
    [(401, b""), (429, b""), (500, b""), (200, b""), (200, b"[]"), (200, b'{"web": {"results": [{}]}}')],
)
def test_whatever_else_it_says_is_a_failure(brave: Brave, answer: tuple[int, bytes]) -> None:
    Service.answer = answer
    with pytest.raises(SearchFailed):
        brave.ask("list.xlsx")
