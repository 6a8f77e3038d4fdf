"""Begins of lines in the common log format, read for a whole window at once: who asked, and when.

Only lines that begin `client - - [17/May/2015:10:05:03 +0000] "` are read here, as nearly all do; others
are left to the strict parsers. Eight bytes of each line are looked at together, as one number.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from withhold.incident.trace.formats.lines import LONGEST
from withhold.incident.trace.formats.times import day_began

Numbers = NDArray[np.int64]
Words = NDArray[np.uint64]

_TIME_BYTES = 26
_WORDS = 6
"""Words of a line in which its first token has to end: an address has at most 45 characters."""


def _word(text: bytes) -> np.uint64:
    return np.uint64(int.from_bytes(text.ljust(8, b"\0"), "little"))


def _all(octet: int) -> np.uint64:
    return np.uint64(int.from_bytes(bytes((octet,)) * 8, "little"))


_LOW, _HIGH, _BLANKS = _all(0x01), _all(0x80), _all(0x20)
_DASHES, _DASHES_MASK = _word(b" - - ["), _word(b"\xff" * 6)
# `/May/201`, `5:10:05:`, `03 +0000` and `] "` behind the day of the month: what has to stand where.
_MONTH = _word(b"\0\0/\0\0\0/\0"), _word(b"\0\0\xff\0\0\0\xff\0")
_CLOCK = _word(b"000:00:0"), _word(b"\xf0\xf0\xf0\xff\xf0\xf0\xff\xf0")
_ZONE = _word(b"0:00 \0\0\0"), _word(b"\xf0\xff\xf0\xf0\xff\0\0\0")
_CLOCK_DIGITS, _CLOCK_CARRY = _word(b"\0\0\0\0\x0f\x0f\0\x0f"), _word(b"\0\0\0\0\xf0\xf0\0\xf0")
_ZONE_DIGITS, _ZONE_CARRY = _word(b"\x0f\0\x0f\x0f"), _word(b"\xf0\0\xf0\xf0")
_SIX = _all(0x06)
_AFTER = _word(b'\0\0] "'), _word(b"\0\0\xff\xff\xff")
_YEAR_MASK, _OFFSET_MASK, _OFFSET_END_MASK = (
    _word(b"\xff\xff\xff"),
    _word(b"\0\0\0\0\0\xff\xff\xff"),
    _word(b"\xff\xff"),
)


@dataclass(frozen=True, slots=True)
class LineStarts:
    """The lines of a window: where each begins and ends (its newline), and of those read quickly their rest.

    `quick` are their indices; `token_end`, `seconds` (since 1970) and `hashes` (of the first token) are in
    the order of `quick`. The bracket that ends the time stands at `token_end + 6 + 26`.
    """

    begins: Numbers
    ends: Numbers
    quick: Numbers
    token_end: Numbers
    seconds: Numbers
    hashes: Words


def line_starts(buffer: bytearray, length: int, quick: bool = True) -> LineStarts:
    """The lines in `buffer[:length]`, which ends with a newline and has 64 bytes to spare behind.

    Without `quick` none is read: where a format of the user's may mean other things by the same signs.
    """
    octets = np.frombuffer(buffer, np.uint8)
    ends = np.flatnonzero(octets[:length] == 0x0A)
    begins = np.empty_like(ends)
    begins[0] = 0
    begins[1:] = ends[:-1] + 1
    if not quick:
        none = np.zeros(0, np.int64)
        return LineStarts(begins, ends, none, none, none, np.zeros(0, np.uint64))
    # Eight bytes from each place on: a view, nothing is copied.
    words: Words = np.ndarray((len(octets) - 7,), "<u8", buffer, strides=(1,))
    token, hashes = _first_tokens(words, begins, length)
    fits = (token > 0) & (begins + token + 6 + _TIME_BYTES + 2 < ends) & (ends - begins <= LONGEST)
    read = np.flatnonzero(fits)
    read = read[(words[begins[read] + token[read]] & _DASHES_MASK) == _DASHES]
    after = begins[read] + token[read]
    good, seconds = _times(words, after + 6)
    read = read[good]
    return LineStarts(begins, ends, read, after[good], seconds, hashes[read])


def _first_tokens(words: Words, begins: Numbers, length: int) -> tuple[Numbers, Words]:
    """How long the text before the first blank of each line is (0: too long), and its hash."""
    token = np.zeros(len(begins), np.int64)
    hashes = np.zeros(len(begins), np.uint64)
    waiting: Any = slice(None)
    for index in range(_WORDS):
        begin = begins[waiting] + index * 8
        word = words[np.minimum(begin, length)]
        differs = word ^ _BLANKS
        # The lowest byte that is a blank has its high bit set here; those above it may be wrong.
        blank = (differs - _LOW) & ~differs & _HIGH
        before = np.bitwise_count((blank & (np.uint64(0) - blank)) - np.uint64(1)).astype(np.int64) // 8
        below = (np.uint64(1) << (before * 8).astype(np.uint64)) - np.uint64(1)
        kept = np.where(before >= 8, ~np.uint64(0), below)
        hashes[waiting] = hashed(hashes[waiting], word & kept)
        ended = blank != 0
        if index == 0 and ended.all():
            return before, hashes
        places = np.arange(len(begins)) if index == 0 else waiting
        token[places[ended]] = before[ended] + index * 8
        waiting = places[~ended]
        if not len(waiting):
            break
    return token, hashes


def hashed(before: Words, word: Words) -> Words:
    """A hash of words, one after the other; it only spares a look at lines that cannot be meant."""
    mixed = (before ^ word) * np.uint64(0x9E3779B97F4A7C15)
    return mixed ^ (mixed >> np.uint64(29))


def token_hashes(tokens: Sequence[bytes]) -> Words:
    """The hashes that these have in LineStarts as first tokens of lines; they have at most 15 bytes."""
    words = np.frombuffer(b"".join(token.ljust(16, b"\0") for token in tokens), "<u8").reshape(-1, 2)
    longer = np.array([len(token) >= 8 for token in tokens], bool)
    first = hashed(np.zeros(len(tokens), np.uint64), words[:, 0])
    return np.where(longer, hashed(first, words[:, 1]), first)


def _times(words: Words, at: Numbers) -> tuple[NDArray[np.bool_], Numbers]:
    """Which of these places hold a time and the begin of a request, and the seconds of those that do."""
    day, clock, zone, after = words[at], words[at + 8], words[at + 16], words[at + 24]
    good = (day & _MONTH[1]) == _MONTH[0]
    good &= (clock & _CLOCK[1]) == _CLOCK[0]
    good &= (zone & _ZONE[1]) == _ZONE[0]
    good &= (after & _AFTER[1]) == _AFTER[0]
    hours = _digit(clock, 4) * 10 + _digit(clock, 5)
    minutes = _digit(clock, 7) * 10 + _digit(zone, 0)
    seconds = _digit(zone, 2) * 10 + _digit(zone, 3)
    good &= (hours < 24) & (minutes < 60) & (seconds <= 60)
    # Six more carries what is above nine out of its half of the byte.
    good &= (((clock & _CLOCK_DIGITS) + _SIX) & _CLOCK_CARRY) == 0
    good &= (((zone & _ZONE_DIGITS) + _SIX) & _ZONE_CARRY) == 0
    began = _days(day, clock & _YEAR_MASK, zone & _OFFSET_MASK, after & _OFFSET_END_MASK)
    good &= began > _NO_DAY
    return good, (began + hours * 3600 + minutes * 60 + seconds)[good]


def _digit(word: Words, place: int) -> Numbers:
    return ((word >> np.uint64(8 * place)) & np.uint64(0xF)).view(np.int64)


_NO_DAY = -(1 << 60)


def _days(day: Words, year: Words, offset: Words, offset_end: Words) -> Numbers:
    """When the day of each line began: looked up only where it differs from the line before."""
    count = len(day)
    if not count:
        return np.zeros(0, np.int64)
    changed = np.ones(count, bool)
    changed[1:] = (day[1:] != day[:-1]) | (year[1:] != year[:-1])
    changed[1:] |= (offset[1:] != offset[:-1]) | (offset_end[1:] != offset_end[:-1])
    places = np.flatnonzero(changed)
    began = np.empty(len(places), np.int64)
    for index, place in enumerate(places):
        date = int(day[place]).to_bytes(8, "little") + int(year[place]).to_bytes(8, "little")[:3] + b":"
        zone = int(offset[place]).to_bytes(8, "little")[5:] + int(offset_end[place]).to_bytes(8, "little")[:2]
        found = day_began(date, b" " + zone)
        began[index] = _NO_DAY if found is None else int(found)
    return np.repeat(began, np.diff(np.append(places, count)))
