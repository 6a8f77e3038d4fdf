"""Whether the words of a document stand in other bytes: as a web page, in another encoding or format."""

import heapq
import re
from collections.abc import Iterable, Iterator
from html import unescape
from itertools import pairwise

_TAG = re.compile(r"<[^<>]{0,2000}>")
_CELL = re.compile(r"[\n\r\t,;|\"]+")
_LEARNT = 1 << 20
_LOOKED = 8 << 20
"""Bytes that are read: of a document fewer, so that they stand among those of a longer form of it."""
_MOST = 1 << 16
_FEWEST = 12
"""Words and pairs that a document has to have, so that a share of them says something."""
_ALIKE = 0.3
"""A share that two lists of other people do not have in common, and one list in two forms has."""
_LONG_NUMBER = 6
_ZEROS = 0.2


def learnt(parts: Iterable[bytes]) -> frozenset[int]:
    """A document's pairs of neighbouring words, and its long numbers; of many, the same choice each time."""
    found = _said(parts, _LEARNT)
    return frozenset(heapq.nsmallest(_MOST, found))


def share(known: frozenset[int], parts: Iterable[bytes], ordinary: frozenset[int] = frozenset()) -> float:
    """How much of what is known stands in these parts, but for `ordinary`; 0 where it says nothing."""
    telling = known - ordinary
    if len(telling) < _FEWEST:
        return 0.0
    found = len(telling & _said(parts, _LOOKED)) / len(telling)
    return found if found >= _ALIKE else 0.0


def _said(parts: Iterable[bytes], most: int) -> set[int]:
    """Hashes, of this process only."""
    found: set[int] = set()
    for part in parts:
        text = _TAG.sub("\n", _text(part[:most]))
        for cell in _CELL.split(unescape(text)):
            found.update(hash(word) for word in _telling(cell.casefold().split()))
        most -= len(part)
        if most <= 0:
            break
    return found


def _telling(words: list[str]) -> Iterator[str | tuple[str, str]]:
    for word in words:
        if len(word) >= _LONG_NUMBER and any(character.isdigit() for character in word):
            yield word
    yield from pairwise(words)


def _text(part: bytes) -> str:
    """As UTF-16 where every other byte is mostly zero, as such text has it; else as UTF-8."""
    head = part[:400]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return part.decode("utf-16", "replace")
    if head and head.count(0) > _ZEROS * len(head):
        big = head[::2].count(0) > head[1::2].count(0)
        return part.decode("utf-16-be" if big else "utf-16-le", "replace")
    return part.decode("utf-8", "replace")
