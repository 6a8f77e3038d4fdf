"""Files at rest: each encrypted in pieces under a key of its own, which a sealed column holds.

form(1), then for each piece length(4) and AES-256-GCM of it; the nonce is the piece's number, and the last
piece is marked in what is authenticated, so that a file that was cut does not open.
"""

import hmac
import os
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import file_digest, sha256
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from withhold.clearance.durable import sync_folder
from withhold.domain.errors import UsageError

MOST = 100 << 20
_FORM = b"\x01"
_PIECE = 1 << 20
_TAG = 16


class FileUnusable(UsageError):
    """The file is missing, changed, or too large; one line."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A file that lies encrypted: its name in the folder, its key, its size in clear, its hash as it lies."""

    name: str
    key: str = field(repr=False)
    size: int
    sha256: str


def store(folder: Path, chunks: Iterable[bytes], most: int = MOST, name: str = "") -> Stored:
    """Write it durably, under a random name unless one is given.

    Raises FileUnusable for more than `most` bytes, OSError where the disk refuses; then nothing is left.
    """
    name, key = name or secrets.token_hex(16), secrets.token_bytes(32)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path, digest, size = folder / name, sha256(), 0
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
            for part, clear in _sealed(key, chunks):
                size += clear
                if size > most:
                    raise FileUnusable(f"the file is larger than {most >> 20} MB; give it in parts")
                stream.write(part)
                digest.update(part)
            stream.flush()
            os.fsync(stream.fileno())
        sync_folder(folder)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return Stored(name, key.hex(), size, digest.hexdigest())


def check(path: Path, digest: str) -> None:
    """Raises FileUnusable unless it is what was stored: asked before a byte of it is given out."""
    try:
        with path.open("rb") as stream:
            same = hmac.compare_digest(file_digest(stream, "sha256").hexdigest(), digest)
    except OSError:
        same = False
    if not same:
        raise FileUnusable("the file is missing or was changed; restore it from a backup")


def opened(path: Path, key: str) -> Iterator[bytes]:
    """The file in clear, piece by piece. Raises FileUnusable where it is not what was stored."""
    cipher, number, last = AESGCM(bytes.fromhex(key)), 0, False
    try:
        with path.open("rb") as stream:
            if stream.read(1) != _FORM:
                raise InvalidTag
            while head := stream.read(4):
                sealed = stream.read(int.from_bytes(head, "big") & 0x7FFFFFFF)
                last = bool(head[0] & 0x80)
                yield cipher.decrypt(_nonce(number), sealed, head)
                number += 1
    except (InvalidTag, OSError):
        raise FileUnusable("the file is missing or was changed; restore it from a backup") from None
    if not last:
        raise FileUnusable("the file is cut short; restore it from a backup")


@contextmanager
def in_memory(path: Path, key: str) -> Iterator[Path]:
    """A path under which its clear bytes can be read, which are in memory only. Raises FileUnusable."""
    descriptor = os.memfd_create("sealed", os.MFD_CLOEXEC)
    try:
        for piece in opened(path, key):
            rest = memoryview(piece)
            while rest:
                rest = rest[os.write(descriptor, rest) :]
        yield Path(f"/dev/fd/{descriptor}")
    finally:
        os.close(descriptor)


def _sealed(key: bytes, chunks: Iterable[bytes]) -> Iterator[tuple[bytes, int]]:
    """The parts as they lie on the disk, and how many clear bytes each holds."""
    cipher = AESGCM(key)
    yield _FORM, 0
    pieces = _pieces(chunks)
    number, held = 0, next(pieces, b"")
    for piece in pieces:
        yield _part(cipher, number, held, last=False), len(held)
        number, held = number + 1, piece
    yield _part(cipher, number, held, last=True), len(held)


def _part(cipher: AESGCM, number: int, piece: bytes, last: bool) -> bytes:
    head = (len(piece) + _TAG | (1 << 31 if last else 0)).to_bytes(4, "big")
    return head + cipher.encrypt(_nonce(number), piece, head)


def _nonce(number: int) -> bytes:
    return number.to_bytes(12, "big")


def _pieces(chunks: Iterable[bytes]) -> Iterator[bytes]:
    for chunk in chunks:
        for begin in range(0, len(chunk), _PIECE):
            yield chunk[begin : begin + _PIECE]
