"""Text out of bytes of unknown structure: runs of printable UTF-8 and UTF-16."""

import re
from collections.abc import Generator, Iterable, Iterator

_SHORTEST = 5
_LONGEST = 4096
_BLOCK = 1 << 20
_OVERLAP = 2 * _LONGEST

_UTF8 = re.compile(
    rb"(?:[\t\x20-\x7e]|[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3})"
    rb"{%d,%d}" % (_SHORTEST, _LONGEST)
)
# UTF-16 of the scripts people are named in. A run begins at either parity; a high byte of 00-1f covers the
# alphabets and abjads, 20-30 punctuation and kana, 4e-9f Han, ac-d7 Hangul; surrogates are left out.
_HIGH = rb"[\x01-\x1f\x30\x4e-\x9f\xac-\xd6]"
_LOW = rb"[\t\x20-\x7e\xa0-\xff]"
_RUN = rb"){%d,%d}" % (_SHORTEST, _LONGEST)
_UTF16_LE = re.compile(rb"(?:" + _LOW + rb"\x00|[\x00-\xff]" + _HIGH + _RUN)
_UTF16_BE = re.compile(rb"(?:\x00" + _LOW + rb"|" + _HIGH + rb"[\x00-\xff]" + _RUN)


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
    for pattern, codec in ((_UTF16_LE, "utf-16-le"), (_UTF16_BE, "utf-16-be")):
        for match in pattern.finditer(data):
            if match.start() >= limit:
                break
            text = match.group().decode(codec, "replace")
            if _plausible(text):
                end = max(end, match.end())
                yield text
    return min(end, len(data))


def _plausible(text: str) -> bool:
    """Whether a UTF-16 run is text: its letters keep to one script block, as chance bytes do not."""
    letters = [ord(char) for char in text if char.isalpha()]
    if 2 * len(letters) < len(text) and not any(char.isdigit() for char in text):
        return False
    if not letters:
        return True
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
