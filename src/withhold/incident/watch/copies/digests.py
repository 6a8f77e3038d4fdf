"""The keyed digests of a file of fingerprints (spec/fingerprint.md)."""

from collections.abc import Callable
from enum import Enum, IntEnum
from hashlib import blake2b

from withhold.signing.keys import KeySource, Purpose

IDENTITY_BYTES = 16
MASK_BYTES = 8
MAC_BYTES = 32
_PERSON = b"withhold-rep"


class Kind(IntEnum):
    """What a digest is made from; the numbers go into the digests and never change."""

    PART = 1
    """A part of a name."""
    SECOND = 2
    """A birth date, an identifier, a contact."""
    ROW = 3
    """Two parts of a name, or its only one, with a second field of the same row."""
    NEXT = 4
    """The second and later rows under one key."""


class Use(Enum):
    """What a file is for, and how many bytes of each digest it keeps."""

    SCAN = (1, 8)
    """Held by workers: short digests, which can meet by chance once in 2**64."""
    CONFIRM = (2, 32)
    """Held where a person confirms: whole digests, under a key of their own."""

    def __init__(self, code: int, width: int) -> None:
        self.code = code
        self.width = width


class FileKeys:
    """The secrets of one file, from the case's key and the file's identity: no two files can be compared."""

    __slots__ = ("_bases", "_mac", "_stats", "check")

    def __init__(self, source: KeySource, use: Use, identity: bytes) -> None:
        root = source.subkey(Purpose.REPOSTS)
        digesting = _subkey(root, use, b"digest", identity)
        self._mac = _subkey(root, use, b"mac", identity)
        self._stats = _subkey(root, use, b"stats", identity)
        self.check = _subkey(root, use, b"check", identity)[:16]
        self._bases: dict[Kind, blake2b] = {}
        for kind in Kind:
            base = blake2b(key=digesting, digest_size=use.width + MASK_BYTES)
            base.update(bytes([kind]))
            self._bases[kind] = base

    def digester(self, kind: Kind) -> Callable[[bytes], bytes]:
        """A function that gives the digest and mask of a message of this kind."""
        copy = self._bases[kind].copy

        def digest(message: bytes) -> bytes:
            state = copy()
            state.update(message)
            return state.digest()

        return digest

    def mac(self, content: bytes) -> bytes:
        """32 bytes that nobody without the key can make."""
        return blake2b(content, key=self._mac, digest_size=MAC_BYTES).digest()

    def masked(self, stats: bytes) -> bytes:
        """The counts of the file, hidden or shown again."""
        mask = blake2b(b"stats", key=self._stats, digest_size=len(stats)).digest()
        return bytes(a ^ b for a, b in zip(stats, mask, strict=True))

    def __reduce__(self) -> str:
        raise TypeError("keys are not pickled")


def _subkey(root: bytes, use: Use, what: bytes, identity: bytes) -> bytes:
    message = bytes([use.code]) + what + b"\0" + identity
    return blake2b(message, key=root, digest_size=32, person=_PERSON).digest()
