"""Connections that are kept: used again for the same server only, and never in place of an answer."""

import socket
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field

import pytest

from withhold.fetching.config import reach_of
from withhold.fetching.http import HttpFetcher
from withhold.fetching.interface import Refusal, Request, Unfetched

PLAIN = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n"


@dataclass
class Lasting:
    """A server that answers as many requests on a connection as come, each with the next of `answers`.

    An answer of None closes the connection without a word; one that ends with `!` closes it after it.
    """

    answers: list[bytes | None]
    port: int = 0
    connections: int = 0
    requests: list[bytes] = field(default_factory=list)
    streams: list[socket.socket] = field(default_factory=list)

    def url(self, target: str = "/") -> str:
        return f"http://127.0.0.1:{self.port}{target}"

    def fetcher(self, keep: int = 4) -> HttpFetcher:
        reach = {"networks": ["127.0.0.0/8"], "ports": [self.port]}
        return HttpFetcher(reach_of(reach), keep=keep)

    def talk(self, stream: socket.socket) -> None:
        with stream, suppress(OSError):
            while self.answers:
                request = b""
                while b"\r\n\r\n" not in request:
                    data = stream.recv(1 << 16)
                    if not data:
                        return
                    request += data
                self.requests.append(request)
                told = self.answers.pop(0)
                if told is None:
                    return
                stream.sendall(told.removesuffix(b"!"))
                if told.endswith(b"!"):
                    return


@contextmanager
def lasting(*answers: bytes | None) -> Iterator[Lasting]:
    listener = socket.create_server(("127.0.0.1", 0))
    server = Lasting(list(answers), listener.getsockname()[1])
    threads: list[threading.Thread] = []

    def serve() -> None:
        with suppress(OSError):
            while True:
                stream, _ = listener.accept()
                server.connections += 1
                threads.append(threading.Thread(target=server.talk, args=(stream,)))
                threads[-1].start()

    acceptor = threading.Thread(target=serve)
    acceptor.start()
    try:
        yield server
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        for thread in (acceptor, *threads):
            thread.join(10)


def test_the_next_request_uses_the_connection_again() -> None:
    with lasting(PLAIN + b"a1", PLAIN + b"a2", PLAIN + b"a3") as server, closing(server.fetcher()) as fetcher:
        bodies = [fetcher.fetch(Request(server.url(f"/{n}"))).body for n in range(3)]
    assert bodies == [b"a1", b"a2", b"a3"]
    assert server.connections == 1
    assert not any(b"Connection:" in request for request in server.requests)


def test_without_keeping_each_request_has_its_own() -> None:
    with lasting(PLAIN + b"a1!", PLAIN + b"a2!") as server, closing(server.fetcher(keep=0)) as fetcher:
        for n in range(2):
            fetcher.fetch(Request(server.url(f"/{n}")))
    assert server.connections == 2
    assert all(b"Connection: close\r\n" in request for request in server.requests)


@pytest.mark.parametrize(
    "first",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\na1",
        b"HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\na1",
        PLAIN + b"a1HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil",
        PLAIN + b"a1" + b" " * 5000,
    ],
)
def test_a_connection_that_cannot_be_trusted_to_go_on_is_not_kept(first: bytes) -> None:
    with lasting(first, PLAIN + b"a2") as server, closing(server.fetcher()) as fetcher:
        bodies = [fetcher.fetch(Request(server.url())).body for _ in range(2)]
    assert bodies == [b"a1", b"a2"]
    assert server.connections == 2


def test_a_body_that_was_cut_at_the_cap_ends_its_connection() -> None:
    whole = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n" + b"x" * 100
    with lasting(whole, PLAIN + b"a2") as server, closing(server.fetcher()) as fetcher:
        assert not fetcher.fetch(Request(server.url(), limit=10)).whole
        assert fetcher.fetch(Request(server.url())).body == b"a2"
    assert server.connections == 2


def test_one_that_was_closed_meanwhile_is_made_anew() -> None:
    with lasting(PLAIN + b"a1", None, PLAIN + b"a2") as server, closing(server.fetcher()) as fetcher:
        bodies = [fetcher.fetch(Request(server.url())).body for _ in range(2)]
    assert bodies == [b"a1", b"a2"]
    assert server.connections == 2


def test_an_answer_that_breaks_off_is_told_and_not_asked_for_again() -> None:
    with (
        lasting(PLAIN + b"a1", b"HTTP/1.1 2!", PLAIN + b"a2") as server,
        closing(server.fetcher()) as fetcher,
    ):
        fetcher.fetch(Request(server.url()))
        with pytest.raises(Unfetched) as refused:
            fetcher.fetch(Request(server.url()))
    assert refused.value.refusal is Refusal.BROKEN_ANSWER
    assert len(server.requests) == 2


def test_what_changes_something_is_never_sent_over_a_kept_connection() -> None:
    with lasting(PLAIN + b"a1", PLAIN + b"a2") as server, closing(server.fetcher()) as fetcher:
        fetcher.fetch(Request(server.url()))
        fetcher.fetch(Request(server.url(), "PURGE"))
    assert server.connections == 2


def test_a_kept_connection_keeps_the_time_of_the_new_request() -> None:
    with lasting(PLAIN + b"a1", PLAIN, b"") as server, closing(server.fetcher()) as fetcher:
        fetcher.fetch(Request(server.url()))
        with pytest.raises(Unfetched) as refused:
            fetcher.fetch(Request(server.url(), seconds=0.3))
    assert refused.value.refusal is Refusal.TOO_SLOW


def test_no_more_are_kept_than_wanted() -> None:
    with lasting(PLAIN + b"a1", PLAIN + b"a2") as one, lasting(PLAIN + b"b1", PLAIN + b"b2") as other:
        reach = reach_of({"networks": ["127.0.0.0/8"], "ports": [one.port, other.port]})
        with closing(HttpFetcher(reach, keep=1)) as fetcher:
            bodies = [fetcher.fetch(Request(server.url())).body for server in (one, other, one, other)]
    assert bodies == [b"a1", b"b1", b"a2", b"b2"]
    assert (one.connections, other.connections) == (2, 2)
