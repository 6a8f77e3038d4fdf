"""Sorted entries with their filter: written once, read block by block, each verified before it is used."""

from collections.abc import Iterable
from hmac import compare_digest
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from withhold.register.digests import STORED, FileKeys
from withhold.register.interface import RegisterError
from withhold.register.layout import (
    FILTER_WORDS,
    MOST_BLOCK_BITS,
    SegmentAt,
)

Words = NDArray[np.uint64]
Numbers = NDArray[np.int64]

_PADDING = np.uint64(0xFFFFFFFFFFFFFFFF)
_LEAST_BLOCK_BITS = 5
_ENTRIES_A_WORD = 5
_PROBES = 4


def filter_words(high: Words, bits: int) -> Numbers:
    """The filter's word of each digest: by its highest bits, so that sorted digests fill it in order."""
    return (high >> np.uint64(64 - bits)).astype(np.int64)


def filter_marks(low: Words) -> Words:
    """The four bits of each digest in its word."""
    marks = np.zeros(len(low), np.uint64)
    for probe in range(_PROBES):
        marks |= np.uint64(1) << ((low >> np.uint64(6 * probe)) & np.uint64(63))
    return marks


def _context(offset: int, what: str, number: int) -> bytes:
    return f"{what} {offset} {number}".encode()


