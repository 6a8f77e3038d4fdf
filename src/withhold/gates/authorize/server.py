"""The HTTP server that nginx asks: small, bounded in everything, refusing whenever in doubt."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress

from withhold.gates.authorize.authorizer import Answer
from withhold.gates.authorize.request import BadRequest, Head, parse_head

_log = logging.getLogger(__name__)

_HEAD_BYTES = 32768
"""A head with the longest URI that nginx takes, and the other headers."""
_HEAD_SECONDS = 10
"""For a head that has begun to come whole, and for a body."""
_IDLE_SECONDS = 75
"""As long as nginx keeps connections in its own default."""
_WRITE_SECONDS = 10
_MOST_CONNECTIONS = 512
_REPEAT_SECONDS = 60
"""The same refusal is told once in this time."""
_MOST_TOLD = 1000
_WORDS = {
    200: "OK",
    400: "Bad Request",
    403: "Forbidden",
    405: "Method Not Allowed",
    408: "Request Timeout",
    413: "Content Too Large",
    431: "Request Header Fields Too Large",
    501: "Not Implemented",
    503: "Service Unavailable",
}


class Server:
    """Serves answers over keep-alive connections. Status 200 carries the digest, 403 says nothing of why."""

    def __init__(self, answer: Callable[[bytes], Awaitable[Answer]]) -> None:
        self._answer = answer
        self._connections = 0
        self._told: dict[tuple[bytes, str], float] = {}

    async def start(self, host: str, port: int) -> asyncio.Server:
        """Listen. Raises OSError where it cannot."""
        return await asyncio.start_server(self._connected, host, port, limit=_HEAD_BYTES, backlog=1024)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._connections += 1
        try:
            if self._connections > _MOST_CONNECTIONS:
                await _write(writer, 503, [], keep=False)
            else:
                await self._serve(reader, writer)
        except (ConnectionError, TimeoutError, asyncio.IncompleteReadError):
            # Whoever asked has left or is too slow: there is nobody to tell.
            pass
        finally:
            self._connections -= 1
            writer.close()
            with suppress(ConnectionError, TimeoutError):
                await asyncio.wait_for(writer.wait_closed(), _WRITE_SECONDS)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One request after the other, answered in their order."""
        keep = True
        while keep:
            try:
                head = await _read_head(reader)
                await _skip_body(reader, head)
            except BadRequest as error:
                await _write(writer, error.status, [], keep=False)
                return
            keep = head.keep
            answer = await self._answer(head.uri)
            self._tell(head.uri, answer)
            await _write(writer, *_response(answer), keep)

    def _tell(self, uri: bytes, answer: Answer) -> None:
        """Say once a minute why something is refused: for whoever runs it, never for whoever asks."""
        if answer.sha256 is not None or answer.redirect is not None:
            return
        path = uri.split(b"?", 1)[0][:300]
        now = time.monotonic()
        last = self._told.get((path, answer.why))
        if last is not None and now - last < _REPEAT_SECONDS:
            return
        if len(self._told) >= _MOST_TOLD:
            # Somebody tries paths without end; the log is not theirs to fill.
            oldest = next(iter(self._told.values()))
            if now - oldest < _REPEAT_SECONDS:
                return
            self._told.clear()
        self._told[path, answer.why] = now
        _log.warning("refused %s: %s", ascii(path.decode("utf-8", "replace")), answer.why)


async def _read_head(reader: asyncio.StreamReader) -> Head:
    """Raises BadRequest; IncompleteReadError and TimeoutError where nothing came."""
    first = await asyncio.wait_for(reader.readexactly(1), _IDLE_SECONDS)
    if not first.isupper():
        # No method begins so; the end of such a head might never come.
        raise BadRequest(400)
    try:
        rest = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), _HEAD_SECONDS)
    except asyncio.LimitOverrunError:
        raise BadRequest(431) from None
    except TimeoutError:
        raise BadRequest(408) from None
    return parse_head(first + rest)


async def _skip_body(reader: asyncio.StreamReader, head: Head) -> None:
    if head.body > _HEAD_BYTES:
        raise BadRequest(413)
    if head.body:
        await asyncio.wait_for(reader.readexactly(head.body), _HEAD_SECONDS)


def _response(answer: Answer) -> tuple[int, list[str]]:
    if answer.sha256 is not None:
        return 200, [f"X-Withhold-Sha256: {answer.sha256}"]
    if answer.redirect is not None:
        return 403, [f"X-Withhold-Redirect: {answer.redirect}"]
    return 403, []


async def _write(writer: asyncio.StreamWriter, status: int, headers: list[str], keep: bool) -> None:
    lines = [
        f"HTTP/1.1 {status} {_WORDS[status]}",
        *headers,
        "Cache-Control: no-store",
        "Content-Length: 0",
        f"Connection: {'keep-alive' if keep else 'close'}",
    ]
    writer.write("\r\n".join([*lines, "", ""]).encode("ascii"))
    await asyncio.wait_for(writer.drain(), _WRITE_SECONDS)
