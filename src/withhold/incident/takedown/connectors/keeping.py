"""Keeps the bytes that a connector is about to remove, checked, in a file that only its owner can read."""

import errno
import hashlib
import os
import stat
import threading
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from io import BufferedReader
from pathlib import Path

from withhold.clearance.durable import sync_folder
from withhold.incident.case.exposed import ExposedDocument
from withhold.incident.takedown.interface import TakedownError

CHUNK = 1 << 20
_writing: defaultdict[Path, threading.Lock] = defaultdict(threading.Lock)
"""Two steps about the same bytes must not write one file at once."""


class Other(Exception):
    """The bytes are not those of the document. The message says nothing of them."""


def keep(folder: Path, sha256: str, chunks: Iterable[bytes]) -> Path:
    """Store the document of this hash in `folder`, durably, as a file of mode 0600 named by the hash.

    Reads `chunks` only if it is not kept already. What a killed process left half is replaced. Raises Other
    if the chunks have another hash, and OSError if they cannot be stored; then nothing is kept.
    """
    path = folder / sha256
    with _writing[path]:
        if holds(path, sha256):
            return path
        draft = folder / f".{sha256}.part"
        descriptor = os.open(
            draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600
        )
        with open(descriptor, "wb") as stream:
            digest = hashlib.sha256()
            for chunk in chunks:
                digest.update(chunk)
                stream.write(chunk)
            stream.flush()
            os.fsync(stream.fileno())
        if digest.hexdigest() != sha256:
            draft.unlink()
            raise Other
        os.replace(draft, path)
        sync_folder(folder)
    return path


def holds(path: Path, sha256: str) -> bool:
    """Whether a whole file of this hash is there."""
    try:
        with open_file(path) as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest() == sha256
    except FileNotFoundError:
        return False


def open_file(path: Path) -> BufferedReader:
    """A file to read. Raises OSError, also where it is no regular file.

    Who may write to a public folder can put a pipe where a file was: opening that would wait for ever.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
    return open(descriptor, "rb")


def of_file(path: Path) -> Iterator[bytes]:
    """The bytes of a file, in parts. Raises OSError."""
    with open_file(path) as stream:
        while chunk := stream.read(CHUNK):
            yield chunk


def digest_of(chunks: Iterable[bytes]) -> tuple[str, int]:
    """SHA-256 (hex) and number of the bytes."""
    digest, size = hashlib.sha256(), 0
    for chunk in chunks:
        digest.update(chunk)
        size += len(chunk)
    return digest.hexdigest(), size


def inflated_digest(chunks: Iterable[bytes], longest: int) -> str | None:
    """SHA-256 of what a gzip stream holds; None if it is none, is cut, or holds more than `longest` bytes."""
    inflate = zlib.decompressobj(wbits=31)
    digest, left = hashlib.sha256(), longest
    try:
        for chunk in chunks:
            pending = chunk
            while pending:
                out = inflate.decompress(pending, CHUNK)
                left -= len(out)
                if left < 0:
                    return None
                digest.update(out)
                pending = inflate.unconsumed_tail
    except zlib.error:
        return None
    return digest.hexdigest() if inflate.eof else None


def sizes_of(documents: Iterable[ExposedDocument]) -> dict[int, set[str]]:
    """The hashes of the documents by their size in bytes: what has another size need not be read.

    Raises TakedownError where there is none: nothing found would then read as nothing there.
    """
    found: dict[int, set[str]] = {}
    for document in documents:
        found.setdefault(document.size, set()).add(document.sha256)
    if not found:
        raise TakedownError("the case names no document; add its exact bytes, then plan again")
    return found
