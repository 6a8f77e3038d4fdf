"""Answers that never end, lie or are none."""

import socket
import time
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fetching.servers import Send, raw, refusal
from withhold.fetching.config import reach_of
from withhold.fetching.http import HttpFetcher
from withhold.fetching.interface import Refusal, Request, Unfetched


def endless(piece: bytes, head: bytes = b"", pause: float = 0.0) -> Callable[[bytes, Send], None]:
    def speak(request: bytes, send: Send) -> None:
        send(head)
        stop = time.monotonic() + 8
        while time.monotonic() < stop:
            send(piece)
            time.sleep(pause)

    return speak


CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"


@pytest.mark.parametrize(
    ("piece", "head"),
    [
        (b"x" * 65536, b"HTTP/1.1 200 OK\r\n\r\n"),
        (b"10000\r\n" + b"x" * 65536 + b"\r\n", CHUNKED),
        (b"x" * 65536, b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999999\r\n\r\n"),
        (b"x" * 65536, CHUNKED + b"FFFFFFFFFFFFFF\r\n"),
    ],
)
def test_an_endless_body_is_cut_at_the_cap(piece: bytes, head: bytes) -> None:
    with raw(endless(piece, head)) as server:
        got = HttpFetcher(server.reach()).fetch(Request(server.url(), limit=1_000_000, seconds=20))
    assert got.body == b"x" * 1_000_000
    assert not got.whole


@pytest.mark.parametrize(
    ("piece", "head"),
    [
        (b"X-Header: " + b"x" * 1000 + b"\r\n", b"HTTP/1.1 200 OK\r\n"),
        (b"x" * 4096, b"HTTP/1.1 200 OK\r\nX: "),
        (b"x" * 4096, b""),
        (b"HTTP/1.1 100 Continue\r\n\r\n", b""),
        (b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n", b""),
        (b"x" * 4096, CHUNKED),
        (b"X-Trailer: x\r\n" * 100, CHUNKED + b"0\r\n"),
    ],
)
def test_headers_without_end_are_no_answer(piece: bytes, head: bytes) -> None:
    with raw(endless(piece, head)) as server:
        fetcher = HttpFetcher(server.reach())
        assert refusal(fetcher, Request(server.url(), seconds=20)) is Refusal.BROKEN_ANSWER


@pytest.mark.parametrize(
    ("piece", "head"),
    [
        (b"H", b""),
        (b"X", b"HTTP/1.1 200 OK\r\n"),
        (b"x", b"HTTP/1.1 200 OK\r\n\r\n"),
        (b"1\r\nx\r\n", CHUNKED),
        (b"", b""),
    ],
)
def test_the_whole_exchange_has_one_deadline_however_it_drips(piece: bytes, head: bytes) -> None:
    def speak(request: bytes, send: Send) -> None:
        send(head)
        for _ in range(14):
            send(piece)
            time.sleep(0.05)

    with raw(speak) as server:
        fetcher = HttpFetcher(server.reach())
        assert refusal(fetcher, Request(server.url(), seconds=0.4)) is Refusal.TOO_SLOW


def test_a_server_that_does_not_read_is_too_slow() -> None:
    listener = socket.create_server(("127.0.0.1", 0))
    with listener:
        port = listener.getsockname()[1]
        fetcher = HttpFetcher(reach_of({"networks": ["127.0.0.0/8"], "ports": [port]}))
        request = Request(f"http://127.0.0.1:{port}/", "PUT", body=b"x" * (32 << 20), seconds=0.5)
        assert refusal(fetcher, request) is Refusal.TOO_SLOW


@pytest.mark.parametrize(
    ("sent", "body", "whole"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort", b"short", False),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nlonger", b"lo", True),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2, 2\r\n\r\nab", b"ab", True),
        (b"HTTP/1.0 200 OK\r\n\r\nuntil the end", b"until the end", True),
        (CHUNKED + b"3;x=y\r\nabc\r\n2\r\nde\r\n0\r\nX: y\r\n\r\n", b"abcde", True),
        (CHUNKED + b"3\r\nabc\r\n", b"abc", False),
        (CHUNKED + b"3\r\nabc\r\n0\r\n", b"abc", False),
        (CHUNKED + b"5\r\nabc", b"abc", False),
        (CHUNKED + b"3\r\nabcXX0\r\n\r\n", b"abc", False),
        (b"HTTP/1.1 100 Go on\r\n\r\nHTTP/1.1 103 Hints\r\nA: a\r\n\r\n" + CHUNKED + b"0\r\n\r\n", b"", True),
        (b"HTTP/1.1 204 No Content\r\nContent-Length: 9\r\n\r\n", b"", True),
        (b"HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n", b"", True),
        (b"HTTP/1.1 200\nContent-Length: 1\nX-Fold: a\n  b\n\nz", b"z", True),
    ],
)  # fmt: skip
def test_framing_is_read_as_it_is_and_what_is_missing_is_said(sent: bytes, body: bytes, whole: bool) -> None:
    with raw(sent) as server:
        got = HttpFetcher(server.reach()).fetch(Request(server.url()))
    assert (got.body, got.whole) == (body, whole)


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"\r\n\r\n",
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"HTTP/2 200\r\n\r\n",
        b"HTTP/1.1 0200 OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n",
        b"HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nName : x\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nName: \x1b[2J\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nName: a\rb\r\n\r\n",
        b"HTTP/1.1 101 Switching\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: +1\r\n\r\nx",
        b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx",
        b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999999\r\n\r\nxx",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
        CHUNKED + b"-1\r\n",
        CHUNKED + b"0x1\r\nx\r\n0\r\n\r\n",
        CHUNKED + b"1_0\r\nx\r\n0\r\n\r\n",
        CHUNKED + b"\r\n",
    ],
)
def test_what_is_no_answer_is_said(sent: bytes) -> None:
    with raw(sent) as server:
        assert refusal(HttpFetcher(server.reach()), Request(server.url())) is Refusal.BROKEN_ANSWER


@settings(max_examples=40, deadline=None)
@given(
    st.binary(max_size=300),
    st.sampled_from([b"", b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\n\r\n", CHUNKED]),
)
def test_any_bytes_are_an_answer_or_a_refusal(noise: bytes, head: bytes) -> None:
    with raw(head + noise) as server:
        refused = None
        try:
            assert len(HttpFetcher(server.reach()).fetch(Request(server.url(), seconds=5)).body) <= len(noise)
        except Unfetched as error:
            refused = error.refusal
    assert refused in {None, Refusal.BROKEN_ANSWER}
