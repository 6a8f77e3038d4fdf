"""A request arrives as it was meant, or is not sent; an answer is kept as it was."""

import pytest

from tests.fetching.servers import answer, raw
from withhold.fetching.http import HttpFetcher
from withhold.fetching.interface import Refusal, Request, Unfetched


def test_an_answer_is_kept_as_it_was_sent() -> None:
    with raw(
        answer(b"not here", 'ETag: "a-1"', "X-Twice: 1", "X-Twice: 2", status="404 Not Found")
    ) as server:
        got = HttpFetcher(server.reach()).fetch(Request(server.url("/a?b=c#d")))
    assert (got.status, got.body, got.whole, got.header("etag")) == (404, b"not here", True, '"a-1"')
    assert [value for name, value in got.headers if name == "X-Twice"] == ["1", "2"]
    assert (got.peer.address, got.peer.port) == ("127.0.0.1", server.port)
    assert got.asked <= got.answered
    lines = server.requests[0].decode().split("\r\n")
    assert lines[0] == "GET /a?b=c HTTP/1.1"
    assert f"Host: 127.0.0.1:{server.port}" in lines
    assert "Accept-Encoding: identity" in lines


def test_methods_bodies_and_headers_of_the_callers_are_sent() -> None:
    with raw(answer()) as server:
        fetcher = HttpFetcher(server.reach())
        fetcher.fetch(Request(server.url(), "PURGE", (("Host", "www.example.org"), ("User-Agent", "me"))))
        fetcher.fetch(Request(server.url(), "POST", (("Content-Type", "text/plain"),), b"body"))
        fetcher.fetch(Request(server.url(), "DELETE"))
    purge, post, delete = server.requests
    assert purge.startswith(b"PURGE / HTTP/1.1\r\n")
    assert purge.count(b"Host:") == purge.count(b"User-Agent:") == 1
    assert b"Content-Length: 4\r\n" in post
    assert post.endswith(b"\r\n\r\nbody")
    assert b"Content-Length" not in delete


@pytest.mark.parametrize(
    "request_",
    [
        Request("http://www.example.org/", "GET /x HTTP/1.1\r\nX:"),
        Request("http://www.example.org/", "CONNECT"),
        Request("http://www.example.org/", headers=(("X-Token", "hush\r\nX-Other: 1"),)),
        Request("http://www.example.org/", headers=(("X-Token\n", "hush"),)),
        Request("http://www.example.org/", headers=(("Transfer-Encoding", "chunked"),)),
        Request("http://www.example.org/", headers=(("content-length", "3"),)),
        Request("http://www.example.org/", headers=(("X-Name", "日本"),)),
        Request("http://www.example.org/", headers=(("Host", "a.example"), ("host", "hush.example"))),
        Request("http://www.example.org/", seconds=0),
    ],
)
def test_a_request_that_would_arrive_as_another_is_not_sent(request_: Request) -> None:
    with pytest.raises(Unfetched) as refused:
        HttpFetcher(resolver=lambda host, port: ["127.0.0.1"]).fetch(request_)
    assert refused.value.refusal is Refusal.BAD_REQUEST
    assert "hush" not in str(refused.value)


def test_a_head_has_no_body_whatever_it_says() -> None:
    with raw(b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n") as server:
        got = HttpFetcher(server.reach()).fetch(Request(server.url(), "HEAD"))
    assert (got.body, got.whole, got.header("Content-Length")) == (b"", True, "5000")
