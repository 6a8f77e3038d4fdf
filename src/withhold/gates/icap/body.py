"""Bodies in memory: in files without a name, so that nothing of them is ever on a disk."""

import asyncio
import fcntl
import os
from collections import deque
from collections.abc import Iterator

_BLOCK = 64 << 10
_SEALS = fcntl.F_SEAL_WRITE | fcntl.F_SEAL_GROW | fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_SEAL


class Body:
    """The bytes of one body, at most `most` of them; what is beyond is counted and thrown away."""

    def __init__(self, most: int) -> None:
        self.descriptor = os.memfd_create("body", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
        self.size = 0
        self._most = most

    @property
    def overflowed(self) -> bool:
        """Whether more came than may be kept."""
        return self.size > self._most

    def write(self, block: bytes) -> None:
        """Append a block."""
        self.size += len(block)
        rest = memoryview(block)
        while rest and not self.overflowed:
            rest = rest[os.write(self.descriptor, rest) :]

    def seal(self) -> None:
        """From here on nobody can change it: what was inspected is what passes."""
        fcntl.fcntl(self.descriptor, fcntl.F_ADD_SEALS, _SEALS)

    def blocks(self) -> Iterator[bytes]:
        """The bytes, in order."""
        offset = 0
        while block := os.pread(self.descriptor, _BLOCK, offset):
            yield block
            offset += len(block)

    def close(self) -> None:
        """Free the memory."""
        os.close(self.descriptor)


class Room:
    """How many bytes of bodies may be in memory; whoever needs more waits for a turn."""

    def __init__(self, total: int) -> None:
        self._free = total
        self._waiting: deque[tuple[int, asyncio.Future[None]]] = deque()

    async def take(self, size: int, seconds: float) -> bool:
        """Wait for room for `size` bytes; False when there is none in time. To be given back."""
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        entry = (size, turn)
        self._waiting.append(entry)
        self._serve()
        try:
            async with asyncio.timeout(seconds):
                await turn
        except BaseException as error:
            if entry in self._waiting:
                self._waiting.remove(entry)
                self._serve()
            elif not turn.cancelled():
                self.give(size)
            if isinstance(error, TimeoutError):
                return False
            raise
        return True

    def give(self, size: int) -> None:
        """Give back what was taken."""
        self._free += size
        self._serve()

    def _serve(self) -> None:
        while self._waiting and self._waiting[0][0] <= self._free:
            size, turn = self._waiting.popleft()
            if not turn.cancelled():
                self._free -= size
                turn.set_result(None)
