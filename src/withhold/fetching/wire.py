"""An HTTP/1.1 answer read from a connection (RFC 9112), with caps on all that the other side chooses."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from withhold.fetching.interface import Headers, Refusal, Unfetched

_HEAD_LIMIT = 1 << 16
"""Bytes of all status lines, header lines and trailers together, the interim answers' too."""
_LINE_LIMIT = 1 << 10
"""Bytes of the line before a chunk."""
_STATUS = re.compile(rb"HTTP/1\.[01] ([1-9][0-9]{2})(?: [^\x00]*)?")
_FIELD = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+):([^\x00-\x08\x0a-\x1f\x7f]*)")
_CHUNK = re.compile(rb"([0-9A-Fa-f]{1,15})[ \t]*(?:;.*)?")
_LENGTH = re.compile(r"[0-9]{1,18}")


@dataclass(frozen=True, slots=True)
class Message:
    """An answer as it stood on the wire, without its framing."""

    status: int
    headers: Headers
    body: bytes
    whole: bool

    def values(self, name: str) -> list[str]:
        """All values of a header."""
        return [value for key, value in self.headers if key.lower() == name]


class Reader:
    """Reads one answer. `receive` gives some bytes, none at the end."""

    def __init__(self, host: str, receive: Callable[[], bytes], limit: int) -> None:
        self._host = host
        self._receive = receive
        self._limit = limit
        self._buffer = bytearray()
        self._head_left = _HEAD_LIMIT

    def answer(self, method: str) -> Message:
        """The final answer to a request of this method. Raises Unfetched (BROKEN_ANSWER)."""
        status, headers = self._head()
        while 100 <= status < 200:
            if status == 101:
                raise self._broken("changes to a protocol that was not asked for")
            status, headers = self._head()
        if method == "HEAD" or status in (204, 304):
            return Message(status, headers, b"", True)
        body, whole = self._body(Message(status, headers, b"", False))
        return Message(status, headers, body, whole)

    def _head(self) -> tuple[int, Headers]:
        status = _STATUS.fullmatch(self._head_line())
        if status is None:
            raise self._broken("does not begin as HTTP/1 does")
        fields: list[bytes] = []
        while line := self._head_line():
            if line[:1] in b" \t" and fields:  # a folded line, as old servers still write them
                fields[-1] += b" " + line.strip()
            else:
                fields.append(line)
        return int(status[1]), tuple(self._field(line) for line in fields)

    def _field(self, line: bytes) -> tuple[str, str]:
        field = _FIELD.fullmatch(line)
        if field is None:
            raise self._broken("has a line among its headers that is none")
        return field[1].decode("ascii"), field[2].strip(b" \t").decode("latin-1")

    def _head_line(self) -> bytes:
        line = self._line(self._head_left)
        self._head_left -= len(line) + 2
        return line

    def _line(self, limit: int) -> bytes:
        searched = 0
        while (end := self._buffer.find(b"\n", searched)) < 0:
            searched = len(self._buffer)
            if searched > limit:
                raise self._broken("has headers without end")
            if not self._more():
                raise self._broken("ends before its headers do")
        if end > limit:
            raise self._broken("has headers without end")
        line = bytes(self._buffer[:end]).removesuffix(b"\r")
        del self._buffer[: end + 1]
        return line

    def _more(self) -> bool:
        data = self._receive()
        self._buffer += data
        return bool(data)

    def _body(self, head: Message) -> tuple[bytes, bool]:
        codings = [
            part.strip().lower() for value in head.values("transfer-encoding") for part in value.split(",")
        ]
        if codings == ["chunked"]:
            return self._chunked()
        if codings and codings != ["identity"]:
            raise self._broken("is wrapped in a transfer coding that was not asked for")
        lengths = {part.strip() for value in head.values("content-length") for part in value.split(",")}
        if not lengths:
            return self._until_the_end()
        length = lengths.pop()
        if lengths or not _LENGTH.fullmatch(length):
            raise self._broken("gives no length, or several")
        wanted = min(int(length), self._limit)
        body = self._up_to(wanted)
        return body, len(body) == int(length)

    def _up_to(self, size: int) -> bytes:
        """This many bytes, or as many as come."""
        while len(self._buffer) < size and self._more():
            pass
        data = bytes(self._buffer[:size])
        del self._buffer[:size]
        return data

    def _until_the_end(self) -> tuple[bytes, bool]:
        body = self._up_to(self._limit + 1)
        return body[: self._limit], len(body) <= self._limit

    def _chunked(self) -> tuple[bytes, bool]:
        body = bytearray()
        while True:
            size = self._chunk_size()
            if size is None:
                return bytes(body), False
            if size == 0:
                return bytes(body), self._trailers()
            wanted = min(size, self._limit - len(body))
            data = self._up_to(wanted)
            body += data
            if len(data) < size or self._up_to(2) != b"\r\n":
                return bytes(body), False

    def _chunk_size(self) -> int | None:
        """None where the answer breaks off here."""
        while b"\n" not in self._buffer and len(self._buffer) <= _LINE_LIMIT:
            if not self._more():
                return None
        chunk = _CHUNK.fullmatch(self._line(_LINE_LIMIT))
        if chunk is None:
            raise self._broken("has a chunk without a size")
        return int(chunk[1], 16)

    def _trailers(self) -> bool:
        """Whether the answer is whole: the lines after the last chunk are read and left out."""
        while True:
            while b"\n" not in self._buffer and len(self._buffer) <= self._head_left:
                if not self._more():
                    return False
            if not self._head_line():
                return True

    def _broken(self, what: str) -> Unfetched:
        return Unfetched(Refusal.BROKEN_ANSWER, f"{self._host}: the answer {what}")
