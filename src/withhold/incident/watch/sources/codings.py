"""What a page says without the codings it was sent in (RFC 9112, 7.1; RFC 9110, 8.4), up to a size.

Archives often name a coding that they have already undone: content that is not in the coding it declares is
taken as it stands.
"""

import io
import re
import zlib
from dataclasses import dataclass, field

_CHUNK = re.compile(rb"[ \t]{0,8}([0-9A-Fa-f]{1,8})[ \t]{0,8}(?:;[^\r\n]{0,1024})?\r?\n")
_NOT_TEXT = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_LOOKED_AT = 1 << 12
_MOST_CODINGS = 4
_MOST_MEMBERS = 100
"""Of a gzip body: each costs a copy of all that follows it."""


@dataclass(frozen=True, slots=True)
class Plain:
    """Content without codings. `problem` says what of it could not be had, "" where all of it is there."""

    content: bytes = field(repr=False)
    problem: str = ""


def plain(body: bytes, transfer: str, content: str, limit: int) -> Plain:
    """The body without its transfer and content codings, as headers name them, at most `limit` bytes."""
    cut = ""
    if "chunked" in transfer.lower():
        body, whole = _unchunked(body)
        cut = "" if whole else "its content is cut"
    names = [part.strip().lower() for part in content.split(",") if part.strip()]
    if len(names) > _MOST_CODINGS:
        return Plain(body[:limit], "it is packed more often than can be undone")
    for name in reversed(names):
        undone = _undone(body, name, limit)
        if undone is None:
            if _is_text(body):
                continue
            return Plain(body[:limit], f"its content cannot be unpacked ({_known(name)})")
        body, whole = undone
        if not whole:
            return Plain(body[:limit], _too_long(limit) if len(body) > limit else "its packed content is cut")
    if len(body) > limit:
        return Plain(body[:limit], _too_long(limit))
    return Plain(body, cut)


def _too_long(limit: int) -> str:
    return f"longer than {limit >> 20} MiB: only the beginning was looked at"


def _known(name: str) -> str:
    """The name of a coding, where it is one: a header may hold anything."""
    return name if name in ("gzip", "x-gzip", "deflate", "br", "zstd", "compress") else "an unknown coding"


def _unchunked(body: bytes) -> tuple[bytes, bool]:
    """The chunks joined, and whether the last is whole. From where there are no chunks (any more) everything
    is kept as it stands."""
    parts: list[bytes] = []
    at = 0
    while (found := _CHUNK.match(body, at)) is not None:
        size = int(found[1], 16)
        at = found.end()
        if not size:
            return b"".join(parts), True
        parts.append(body[at : at + size])
        at += size
        if at > len(body):
            return b"".join(parts), False
        at += 2 if body.startswith(b"\r\n", at) else 1 if body.startswith(b"\n", at) else 0
    parts.append(body[at:])
    return b"".join(parts), True


def _undone(body: bytes, name: str, limit: int) -> tuple[bytes, bool] | None:
    """The content, up to a byte over `limit`, and whether it is whole; None where it is not so coded."""
    if name in ("", "identity") or not body:
        return body, True
    if name in ("gzip", "x-gzip"):
        return _inflated(body, 16 + zlib.MAX_WBITS, limit) if body.startswith(b"\x1f\x8b") else None
    if name == "deflate":
        return _inflated(body, zlib.MAX_WBITS, limit) or _inflated(body, -zlib.MAX_WBITS, limit)
    if name in ("br", "zstd"):
        return _read(body, name, limit)
    return None


def _inflated(body: bytes, window: int, limit: int) -> tuple[bytes, bool] | None:
    """All members of a deflated body; what can be had of a damaged one."""
    parts: list[bytes] = []
    size = 0
    for _ in range(_MOST_MEMBERS):
        decoder = zlib.decompressobj(window)
        try:
            part = decoder.decompress(body, limit + 1 - size)
        except zlib.error:
            return (b"".join(parts), False) if parts else None
        parts.append(part)
        size += len(part)
        if not decoder.eof or size > limit:
            return b"".join(parts), False
        body = decoder.unused_data
        if not body.startswith(b"\x1f\x8b"):
            return b"".join(parts), True  # what follows the last member is padding
    return b"".join(parts), False


def _read(body: bytes, name: str, limit: int) -> tuple[bytes, bool] | None:
    from fastwarc.stream_io import BrotliReader, ZstdReader

    reader = BrotliReader(io.BytesIO(body)) if name == "br" else ZstdReader(io.BytesIO(body))
    parts: list[bytes] = []
    size = 0
    try:
        while size <= limit and (part := reader.read(min(1 << 20, limit + 1 - size))):
            parts.append(part)
            size += len(part)
    except (OSError, ValueError, EOFError):
        return (b"".join(parts), False) if parts else None
    return b"".join(parts), size <= limit


def _is_text(body: bytes) -> bool:
    return not _NOT_TEXT.search(body[:_LOOKED_AT])
