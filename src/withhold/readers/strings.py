"""Text out of bytes of unknown structure: runs of printable UTF-8 and UTF-16."""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Generator, Iterable, Iterator

_SHORTEST = 5
_LONGEST = 4096
_BLOCK = 1 << 20
_OVERLAP = 2 * _LONGEST

_UTF8 = re.compile(
    rb"(?:[\t\x20-\x7e]|[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3})"
    rb"{%d,%d}" % (_SHORTEST, _LONGEST)
)
_ASCII = re.compile(rb"[\t\x20-\x7e]{%d,}" % _SHORTEST)
# The scripts that people are named in: alphabets and abjads, kana, Han, Hangul; surrogates are left out.
_UTF16 = re.compile(
    rf"[\t\x20-\x7e\xa0-\u1fff\u2010-\u2027\u3000-\u30ff\u4e00-\u9fff\uac00-\ud6ff]{{{_SHORTEST},{_LONGEST}}}"
)
_LATIN = re.compile(rf"[\t\x20-\x7e\xa0-\u024f\u1e00-\u1eff\u2010-\u2027]{{{_SHORTEST},}}")
_OTHER_ALPHABETS = re.compile(rf"[\x20-\x40\xa0-\xbf\u0250-\u1dff]{{{_SHORTEST},}}")
_SURE = 8
"""Pairs of chance bytes read as Han or Hangul; so many in a row hardly do by chance."""

_Run = tuple[int, int, str]
"""First byte, byte after the last one, text."""


def strings(chunks: Iterable[bytes]) -> Iterator[str]:
    """Readable runs in bytes, at least five characters long, longer than 4096 ones cut into pieces.

    The encodings tried are UTF-8 (with ASCII), UTF-16LE and UTF-16BE. A run across two chunks comes whole.
    The result is evidence, not a decoding: some runs are noise. Memory is bounded by the largest chunk.
    """
    held = b""
    for chunk in chunks:
        held += chunk
        if len(held) < _BLOCK:
            continue
        keep = len(held) - _OVERLAP
        cut = yield from _runs(held, keep)
        held = held[cut:]
    yield from _runs(held, len(held))


def _runs(data: bytes, limit: int) -> Generator[str, None, int]:
    """Runs that begin before `limit`; returns where the next block has to begin."""
    end = limit
    for match in _UTF8.finditer(data):
        if match.start() >= limit:
            break
        end = max(end, match.end())
        yield match.group().decode("utf-8", "replace")
    for _, after, text in _apart(sorted(_utf16(data, limit))):
        end = max(end, after)
        yield text
    return min(end, len(data))


def _utf16(data: bytes, limit: int) -> Iterator[_Run]:
    """Runs in all four readings: either byte first, beginning at an even or an odd byte.

    Each reading is looked through whole, since a run of a wrong one ends in a word of the right one.
    """
    if b"\0" not in data and data.isascii():
        return
    plain = [found.span() for found in _ASCII.finditer(data)]
    for low, high in ((0, 1), (1, 0)):
        for parity in (0, 1):
            for match in _UTF16.finditer(_units(data[parity:], low, high)):
                start = parity + 2 * match.start()
                if start >= limit:
                    break
                skip = _in_plain(plain, start, start + 2 * len(match.group())) // 2
                text = match.group()[skip:]
                yield from _texts(data, start + 2 * skip, text)


def _units(data: bytes, low: int, high: int) -> str:
    """One character for each pair of bytes, surrogates too, so that positions can be told."""
    count = len(data) // 2
    wide = bytearray(4 * count)
    wide[0::4], wide[1::4] = data[low : 2 * count : 2], data[high : 2 * count : 2]
    return wide.decode("utf-32-le", "surrogatepass")


def _in_plain(plain: list[tuple[int, int]], start: int, after: int) -> int:
    """How many bytes at the beginning of a run belong to a run of ASCII, which is given as such."""
    at = bisect_right(plain, (start, after)) - 1
    best = 0
    for first, end in plain[max(at, 0) : at + 2]:
        if first <= start + 1 and end > start:
            best = min(end, after) - start
    return best


def _texts(data: bytes, start: int, text: str) -> Iterator[_Run]:
    """A run if it is text as a whole, or else its parts of one script."""
    if len(text) < _SHORTEST:
        return
    if _plausible(text):
        after = start + 2 * len(text)
        around = data[max(start - 2, 0) : start] + data[after : after + 2]
        if len(text) >= _SURE or text[0] < "\u2e80" or len(around) < 4 or 0 in around:
            yield start, after, text
        return
    for pattern in (_LATIN, _OTHER_ALPHABETS):
        for match in pattern.finditer(text):
            if _plausible(match.group()):
                yield start + 2 * match.start(), start + 2 * match.end(), match.group()


def _apart(runs: list[_Run]) -> Iterator[_Run]:
    """The runs without those that repeat a part of the one before them, read with its bytes swapped."""
    last = (0, 0, "")
    for run in runs:
        if run[0] >= last[1] or run[2] not in last[2]:
            yield run
            last = run


def _plausible(text: str) -> bool:
    """Whether a UTF-16 run is text: its letters keep to one script block, as chance bytes do not."""
    letters = [ord(char) for char in text if char.isalpha()]
    if 2 * len(letters) < len(text) and not any(char.isdigit() for char in text):
        return False
    if not letters:
        return True
    if letters[0] >= 0x250 and 2 * sum(code & 0xFF == 0 for code in letters) > len(letters):
        return False  # Latin letters with their bytes swapped
    if 2 * Counter(letters).most_common(1)[0][1] > len(letters):
        return False  # one byte again and again
    blocks = [_block(code) for code in letters]
    commonest = max(map(blocks.count, set(blocks)))
    return 10 * commonest >= 8 * len(letters) and text.isprintable()


def _block(code: int) -> int:
    """A rough script block: Han and Hangul are one each, the rest goes by 256 code points, Latin joined."""
    if 0x4E00 <= code < 0xA000:
        return 0x4E00
    if 0xAC00 <= code < 0xD7B0:
        return 0xAC00
    return 0 if code < 0x250 or 0x1E00 <= code < 0x1F00 else code >> 8
