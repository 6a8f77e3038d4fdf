"""One file of nginx's cache: a binary head, `KEY: …`, the answer's headers, its body.

The head is `ngx_http_file_cache_header_t` of nginx 1.11.10 and later (its first word is 5), read from
src/http/ngx_http_cache.h of nginx: six words, a CRC of 32 bits, then three offsets of 16 bits.
"""

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from withhold.incident.takedown.connectors.keeping import CHUNK, digest_of, inflated_digest

NAME = re.compile("[0-9a-f]{32}")
"""MD5 of the key. Files that are still being written have a longer name, or lie elsewhere."""
_HEAD = struct.Struct("=6qI3H")
_VERSION = 5
_KEY = b"\nKEY: "
_LONGEST_HEAD = 1 << 16


@dataclass(frozen=True, slots=True)
class CacheEntry:
    """What a cache file says of itself. `body` is where its body begins, in bytes; None if unknown."""

    path: Path
    key: str
    status: int
    encoding: str
    body: int | None
    size: int

    def chunks(self) -> Iterator[bytes]:
        """The body as it is kept; of a file of another version all of it. Raises OSError."""
        with self.path.open("rb") as stream:
            stream.seek(self.body or 0)
            while chunk := stream.read(CHUNK):
                yield chunk

    def digests(self, longest: int) -> set[str]:
        """SHA-256 of the body as kept and, where it is gzip of at most `longest` bytes, unpacked."""
        found = {digest_of(self.chunks())[0]}
        if self.encoding == "gzip" and (plain := inflated_digest(self.chunks(), longest)):
            found.add(plain)
        return found


def read_entry(path: Path) -> CacheEntry | None:
    """The entry in a file; None if it is no cache file. Raises OSError (FileNotFoundError if it went)."""
    with path.open("rb") as stream:
        head = stream.read(_LONGEST_HEAD)
        size = stream.seek(0, 2)
    begin = head.find(_KEY)
    end = head.find(b"\n", begin + len(_KEY))
    if begin < _HEAD.size or end < 0:
        return None
    key = head[begin + len(_KEY) : end].decode("utf-8", "surrogateescape")
    version, *_, header_start, body_start = _HEAD.unpack_from(head)
    if version != _VERSION or not end < header_start <= body_start <= size:
        return CacheEntry(path, key, 0, "", None, size)
    headers = head[header_start:body_start].decode("latin-1").lower()
    status = re.match(r"http/[0-9.]+ (\d{3})", headers)
    encoding = re.search(r"^content-encoding:[ \t]*([a-z0-9]+)", headers, re.MULTILINE)
    return CacheEntry(
        path,
        key,
        int(status[1]) if status else 0,
        encoding[1] if encoding else "",
        body_start,
        size - body_start,
    )
