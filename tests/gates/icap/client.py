"""An ICAP client for tests: requests as bytes, and answers taken apart strictly."""

import asyncio
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from withhold.gates.icap.body import Body
from withhold.gates.icap.interface import Bounds, Sent, Stop
from withhold.gates.icap.server import Clients

LEAK = b"LEAK"


@dataclass
class Judges:
    """Stops every body with LEAK in it, and remembers what it was asked."""

    stop: Stop = Stop.WITHHOLD
    seen: list[tuple[Sent, bytes]] = field(default_factory=list)

    async def stops(self, sent: Sent, body: Body) -> Stop | None:
        content = b"".join(body.blocks())
        self.seen.append((sent, content))
        return self.stop if LEAK in content else None

    def tag(self, settings: str) -> str:
        return "tag"


@dataclass(frozen=True)
class Answer:
    """One answer: status, fields of its ICAP head, the HTTP head in it, and the body (None: no body)."""

    status: int
    fields: dict[str, str]
    http: bytes
    body: bytes | None


def chunked(body: bytes, size: int = 7, last: bytes = b"0\r\n\r\n") -> bytes:
    """A body in chunks of `size` bytes."""
    pieces = [body[start : start + size] for start in range(0, len(body), size)]
    return b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in pieces) + last


def respmod(http: bytes, body: bytes | None, *fields: str, chunks: bytes | None = None) -> bytes:
    """A RESPMOD with the request for /data/report.csv before the response."""
    request = b"GET http://www.example/data/report.csv HTTP/1.1\r\nHost: www.example\r\n\r\n"
    kind = "null-body" if body is None else "res-body"
    layout = f"req-hdr=0, res-hdr={len(request)}, {kind}={len(request) + len(http)}"
    head = ["RESPMOD icap://127.0.0.1:1344/respmod ICAP/1.0", f"Encapsulated: {layout}", *fields]
    sent = b"" if body is None else chunked(body) if chunks is None else chunks
    return "\r\n".join(head).encode() + b"\r\n\r\n" + request + http + sent


def reqmod(http: bytes, body: bytes | None, *fields: str, chunks: bytes | None = None) -> bytes:
    """A REQMOD."""
    kind = "null-body" if body is None else "req-body"
    head = ["REQMOD icap://127.0.0.1:1344/reqmod ICAP/1.0", f"Encapsulated: req-hdr=0, {kind}={len(http)}"]
    sent = b"" if body is None else chunked(body) if chunks is None else chunks
    return "\r\n".join([*head, *fields]).encode() + b"\r\n\r\n" + http + sent


def response(*fields: str, status: str = "200 OK") -> bytes:
    """The head of an HTTP response."""
    return "\r\n".join([f"HTTP/1.1 {status}", *fields]).encode() + b"\r\n\r\n"


def request(method: str = "PUT", *fields: str, target: str = "http://www.example/up/report.csv") -> bytes:
    """The head of an HTTP request."""
    return "\r\n".join([f"{method} {target} HTTP/1.1", "Host: www.example", *fields]).encode() + b"\r\n\r\n"


def talk(
    pieces: Sequence[bytes], judges: Judges, bounds: Bounds | None = None, review_passes: bool = False
) -> list[Answer]:
    """What a server answers to a client that sends some pieces, one by one, and then no more."""
    return asyncio.run(_talk(pieces, judges, bounds or Bounds(), review_passes))


async def _talk(pieces: Sequence[bytes], judges: Judges, bounds: Bounds, review_passes: bool) -> list[Answer]:
    clients = Clients(judges, bounds, review_passes)
    failures: list[dict[str, object]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _loop, context: failures.append(context))
    server = await asyncio.start_server(clients.serve, "127.0.0.1", 0, limit=bounds.head_bytes)
    async with server:
        reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
        try:
            for piece in pieces:
                writer.write(piece)
                await asyncio.sleep(0)
            await writer.drain()
            writer.write_eof()
        except ConnectionError:
            # The server may end a connection before everything was sent.
            pass
        answers = await asyncio.wait_for(reader.read(), 20)
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()
        await clients.close()
    assert not failures, failures
    return taken_apart(answers)


def taken_apart(wire: bytes) -> list[Answer]:
    """The answers in a stream. Fails on anything that is none."""
    answers = []
    while wire:
        head, end, wire = wire.partition(b"\r\n\r\n")
        assert end, head
        first, *lines = head.decode("latin-1").split("\r\n")
        status = re.fullmatch(r"ICAP/1\.0 ([0-9]{3}) [A-Za-z ]+", first)
        assert status, first
        fields = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        http, body = b"", None
        if status[1] != "100":
            layout = re.fullmatch(
                r"(?:(?:req|res)-hdr=0, )?(req|res|null)-body=([0-9]+)", fields["encapsulated"]
            )
            assert layout, fields
            http, wire = wire[: int(layout[2])], wire[int(layout[2]) :]
            if layout[1] != "null":
                body, wire = unchunked(wire)
        answers.append(Answer(int(status[1]), fields, http, body))
    return answers


def unchunked(wire: bytes) -> tuple[bytes, bytes]:
    """A body off its chunks, and what follows it."""
    body = b""
    while True:
        size, end, wire = wire.partition(b"\r\n")
        assert end
        length = int(size, 16)
        body += wire[:length]
        assert wire[length : length + 2] == b"\r\n"
        wire = wire[length + 2 :]
        if length == 0:
            return body, wire
