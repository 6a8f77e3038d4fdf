"""Adds and removes people while others match: a small segment at the end, then one write of a header slot."""

import os
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from fcntl import LOCK_EX, flock

import numpy as np

from withhold.register.digests import MAC_BYTES, FileKeys, Kind
from withhold.register.file import opened
from withhold.register.interface import RegisterError
from withhold.register.layout import MOST_SEGMENTS, SLOT_BYTES, Header, SegmentAt, Stats
from withhold.register.payload import PROTECTIONS, Payload
from withhold.register.people import Keyed, Person, entries, keyed, name_of
from withhold.register.segment import SegmentWriter, Words
from withhold.register.snapshot import Snapshot, pending_tag, read_header
from withhold.register.sorting import MOST_UNDER_KEY, rekeyed
from withhold.signing.keys import KeySource

_MERGED_FROM = 4
"""Segments from which the smallest are put together."""


@dataclass(frozen=True, slots=True)
class Changed:
    """What came of a change: people added or removed, those there already or not there, of no use."""

    header: Header
    people: int
    unchanged: int
    unusable: int = 0


class _Open:
    """A register that this process alone may change."""

    def __init__(self, descriptor: int, source: KeySource, path: str) -> None:
        header, keys = read_header(descriptor, source, path)
        self.descriptor = descriptor
        self.path = path
        self.header = header
        self.keys: FileKeys = keys
        self.snapshot = Snapshot(descriptor, header, keys, path)

    def commit(self, added: Words, stats: Stats) -> Header:
        """Append these entries in a segment and make it part of the register."""
        kept, merged = self._merged(added)
        os.ftruncate(self.descriptor, self.header.length)
        # On the disk before anything else: without it, whatever lies behind the end is an alteration.
        os.pwrite(self.descriptor, pending_tag(self.header, self.keys), self.header.length)
        os.fsync(self.descriptor)
        start = self.header.length + MAC_BYTES
        with open(os.dup(self.descriptor), "r+b") as stream:
            stream.seek(start)
            writer = SegmentWriter(stream, start, len(merged), self.keys)
            writer.write(merged[np.lexsort((merged[:, 1], merged[:, 0]))])
            at = writer.finish()
            stream.flush()
            os.fsync(stream.fileno())
        header = Header(
            self.header.identity,
            self.header.forms,
            self.header.generation + 1,
            at.end,
            (*kept, at),
            replace(stats, changed=int(time.time())),
        )
        slot = header.packed(self.keys)
        os.pwrite(self.descriptor, slot, header.generation % 2 * SLOT_BYTES)
        os.fsync(self.descriptor)
        return replace(header, mac=slot[-32:])

    def _merged(self, added: Words) -> tuple[tuple[SegmentAt, ...], Words]:
        """The segments to keep, and the entries with those of small ones at the end."""
        kept = list(self.snapshot.segments)
        together = [added]
        count = len(added)
        while len(kept) > 1 and (
            len(kept) >= MOST_SEGMENTS - 1 or self._worth(len(kept), kept[-1].at, count)
        ):
            last = kept.pop()
            together += last.entries()
            count += last.at.blocks << last.at.block_bits
        return tuple(segment.at for segment in kept), np.concatenate(together)

    def _worth(self, segments: int, last: SegmentAt, count: int) -> bool:
        return segments >= _MERGED_FROM and last.blocks << last.block_bits <= 2 * count


@contextmanager
def changing(path: str, source: KeySource) -> Iterator[_Open]:
    """The register, locked against other writers. Raises RegisterError."""
    while True:
        descriptor = opened(path, os.O_RDWR)
        try:
            flock(descriptor, LOCK_EX)
            there, ours = os.stat(path), os.fstat(descriptor)
            if (there.st_dev, there.st_ino) == (ours.st_dev, ours.st_ino):
                yield _Open(descriptor, source, path)
                return
        except OSError as error:
            reason = os.strerror(error.errno or 0)
            raise RegisterError(
                f"the register {path} cannot be changed ({reason}); nothing was changed"
            ) from None
        finally:
            os.close(descriptor)


