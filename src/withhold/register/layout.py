"""Where things are in a register file: two header slots, then segments (spec/register.md)."""

import struct
from dataclasses import dataclass
from hmac import compare_digest

from withhold.register.digests import MAC_BYTES, STORED, FileKeys
from withhold.register.interface import RegisterError
from withhold.register.payload import PROTECTIONS

MAGIC = b"WHREGISTER\r\n\x1a\n\0\0"
"""Ends a text file's display, and shows a transfer that changed line ends."""
FORMAT = 2
SLOT_BYTES = 4096
"""One page: written at once."""
HEADER_BYTES = 2 * SLOT_BYTES
ENTRY_BYTES = 32
MOST_SEGMENTS = 32
MOST_BLOCK_BITS = 14
"""A block has at most 2**14 entries, 512 KiB."""
FILTER_WORDS = 1 << 16
"""Words of a whole block of the filter, 512 KiB."""

_HEAD = struct.Struct("<16sIIQQ16s16s16s")
_SEGMENT = struct.Struct("<QIIII32s")
_STATS = struct.Struct("<6Q12Q")
_PROTECTION_COUNTS = 12
_MAC_AT = SLOT_BYTES - MAC_BYTES


@dataclass(frozen=True, slots=True)
class SegmentAt:
    """A segment: its first byte, its blocks, the bits of a block's number of entries, the bits of the number
    of filter words, and the MAC of the table at its end."""

    offset: int
    blocks: int
    block_bits: int
    filter_bits: int
    table_mac: bytes

    @property
    def block_bytes(self) -> int:
        return ENTRY_BYTES << self.block_bits

    @property
    def filter_at(self) -> int:
        return self.offset + self.blocks * self.block_bytes

    @property
    def filter_bytes(self) -> int:
        return 8 << self.filter_bits

    @property
    def filter_blocks(self) -> int:
        return -(-(1 << self.filter_bits) // FILTER_WORDS)

    @property
    def table_at(self) -> int:
        return self.filter_at + self.filter_bytes

    @property
    def table_bytes(self) -> int:
        """First digests of the blocks, then the MACs of the blocks and of the filter's."""
        return self.blocks * 8 + (self.blocks + self.filter_blocks) * STORED

    @property
    def end(self) -> int:
        """A multiple of 16, so that every column of a following segment is aligned."""
        return -(-(self.table_at + self.table_bytes) // 16) * 16


@dataclass(frozen=True, slots=True)
class Stats:
    """Counts that only the key shows. `keys` are entries, `undated` records ever taken without birth date.

    `people` and `protections` (people by protection, in the order of the bits) do not count who was removed.
    """

    people: int = 0
    keys: int = 0
    undated: int = 0
    removed: int = 0
    built: int = 0
    """Seconds of Unix time."""
    changed: int = 0
    protections: tuple[int, ...] = (0,) * len(PROTECTIONS)

    def packed(self) -> bytes:
        counts = (*self.protections, *[0] * (_PROTECTION_COUNTS - len(self.protections)))
        return _STATS.pack(
            self.people, self.keys, self.undated, self.removed, self.built, self.changed, *counts
        )

    @classmethod
    def unpacked(cls, content: bytes) -> "Stats":
        numbers: tuple[int, ...] = _STATS.unpack(content)
        people, keys, undated, removed, built, changed, *protections = numbers
        return cls(people, keys, undated, removed, built, changed, tuple(protections[: len(PROTECTIONS)]))


@dataclass(frozen=True, slots=True)
class Header:
    """One generation of a register."""

    identity: bytes
    forms: bytes
    """Names the canonical forms that its keys were made with (`canonical.forms`)."""
    generation: int
    length: int
    segments: tuple[SegmentAt, ...]
    stats: Stats
    mac: bytes = b""

    @property
    def version(self) -> str:
        """A name of this content; a MAC, so that nothing follows from it."""
        return self.mac[:8].hex()

    def packed(self, keys: FileKeys) -> bytes:
        """The bytes of its slot."""
        head = _HEAD.pack(
            MAGIC,
            FORMAT,
            len(self.segments),
            self.generation,
            self.length,
            self.identity,
            keys.check,
            self.forms,
        )
        segments = b"".join(
            _SEGMENT.pack(at.offset, at.blocks, at.block_bits, at.filter_bits, 0, at.table_mac)
            for at in self.segments
        )
        stats = keys.masked_stats(self.generation, self.stats.packed())
        content = (head + stats + segments).ljust(_MAC_AT, b"\0")
        return content + keys.mac(b"header", content)


def identity_of(slot: bytes, path: str) -> bytes:
    """The identity that a slot tells. Raises RegisterError if the file is no register of this format."""
    if len(slot) < SLOT_BYTES and MAGIC.startswith(slot[: len(MAGIC)]) and slot:
        raise RegisterError(f"{path} is cut: its header is not whole; restore it, or build it anew")
    if slot[: len(MAGIC)] != MAGIC:
        raise RegisterError(f"{path} is not a register; make one with `withhold register build`")
    _, format_, _, _, _, identity, *_ = _HEAD.unpack_from(slot)
    if format_ != FORMAT:
        raise RegisterError(f"{path} has format {format_}, and this program reads {FORMAT}; build it anew")
    return bytes(identity)


def is_of_key(slot: bytes, keys: FileKeys) -> bool:
    """Whether the slot was written with these keys (or the bytes that tell were altered)."""
    check: bytes = _HEAD.unpack_from(slot)[6]
    return compare_digest(check, keys.check)


def parsed(slot: bytes, keys: FileKeys) -> Header | None:
    """The header of a slot; None if any of its bytes is not as it was written."""
    content, mac = slot[:_MAC_AT], slot[_MAC_AT:]
    if len(slot) != SLOT_BYTES or not compare_digest(mac, keys.mac(b"header", content)):
        return None
    _, _, count, generation, length, identity, _, forms = _HEAD.unpack_from(content)
    at = _HEAD.size
    stats = Stats.unpacked(keys.masked_stats(generation, content[at : at + _STATS.size]))
    at += _STATS.size
    segments = []
    for number in range(count):
        offset, blocks, block_bits, filter_bits, _, table_mac = _SEGMENT.unpack_from(
            content, at + number * _SEGMENT.size
        )
        segments.append(SegmentAt(offset, blocks, block_bits, filter_bits, table_mac))
    return Header(bytes(identity), bytes(forms), generation, length, tuple(segments), stats, mac)
