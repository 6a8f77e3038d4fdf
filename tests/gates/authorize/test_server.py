"""The HTTP server on real sockets: hostile and clumsy clients, many requests on one connection."""

import asyncio
import socket
from collections.abc import Awaitable, Callable
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from withhold.gates.authorize import server as server_module
from withhold.gates.authorize.authorizer import Answer
from withhold.gates.authorize.server import Server

ASK = b"GET / HTTP/1.1\r\nX-Original-URI: %s\r\n\r\n"


async def answer(uri: bytes) -> Answer:
    if uri.startswith(b"/cleared"):
        return Answer(sha256=uri[8:].decode().rjust(64, "0"))
    if uri == b"/slow":
        await asyncio.sleep(0.2)
    return Answer(redirect="/folder/") if uri == b"/folder" else Answer(why="no clearance")


def talking(talk: Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]) -> None:
    """Start a server, connect, talk, end."""

    async def run() -> None:
        async with await Server(answer).start("127.0.0.1", 0) as listening:
            reader, writer = await asyncio.open_connection(*listening.sockets[0].getsockname())
            try:
                await asyncio.wait_for(talk(reader, writer), 10)
            finally:
                writer.close()
                with suppress(ConnectionError):
                    await writer.wait_closed()

    asyncio.run(run())


def exchange(content: bytes, end: bool = True) -> bytes:
    """What the server sends for these bytes until it closes; `end` tells it that no more will come."""
    received = b""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal received
        writer.write(content)
        if end:
            writer.write_eof()
        with suppress(ConnectionError):
            received = await reader.read()

    talking(talk)
    return received


def statuses(received: bytes) -> list[int]:
    return [int(line.split()[1]) for line in received.split(b"\r\n") if line.startswith(b"HTTP/1.1 ")]


def test_one_answer() -> None:
    received = exchange(ASK % b"/cleared12")
    assert statuses(received) == [200]
    assert b"X-Withhold-Sha256: " + b"12".rjust(64, b"0") in received
    assert b"Content-Length: 0\r\n" in received


def test_refusals_look_the_same_whatever_the_reason() -> None:
    assert exchange(ASK % b"/a") == exchange(ASK % b"/../b")
    assert statuses(exchange(ASK % b"/a")) == [403]
    assert b"clearance" not in exchange(ASK % b"/a")


def test_a_folder_is_told() -> None:
    received = exchange(ASK % b"/folder")
    assert statuses(received) == [403]
    assert b"X-Withhold-Redirect: /folder/\r\n" in received


def test_many_requests_at_once_are_answered_in_their_order() -> None:
    uris = [b"/slow" if number % 5 == 0 else b"/cleared%d" % number for number in range(20)]
    received = exchange(b"".join(ASK % uri for uri in uris))
    assert statuses(received) == [403 if uri == b"/slow" else 200 for uri in uris]
    digests = [line.split()[1].lstrip(b"0") for line in received.split(b"\r\n") if b"Sha256" in line]
    assert digests == [uri[8:] for uri in uris if uri != b"/slow"]


def test_a_body_is_skipped() -> None:
    one = b"GET / HTTP/1.1\r\nX-Original-URI: /a\r\nContent-Length: 36\r\n\r\n" + (ASK % b"/cleared")[:36]
    assert statuses(exchange(one + ASK % b"/b")) == [403, 403]


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"\r\n\r\n", 400),
        (b"hello\r\n\r\n", 400),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\n\r\n", 400),
        (b"DELETE / HTTP/1.1\r\nX-Original-URI: /cleared\r\n\r\n", 405),
        (b"GET / HTTP/1.1\r\nX-Original-URI: /cleared\r\nContent-Length: 99999\r\n\r\n", 413),
        (b"GET / HTTP/1.1\r\nX-Original-URI: /cleared\r\nTransfer-Encoding: chunked\r\n\r\n", 501),
        (b"GET / HTTP/1.1\r\nX: " + b"a" * 70_000, 431),
    ],
)
def test_malformed_requests_are_refused_and_end_the_connection(content: bytes, status: int) -> None:
    received = exchange(content, end=False)
    assert statuses(received)[0] == status
    assert b"Connection: close" in received
    assert b"Sha256" not in received


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.sampled_from([b"GET ", b"/ ", b"HTTP/1.1", b"\r\n", b"\n", b"X-Original-URI: ", b"/c", b"\x00"])
    )
)
def test_any_mixture_is_answered_or_refused_but_never_cleared(parts: list[bytes]) -> None:
    assert set(statuses(exchange(b"".join(parts)))) <= {400, 403}


def test_a_slow_client_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server_module, "_HEAD_SECONDS", 0.2)
    assert statuses(exchange(b"GET / HTTP/1.1\r\nX-Orig", end=False)) == [408]
    monkeypatch.setattr(server_module, "_IDLE_SECONDS", 0.2)
    assert exchange(b"", end=False) == b""


def test_a_slow_client_keeps_nobody_waiting() -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        address = writer.get_extra_info("peername")
        writer.write(b"GET / HT")
        other_reader, other = await asyncio.open_connection(*address)
        other.write(ASK % b"/cleared")
        assert (await other_reader.readline()).startswith(b"HTTP/1.1 200")
        other.close()
        writer.write(b"TP/1.1\r\nX-Original-URI: /cleared\r\n\r\n")
        assert (await reader.readline()).startswith(b"HTTP/1.1 200")

    talking(talk)


def test_too_many_connections_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server_module, "_MOST_CONNECTIONS", 1)

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(ASK % b"/cleared")
        assert (await reader.readline()).startswith(b"HTTP/1.1 200")
        other_reader, other = await asyncio.open_connection(*writer.get_extra_info("peername"))
        assert (await other_reader.readline()).startswith(b"HTTP/1.1 503")
        other.close()

    talking(talk)


def test_a_client_that_resets_does_no_harm() -> None:
    async def talk(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        address = writer.get_extra_info("peername")
        for _ in range(20):
            rude = socket.create_connection(address)
            rude.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
            rude.sendall(ASK % b"/slow")
            rude.close()
        reader, other = await asyncio.open_connection(*address)
        other.write(ASK % b"/cleared")
        assert (await reader.readline()).startswith(b"HTTP/1.1 200")
        other.close()

    talking(talk)


@pytest.fixture
def told(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level("WARNING", "withhold")
    return caplog


def test_a_refusal_is_told_once_and_cannot_forge_a_line(told: pytest.LogCaptureFixture) -> None:
    exchange((ASK % b"/a\xe2\x80\xa8\x1b[31m?secret=1") * 3 + ASK % b"/b")
    assert [record.getMessage() for record in told.records] == [
        "refused '/a\\u2028\\x1b[31m': no clearance",
        "refused '/b': no clearance",
    ]
