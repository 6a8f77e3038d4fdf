"""Begins of lines in the common log format, read for a whole window at once: who asked, and when.

Only lines that begin `client - - [17/May/2015:10:05:03 +0000] "` are read here, as nearly all do; others
are left to the strict parsers. Eight bytes of each line are looked at together, as one number.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from withhold.incident.trace.formats.lines import LONGEST
from withhold.incident.trace.formats.times import day_began

Numbers = NDArray[np.int64]
Words = NDArray[np.uint64]

_BEHIND_TOKEN = 6 + 26 + 2
_SHORT = 15
"""Bytes of the longest dotted address; longer first tokens, up to the 45 of any address, are not hashed."""
_LONGER_WORDS = range(2, 6)


def _word(text: bytes) -> np.uint64:
    return np.uint64(int.from_bytes(text.ljust(8, b"\0"), "little"))


def _all(octet: int) -> np.uint64:
    return np.uint64(int.from_bytes(bytes((octet,)) * 8, "little"))


_LOW, _HIGH, _BLANKS = _all(0x01), _all(0x80), _all(0x20)
# Behind the token stands ` - - [17`, `/May/201`, `5:10:05:`, `03 +0000` and `] "`: what has to stand where.
_DASHES, _DASHES_MASK = _word(b" - - ["), _word(b"\xff" * 6)
_MONTH = _word(b"/\0\0\0/\0\0\0"), _word(b"\xff\0\0\0\xff\0\0\0")
_CLOCK = _word(b"0:00:00:"), _word(b"\xf0\xff\xf0\xf0\xff\xf0\xf0\xff")
_ZONE = _word(b"00 \x000000"), _word(b"\xf0\xf0\xff\0\xf0\xf0\xf0\xf0")
_CLOCK_DIGITS, _CLOCK_CARRY = _word(b"\x0f\0\x0f\x0f\0\x0f\x0f"), _word(b"\xf0\0\xf0\xf0\0\xf0\xf0")
_ZONE_DIGITS, _ZONE_CARRY = _word(b"\x0f\x0f"), _word(b"\xf0\xf0")
_SIX = _all(0x06)
_AFTER, _AFTER_MASK = _word(b'] "'), _word(b"\xff\xff\xff")
_YEAR_MASK, _OFFSET_MASK = _word(b"\xff"), _word(b"\0\0\0\xff\xff\xff\xff\xff")
# Added to an octet below 0x80, these reach its high bit: from `.` on, and beyond `9`.
_TO_DOT, _BEYOND_NINE = _all(0x80 - ord(".")), _all(0x7F - ord("9"))
_FIRST_KEPT = np.array([(1 << 8 * min(length, 8)) - 1 for length in range(_SHORT + 2)], np.uint64)
_SECOND_KEPT = np.array([(1 << 8 * max(length - 8, 0)) - 1 for length in range(_SHORT + 2)], np.uint64)


@dataclass(frozen=True, slots=True)
class LineStarts:
    """The lines of a window: where each begins and ends (its newline), and of those read quickly their rest.

    `quick` are their indices; `token_end`, `seconds` (since 1970) and `hashes` of the first token are in the
    order of `quick`. A token that is not made of digits and dots may be one of several spellings: its hash is
    0. The bracket that ends the time stands at `token_end + 6 + 26`.
    """

    begins: Numbers
    ends: Numbers
    quick: Numbers
    token_end: Numbers
    seconds: Numbers
    hashes: Words


def newlines(buffer: bytearray, length: int) -> Numbers:
    """Where the newlines of `buffer[:length]` are; there are 8 bytes to spare behind."""
    found = np.frombuffer(buffer, np.uint8, (length + 7) & ~7) == 0x0A
    found[length:] = False
    # Nearly all of these words of eight bytes have none: in an eighth of the time of looking at each byte.
    eights = found.view("<u8")
    hit = np.flatnonzero(eights != 0)
    marks = eights[hit]
    if (marks & (marks - np.uint64(1))).any():
        # Lines of less than eight bytes: several newlines stand in one word.
        return np.flatnonzero(found)
    places: Numbers = hit * 8 + np.bitwise_count(marks - np.uint64(1)).astype(np.int64) // 8
    return places


def beginnings(ends: Numbers) -> Numbers:
    """Where the lines begin that end there."""
    begins = np.empty_like(ends)
    begins[:1] = 0
    begins[1:] = ends[:-1] + 1
    return begins


def line_starts(buffer: bytearray, length: int, quick: bool = True) -> LineStarts:
    """The lines in `buffer[:length]`, which ends with a newline and has 64 bytes to spare behind.

    Without `quick` none is read: where a format of the user's may mean other things by the same signs.
    """
    ends = newlines(buffer, length)
    begins = beginnings(ends)
    if not quick:
        none = np.zeros(0, np.int64)
        return LineStarts(begins, ends, none, none, none, np.zeros(0, np.uint64))
    token, hashes = _first_tokens(buffer, begins, length)
    fits = (token > 0) & (begins + token + _BEHIND_TOKEN < ends) & (ends - begins <= LONGEST)
    after = begins + token
    if fits.all():
        good, seconds = _times(_words(buffer, after, 5))
        if good.all():
            return LineStarts(begins, ends, np.arange(len(ends)), after, seconds, hashes)
        read = np.flatnonzero(good)
    else:
        read = np.flatnonzero(fits)
        good, seconds = _times(_words(buffer, after[read], 5))
        read = read[good]
    return LineStarts(begins, ends, read, after[read], seconds[good], hashes[read])


def _words(buffer: bytearray, at: Numbers, count: int) -> Words:
    """So many words of eight bytes from each of these places on, copied at once."""
    size = 8 * count
    places = np.ndarray((len(buffer) - size + 1,), f"V{size}", buffer, strides=(1,))
    return places[at].view("<u8").reshape(-1, count)


def _first_tokens(buffer: bytearray, begins: Numbers, length: int) -> tuple[Numbers, Words]:
    """How long the text before the first blank of each line is (0: too long), and its hash."""
    words = _words(buffer, begins, 2)
    first = _before_blank(words[:, 0])
    token = np.where(first < 8, first, 8 + _before_blank(words[:, 1]))
    kept = np.minimum(token, _SHORT + 1)
    one, two = words[:, 0] & _FIRST_KEPT[kept], words[:, 1] & _SECOND_KEPT[kept]
    numeric = _numeric(one, _FIRST_KEPT[kept]) & _numeric(two, _SECOND_KEPT[kept]) & (token <= _SHORT)
    hashes = np.where(numeric, hashed(one, two), np.uint64(0))
    longer = np.flatnonzero(token > _SHORT)
    token[longer] = 0
    for index in _LONGER_WORDS:
        if not len(longer):
            break
        before = _before_blank(_words(buffer, np.minimum(begins[longer] + index * 8, length), 1)[:, 0])
        ended = before < 8
        token[longer[ended]] = before[ended] + index * 8
        longer = longer[~ended]
    return token, hashes


def _before_blank(word: Words) -> Numbers:
    """How many bytes of each word stand before its first blank; 8 without one."""
    differs = word ^ _BLANKS
    # The lowest byte that is a blank has its high bit set here; those above it may be wrong.
    blank = (differs - _LOW) & ~differs & _HIGH
    return np.bitwise_count(~blank & (blank - np.uint64(1))).astype(np.int64) // 8


def _numeric(word: Words, kept: Words) -> NDArray[np.bool_]:
    """Whether the kept octets of each word, of which the rest is zero, are all digits and dots."""
    outside = (word + _BEYOND_NINE) | word | ((word + _TO_DOT) ^ kept)
    numeric: NDArray[np.bool_] = (outside & _HIGH) == 0
    return numeric


def hashed(first: Words, second: Words) -> Words:
    """A hash of two words; it only spares a look at lines that cannot be meant."""
    mixed = (first * np.uint64(0x9E3779B97F4A7C15)) ^ second
    return (mixed ^ (mixed >> np.uint64(29))) * np.uint64(0xBF58476D1CE4E5B9)


def token_hashes(tokens: Sequence[bytes]) -> Words:
    """The hashes of these in LineStarts as first tokens of lines: at most 15 bytes, digits and dots."""
    words = np.frombuffer(b"".join(token.ljust(16, b"\0") for token in tokens), "<u8").reshape(-1, 2)
    return hashed(words[:, 0], words[:, 1])


def _times(words: Words) -> tuple[NDArray[np.bool_], Numbers]:
    """Which of these hold, behind the token, a time and the begin of a request; and the seconds of those."""
    count = len(words)
    good = (words[:, 4] & _AFTER_MASK) == _AFTER
    changed = np.ones(count, bool)
    # Lines of the same second differ in nothing here: each second is read once.
    changed[1:] = words[1:, 3] != words[:-1, 3]
    for column in range(3):
        changed[1:] |= words[1:, column] != words[:-1, column]
    places = np.flatnonzero(changed)
    repeated = np.diff(np.append(places, count))
    known, seconds = _moments(words[places])
    good &= np.repeat(known, repeated)
    return good, np.repeat(seconds, repeated)


def _moments(words: Words) -> tuple[NDArray[np.bool_], Numbers]:
    day, month, clock, zone = (words[:, column] for column in range(4))
    good = (day & _DASHES_MASK) == _DASHES
    good &= (month & _MONTH[1]) == _MONTH[0]
    good &= (clock & _CLOCK[1]) == _CLOCK[0]
    good &= (zone & _ZONE[1]) == _ZONE[0]
    hours = _digit(clock, 2) * 10 + _digit(clock, 3)
    minutes = _digit(clock, 5) * 10 + _digit(clock, 6)
    seconds = _digit(zone, 0) * 10 + _digit(zone, 1)
    good &= (hours < 24) & (minutes < 60) & (seconds <= 60)
    # Six more carries what is above nine out of its half of the byte.
    good &= (((clock & _CLOCK_DIGITS) + _SIX) & _CLOCK_CARRY) == 0
    good &= (((zone & _ZONE_DIGITS) + _SIX) & _ZONE_CARRY) == 0
    began = _days(day >> np.uint64(48), month, clock & _YEAR_MASK, zone & _OFFSET_MASK)
    good &= began > _NO_DAY
    return good, began + hours * 3600 + minutes * 60 + seconds


def _digit(word: Words, place: int) -> Numbers:
    return ((word >> np.uint64(8 * place)) & np.uint64(0xF)).view(np.int64)


_NO_DAY = -(1 << 60)


def _days(day: Words, month: Words, year: Words, offset: Words) -> Numbers:
    """When the day of each line began: looked up only where it differs from the line before."""
    count = len(day)
    if not count:
        return np.zeros(0, np.int64)
    changed = np.ones(count, bool)
    changed[1:] = (day[1:] != day[:-1]) | (month[1:] != month[:-1])
    changed[1:] |= (year[1:] != year[:-1]) | (offset[1:] != offset[:-1])
    places = np.flatnonzero(changed)
    began = np.empty(len(places), np.int64)
    for index, place in enumerate(places):
        date = _bytes(day[place])[:2] + _bytes(month[place]) + _bytes(year[place])[:1] + b":"
        found = day_began(date, b" " + _bytes(offset[place])[3:])
        began[index] = _NO_DAY if found is None else int(found)
    return np.repeat(began, np.diff(np.append(places, count)))


def _bytes(word: np.uint64) -> bytes:
    return int(word).to_bytes(8, "little")
