"""Frames of a Zstandard stream, counted without expanding them (RFC 8878, 3.1)."""

from collections.abc import Iterator
from typing import BinaryIO

from withhold.readers.interface import Corrupt

_MAGIC = 0xFD2FB528
_SKIPPABLE = range(0x184D2A50, 0x184D2A60)
_LONGEST = 1 << 20
_RAW_LENGTH_CODED = 1
"""A block of this type holds one byte, whatever length it tells."""


def skippable(stream: BinaryIO) -> Iterator[bytes]:
    """The content of frames that tools pass over, up to a MiB of each. Raises Corrupt where a frame is cut,
    or something that is no frame stands behind the last one."""
    stream.seek(0)
    if int.from_bytes(stream.read(4), "little") != _MAGIC and not _is_skippable(stream):
        return
    stream.seek(0)
    while magic := stream.read(4):
        if int.from_bytes(magic, "little") in _SKIPPABLE:
            size = int.from_bytes(_exactly(stream, 4), "little")
            yield _exactly(stream, min(size, _LONGEST))
            _pass(stream, size - min(size, _LONGEST))
        elif int.from_bytes(magic, "little") == _MAGIC:
            _frame(stream)
        else:
            raise Corrupt("something else stands behind the compressed stream")


def _is_skippable(stream: BinaryIO) -> bool:
    stream.seek(0)
    return int.from_bytes(stream.read(4), "little") in _SKIPPABLE


def _frame(stream: BinaryIO) -> None:
    flags = _exactly(stream, 1)[0]
    is_single = flags >> 5 & 1
    _exactly(stream, (0, 1, 2, 4)[flags & 3] + (is_single, 2, 4, 8)[flags >> 6] + (1 - is_single))
    is_last = 0
    while not is_last:
        block = int.from_bytes(_exactly(stream, 3), "little")
        is_last, kind, size = block & 1, block >> 1 & 3, block >> 3
        _pass(stream, 1 if kind == _RAW_LENGTH_CODED else size)
    if flags & 4:
        _exactly(stream, 4)


def _exactly(stream: BinaryIO, count: int) -> bytes:
    data = stream.read(count)
    if len(data) < count:
        raise Corrupt("the compressed stream is damaged or cut short")
    return data


def _pass(stream: BinaryIO, count: int) -> None:
    if count:
        stream.seek(count - 1, 1)
        _exactly(stream, 1)
