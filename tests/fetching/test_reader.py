"""Framing does not depend on how the bytes arrive, nor on how the server cut the body."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from withhold.fetching.interface import Refusal, Unfetched
from withhold.fetching.wire import Exchange, Message

CUTS = st.lists(st.integers(1, 40), max_size=60)


def read(sent: bytes, cuts: Sequence[int], limit: int, method: str = "GET") -> Message:
    """The answer in these bytes, arriving in pieces of these sizes."""
    pieces: list[bytes] = []
    for size in cuts:
        pieces, sent = [*pieces, sent[:size]], sent[size:]
    arriving = iter([piece for piece in (*pieces, sent) if piece])
    exchange = Exchange("www.example.org")
    exchange.written(method, "/", (("Host", "www.example.org"),), b"")
    return exchange.answer(lambda: next(arriving, b""), limit)


def chunked(body: bytes, cuts: Sequence[int], trailer: bytes) -> bytes:
    chunks: list[bytes] = []
    for size in cuts:
        chunks, body = [*chunks, body[:size]], body[size:]
    parts = [b"%x\r\n%b\r\n" % (len(chunk), chunk) for chunk in (*chunks, body) if chunk]
    return (
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
        + b"".join(parts)
        + b"0\r\n"
        + trailer
        + b"\r\n"
    )


@given(st.binary(max_size=400), CUTS, CUTS, st.integers(0, 500), st.sampled_from([b"", b"X-Sum: 1\r\n"]))
def test_a_body_is_the_same_however_it_was_cut(
    body: bytes, chunks: list[int], cuts: list[int], limit: int, trailer: bytes
) -> None:
    plain = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body)
    closed = b"HTTP/1.1 200 OK\r\n\r\n" + body
    for sent in (plain, closed, chunked(body, chunks, trailer)):
        got = read(sent, cuts, limit)
        assert got.body == body[:limit]
        assert got.whole == (len(body) <= limit)


@given(st.binary(min_size=1, max_size=200), CUTS, st.data())
def test_an_answer_that_breaks_off_is_never_whole(
    body: bytes, chunks: list[int], data: st.DataObject
) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body)
    for sent, start in ((head + body, len(head)), (chunked(body, chunks, b""), 47)):
        end = data.draw(st.integers(0, len(sent) - 1))
        try:
            got = read(sent[:end], (), 1000)
        except Unfetched:
            assert end < start
        else:
            assert not got.whole
            assert body.startswith(got.body)


@pytest.mark.parametrize("cuts", [(), (4096,) * 20, (1,) * 200])
def test_a_head_has_one_cap_however_it_arrives(cuts: Sequence[int]) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-Long: %b\r\n\r\nab"
    assert read(head % (b"x" * 16000), cuts, 10).body == b"ab"
    for value in (b"x" * 21000, b" " * 60000 + b"\0"):
        with pytest.raises(Unfetched) as refused:
            read(head % value, cuts, 10)
        assert refused.value.refusal is Refusal.BROKEN_ANSWER


def test_what_came_before_the_framing_broke_is_kept() -> None:
    for rest in (b"no size\r\n", b"0\r\nno colon\r\n\r\n", b"x" * 30000):
        got = read(chunked(b"abc", (), b"")[:-5] + rest, (), 10)
        assert (got.body, got.whole) == (b"abc", False)
