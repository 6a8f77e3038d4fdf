"""Secret keys of 32 bytes, and the subkeys of each purpose.

A key file holds 64 hex digits and is readable by its owner alone. Every use takes a subkey of its own, so
that what one purpose reveals is worth nothing to another.
"""

import os
import re
import secrets
import stat
from enum import StrEnum
from hashlib import blake2b
from typing import Protocol

from withhold.domain.errors import UsageError

KEY_BYTES = 32
_HEX = re.compile(rb"[0-9a-fA-F]{64}")
_LONGEST = 256
"""Bytes read from a key source: a key with its line end is 65."""
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


class KeyUnusable(UsageError):
    """A key that is missing, malformed or readable by others; the message never holds any of it."""


class Purpose(StrEnum):
    """What a subkey is for. The values go into the derivation and never change."""

    REGISTER = "register"
    BASELINE = "baseline"
    REPOSTS = "reposts"
    FIELDS = "fields"


class KeySource(Protocol):
    """Where subkeys come from: a key in this process, or a service that never lets the key itself out."""

    def subkey(self, purpose: Purpose) -> bytes:
        """32 bytes for this purpose, always the same. Raises KeyUnusable when there are none to be had."""
        ...


class SecretKey:
    """A key in memory. It has no repr, no equality and no copy in any message."""

    __slots__ = ("_key",)

    def __init__(self, key: bytes) -> None:
        if len(key) != KEY_BYTES:
            raise KeyUnusable("a key has 32 bytes: 64 hex digits in its file")
        self._key = key

    def subkey(self, purpose: Purpose) -> bytes:
        """Keyed BLAKE2b (RFC 7693) of the purpose: subkeys tell nothing of the key or of each other."""
        return blake2b(
            str(purpose).encode(), key=self._key, digest_size=KEY_BYTES, person=b"withhold-sub"
        ).digest()

    def __reduce__(self) -> str:
        raise TypeError("keys are not pickled")


def load_key(source: str) -> SecretKey:
    """The key at `source`: a file of mode 0600, `/dev/fd/N`, or `env:NAME` for an environment variable.

    Raises KeyUnusable with one line that says what to do.
    """
    if source.startswith("env:"):
        name = source.removeprefix("env:")
        value = os.environ.get(name)
        if value is None:
            raise KeyUnusable(
                f"the environment has no variable {name}; it should hold the key as 64 hex digits"
            )
        return _parsed(value.encode("utf-8", "replace"), f"the variable {name}")
    return _parsed(_read(source), f"the key file {source}")


def write_key(path: str) -> None:
    """A new random key in a new file of mode 0600. Raises KeyUnusable if it exists or cannot be made."""
    write_secret_file(path, secrets.token_hex(KEY_BYTES).encode() + b"\n")


def write_secret_file(path: str, content: bytes) -> None:
    """A new file of mode 0600, durably written. Raises KeyUnusable if it exists or cannot be made."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    except FileExistsError:
        raise KeyUnusable(f"{path} exists already; a key is never overwritten, give another name") from None
    except OSError as error:
        raise KeyUnusable(f"{path} cannot be written ({os.strerror(error.errno or 0)})") from None
    try:
        with open(descriptor, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
    except OSError as error:
        # Half a key is no key; nothing of it may stay.
        os.unlink(path)
        raise KeyUnusable(f"{path} cannot be written ({os.strerror(error.errno or 0)})") from None


def read_secret_file(path: str, longest: int, what: str = "key file") -> bytes:
    """The bytes of a file that only its owner may read. Raises KeyUnusable."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOCTTY)
    except OSError as error:
        raise KeyUnusable(f"the {what} {path} cannot be read ({os.strerror(error.errno or 0)})") from None
    found = os.fstat(descriptor)
    if stat.S_ISDIR(found.st_mode):  # before it becomes a stream, which a folder cannot
        os.close(descriptor)
        raise KeyUnusable(f"{path} is a folder, not a {what}")
    with open(descriptor, "rb") as stream:
        if stat.S_ISREG(found.st_mode) and found.st_mode & _OTHERS:
            raise KeyUnusable(
                f"the {what} {path} is readable by others; run chmod 600 on it, or make a new one"
            )
        return stream.read(longest)


def _read(path: str) -> bytes:
    return read_secret_file(path, _LONGEST)


def _parsed(content: bytes, where: str) -> SecretKey:
    text = content.strip()
    if not _HEX.fullmatch(text):
        raise KeyUnusable(f"{where} does not hold a key: 64 hex digits are needed")
    return SecretKey(bytes.fromhex(text.decode("ascii")))
