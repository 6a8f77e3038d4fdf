"""Sorting more entries than memory holds: divided by their highest bits into files, sorted one by one.

What lies in the files for a while is what will lie in the register: digests, and payloads masked by them;
and numbers of people, with their protections masked likewise.
"""

import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from withhold.register.digests import STORED, FileKeys, Kind
from withhold.register.payload import PROTECTIONS
from withhold.register.segment import Words

PARTITION_BITS = 6
PARTITIONS = 1 << PARTITION_BITS
_LISTED = b"listed"
"""Before the number of a person in what masks the protections, so that it masks nothing else."""
MOST_UNDER_KEY = 4096
"""Of more people under one key only so many are kept there: such a key tells nothing of any of them."""


@dataclass(frozen=True, slots=True)
class Partition:
    """What sorting one partition counted."""

    entries: int
    people: int
    protections: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Sorter:
    """`folder` is private to this build."""

    folder: Path
    keys: FileKeys

    def add(self, entries: Words, people: Words) -> None:
        """Take entries, (n, 4), and people, (n, 2) of number and protections. Several processes may."""
        self._append("unsorted", entries)
        self._append("people", self._masked(people))

    def sort(self, partition: int) -> Partition:
        """Sort one partition. All entries must have been added."""
        entries = self._taken("unsorted", partition, 4)
        entries = entries[np.lexsort(entries.T[::-1])]
        if len(entries):
            new = np.ones(len(entries), np.bool_)
            new[1:] = (entries[1:] != entries[:-1]).any(axis=1)
            entries = entries[new]
        place = _places(entries)
        self._append_to("sorted", partition, entries[place == 0])
        further = (place > 0) & (place < MOST_UNDER_KEY)
        again = rekeyed(entries[further], place[further].tolist(), self.keys)
        self._append("further", again)
        people = self._masked(self._taken("people", partition, 2))
        numbers, where = np.unique(people[:, 0], return_inverse=True)
        bits = np.zeros(len(numbers), np.uint64)
        np.bitwise_or.at(bits, where, people[:, 1])
        counts = tuple(
            int(np.count_nonzero(bits >> np.uint64(number) & np.uint64(1)))
            for number in range(len(PROTECTIONS))
        )
        return Partition(int(np.count_nonzero(place == 0)) + len(again), len(numbers), counts)

    def sorted(self, partition: int) -> Words:
        """The entries of a partition, in order. All partitions must have been sorted."""
        entries = np.concatenate([self._taken("sorted", partition, 4), self._taken("further", partition, 4)])
        return entries[np.lexsort((entries[:, 1], entries[:, 0]))]

    def _masked(self, people: Words) -> Words:
        """Numbers of people with their protections masked, or shown again: none lies on a disk in clear."""
        numbers, where = np.unique(people[:, 0], return_inverse=True)
        messages = (_LISTED + number.to_bytes(8, "little") for number in numbers.tolist())
        masks = np.frombuffer(b"".join(self.keys.digests(Kind.PERSON, messages)), "<u8").reshape(-1, 4)
        return np.stack([people[:, 0], people[:, 1] ^ masks[where, 0]], axis=1)

    def _append(self, what: str, rows: Words) -> None:
        if not len(rows):
            return
        which = (rows[:, 0] >> np.uint64(64 - PARTITION_BITS)).astype(np.int64)
        order = np.argsort(which, kind="stable")
        ends = np.searchsorted(which[order], np.arange(PARTITIONS), side="right").tolist()
        rows = rows[order]
        start = 0
        for partition, end in enumerate(ends):
            self._append_to(what, partition, rows[start:end])
            start = end

    def _append_to(self, what: str, partition: int, rows: Words) -> None:
        if not len(rows):
            return
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC
        descriptor = os.open(self.folder / f"{what}-{partition}", flags, 0o600)
        try:
            content = memoryview(rows.astype("<u8").tobytes())
            # One call: what several processes append does not mix.
            if os.write(descriptor, content) != len(content):
                raise OSError(28, os.strerror(28))
        finally:
            os.close(descriptor)

    def _taken(self, what: str, partition: int, columns: int) -> Words:
        """The rows of a file, which is removed."""
        path = self.folder / f"{what}-{partition}"
        if not path.exists():
            return np.empty((0, columns), np.uint64)
        rows = np.fromfile(path, "<u8").astype(np.uint64, copy=False).reshape(-1, columns)
        path.unlink()
        return rows


def rekeyed(entries: Words, places: list[int], keys: FileKeys) -> Words:
    """Entries under keys that others have too, each under a digest of its own; `places` count from 1.

    So that nobody sees in the file that people share a key, and how many do.
    """
    if not places:
        return entries
    stored = np.ascontiguousarray(entries[:, :2]).astype("<u8").tobytes()
    digests = b"".join(
        keys.following(stored[number * STORED : (number + 1) * STORED], place)
        for number, place in enumerate(places)
    )
    following = np.frombuffer(digests, "<u8").reshape(-1, 4)
    return np.concatenate([following[:, :2], entries[:, 2:] ^ following[:, 2:]], axis=1)


def _places(entries: Words) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    """For each of the sorted entries, how many before it have the same key."""
    if not len(entries):
        return np.empty(0, np.int64)
    new = np.ones(len(entries), np.bool_)
    new[1:] = (entries[1:, :2] != entries[:-1, :2]).any(axis=1)
    numbers = np.arange(len(entries))
    starts: np.ndarray[tuple[int], np.dtype[np.int64]] = numbers - numbers[new][np.cumsum(new) - 1]
    return starts
