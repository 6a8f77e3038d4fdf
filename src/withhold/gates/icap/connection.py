"""One connection: requests in, answers out, in order, until the client leaves or sends what is no ICAP."""

import asyncio
import logging
from asyncio import StreamReader, StreamWriter
from collections.abc import Iterable
from contextlib import suppress
from typing import Protocol

from withhold.gates.icap import answers
from withhold.gates.icap.body import Body, Room
from withhold.gates.icap.chunks import Chunks
from withhold.gates.icap.encapsulated import Message
from withhold.gates.icap.heads import Head
from withhold.gates.icap.heads_alone import adapted, content_length, sent, stopped_by_heads, withholds_body
from withhold.gates.icap.interface import Bounds, Malformed, Sent, Stop
from withhold.gates.icap.page import blocked, new_reference
from withhold.gates.icap.wire import IcapRequest, read_request

_log = logging.getLogger(__name__)
_DISCARDED = 8
"""How many times the largest body is read and thrown away before a client is given up."""


class Judges(Protocol):
    """What says whether a body passes."""

    async def stops(self, sent: Sent, body: Body) -> Stop | None: ...

    def tag(self, settings: str) -> str: ...


class Connection:
    """Serves one client. `review_passes`: what a person should look at passes, if it was read whole."""

    def __init__(
        self,
        reader: StreamReader,
        writer: StreamWriter,
        judges: Judges,
        room: Room,
        bounds: Bounds,
        review_passes: bool,
    ) -> None:
        self._reader = reader
        self._writer = writer
        self._judges = judges
        self._room = room
        self._bounds = bounds
        self._review_passes = review_passes

    @property
    def _tag(self) -> str:
        return self._judges.tag(f"{self._review_passes} {self._bounds.body_bytes}")

    async def serve(self) -> None:
        """All requests of the connection. Leaves quietly whatever the client does."""
        try:
            while await self._one():
                pass
        except Malformed as error:
            await self._refuse(error.status)
        except TimeoutError:
            await self._refuse(408)
        except OSError:
            # The client is gone; what it sent was not answered, so it passed nowhere.
            return

    async def _one(self) -> bool:
        """Read and answer one request; whether another may follow."""
        try:
            async with asyncio.timeout(self._bounds.idle):
                begun = await self._reader.read(1)
        except TimeoutError:
            begun = b""
        if not begun:
            return False
        async with asyncio.timeout(self._bounds.patience):
            request = await read_request(self._reader, self._bounds.head_bytes, begun)
        if request.message is None:
            await self._send([answers.options(request, self._tag, self._bounds.connections)])
        elif request.layout.has_body:
            return await self._with_body(request, request.message) and not request.last
        elif withholds_body(request.message):
            await self._block(request, Stop.PARTIAL)
        else:
            await self._pass(request, request.message, None, request.preview is not None)
        return not request.last

    async def _with_body(self, request: IcapRequest, message: Message) -> bool:
        """Take in the body, have it judged, answer; False if the connection is of no use afterwards."""
        stop = stopped_by_heads(message, self._bounds.body_bytes)
        length = content_length(message.subject)
        need = 0 if stop else self._bounds.body_bytes if length is None else length
        if need and not await self._room.take(need, self._bounds.seconds):
            stop, need = Stop.BUSY, 0
        body = Body(need)
        try:
            previewed = await self._receive(request, body, stop)
            body.seal()
            if stop is None:
                stop = await self._judged(message, body)
            if stop is None or (stop is Stop.REVIEW and self._review_passes):
                await self._pass(request, message, body, previewed)
            else:
                await self._block(request, stop)
            return True
        finally:
            body.close()
            self._room.give(need)

    async def _receive(self, request: IcapRequest, body: Body, stop: Stop | None) -> bool:
        """Take in the body; whether the answer is still the answer to a preview. Raises Malformed."""
        chunks = Chunks(self._reader)
        if request.preview is None:
            await self._take_in(chunks, body, self._bounds.body_bytes * _DISCARDED)
            return False
        await self._take_in(chunks, body, request.preview)
        if chunks.ieof or stop is not None:
            return True
        await self._send([answers.CONTINUE])
        await self._take_in(Chunks(self._reader), body, self._bounds.body_bytes * _DISCARDED)
        return False

    async def _take_in(self, chunks: Chunks, body: Body, most: int) -> None:
        """Read to the end of the body.

        Raises Malformed beyond `most` bytes, TimeoutError for a client that rests.
        """
        taken = 0
        blocks = chunks.blocks()
        while True:
            async with asyncio.timeout(self._bounds.patience):
                block = await anext(blocks, None)
            if block is None:
                return
            taken += len(block)
            if taken > most:
                raise Malformed(400, "a body that is longer than it may be")
            body.write(block)

    async def _judged(self, message: Message, body: Body) -> Stop | None:
        length = content_length(message.subject)
        if length is not None and body.size != length:
            return Stop.PARTIAL
        if body.overflowed:
            return Stop.TOO_LARGE
        if body.size == 0:
            # Nothing is told by nothing: an empty answer or an empty form is no document.
            return None
        return await self._judges.stops(sent(message), body)

    async def _pass(self, request: IcapRequest, message: Message, body: Body | None, previewed: bool) -> None:
        """The message goes on, byte for byte; a request with its head adapted where that is needed.

        Whoever sent a preview kept the rest and takes a 204 until it was told to continue.
        """
        subject = message.subject
        if message.response is None:
            subject = adapted(subject)
        if subject == message.subject and (previewed or request.allows_204):
            await self._send([answers.head(204, self._tag, "Encapsulated: null-body=0", last=request.last)])
            return
        await self._send_message(request, subject, message.response is None, body)

    async def _send_message(
        self, request: IcapRequest, http_head: Head, is_request: bool, body: Body | None
    ) -> None:
        part = "req" if is_request else "res"
        wire = http_head.wire()
        await self._send([answers.adapted(self._tag, part, wire, body is not None, request.last)])
        if body is not None:
            await self._send(answers.chunks(body.blocks()))

    async def _block(self, request: IcapRequest, stop: Stop) -> None:
        reference = new_reference()
        _log.warning("stopped %s %s: %s", request.method, reference, stop)
        http_head, page = blocked(stop, reference)
        await self._send([answers.adapted(self._tag, "res", http_head, True, request.last)])
        await self._send(answers.chunks([page]))

    async def _refuse(self, status: int) -> None:
        """The last answer of a connection that cannot go on."""
        with suppress(OSError, TimeoutError):
            await self._send([answers.head(status, self._tag, "Encapsulated: null-body=0", last=True)])

    async def _send(self, blocks: Iterable[bytes]) -> None:
        """Raises TimeoutError for a client that does not take what it is sent."""
        for block in blocks:
            self._writer.write(block)
            async with asyncio.timeout(self._bounds.patience):
                await self._writer.drain()
