"""Whether content of a document stands in other bytes: packed anew, changed a little, or as an excerpt."""

import struct
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from withhold.incident.takedown.outside.interface import Fingerprint
from withhold.incident.takedown.outside.words import learnt, share

_RUN = 32
"""Bytes of a run: long enough that two texts do not share one by chance, shorter than a row of a list."""
_MOST_SAMPLES = 1 << 16
_ALIKE_BYTES = 256
"""Bytes in common from which content counts as alike; below, it is the phrases that every file has."""
_ALIKE_SAMPLES = 4
_BLOCK = 1 << 20
_MOST_INFLATED = 256 << 20
_TAIL = 64
_FACTORS = tuple(
    np.uint64(factor)  # odd, without a pattern: the first 64 bits of the fractions of the roots of 2, 3, 5, 7
    for factor in (0x6A09E667F3BCC909, 0xBB67AE8584CAA73B, 0x3C6EF372FE94F82B, 0xA54FF53A5F1D36F1)
)
_GZIP = b"\x1f\x8b"
_MEMBER = b"PK\x03\x04"
_HEADER = struct.Struct("<8xH8xI4xHH")
"""Of the header before a member: method, packed size, lengths of its name and of what follows that."""
_DEFLATED = 8
_SAME_IN_ALL = ("[Content_Types].xml", "/theme1.xml", "/styles.xml", ".rels", "docProps/app.xml")
"""Members of Office files that hold what the program writes into each of them."""


@dataclass(frozen=True, slots=True)
class Alike:
    """What bytes share with a document: `samples`, and the share of the document's that these are."""

    samples: frozenset[int]
    share: float


def fingerprint(content: bytes) -> Fingerprint:
    """What is needed to recognise parts of a document."""
    parts = _parts(content)
    size = sum(len(part) for part in parts)
    every = 1
    while size // every > _MOST_SAMPLES:
        every *= 2
    return Fingerprint(_samples(parts, every), every, content[-_TAIL:], learnt(parts))


def worded(known: Fingerprint, content: bytes, ordinary: bytes) -> float:
    """The share of the document's words that stand in `content` and not in an `ordinary` page; 0 for few."""
    usual = learnt(_parts(ordinary)) if ordinary else frozenset()
    return share(known.words, _parts(content), usual)


def alike(known: Fingerprint, content: bytes, ordinary: frozenset[int] = frozenset()) -> Alike | None:
    """What `content` shares with the document, but for `ordinary` samples; None if it is next to nothing."""
    shared = (_samples(_parts(content), known.every) & known.samples) - ordinary
    enough = max(_ALIKE_SAMPLES, (_ALIKE_BYTES - _RUN) // known.every)
    if not shared or len(shared) < min(enough, len(known.samples) // 2):
        return None
    return Alike(shared, len(shared) / len(known.samples))


def _samples(parts: list[bytes], every: int) -> frozenset[int]:
    found: set[int] = set()
    for part in parts:
        for start in range(0, max(len(part) - _RUN + 1, 0), _BLOCK):
            found.update(_sampled(part[start : start + _BLOCK + _RUN - 1], every).tolist())
    return frozenset(found)


def _sampled(block: bytes, every: int) -> NDArray[np.uint64]:
    """The hashes of the runs that begin in the block, of one in `every` of them, chosen by the hash."""
    octets = np.frombuffer(block, np.uint8).astype(np.uint64)
    words = np.zeros(len(octets) - 7, np.uint64)
    for place in range(8):
        words |= octets[place : place + len(words)] << np.uint64(8 * place)
    runs = len(octets) - _RUN + 1
    parts = [words[8 * number : 8 * number + runs] for number in range(4)]
    mixed = np.zeros(runs, np.uint64)
    for part, factor in zip(parts, _FACTORS, strict=True):
        mixed = (mixed ^ (mixed >> np.uint64(29))) + part * factor
    mixed ^= mixed >> np.uint64(32)
    mixed *= _FACTORS[0]
    mixed ^= mixed >> np.uint64(29)
    chosen: NDArray[np.uint64] = mixed[(mixed & np.uint64(every - 1)) == 0]
    return chosen


def _parts(content: bytes) -> list[bytes]:
    """The content, of a zip its members: those are the same however they were packed, and what every file of
    a program holds beside them is no content."""
    if content.startswith(_GZIP):
        with suppress(zlib.error):
            content = zlib.decompressobj(16 + zlib.MAX_WBITS).decompress(content, _MOST_INFLATED) or content
    members = list(_members(content)) if content.startswith(_MEMBER) else []
    return members or [content]


def _members(content: bytes) -> Iterator[bytes]:
    """What a zip holds, member by member, also of one that is cut; up to a size in all."""
    left = _MOST_INFLATED
    place = content.find(_MEMBER)
    while 0 <= place <= len(content) - 30 and left > 0:
        method, packed, name_length, extra_length = _HEADER.unpack_from(content, place)
        name = content[place + 30 : place + 30 + name_length].decode("utf-8", "replace")
        start = place + 30 + name_length + extra_length
        if method == _DEFLATED:
            member, end = _inflated(content, start, left)
        else:
            member, end = content[start : start + min(packed, left)], start + packed
        if member and not name.endswith(_SAME_IN_ALL):
            left -= len(member)
            yield member
        place = content.find(_MEMBER, end)


def _inflated(content: bytes, start: int, limit: int) -> tuple[bytes, int]:
    """At most `limit` bytes inflated from `start` on, and where the deflated bytes end."""
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    inflated = bytearray()
    while start < len(content) and not inflater.eof and len(inflated) < limit:
        piece = content[start : start + (1 << 14)]
        try:
            inflated += inflater.decompress(piece, limit - len(inflated))
        except zlib.error:
            break
        start += len(piece) - len(inflater.unused_data)
    return bytes(inflated), start
