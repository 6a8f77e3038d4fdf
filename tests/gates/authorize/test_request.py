"""Heads of HTTP requests: what is plainly one is taken, all else is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from withhold.gates.authorize.request import BadRequest, Head, parse_head


def head(*lines: bytes) -> Head:
    return parse_head(b"\r\n".join([*lines, b"", b""]))


def test_what_matters_is_read() -> None:
    read = head(b"GET /check HTTP/1.1", b"Host: gate", b"x-ORIGINAL-uri: /a%20b?c=d ", b"Accept:*/*")
    assert read == Head(b"/a%20b?c=d", 0, True)
    assert head(b"HEAD / HTTP/1.0", b"X-Original-URI: /a") == Head(b"/a", 0, False)
    assert head(b"GET / HTTP/1.0", b"X-Original-URI: /a", b"Connection: Keep-Alive").keep
    assert not head(b"GET / HTTP/1.1", b"X-Original-URI: /a", b"Connection: close").keep
    assert head(b"GET / HTTP/1.1", b"X-Original-URI: /a", b"Content-Length: 12").body == 12


@pytest.mark.parametrize(
    ("lines", "status"),
    [
        ([b"GET / HTTP/1.1"], 400),
        ([b"GET / HTTP/2.0", b"X-Original-URI: /a"], 400),
        ([b"get / HTTP/1.1", b"X-Original-URI: /a"], 400),
        ([b"GET  / HTTP/1.1", b"X-Original-URI: /a"], 400),
        ([b"GET /", b"X-Original-URI: /a"], 400),
        ([b"POST / HTTP/1.1", b"X-Original-URI: /a"], 405),
        ([b"GET / HTTP/1.1", b"X-Original-URI: /a", b"X-Original-URI: /b"], 400),
        ([b"GET / HTTP/1.1", b"X-Original-URI: /a", b" folded"], 400),
        ([b"GET / HTTP/1.1", b"X-Original-URI : /a"], 400),
        ([b"GET / HTTP/1.1", b"X-Original-URI: /a\rX: y"], 400),
        ([b"GET / HTTP/1.1", b"X-Original-URI: /a\nX: y"], 400),
        ([b"GET / HTTP/1.1", b"X-Original-URI: /a\x00"], 400),
        ([b"GET / HTTP/1.1", b"X-Original-URI: /a", b"Content-Length: -1"], 400),
        ([b"GET / HTTP/1.1", b"X-Original-URI: /a", b"Content-Length: +1"], 400),
        ([b"GET / HTTP/1.1", b"X-Original-URI: /a", b"Content-Length: 1", b"Content-Length: 2"], 400),
        ([b"GET / HTTP/1.1", b"X-Original-URI: /a", b"Transfer-Encoding: chunked"], 501),
        ([b"GET / HTTP/1.1", b"X-Original-URI: /a", *[b"A: b"] * 100], 400),
    ],
)
def test_what_is_not_plainly_a_request_is_refused(lines: list[bytes], status: int) -> None:
    with pytest.raises(BadRequest) as raised:
        head(*lines)
    assert raised.value.status == status


@given(st.binary(max_size=200))
def test_anything_is_a_head_or_refused(content: bytes) -> None:
    for whole in (content, b"GET / HTTP/1.1\r\n" + content, b"GET / HTTP/1.1\r\nX-Original-URI: " + content):
        try:
            read = parse_head(whole + b"\r\n\r\n")
        except BadRequest:
            continue
        assert b"\r" not in read.uri
        assert b"\n" not in read.uri
