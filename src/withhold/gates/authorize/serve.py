"""Runs the gate: from its options to a server that answers until it is told to end."""

import asyncio
import os
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from withhold.clearance.interface import ClearanceError
from withhold.clearance.state import State, destination_named
from withhold.gates.authorize.authorizer import Authorizer
from withhold.gates.authorize.server import Server
from withhold.gates.authorize.trusted import TrustedShelf


@dataclass(frozen=True, slots=True)
class Settings:
    """Where to listen, what is public, whose signatures count.

    `state` and `destination` are those of the folder where they are None.
    """

    host: str
    port: int
    folder: Path
    trust: Path
    state: Path | None = None
    destination: str | None = None


def serve(settings: Settings, tell: Callable[[str], None]) -> None:
    """Answer until interrupted; `tell` hears when it is ready.

    Raises ClearanceError for a folder, state, trust file or address of no use.
    """
    if not settings.folder.is_dir():
        raise ClearanceError(f"there is no folder {settings.folder}; check --folder")
    state = State.beside(settings.folder) if settings.state is None else State(settings.state)
    state.make(settings.folder)
    destination = destination_named(settings.destination or os.path.abspath(settings.folder))
    shelf = TrustedShelf(state, settings.trust, destination)
    authorizer = Authorizer(settings.folder, state, shelf)
    with closing(authorizer):
        asyncio.run(_serve(settings, authorizer, lambda at: tell(f"ready: {at} answers for {destination}")))


async def _serve(settings: Settings, authorizer: Authorizer, ready: Callable[[str], None]) -> None:
    try:
        server = await Server(authorizer.answer).start(settings.host, settings.port)
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno and error.errno > 0 else "no such address"
        raise ClearanceError(
            f"cannot listen on {settings.host}:{settings.port} ({reason}); give --listen another"
        ) from None
    async with server:
        host, port = server.sockets[0].getsockname()[:2]
        ready(f"{host}:{port}")
        await server.serve_forever()
