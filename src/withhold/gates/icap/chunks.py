"""Chunked bodies on the wire (RFC 9112, 7.1), with the extension `ieof` of ICAP previews."""

import re
from asyncio import IncompleteReadError, LimitOverrunError, StreamReader
from collections.abc import AsyncIterator

from withhold.gates.icap.interface import Malformed

_SIZE = re.compile(rb"([0-9A-Fa-f]{1,15})[ \t]*((?:;[^\x00-\x08\x0a-\x1f\x7f]*)?)")
_IEOF = re.compile(rb";[ \t]*ieof[ \t]*(?:;|$)", re.IGNORECASE)
_TRAILER = re.compile(rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]+:[^\x00\r\n]*")
_LONGEST_LINE = 8 << 10
_TRAILERS = 64
_BLOCK = 64 << 10


class Chunks:
    """One body, or one preview, off a stream. `ieof` is true at its end if the preview was all there is."""

    def __init__(self, reader: StreamReader) -> None:
        self._reader = reader
        self.ieof = False

    async def blocks(self) -> AsyncIterator[bytes]:
        """The data, in blocks of at most 64 KiB, to the end of the body. Raises Malformed."""
        while True:
            size, extensions = _parsed(await line(self._reader))
            if size == 0:
                self.ieof = _IEOF.search(extensions) is not None
                await self._trailers()
                return
            while size:
                block = await self._reader.read(min(size, _BLOCK))
                if not block:
                    raise Malformed(400, "the stream ends in a chunk")
                size -= len(block)
                yield block
            if await exactly(self._reader, 2) != b"\r\n":
                raise Malformed(400, "a chunk that is longer than it says")

    async def _trailers(self) -> None:
        """Fields after the last chunk: checked, and not used."""
        for _ in range(_TRAILERS + 1):
            trailer = await line(self._reader)
            if not trailer:
                return
            if _TRAILER.fullmatch(trailer) is None:
                raise Malformed(400, "a trailer that is no field")
        raise Malformed(400, "too many trailers")


async def line(reader: StreamReader) -> bytes:
    """The next line without its end. Raises Malformed for one that is cut or too long."""
    found = await until(reader, b"\r\n")
    if len(found) > _LONGEST_LINE or b"\n" in found[:-2] or b"\r" in found[:-2]:
        raise Malformed(400, "a line that is too long or badly ended")
    return found[:-2]


async def until(reader: StreamReader, separator: bytes) -> bytes:
    """Everything up to a separator, with it. Raises Malformed where none comes within the stream's limit."""
    try:
        return await reader.readuntil(separator)
    except IncompleteReadError:
        raise Malformed(400, "the stream ends too early") from None
    except LimitOverrunError:
        raise Malformed(400, "a line or head that is too long") from None


async def exactly(reader: StreamReader, size: int) -> bytes:
    """So many bytes. Raises Malformed where the stream ends before."""
    try:
        return await reader.readexactly(size)
    except IncompleteReadError:
        raise Malformed(400, "the stream ends too early") from None


def _parsed(text: bytes) -> tuple[int, bytes]:
    found = _SIZE.fullmatch(text)
    if found is None:
        raise Malformed(400, "the size of a chunk that is none")
    return int(found[1], 16), found[2]
