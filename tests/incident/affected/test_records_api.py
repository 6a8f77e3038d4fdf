"""Own records from an API, through the one way that requests leave by."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_network

import pytest

from withhold.fetching.http import HttpFetcher
from withhold.fetching.interface import Reach
from withhold.incident.affected.interface import OwnRecord, RecordsUnusable
from withhold.incident.affected.mapping import ColumnMap, parse_map
from withhold.incident.affected.records_api import Api, ApiRecords

USUAL = ColumnMap()
TOKEN = "Bearer not-for-anybody"
Answers = dict[str, tuple[int, bytes]]


class _Handler(BaseHTTPRequestHandler):
    answers: Answers
    asked: list[tuple[str, str | None]]

    def do_GET(self) -> None:
        self.asked.append((self.path, self.headers.get("Authorization")))
        status, body = self.answers.get(self.path, (404, b"{}"))
        self.send_response(status)
        if status == 302:
            self.send_header("Location", body.decode())
            body = b""
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


@contextmanager
def _served(answers: Answers) -> Iterator[tuple[str, type[_Handler]]]:
    handler = type("Handler", (_Handler,), {"answers": answers, "asked": []})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", handler
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _fetcher(address: str) -> HttpFetcher:
    port = int(address.rpartition(":")[2])
    return HttpFetcher(Reach(networks=(ip_network("127.0.0.0/8"),), ports=frozenset({port})))


def _json(value: object) -> tuple[int, bytes]:
    return 200, json.dumps(value).encode()


def _read(
    answers: Answers, mapping: ColumnMap = USUAL, items: str | None = "data.people", next: str | None = "next"
) -> list[OwnRecord]:
    with _served(answers) as (address, _):
        api = Api(f"{address}/people", (("Authorization", TOKEN),), items, next)
        return list(ApiRecords(_fetcher(address), api, mapping).read())


def _refused(answers: Answers, mapping: ColumnMap = USUAL, items: str | None = "data.people") -> str:
    with pytest.raises(RecordsUnusable) as refused:
        _read(answers, mapping, items)
    assert TOKEN not in str(refused.value)
    assert "Perez" not in str(refused.value)
    return str(refused.value)


ONE = {"record": "R1", "name": "Juan Perez", "in_custody": True, "language": "Mam"}
TWO = {"record": "R2", "name": "Ana Gomez", "e-mail": None}


def test_pages_to_the_last_with_the_token_on_each() -> None:
    answers = {
        "/people": _json({"data": {"people": [ONE]}, "next": "/people?after=1"}),
        "/people?after=1": _json({"data": {"people": [TWO]}, "next": None}),
    }
    with _served(answers) as (address, handler):
        api = Api(f"{address}/people", (("Authorization", TOKEN),), "data.people", "next")
        found = list(ApiRecords(_fetcher(address), api, USUAL).read())
    assert found == [
        OwnRecord("R1", ("Juan Perez",), in_custody=True, language="mam"),
        OwnRecord("R2", ("Ana Gomez",)),
    ]
    assert handler.asked == [("/people", TOKEN), ("/people?after=1", TOKEN)]


def test_json_lines() -> None:
    body = (json.dumps(ONE) + "\n\n" + json.dumps(TWO)).encode()
    assert [one.record for one in _read({"/people": (200, body)}, items=None)] == ["R1", "R2"]


def test_keys_within_keys_are_columns_and_lists_need_a_separator() -> None:
    item = {"record": "R1", "who": {"full": "Juan Perez"}, "mails": ["a@example.org", "b@example.org"]}
    mapping = '[columns]\n"who.full" = "names"\nmails = "emails"\n'
    answers = {"/people": _json([item])}
    assert "separator" in _refused(answers, parse_map(mapping), items="")
    found = _read(answers, parse_map(mapping + '[read]\nseparator = ";"\n'), items="")
    assert found == [OwnRecord("R1", ("Juan Perez",), emails=("a@example.org", "b@example.org"))]


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ((500, b"Juan Perez"), "status 500"),
        ((200, b"<p>Juan Perez</p>"), "JSON"),
        ((200, b"[" * 100_000), "JSON"),
        ((302, b"/elsewhere"), "status 302"),
        (_json({"data": []}), "no list"),
        (_json({"data": {"people": ["Juan Perez"]}}), "no list"),
        (_json({"data": {"people": []}}), "nobody"),
        (_json({"data": {"people": [{"record": "R1", "shoe": 9}]}}), "shoe"),
        (_json({"data": {"people": [{"record": "R1", "dob": "Juan Perez"}]}}), "birth in row 1"),
        (_json({"data": {"people": [ONE]}, "next": "/people"}), "never ends"),
        (_json({"data": {"people": [ONE]}, "next": "http://elsewhere.example.org/"}), "another place"),
        (_json({"data": {"people": [ONE]}, "next": ["x"]}), "another place"),
    ],
)
def test_what_is_no_answer_is_told_and_never_reads_as_nobody(answer: tuple[int, bytes], told: str) -> None:
    assert told in _refused({"/people": answer})


def test_an_api_that_is_not_there() -> None:
    with _served({}) as (address, _):
        pass
    with pytest.raises(RecordsUnusable, match="no answer"):
        list(ApiRecords(_fetcher(address), Api(f"{address}/people"), USUAL).read())
