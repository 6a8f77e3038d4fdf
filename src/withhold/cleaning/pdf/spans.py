"""Where on a page the texts stand that have to go."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from withhold.domain.concealment import Concealment
from withhold.readers.pdf.letters import Box, Letters, around

_SHORTEST = 2
_SAME_LINE = 0.5
_NARROWER = 0.08
"""Of its height, by which a box is lower than the line of type: it covers nothing of its neighbours."""


class Spans:
    """The words of one page, to look for texts in: without blanks and signs, which any program may put in."""

    def __init__(self, letters: Sequence[Letters]) -> None:
        self._words = [one for one in letters if one.hidden is Concealment.VISIBLE]
        plain = [_plain(one.text) for one in self._words]
        self._text = "".join(plain)
        self._starts: dict[int, int] = {}
        self._ends: dict[int, int] = {}
        at = 0
        for number, word in enumerate(plain):
            if word:
                self._starts[at] = number
                at += len(word)
                self._ends[at] = number

    def boxes(self, texts: Sequence[str]) -> list[Box]:
        """The boxes of all places where one of these texts stands, a box for each line of it."""
        found: set[int] = set()
        for text in texts:
            words = set(self._found(_plain(text)))
            if not words:
                for part in text.split():
                    words |= set(self._found(_plain(part)))
            found |= words
        return list(_lines([around(self._words[at].first, self._words[at].last) for at in sorted(found)]))

    def _found(self, wanted: str) -> Iterator[int]:
        """The numbers of the words that hold a text, from the start of one to the end of one."""
        if len(wanted) < _SHORTEST:
            return
        start = self._text.find(wanted)
        while start >= 0:
            end = start + len(wanted)
            if start in self._starts and end in self._ends:
                yield from range(self._starts[start], self._ends[end] + 1)
            start = self._text.find(wanted, start + 1)


def _plain(text: str) -> str:
    return "".join(filter(str.isalnum, text))


def _lines(boxes: Sequence[Box]) -> Iterator[Box]:
    """The boxes, joined where words follow one another in a line."""
    if not boxes:
        return
    joined = boxes[0]
    for before, box in pairwise(boxes):
        height = max(before[3] - before[1], 0.001)
        is_beside = abs(box[1] - before[1]) < _SAME_LINE * height and 0 <= box[0] - before[2] < height
        if is_beside:
            joined = around(joined, box)
        else:
            yield _lower(joined)
            joined = box
    yield _lower(joined)


def _lower(box: Box) -> Box:
    less = _NARROWER * (box[3] - box[1])
    return box[0], box[1] + less, box[2], box[3] - less
