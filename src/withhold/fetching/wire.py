"""A request and its answer as HTTP/1.1 (RFC 9112, by h11), with caps on all that the other side chooses."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import h11

from withhold.fetching.interface import Headers, Refusal, Unfetched

_HEAD_LIMIT = 1 << 14
"""Bytes of a head, of a line before a chunk, of the trailers. h11 takes a time that grows with the square of
a line that is none: this much costs it half a second, four times as much nine."""
_PIECE = 1 << 12
"""Bytes that h11 gets at once, and so the most by which a head can be longer than its cap."""
_MOST_INTERIM = 32
"""Interim answers (1xx) before the final one."""
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Message:
    """An answer as it stood on the wire, without its framing.

    What frames it stands among the headers as it was understood: equal lengths once, the coding in small
    letters. All other headers are as sent.
    """

    status: int
    headers: Headers
    body: bytes
    whole: bool


class Exchange:
    """One request and its answer: first `written`, then `answer`."""

    def __init__(self, host: str) -> None:
        self._host = host
        self._protocol = h11.Connection(h11.CLIENT, _HEAD_LIMIT)
        self._pieces: Iterator[bytes] = iter(())
        self._unread = 0
        self._bytes = 0

    def written(self, method: str, target: str, headers: Headers, body: bytes) -> bytes:
        """The request's bytes. Raises Unfetched (BAD_REQUEST) for one that HTTP does not know."""
        encoded = [(name.encode("latin-1"), value.strip(" \t").encode("latin-1")) for name, value in headers]
        try:
            head = h11.Request(method=method, target=target, headers=encoded)
            events = (head, h11.Data(body), h11.EndOfMessage()) if body else (head, h11.EndOfMessage())
            sent = [self._protocol.send(event) for event in events]
        except h11.LocalProtocolError:  # its message holds the values
            raise Unfetched(
                Refusal.BAD_REQUEST, f"{self._host}: the request is none that can be sent"
            ) from None
        return b"".join(sent)

    def answer(self, receive: Callable[[], bytes], limit: int) -> Message:
        """The final answer, with at most `limit` bytes of its body. Raises Unfetched (BROKEN_ANSWER).

        `receive` gives some bytes, none at the end.
        """
        self._pieces = self._received(receive)
        head = self._head()
        headers = tuple(
            (name.decode("ascii"), value.decode("latin-1")) for name, value in head.headers.raw_items()
        )
        if any(_CONTROL.search(value) for _, value in headers):
            raise self._broken("has control characters in its headers")
        body, whole = self._body(limit)
        return Message(head.status_code, headers, body, whole)

    def _head(self) -> h11.Response:
        try:
            for _ in range(_MOST_INTERIM + 1):
                event = self._event()
                if isinstance(event, h11.Response):
                    return event
        except h11.RemoteProtocolError:
            raise self._broken("ends before its headers do" if self._ended else "is not of HTTP/1") from None
        raise self._broken("is announced without end")

    def _body(self, limit: int) -> tuple[bytes, bool]:
        """What came of the body, and whether that is all of it."""
        body = bytearray()
        try:
            while isinstance(event := self._event(), h11.Data):
                body += event.data
                if len(body) > limit:
                    return bytes(body[:limit]), False
        except h11.RemoteProtocolError:
            if not body and not self._ended:
                raise self._broken("has a body that does not begin as it was announced") from None
            return bytes(body), False
        return bytes(body), isinstance(event, h11.EndOfMessage)

    def _event(self) -> object:
        while (event := self._protocol.next_event()) is h11.NEED_DATA:
            self._protocol.receive_data(next(self._pieces))
        return event

    @property
    def can_go_on(self) -> bool:
        """Whether the connection may carry another request: both sides are done, and nothing else came."""
        states = (self._protocol.our_state, self._protocol.their_state)
        return states == (h11.DONE, h11.DONE) and not self._unread and not self._protocol.trailing_data[0]

    @property
    def silent(self) -> bool:
        """Whether the connection ended before a single byte of the answer."""
        return self._bytes == 0

    def _received(self, receive: Callable[[], bytes]) -> Iterator[bytes]:
        """What is received, in small pieces; an empty one at the end."""
        while data := receive():
            self._bytes += len(data)
            for start in range(0, len(data), _PIECE):
                piece = data[start : start + _PIECE]
                self._unread = len(data) - start - len(piece)
                yield piece
        yield b""

    @property
    def _ended(self) -> bool:
        return self._protocol.trailing_data[1]

    def _broken(self, what: str) -> Unfetched:
        return Unfetched(Refusal.BROKEN_ANSWER, f"{self._host}: the answer {what}")
