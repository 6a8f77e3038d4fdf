"""Unpacks gzip, bzip2 and zstd member after member, so that what is cut short or damaged is seen as such."""

import bz2
from collections.abc import Iterator
from enum import StrEnum
from typing import BinaryIO, Protocol, cast

_CHUNK = 1 << 18
_PIECE = 1 << 20
_FRAME_FEED = 1 << 11
"""Bytes given to zstd at once: even they may stand for 64 MB of one character."""
_FRAME_WINDOW = 1 << 27


class Packing(StrEnum):
    """How a log or an archive is compressed."""

    PLAIN = "plain"
    GZIP = "gzip"
    ZSTD = "zstd"
    BZIP2 = "bzip2"


class Damaged(Exception):
    """The rest cannot be read; the message says why, without what it holds."""


class _Member(Protocol):
    """One compressed member, as the decompressors of the standard library are."""

    @property
    def eof(self) -> bool: ...
    @property
    def needs_input(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int, /) -> bytes: ...


def unpacked(stream: BinaryIO, packing: Packing) -> Iterator[bytes]:
    """The contents in pieces. Raises Damaged after what could be unpacked, and what reading raises."""
    waiting = b""
    while waiting or (waiting := stream.read(_CHUNK)):
        if packing is Packing.GZIP and not (waiting := waiting.lstrip(b"\0")):
            # Some writers fill the last block with zeros.
            continue
        member = _member(packing)
        while not member.eof:
            if member.needs_input and not waiting and not (waiting := stream.read(_CHUNK)):
                raise Damaged("it is cut short: its compressed end is missing")
            piece = _piece(member, waiting if member.needs_input else b"", packing)
            # What is given is taken, or comes back as unused once the member ended.
            waiting = b""
            if piece:
                yield piece
        waiting = member.unused_data


def _piece(member: _Member, data: bytes, packing: Packing) -> bytes:
    # Each of these libraries has an error of its own class; none of them means anything but damage here.
    import zstandard
    from isal import igzip_lib

    isal_error = cast(type[Exception], igzip_lib.IsalError)
    try:
        return member.decompress(data, _PIECE)
    except (OSError, EOFError, ValueError, zstandard.ZstdError, isal_error):
        raise Damaged(f"its compressed data is damaged ({packing})") from None


def _member(packing: Packing) -> _Member:
    match packing:
        case Packing.GZIP:
            from isal import igzip_lib

            member: _Member = igzip_lib.IgzipDecompressor(flag=igzip_lib.DECOMP_GZIP)
            return member
        case Packing.BZIP2:
            return bz2.BZ2Decompressor()
        case Packing.ZSTD:
            return _Frame()
        case Packing.PLAIN:
            raise AssertionError("what is plain is not unpacked")


class _Frame:
    """A frame of zstd, fed little by little: it has no bound of its own on what it gives."""

    def __init__(self) -> None:
        import zstandard

        self._frame = zstandard.ZstdDecompressor(max_window_size=_FRAME_WINDOW).decompressobj()
        self._rest = b""

    @property
    def eof(self) -> bool:
        return self._frame.eof

    @property
    def needs_input(self) -> bool:
        return not self._rest

    @property
    def unused_data(self) -> bytes:
        return self._frame.unused_data + self._rest

    def decompress(self, data: bytes, max_length: int, /) -> bytes:
        pieces, length = [], 0
        view = memoryview(self._rest or data)
        while view and length < max_length and not self._frame.eof:
            pieces.append(self._frame.decompress(view[:_FRAME_FEED]))
            length += len(pieces[-1])
            view = view[_FRAME_FEED:]
        self._rest = bytes(view)
        return b"".join(pieces)
