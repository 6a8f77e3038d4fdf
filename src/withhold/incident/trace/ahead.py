"""Unpacks a compressed log in a thread of its own, a few pieces ahead of who reads it."""

from collections.abc import Iterator
from queue import Empty, Queue
from threading import Thread
from types import TracebackType

_PIECES = 4


class Ahead:
    """Reads pieces, which are being unpacked while what was read before is being searched."""

    def __init__(self, unpacked: Iterator[bytes]) -> None:
        self._unpacked = unpacked
        self._pieces: Queue[memoryview | Exception] = Queue(_PIECES)
        self._rest = memoryview(b"")
        self._ended: Exception | None = None
        self._stopped = False
        self._thread = Thread(target=self._unpack, name="unpacking", daemon=True)

    def __enter__(self) -> "Ahead":
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stopped = True
        while self._thread.is_alive():
            # It may be waiting for room.
            try:
                self._pieces.get(timeout=0.05)
            except Empty:
                continue

    def readinto(self, part: memoryview, /) -> int:
        """Fill the front of `part`, as Reader says. Raises what unpacking raised."""
        while not self._rest:
            if self._ended is None:
                piece = self._pieces.get()
                if not isinstance(piece, Exception):
                    self._rest = piece
                    continue
                self._ended = piece
            if isinstance(self._ended, EOFError):
                return 0
            raise self._ended
        length = min(len(part), len(self._rest))
        part[:length] = self._rest[:length]
        self._rest = self._rest[length:]
        return length

    def _unpack(self) -> None:
        try:
            for piece in self._unpacked:
                if self._stopped:
                    return
                self._pieces.put(memoryview(piece))
            self._pieces.put(EOFError())
        except Exception as error:  # noqa: BLE001  # raised again where it is read
            self._pieces.put(error)
