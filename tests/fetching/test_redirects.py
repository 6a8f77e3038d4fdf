"""Redirects: what is sent on, to whom, and what is not."""

import pytest

from tests.fetching.servers import Send, answer, raw
from withhold.fetching.http import HttpFetcher
from withhold.fetching.interface import Answer, Request


def followed(status: str, method: str, other: bool) -> tuple[Answer, list[bytes]]:
    """A request with a token and a body that is led on, to the same place or another port."""

    def speak(request: bytes, send: Send) -> None:
        if b" /first " in request:
            target = "http://www.example.net/second" if other else "/second"
            send(answer(b"", f"Location: {target}", status=status))
        else:
            send(answer(b"" if request.startswith(b"HEAD") else b"end"))

    with raw(speak) as server:
        fetcher = HttpFetcher(server.reach("www.example.org", "www.example.net"))
        headers = (("Authorization", "Bearer hush"), ("Content-Type", "text/plain"))
        body = b"" if method in ("GET", "HEAD") else b"body"
        got = fetcher.fetch(Request("http://www.example.org/first", method, headers, body))
    return got, server.requests


@pytest.mark.parametrize(
    ("status", "method", "becomes"),
    [
        ("301 Moved", "GET", "GET"),
        ("302 Found", "HEAD", "HEAD"),
        ("303 See Other", "HEAD", "HEAD"),
        ("301 Moved", "POST", "GET"),
        ("302 Found", "POST", "GET"),
        ("303 See Other", "POST", "GET"),
        ("303 See Other", "PUT", "GET"),
        ("302 Found", "PURGE", "PURGE"),
        ("307 Temporary", "POST", "POST"),
        ("308 Permanent", "PUT", "PUT"),
    ],
)
def test_methods_change_on_redirects_as_the_standard_has_it(status: str, method: str, becomes: str) -> None:
    got, (_, second) = followed(status, method, other=False)
    assert second.startswith(f"{becomes} /second ".encode())
    assert second.endswith(b"body") == (becomes not in ("GET", "HEAD"))
    assert (b"Content-Type" in second) == (method == becomes)
    assert b"Bearer hush" in second
    assert [(hop.url, hop.status) for hop in got.hops] == [("http://www.example.org/first", int(status[:3]))]
    assert got.url == "http://www.example.org/second"


@pytest.mark.parametrize(
    "status", ["301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"]
)
def test_another_host_gets_no_header_of_the_callers(status: str) -> None:
    got, (_, second) = followed(status, "GET", other=True)
    assert got.url == "http://www.example.net/second"
    assert b"hush" not in second
    assert b"Host: www.example.net\r\n" in second


@pytest.mark.parametrize(
    ("status", "method"), [("307 Temporary", "POST"), ("308 Permanent", "PUT"), ("302 Found", "PURGE")]
)
def test_what_changes_something_is_not_sent_on_to_another_host(status: str, method: str) -> None:
    got, requests = followed(status, method, other=True)
    assert got.status == int(status[:3])
    assert len(requests) == 1
