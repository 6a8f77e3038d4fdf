"""Members of an archive as seekable streams, in bounded memory."""

import io
from collections.abc import Callable, Iterator
from typing import BinaryIO, cast

from withhold.domain.piece import ReadItem
from withhold.readers.interface import OverLimit, Place, ReaderError, Source

_IN_MEMORY = 64 << 20
_MOST_IN_MEMORY = 512 << 20


class _Reopened(io.RawIOBase):
    """A seekable view of chunks that can only be read forwards: going back opens them again."""

    def __init__(self, reopen: Callable[[], Iterator[bytes]], size: int) -> None:
        self._reopen = reopen
        self._size = size
        self._chunks = reopen()
        self._held = memoryview(b"")
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        target = offset + {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        if target < self._at:
            self._chunks, self._held, self._at = self._reopen(), memoryview(b""), 0
        while self._at < target and self.read(min(target - self._at, 1 << 20)):
            pass
        return self._at

    def read(self, size: int = -1) -> bytes:
        parts, left = [], size if size >= 0 else _MOST_IN_MEMORY
        while left:
            if not self._held:
                self._held = memoryview(next(self._chunks, b""))
                if not self._held:
                    break
            part = self._held[:left]
            self._held = self._held[len(part) :]
            parts.append(part)
            left -= len(part)
        data = b"".join(parts)
        self._at += len(data)
        return data


def nested_source(
    reopen: Callable[[], Iterator[bytes]], declared_size: int | None, name: str
) -> tuple[Source, ReaderError | None]:
    """A member as a document of its own, and the error that cut it short, if any.

    A `declared_size` of None means that nothing tells it. Small ones, and archives (which need random
    access), are held in memory; a larger one is read again
    from its beginning whenever its reader goes back.
    """
    parts: list[bytes] = []
    size = 0
    error: ReaderError | None = None
    try:
        for chunk in reopen():
            parts.append(chunk)
            size += len(chunk)
            if size > _IN_MEMORY and not parts[0].startswith(b"PK"):
                length = declared_size if declared_size is not None else sum(map(len, reopen()))
                return Source(cast(BinaryIO, _Reopened(reopen, length)), length, name), None
            if size > _MOST_IN_MEMORY:
                raise OverLimit(f"a nested archive has more than {_MOST_IN_MEMORY} bytes")
    except ReaderError as problem:
        error = problem
    data = b"".join(parts)
    return Source(io.BytesIO(data), len(data), name), error


def read_member(
    reopen: Callable[[], Iterator[bytes]], declared_size: int | None, name: str, place: Place, inside: Place
) -> Iterator[ReadItem]:
    """What is in a member, and what cut it short. `inside` is the member's place, `place` its archive's.

    Raises OverLimit where the budget of the whole document is spent, for then no other member can be read.
    """
    from withhold.readers.registry import skipped

    source, error = nested_source(reopen, declared_size, name)
    if source.size or error is None:
        yield from place.open_nested(source, inside)
    if error is not None:
        yield skipped(inside.location, error, declared_size or 0)
        if isinstance(error, OverLimit) and place.budget.expanded > place.budget.limits.expanded_bytes:
            raise error