class SegmentWriter:
    """Writes a segment of about `entries` entries at the current place of `stream`, which is `offset`."""

    def __init__(self, stream: BinaryIO, offset: int, entries: int, keys: FileKeys) -> None:
        self._stream = stream
        self._keys = keys
        self._offset = offset
        needed = max(entries, 1)
        self._block_bits = min(MOST_BLOCK_BITS, max(_LEAST_BLOCK_BITS, (needed - 1).bit_length()))
        self._filter_bits = max(1, (-(-needed // _ENTRIES_A_WORD) - 1).bit_length())
        self._filter = np.zeros(1 << self._filter_bits, np.uint64)
        self._waiting = np.empty((0, 4), np.uint64)
        self._firsts: list[int] = []
        self._macs: list[bytes] = []

    def write(self, entries: Words) -> None:
        """Append entries, an (n, 4) array in the order of their digests."""
        if not len(entries):
            return
        self._mark(entries)
        waiting = np.concatenate([self._waiting, entries])
        size = 1 << self._block_bits
        whole = len(waiting) // size * size
        for start in range(0, whole, size):
            self._block(waiting[start : start + size])
        self._waiting = waiting[whole:].copy()

    def finish(self) -> SegmentAt:
        """Write what is left, the filter and the table; the header has to hold what is returned."""
        if len(self._waiting) or not self._macs:
            block = np.full((1 << self._block_bits, 4), _PADDING)
            block[: len(self._waiting)] = self._waiting
            self._block(block)
        content = memoryview(self._filter.astype("<u8").tobytes())
        self._stream.write(content)
        step = FILTER_WORDS * 8
        macs = [
            self._keys.mac(_context(self._offset, "filter", number), content[start : start + step])[:STORED]
            for number, start in enumerate(range(0, len(content), step))
        ]
        table = np.array(self._firsts, "<u8").tobytes() + b"".join(self._macs) + b"".join(macs)
        at = SegmentAt(
            self._offset,
            len(self._firsts),
            self._block_bits,
            self._filter_bits,
            _table_mac(self._keys, self._offset, table),
        )
        self._stream.write(table.ljust(at.end - at.table_at, b"\0"))
        return at

    def _mark(self, entries: Words) -> None:
        words = filter_words(entries[:, 0], self._filter_bits)
        starts = np.flatnonzero(np.diff(words, prepend=-1))
        self._filter[words[starts]] |= np.bitwise_or.reduceat(filter_marks(entries[:, 1]), starts)

    def _block(self, entries: Words) -> None:
        content = np.ascontiguousarray(entries.T).astype("<u8").tobytes()
        self._firsts.append(int(entries[0, 0]))
        self._macs.append(self._keys.mac(_context(self._offset, "block", len(self._macs)), content)[:STORED])
        self._stream.write(content)


def _table_mac(keys: FileKeys, offset: int, table: bytes) -> bytes:
    return keys.mac(_context(offset, "table", 0), table)


class Segment:
    """A segment of a mapped file. Raises RegisterError on whatever is not as it was written."""

    def __init__(self, content: memoryview, at: SegmentAt, keys: FileKeys, path: str) -> None:
        self.at = at
        self._content = content
        self._keys = keys
        self._path = path
        size = 1 << at.block_bits
        table = bytes(content[at.table_at : at.table_at + at.table_bytes])
        if len(table) != at.table_bytes or not compare_digest(
            _table_mac(keys, at.offset, table), at.table_mac
        ):
            raise self._damaged()
        self._firsts = np.frombuffer(table, "<u8", at.blocks)
        self._macs = table[at.blocks * 8 :]
        self._blocks = np.frombuffer(content, "<u8", at.blocks * size * 4, at.offset).reshape(
            at.blocks, 4, size
        )
        self._filter = np.frombuffer(content, "<u8", 1 << at.filter_bits, at.filter_at)
        self._verified = np.zeros(at.blocks, np.bool_)
        self._verified_filter = np.zeros(at.filter_blocks, np.bool_)

    def may_hold(self, high: Words, low: Words) -> NDArray[np.bool_]:
        """The fast answer: False only for digests that are not here; sometimes True for others."""
        words = filter_words(high, self.at.filter_bits)
        self._verify_filter(words // FILTER_WORDS)
        marks = filter_marks(low)
        answers: NDArray[np.bool_] = (self._filter[words] & marks) == marks
        return answers

    def find(self, high: Words, low: Words) -> tuple[Numbers, Words]:
        """Which of these digests are here, and the two masked words of each, an (n, 2) array."""
        asked = np.flatnonzero(self.may_hold(high, low))
        if not len(asked):
            return asked, np.empty((0, 2), np.uint64)
        wanted, second = high[asked], low[asked]
        block = np.searchsorted(self._firsts, wanted, side="right") - 1
        inside = block >= 0
        asked, wanted, second, block = asked[inside], wanted[inside], second[inside], block[inside]
        self._verify(block)
        place = self._first_not_below(block, wanted)
        found = np.zeros(len(asked), np.bool_)
        at = np.zeros(len(asked), np.int64)
        last = (1 << self.at.block_bits) - 1
        # Digests are as good as random: the same 64 bits more than twice do not happen, twice hardly.
        for _ in range(3):
            here = (
                ~found
                & (place <= last)
                & (self._blocks[block, 0, np.minimum(place, last)] == wanted)
                & (self._blocks[block, 1, np.minimum(place, last)] == second)
            )
            at[here] = place[here]
            found |= here
            place = place + 1
        block, at = block[found], at[found]
        return asked[found], np.stack([self._blocks[block, 2, at], self._blocks[block, 3, at]], axis=1)

    def verify(self) -> None:
        """Look at every byte."""
        self._verify(np.arange(self.at.blocks))
        self._verify_filter(np.arange(self.at.filter_blocks))

    def entries(self) -> Iterable[Words]:
        """All entries in order, block by block, without the padding."""
        for number in range(self.at.blocks):
            self._verify(np.array([number]))
            block = self._blocks[number].T
            yield block[~(block == _PADDING).all(axis=1)]

    def _first_not_below(self, block: Numbers, wanted: Words) -> Numbers:
        """The place in each block of the first entry that is not below the wanted one."""
        low = np.zeros(len(block), np.int64)
        for bit in range(self.at.block_bits - 1, -1, -1):
            middle = low + (1 << bit)
            low = np.where(self._blocks[block, 0, middle - 1] < wanted, middle, low)
        below = self._blocks[block, 0, low] < wanted
        place: Numbers = low + below
        return place

    def _verify(self, blocks: Numbers) -> None:
        for number in np.unique(blocks[~self._verified[blocks]]).tolist():
            start = self.at.offset + number * self.at.block_bytes
            self._check("block", number, start, self.at.block_bytes, number)
            self._verified[number] = True

    def _verify_filter(self, blocks: Numbers) -> None:
        for number in np.unique(blocks[~self._verified_filter[blocks]]).tolist():
            start = self.at.filter_at + number * FILTER_WORDS * 8
            size = min(FILTER_WORDS * 8, self.at.table_at - start)
            self._check("filter", number, start, size, self.at.blocks + number)
            self._verified_filter[number] = True

    def _check(self, what: str, number: int, start: int, size: int, mac: int) -> None:
        made = self._keys.mac(_context(self.at.offset, what, number), self._content[start : start + size])
        if not compare_digest(made[:STORED], self._macs[mac * STORED : (mac + 1) * STORED]):
            raise self._damaged()

    def _damaged(self) -> RegisterError:
        return RegisterError(f"{self._path} is damaged or was altered; restore it, or build it anew")


def entries_of(digests: bytes, payloads: bytes) -> Words:
    """An (n, 4) array of entries: stored halves of the digests, payloads masked by the other halves."""
    digest = np.frombuffer(digests, "<u8").reshape(-1, 4)
    payload = np.frombuffer(payloads, "<u8").reshape(-1, 2)
    entries = np.empty((len(digest), 4), np.uint64)
    entries[:, :2] = digest[:, :2]
    entries[:, 2:] = payload ^ digest[:, 2:]
    return entries
