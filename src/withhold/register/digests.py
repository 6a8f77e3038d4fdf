"""The keyed digests of a register file: one domain for each kind of key (spec/register.md)."""

from collections.abc import Callable, Iterable
from enum import IntEnum
from hashlib import blake2b

from withhold.register.payload import BIRTH_TAGS
from withhold.signing.keys import KeySource, Purpose

DIGEST_BYTES = 32
"""The first 16 bytes are the key as stored, the other 16 mask what is stored with it."""
STORED = 16
IDENTITY_BYTES = 16
MAC_BYTES = 32
_PERSON = b"withhold-reg"


class Kind(IntEnum):
    """What a key is made from; the numbers go into the digests and never change."""

    PERSON = 1
    """The number of a registered person."""
    REMOVED = 2
    """The number of a person who was taken out again."""
    NAME = 3
    """Two parts of a name, or the only one."""
    UNDATED_NAME = 4
    """The same, of people whose birth date is not registered."""
    NAME_BIRTH = 5
    """A name key and a birth date."""
    NAME_YEAR_NATION = 6
    """A name key, a birth year and a nationality."""
    IDENTIFIER = 7
    """An identifier and its field."""
    ANY_IDENTIFIER = 8
    """An identifier of whatever kind."""
    CONTACT = 9
    """A telephone number or an e-mail address."""
    NEXT = 10
    """The second and later people under one key."""
    BIRTH_TAG = 11
    """A birth date, shortened to tell whether it is another one."""
    NUMBER = 12
    """The number of a person, from what the organisation calls them."""


class FileKeys:
    """The secrets of one register file, from the organisation's key and the file's identity.

    The same value gives other digests in every file that is built, so that two files cannot be compared.
    """

    __slots__ = ("_bases", "_mac", "_stats", "check")

    def __init__(self, source: KeySource, identity: bytes) -> None:
        root = source.subkey(Purpose.REGISTER)
        digesting = _subkey(root, b"digest", identity)
        self._mac = _subkey(root, b"mac", identity)
        self._stats = _subkey(root, b"stats", identity)
        self.check = _subkey(root, b"check", identity)[:STORED]
        self._bases: dict[Kind, blake2b] = {}
        for kind in Kind:
            base = blake2b(key=digesting, digest_size=DIGEST_BYTES)
            base.update(bytes([kind]))
            self._bases[kind] = base

    def digester(self, kind: Kind) -> Callable[[bytes], bytes]:
        """A function that gives the 32 bytes of a message of this kind."""
        copy = self._bases[kind].copy

        def digest(message: bytes) -> bytes:
            state = copy()
            state.update(message)
            return state.digest()

        return digest

    def digests(self, kind: Kind, messages: Iterable[bytes], prefix: bytes = b"") -> list[bytes]:
        """The 32 bytes of each message, with the prefix before it."""
        base = self._bases[kind].copy()
        base.update(prefix)
        copy = base.copy
        found = []
        for message in messages:
            state = copy()
            state.update(message)
            found.append(state.digest())
        return found

    def digest(self, kind: Kind, message: bytes) -> bytes:
        """The 32 bytes of one message."""
        state = self._bases[kind].copy()
        state.update(message)
        return state.digest()

    def following(self, stored: bytes, index: int) -> bytes:
        """The digest of the `index`-th further person under the key whose stored half is given (from 1)."""
        return self.digest(Kind.NEXT, stored + index.to_bytes(4, "little"))

    def birth_tag(self, birth: bytes) -> int:
        """1 to `BIRTH_TAGS` for a birth date; different tags mean different dates."""
        digest = self.digest(Kind.BIRTH_TAG, birth)
        return int.from_bytes(digest[:8], "little") % BIRTH_TAGS + 1

    def number(self, name: bytes, incarnation: int) -> int:
        """The number of a person, not 0. Who was removed comes back with the next incarnation."""
        digest = self.digest(Kind.NUMBER, incarnation.to_bytes(4, "little") + name)
        return int.from_bytes(digest[:8], "little") or 1

    def mac(self, context: bytes, *contents: bytes | memoryview) -> bytes:
        """32 bytes that nobody without the key can make; `context` says what they stand for."""
        state = blake2b(key=self._mac, digest_size=MAC_BYTES)
        state.update(len(context).to_bytes(2, "little") + context)
        for content in contents:
            state.update(content)
        return state.digest()

    def masked_stats(self, generation: int, stats: bytes) -> bytes:
        """The counts of a generation, hidden or shown again."""
        mask = b"".join(
            blake2b(
                generation.to_bytes(8, "little") + bytes([number]), key=self._stats, digest_size=64
            ).digest()
            for number in range(-(-len(stats) // 64))
        )
        return bytes(a ^ b for a, b in zip(stats, mask, strict=False))

    def __reduce__(self) -> str:
        raise TypeError("keys are not pickled")


def _subkey(root: bytes, what: bytes, identity: bytes) -> bytes:
    return blake2b(what + b"\0" + identity, key=root, digest_size=32, person=_PERSON).digest()
