"""Decides on one request: is the content of this path cleared, and under which digest is it stored?"""

import asyncio
import os
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from withhold.clearance.interface import Standing
from withhold.clearance.state import State
from withhold.domain.errors import WithholdError
from withhold.domain.mishap import where
from withhold.gates.authorize.files import Identity, IsFolder, NotServable, digest, opened
from withhold.gates.authorize.paths import INDEX, names_of, uri_of_folder
from withhold.gates.authorize.store import Store

_SETTLED = 1_000_000_000
"""Nanoseconds since the last change after which a digest is remembered: clocks of file systems are coarse,
and a second change within one tick would not be seen."""
_MOST_HINTS = 100_000
_QUICK = 4
_HASHING = 2
"""Threads that only look, and threads that read whole files: these never keep those waiting."""


class Shelf(Protocol):
    """What is asked of the clearances."""

    def standing(self, sha256: str, now: datetime) -> Standing: ...


@dataclass(frozen=True, slots=True)
class Answer:
    """`sha256` of what may be served, or None. `redirect` is a folder's URI if its index may be served."""

    sha256: str | None = None
    redirect: str | None = None
    why: str = ""


class Authorizer:
    """Answers for one public folder. Any failure is a refusal."""

    def __init__(self, folder: Path, state: State, shelf: Shelf) -> None:
        self._folder = folder
        self._shelf = shelf
        self._store = Store(state)
        self._store.clean()
        self._hints: dict[Identity, str] = {}
        self._running: dict[Identity, asyncio.Future[str]] = {}
        self._quick = ThreadPoolExecutor(_QUICK, "authorize-look")
        self._hashing = ThreadPoolExecutor(_HASHING, "authorize-hash")

    async def answer(self, uri: bytes) -> Answer:
        """Whether what this URI leads to may be served, decided anew each time."""
        try:
            return await self._decide(uri)
        except NotServable as error:
            return Answer(why=str(error))
        except WithholdError as error:
            return Answer(why=str(error))
        except OSError as error:
            return Answer(why=os.strerror(error.errno or 0))
        except Exception as error:  # noqa: BLE001  # whatever the bug is, nothing is served
            return Answer(why=f"crashed ({where(error)})")

    def close(self) -> None:
        """End the threads; what they were at is left."""
        self._quick.shutdown(wait=False, cancel_futures=True)
        self._hashing.shutdown(wait=False, cancel_futures=True)

    async def _decide(self, uri: bytes) -> Answer:
        names = names_of(uri)
        if names is None:
            return Answer(why="no path that leads anywhere")
        try:
            return Answer(sha256=await self._cleared(names))
        except IsFolder:
            await self._cleared((*names, INDEX))
            return Answer(redirect=uri_of_folder(names), why="a folder, its index is cleared")

    async def _cleared(self, names: tuple[bytes, ...]) -> str:
        """The digest of a cleared file that the store holds. Raises NotServable."""
        loop = asyncio.get_running_loop()
        with ExitStack() as stack:
            descriptor = await loop.run_in_executor(
                self._quick, stack.enter_context, opened(self._folder, names)
            )
            sha256 = await self._digest(descriptor)
            standing, stored = await loop.run_in_executor(self._quick, self._asked, sha256)
            if not standing.cleared:
                raise NotServable(f"{sha256}: {standing.why}")
            if not stored:
                await loop.run_in_executor(self._hashing, self._stored, descriptor, sha256)
        return sha256

    async def _digest(self, descriptor: int) -> str:
        """The digest of an open file; each state of a file is read once, however many ask."""
        identity = Identity.of(descriptor)
        known = self._hints.get(identity)
        if known is not None:
            return known
        running = self._running.get(identity)
        if running is not None:
            return await asyncio.shield(running)
        loop = asyncio.get_running_loop()
        running = loop.run_in_executor(self._hashing, _steady_digest, descriptor, identity)
        self._running[identity] = running
        try:
            sha256 = await running
        finally:
            del self._running[identity]
        if time.time_ns() - max(identity.changed, identity.modified) > _SETTLED:
            if len(self._hints) >= _MOST_HINTS:
                self._hints.clear()
            self._hints[identity] = sha256
        return sha256

    def _asked(self, sha256: str) -> tuple[Standing, bool]:
        """Whether it is cleared right now, and whether the store is known to hold it."""
        return self._shelf.standing(sha256, datetime.now(UTC)), self._store.known(sha256)

    def _stored(self, descriptor: int, sha256: str) -> None:
        if not self._store.holds(sha256):
            self._store.put(descriptor, sha256)


def _steady_digest(descriptor: int, identity: Identity) -> str:
    """Raises NotServable for a file that changes while it is read."""
    sha256 = digest(descriptor)
    if Identity.of(descriptor) != identity:
        raise NotServable("it changed while it was read")
    return sha256
