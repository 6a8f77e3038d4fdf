"""The parts of a page around places at which something of the list may stand: only these are read."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from withhold.incident.watch.copies.lines import HERE

_AROUND_PLACE = 3072
"""Bytes of source before and behind a second field that are looked at."""
_LONGEST_STRETCH = 1 << 18
"""Bytes that are looked at together: bounds the memory."""
_LONGEST_TAG = 512
_ROW_OF_ATTRIBUTES = 2
"""Attributes from which a tag may hold a row: somebody's name and a second field."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a page's bytes around places at which something may be of the list."""

    start: int
    end: int
    places: tuple[int, ...]

    def marked(self, content: bytes) -> bytes:
        """The part, with HERE at each of its places."""
        edges = (self.start, *self.places, self.end)
        return HERE.encode().join(content[begin:end] for begin, end in pairwise(edges))


@dataclass(slots=True)
class _Part:
    begin: int
    end: int
    places: list[int]
    is_tag: bool


def stretches_around(places: Sequence[int], content: bytes) -> list[Stretch]:
    """The parts of a page's source around these places, in order: a record's markup and no more. Of a tag in
    which one stands, its attributes may hold a whole row: then the tag is the part."""
    found: list[_Part] = []
    for place in places:
        tag = _tag_around(content, place)
        if tag is not None and content.count(b"=", *tag) < _ROW_OF_ATTRIBUTES:
            continue
        last = found[-1] if found else None
        if last is not None and _is_near(last, place, tag is not None):
            if last.is_tag and tag is None:
                before = found[-2].places[-1] if len(found) > 1 else 0
                last.begin, last.is_tag = min(last.begin, _begin(content, place, before)), False
            last.places.append(place)
            last.end = max(last.end, tag[1] if tag else place + _AROUND_PLACE)
        elif tag is not None:
            found.append(_Part(*tag, [place], True))
        else:
            begin = _begin(content, place, last.places[-1] if last else 0)
            found.append(_Part(begin, place + _AROUND_PLACE, [place], False))
    return [Stretch(part.begin, min(len(content), part.end), tuple(part.places)) for part in found]


def _is_near(last: _Part, place: int, in_tag: bool) -> bool:
    if place - last.begin >= _LONGEST_STRETCH:
        return False
    return place < last.end if in_tag else place - 2 * _AROUND_PLACE <= last.places[-1]


def _begin(content: bytes, place: int, after: int) -> int:
    """Where the part around a place begins: not within a tag, whose attributes would be taken for text."""
    start = max(0, after, place - _AROUND_PLACE)
    tag = content.find(b"<", start, place) if start else 0
    return start if tag < 0 else tag


def _tag_around(content: bytes, place: int) -> tuple[int, int] | None:
    """Where the tag begins and ends within which a place stands."""
    opened = content.rfind(b"<", max(0, place - _LONGEST_TAG), place)
    if opened < 0 or not content[opened + 1 : opened + 2].isalpha() or content.find(b">", opened, place) >= 0:
        return None
    closed = content.find(b">", place, place + _LONGEST_TAG)
    return opened, closed + 1 if closed >= 0 else place + _LONGEST_TAG
