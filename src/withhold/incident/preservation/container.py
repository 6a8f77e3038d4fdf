"""A tar file as a stream: every part with its digest in a manifest at the end, nothing of it on the disk.

The manifest is last because the digests are known only then; its schema is `withhold.preserved/1`.
"""

import io
import json
import tarfile
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from typing import Any, Protocol

SCHEMA = "withhold.preserved/1"
MANIFEST = "manifest.json"
_PIECE = 1 << 20


class Part(Protocol):
    """One member of the container. `size` is how many bytes it is to have, fixed before the first is read."""

    @property
    def name(self) -> str: ...

    @property
    def size(self) -> int: ...

    def pieces(self) -> Iterator[bytes]:
        """Its bytes, at most `size`; fewer where there is less than there was."""
        ...

    def facts(self) -> Mapping[str, Any]:
        """What the manifest says of it; asked for when its bytes were read."""
        ...


class BytesPart:
    """A part that is in memory."""

    def __init__(self, name: str, content: bytes, facts: Mapping[str, Any] | None = None) -> None:
        self.name = name
        self._content = content
        self._facts = facts or {}

    @property
    def size(self) -> int:
        return len(self._content)

    def pieces(self) -> Iterator[bytes]:
        yield self._content

    def facts(self) -> Mapping[str, Any]:
        return self._facts


def packed(parts: Iterable[Part], about: Mapping[str, Any], modified: float) -> Iterator[bytes]:
    """The container piece by piece; `about` is what the manifest says of the whole.

    A part that comes to less than its size is filled up with zeros, and its manifest line says how much of
    it is real (`copied`).
    """
    told = []
    for part in parts:
        size, copied, digest = part.size, 0, sha256()
        yield _header(part.name, size, modified)
        for piece in part.pieces():
            copied += len(piece)
            digest.update(piece)
            yield piece
        yield from _zeros(size - copied + -size % tarfile.BLOCKSIZE)
        line = {"name": part.name, "size": size, "copied": copied, "sha256": digest.hexdigest()}
        told.append({**line, **part.facts()})
    manifest = json.dumps({"schema": SCHEMA, **about, "parts": told}, indent=1, ensure_ascii=True).encode()
    yield _header(MANIFEST, len(manifest), modified)
    yield manifest
    yield from _zeros(-len(manifest) % tarfile.BLOCKSIZE + 2 * tarfile.BLOCKSIZE)


class Stream(io.RawIOBase):
    """Pieces as a stream to read from; counts and digests what was read.

    An error while reading is kept in `error`: the sealing library turns it into one of its own.
    """

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._piece = memoryview(b"")
        self._digest = sha256()
        self.size = 0
        self.error: BaseException | None = None

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()

    def read(self, size: int = -1) -> bytes:
        """At most `size` bytes, b"" at the end."""
        try:
            while not self._piece:
                self._piece = memoryview(next(self._pieces))
                self._digest.update(self._piece)
                self.size += len(self._piece)
        except StopIteration:
            return b""
        except BaseException as error:
            self.error = error
            raise
        count = len(self._piece) if size < 0 else size
        taken, self._piece = bytes(self._piece[:count]), self._piece[count:]
        return taken


def _header(name: str, size: int, modified: float) -> bytes:
    info = tarfile.TarInfo(name)
    info.size, info.mode, info.mtime = size, 0o600, int(modified)
    return info.tobuf(tarfile.PAX_FORMAT)


def _zeros(count: int) -> Iterator[bytes]:
    while count > 0:
        yield bytes(min(count, _PIECE))
        count -= _PIECE