def add(path: str, source: KeySource, people: Iterable[Person]) -> Changed:
    """Register these people too, or more about people who are registered already."""
    told = list(people)
    with changing(path, source) as register:
        names = dict.fromkeys(map(name_of, told)) if register.header.stats.removed else ()
        incarnations = {name: _incarnation(register, name) for name in names}
        found = keyed(told, register.keys, incarnations)
        usable = [one for one in found if one.usable]
        if not usable:
            raise RegisterError("there is nobody to add: no record has a usable name, identifier or contact")
        new_entries = _new_entries(register, usable)
        stats, new = _with(register.header.stats, register.snapshot, usable)
        stats = replace(stats, keys=stats.keys + len(new_entries))
        header = register.commit(new_entries, stats) if len(new_entries) else register.header
        return Changed(header, new, len({one.number for one in usable}) - new, len(found) - len(usable))


def remove(path: str, source: KeySource, people: Iterable[Person]) -> Changed:
    """Match these people no longer: by their person_id, or by all that was told of them."""
    with changing(path, source) as register:
        numbers = []
        missing = 0
        for name in dict.fromkeys(name_of(person) for person in people):
            number = register.keys.number(name, _incarnation(register, name))
            if _payloads(register.snapshot, number):
                numbers.append(number)
            else:
                missing += 1
        if not numbers:
            raise RegisterError(f"nobody of these {missing:,} people is in the register; check the person_id")
        payloads = [_payloads(register.snapshot, number) for number in numbers]
        stats = register.header.stats
        counts = Counter(bit for of_one in payloads for bit in _bits(of_one))
        stats = replace(
            stats,
            people=stats.people - len(numbers),
            removed=stats.removed + len(numbers),
            keys=stats.keys + len(numbers),
            protections=tuple(n - counts[bit] for bit, n in enumerate(stats.protections)),
        )
        removed = [(_digest(register.keys, Kind.REMOVED, n), Payload(n).packed()) for n in numbers]
        return Changed(register.commit(entries(removed), stats), len(numbers), missing)


def _digest(keys: FileKeys, kind: Kind, number: int) -> bytes:
    return keys.digest(kind, number.to_bytes(8, "little"))


def _payloads(snapshot: Snapshot, number: int) -> list[Payload]:
    """What is registered of a person, empty if nothing is."""
    return [payload for _, payload in snapshot.find([_digest(snapshot.keys, Kind.PERSON, number)])]


def _bits(payloads: list[Payload]) -> list[int]:
    """The protections of one person, as numbers of bits."""
    together = 0
    for payload in payloads:
        together |= payload.protections
    return [number for number in range(len(PROTECTIONS)) if together >> number & 1]


def _incarnation(register: _Open, name: bytes) -> int:
    """0, or more for somebody who was removed before: what was registered then is not matched again."""
    incarnation = 0
    while register.snapshot.removed([register.keys.number(name, incarnation)]):
        incarnation += 1
    return incarnation


def _new_entries(register: _Open, people: list[Keyed]) -> Words:
    """The entries that are not there yet, after those of others under the same keys."""
    told: dict[bytes, list[bytes]] = {}
    for one in people:
        for digest, payload in one.keys.items():
            of_key = told.setdefault(digest, [])
            if payload not in of_key:
                of_key.append(payload)
    digests = list(told)
    there: dict[int, list[bytes]] = {}
    for index, found in register.snapshot.find(digests):
        there.setdefault(index, []).append(found.packed())
    firsts: list[tuple[bytes, bytes]] = []
    places: list[int] = []
    for index, digest in enumerate(digests):
        known = there.get(index, [])
        new = [payload for payload in told[digest] if payload not in known]
        for place, payload in enumerate(new[: MOST_UNDER_KEY - len(known)], len(known)):
            firsts.append((digest, payload))
            places.append(place)
    made = entries(firsts)
    later = np.array(places, np.int64) > 0
    further = rekeyed(made[later], [place for place in places if place], register.keys)
    return np.concatenate([made[~later], further])


def _with(stats: Stats, snapshot: Snapshot, people: list[Keyed]) -> tuple[Stats, int]:
    """The counts with these people, and how many of them are new."""
    told: dict[int, int] = {}
    for one in people:
        told[one.number] = told.get(one.number, 0) | one.protections
    new = 0
    counts: Counter[int] = Counter()
    for number, protections in told.items():
        known = _payloads(snapshot, number)
        new += not known
        before = _bits(known)
        counts.update(bit for bit in range(len(PROTECTIONS)) if protections >> bit & 1 and bit not in before)
    return (
        replace(
            stats,
            people=stats.people + new,
            undated=stats.undated + sum(one.undated for one in people),
            protections=tuple(n + counts[bit] for bit, n in enumerate(stats.protections)),
        ),
        new,
    )
