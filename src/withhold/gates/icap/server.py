"""The server: listens, starts the judges, gives every client a connection of its own."""

import asyncio
import logging
from asyncio import StreamReader, StreamWriter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from withhold.domain.errors import UsageError
from withhold.gates.icap import answers
from withhold.gates.icap.body import Room
from withhold.gates.icap.connection import Connection, Judges
from withhold.gates.icap.interface import Bounds
from withhold.gates.icap.judging import judge
from withhold.gates.icap.nursery import Nursery
from withhold.gates.icap.pool import Pool
from withhold.inspection.run import Run

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Settings:
    """Where to listen, how many judges, and what passes."""

    host: str
    port: int
    jobs: int
    bounds: Bounds
    review_passes: bool


def serve(run: Run, settings: Settings, ready: Callable[[str, int], None]) -> None:
    """Serve until interrupted. `ready` is told the address when requests are answered.

    Raises UsageError where the address cannot be used, and WithholdError where nothing could be judged.
    """
    # Before there is a loop or a connection: what is forked later has none of either.
    nursery = Nursery(lambda: judge(run, settings.bounds.body_bytes), run.check)
    try:
        asyncio.run(_serve(nursery, settings, ready))
    finally:
        nursery.close()


async def _serve(nursery: Nursery, settings: Settings, ready: Callable[[str, int], None]) -> None:
    pool = Pool(nursery, settings.jobs, settings.bounds.seconds)
    try:
        await pool.start()
        clients = Clients(pool, settings.bounds, settings.review_passes)
        try:
            server = await asyncio.start_server(
                clients.serve, settings.host, settings.port, limit=settings.bounds.head_bytes
            )
        except OSError as error:
            where = f"{settings.host}:{settings.port}"
            reason = error.strerror or "no such address"
            raise UsageError(f"cannot listen on {where} ({reason}); give another --listen") from None
        async with server:
            ready(*server.sockets[0].getsockname()[:2])
            try:
                await server.serve_forever()
            finally:
                await clients.close()
    finally:
        await pool.close()


class Clients:
    """The connections of a server: no more at once than it says it takes."""

    def __init__(self, judges: Judges, bounds: Bounds, review_passes: bool) -> None:
        self._judges = judges
        self._bounds = bounds
        self._review_passes = review_passes
        self._room = Room(bounds.held_bytes)
        self._tasks: set[asyncio.Task[None]] = set()

    async def serve(self, reader: StreamReader, writer: StreamWriter) -> None:
        """One client, from its first byte to its last."""
        task = asyncio.current_task()
        assert task is not None
        try:
            if len(self._tasks) >= self._bounds.connections:
                tag = self._judges.tag("")
                writer.write(answers.head(503, tag, "Encapsulated: null-body=0", last=True))
                return
            self._tasks.add(task)
            connection = Connection(
                reader, writer, self._judges, self._room, self._bounds, self._review_passes
            )
            await connection.serve()
        finally:
            self._tasks.discard(task)
            await _leave(reader, writer)

    async def close(self) -> None:
        """End every connection."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _leave(reader: StreamReader, writer: StreamWriter) -> None:
    """Close so that the last answer arrives: what the client still sends is read for a moment."""
    try:
        with suppress(OSError, TimeoutError):
            async with asyncio.timeout(1):
                await writer.drain()
                if writer.can_write_eof():
                    writer.write_eof()
                while await reader.read(1 << 16):
                    pass
    finally:
        writer.close()
