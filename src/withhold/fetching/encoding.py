"""Bodies without their content encoding, up to a size; what cannot be read is said, not guessed."""

import zlib
from collections.abc import Callable
from typing import Any

import zstandard

from withhold.fetching.interface import Answer

_ZSTD_WINDOW = 8 << 20
"""The largest window of zstd over HTTP (RFC 9659)."""
_PIECE = 256
"""Bytes decoded at a time: at worst (zstd) they grow by 2^15, to 8 MiB, before the size is looked at."""
_MOST_MEMBERS = 10_000


class Undecoded(Exception):
    """The content cannot be had from the body: an unknown or broken encoding, or too much of it."""


def decoded(answer: Answer, limit: int) -> bytes:
    """The content of an answer, its content encodings undone; of one that was cut, as much as there is.

    Raises Undecoded, also where the content has more than `limit` bytes.
    """
    body = answer.body
    if not body:
        return b""
    values = [value for name, value in answer.headers if name.lower() == "content-encoding"]
    names = [part.strip().lower() for value in values for part in value.split(",")]
    for name in reversed(names):
        if name in ("", "identity"):
            continue
        undo = _DECODERS.get(name)
        if undo is None:
            raise Undecoded("the content encoding is not known here")
        body, ended = undo(body, limit)
        if not ended and answer.whole:
            raise Undecoded("the encoded content is broken off")
    if len(body) > limit:
        raise Undecoded(f"the content has more than {limit} bytes")
    return body


def _inflated(body: bytes, window: int, limit: int) -> tuple[bytes, bool]:
    return _members(body, lambda: zlib.decompressobj(window), limit)


def _gzip(body: bytes, limit: int) -> tuple[bytes, bool]:
    return _inflated(body, 16 + zlib.MAX_WBITS, limit)


def _deflate(body: bytes, limit: int) -> tuple[bytes, bool]:
    """With the header of zlib, as the standard has it, or without, as some servers do."""
    headed = len(body) >= 2 and body[0] & 15 == 8 and int.from_bytes(body[:2], "big") % 31 == 0
    return _inflated(body, zlib.MAX_WBITS if headed else -zlib.MAX_WBITS, limit)


def _zstd(body: bytes, limit: int) -> tuple[bytes, bool]:
    decompressor = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW)
    return _members(body, decompressor.decompressobj, limit)


def _members(body: bytes, fresh: Callable[[], Any], limit: int) -> tuple[bytes, bool]:
    """The content of all members, and whether the last is whole. What follows it and is none is padding."""
    content = bytearray()
    decoder = None
    members = 0
    for start in range(0, len(body), _PIECE):
        piece = body[start : start + _PIECE]
        while piece:
            if decoder is None:
                members, decoder = members + 1, fresh()
            try:
                content += decoder.decompress(piece)
            except (zlib.error, zstandard.ZstdError):
                if members > 1:
                    return bytes(content), True
                raise Undecoded("the encoded content is broken") from None
            if len(content) > limit or members > _MOST_MEMBERS:
                raise Undecoded(
                    f"the content has more than {limit} bytes, or more than {_MOST_MEMBERS} parts"
                )
            piece = decoder.unused_data if decoder.eof else b""
            decoder = None if decoder.eof else decoder
    return bytes(content), decoder is None


_DECODERS: dict[str, Callable[[bytes, int], tuple[bytes, bool]]] = {
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "zstd": _zstd,
}
