"""Frames out of a pipe whose other end may send anything, or nothing at all."""

import os
import select
import time
from collections.abc import Iterator

from withhold.readers.wire import HEADER, MAX_FRAME, Message, ProtocolError, decode

_READ_BYTES = 1 << 20


class TooSlow(Exception):
    """The time to wait is spent."""


class Truncated(Exception):
    """The pipe ended inside a frame, or before the end was said."""


def messages(pipe: int, seconds: float) -> Iterator[Message]:
    """The messages of a pipe until it closes.

    `seconds` is how long may be waited in all; the time the caller takes between messages does not count.
    Raises TooSlow, Truncated or ProtocolError; what was yielded before stands.
    """
    poll = select.poll()
    poll.register(pipe, select.POLLIN)
    received = bytearray()
    while True:
        yield from _complete(received)
        started = time.monotonic()
        if not poll.poll(max(seconds, 0) * 1000):
            raise TooSlow
        chunk = os.read(pipe, _READ_BYTES)
        seconds -= time.monotonic() - started
        if not chunk:
            if received:
                raise Truncated
            return
        received += chunk


def _complete(received: bytearray) -> Iterator[Message]:
    """Take the complete frames off the front."""
    while len(received) >= HEADER.size:
        length, kind = HEADER.unpack_from(received)
        if length > MAX_FRAME:
            raise ProtocolError("frame too large")
        end = HEADER.size + length
        if len(received) < end:
            return
        payload = bytes(memoryview(received)[HEADER.size : end])
        del received[:end]
        yield decode(kind, payload)
