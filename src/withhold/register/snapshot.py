"""One generation of a register file, open: finds who is under which keys."""

import mmap
import os
from collections.abc import Sequence

import numpy as np

from withhold.register.canonical import forms
from withhold.register.digests import MAC_BYTES, FileKeys, Kind
from withhold.register.interface import RegisterError
from withhold.register.layout import HEADER_BYTES, SLOT_BYTES, Header, identity_of, is_of_key, parsed
from withhold.register.payload import Payload, unpacked
from withhold.register.segment import Segment, Words
from withhold.signing.keys import KeySource

WHOLE = 32 << 20
"""Files up to this are read into memory and verified when they are opened; of larger ones each block is
verified before its first use."""
_FIRST_STEP = 8
_LONGEST_CHAIN = 1 << 16


def read_header(descriptor: int, source: KeySource, path: str) -> tuple[Header, FileKeys]:
    """The newest header. Raises RegisterError unless both slots are whole and follow each other."""
    content = os.pread(descriptor, HEADER_BYTES, 0)
    slots = content[:SLOT_BYTES], content[SLOT_BYTES:]
    keys = FileKeys(source, identity_of(slots[0], path))
    headers = [header for slot in slots if (header := parsed(slot, keys)) is not None]
    if len(headers) == 2 and abs(headers[0].generation - headers[1].generation) == 1:
        header = max(headers, key=lambda header: header.generation)
        in_place = header is headers[header.generation % 2]
        if in_place and headers[0].identity == headers[1].identity:
            if os.fstat(descriptor).st_size < header.length:
                raise RegisterError(f"{path} is cut: its end is missing; restore it, or build it anew")
            # Nothing, or what a broken-off change left; short where it broke off in the tag.
            behind = os.pread(descriptor, MAC_BYTES, header.length)
            if not pending_tag(header, keys).startswith(behind):
                raise RegisterError(
                    f"{path} is damaged or was altered: something was put behind its end; restore it, or "
                    "build it anew"
                )
            if header.forms != forms():
                raise RegisterError(
                    f"{path} was built with other tables or rules of names and numbers than this version of "
                    "the program has, and would miss people; build it anew"
                )
            return header, keys
    if len(slots[0]) == SLOT_BYTES and not headers and not is_of_key(slots[0], keys):
        raise RegisterError(
            f"{path} was built with another key, or its header was altered; give the right key"
        )
    raise RegisterError(
        f"{path} is damaged or was altered: its header does not hold; restore it, or build it anew"
    )


def pending_tag(header: Header, keys: FileKeys) -> bytes:
    """What a change to the register with this header begins with: only who has the key can make it."""
    return keys.mac(b"pending %d %d" % (header.generation + 1, header.length))


class Snapshot:
    """The segments of one generation. Safe to use after the file was replaced or grew."""

    def __init__(self, descriptor: int, header: Header, keys: FileKeys, path: str) -> None:
        self.header = header
        self.keys = keys
        self._content = _content(descriptor, header.length, path)
        self.segments = [Segment(self._content, at, keys, path) for at in header.segments]
        if header.length <= WHOLE:
            self.verify()

    def verify(self) -> None:
        """Look at every byte. Raises RegisterError."""
        for segment in self.segments:
            segment.verify()

    def may_hold(self, digests: Sequence[bytes]) -> list[bool]:
        """For each digest, whether anybody may be under it: False is certain."""
        if not digests:
            return []
        asked = _array(digests)
        answers = np.zeros(len(asked), np.bool_)
        for segment in self.segments:
            answers |= segment.may_hold(asked[:, 0], asked[:, 1])
        result: list[bool] = answers.tolist()
        return result

    def find(self, digests: Sequence[bytes], most: int = _LONGEST_CHAIN) -> list[tuple[int, Payload]]:
        """Who is under each of these digests, at most so many: pairs of a digest's index and a payload."""
        if not digests:
            return []
        asked = _array(digests)
        found = self._find(asked, asked[:, 2:])
        open_ = [index for index, _ in found]
        start, step = 1, 1
        while open_ and start < most:
            count = min(step, most - start)
            more = self._following(asked, open_, start, count)
            found += more
            # Whoever has as many as were asked for may have more.
            last = start + count - 1
            reached: dict[int, int] = {}
            for index, _ in more:
                reached[index] = reached.get(index, 0) + 1
            open_ = [index for index, number in reached.items() if number == count]
            start, step = last + 1, min(step * _FIRST_STEP, 4096)
        return found

    def _following(
        self, asked: Words, indexes: list[int], start: int, count: int
    ) -> list[tuple[int, Payload]]:
        """Those under the digests of these indexes at the places from `start` on."""
        digests, owners = [], []
        for index in indexes:
            stored = asked[index, :2].astype("<u8").tobytes()
            for place in range(start, start + count):
                digests.append(self.keys.following(stored, place))
                owners.append(index)
        following = _array(digests)
        masks = following[:, 2:] ^ asked[owners, 2:]
        return [(owners[index], payload) for index, payload in self._find(following, masks)]

    def _find(self, digests: Words, masks: Words) -> list[tuple[int, Payload]]:
        found = []
        for segment in self.segments:
            indexes, masked = segment.find(digests[:, 0], digests[:, 1])
            words = (masked ^ masks[indexes]).tolist()
            found += [(index, unpacked(*pair)) for index, pair in zip(indexes.tolist(), words, strict=True)]
        return found

    def removed(self, people: Sequence[int]) -> set[int]:
        """Those of these people who were taken out again."""
        if not self.header.stats.removed:
            return set()
        digests = self.keys.digests(Kind.REMOVED, [person.to_bytes(8, "little") for person in people])
        return {people[index] for index, _ in self.find(digests, 1)}


def _array(digests: Sequence[bytes]) -> Words:
    return np.frombuffer(b"".join(digests), "<u8").reshape(-1, 4)


def _content(descriptor: int, length: int, path: str) -> memoryview:
    if length > WHOLE:
        return memoryview(mmap.mmap(descriptor, length, access=mmap.ACCESS_READ))
    content = bytearray(length)
    view = memoryview(content)
    at = 0
    while at < length:
        count = os.preadv(descriptor, [view[at:]], at)
        if count == 0:
            raise RegisterError(f"{path} is cut: its end is missing; restore it, or build it anew")
        at += count
    return view.toreadonly()
