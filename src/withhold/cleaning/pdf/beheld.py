"""A page as PDFium shows it: texts and pictures in the order of its content, and what of them is seen."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pypdfium2.raw as pdfium

from withhold.cleaning.pdf.interface import Unsure
from withhold.domain.concealment import Concealment
from withhold.readers.interface import OverLimit
from withhold.readers.pdf.calls import address
from withhold.readers.pdf.letters import Box, Letters, around, letters_of
from withhold.readers.pdf.painted import box_of, in_order
from withhold.readers.pdf.seen import Seen

_SHARE = 0.3
"""Of a letter's width, from which it lies in a box that has to go."""
_NEAR = 1.5
"""Points, and parts of its height, by which a text may stand elsewhere than it was reckoned."""


@dataclass(slots=True)
class BeheldText:
    """A text object of a page: its address, its bounds, the words that are read in it."""

    pointer: int
    item: Any = field(repr=False)
    box: Box
    words: list[tuple[Box, bool]] = field(default_factory=list, repr=False)
    """Their boxes, and whether they are seen."""


class Beheld:
    """An open page: gives its texts one after the other, as the content names them."""

    def __init__(self, page: Any, seen: Seen) -> None:
        self.seen = seen
        self.going: Sequence[Box] = ()
        self.letters, asked = _letters(page, seen)
        words: defaultdict[int, list[tuple[Box, bool]]] = defaultdict(list)
        for item, pointer in zip(self.letters, asked, strict=True):
            is_seen = item.hidden is Concealment.VISIBLE
            words[pointer or 0].append((around(item.first, item.last), is_seen))
        self._texts: list[BeheldText] = []
        self._pictures: list[tuple[Box, int]] = []
        for order, (item, matrix) in enumerate(in_order(page)):
            kind = pdfium.FPDFPageObj_GetType(item)
            if kind == pdfium.FPDF_PAGEOBJ_TEXT:
                pointer = address(item)
                box = box_of(item, matrix)
                self._texts.append(BeheldText(pointer, item, box, words.get(pointer, [])))
            elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
                self._pictures.append((box_of(item, matrix), order))
        self._next_text = self._next_picture = 0

    def text(self) -> BeheldText:
        """The next text. Raises Unsure where PDFium has read fewer than the content has."""
        if self._next_text >= len(self._texts):
            raise Unsure("the texts of the page are not those that are shown")
        self._next_text += 1
        return self._texts[self._next_text - 1]

    def picture(self) -> tuple[Box, int]:
        """The next picture: its bounds, and its order among all that is painted. Raises Unsure."""
        if self._next_picture >= len(self._pictures):
            raise Unsure("the pictures of the page are not those that are shown")
        self._next_picture += 1
        return self._pictures[self._next_picture - 1]

    def end(self) -> None:
        """Raises Unsure where something is shown that the content did not name."""
        if (self._next_text, self._next_picture) != (len(self._texts), len(self._pictures)):
            raise Unsure("something is shown on the page that its content does not name")

    def is_going(self, text: BeheldText, box: Box) -> bool:
        """Whether a letter of a text has to go: it is not seen, or stands where something has to go."""
        if any(overlaps(box, other) for other in self.going):
            return True
        if text.words and all(is_seen for _, is_seen in text.words):
            return False
        if any(not is_seen and overlaps(box, word) for word, is_seen in text.words):
            return True
        return self.seen.how(text.pointer, box) is not Concealment.VISIBLE

    def is_going_whole(self, text: BeheldText) -> bool | None:
        """The same of a text that cannot be taken apart; None where a part of it would have to stay."""
        if not text.words:
            judged = [self.is_going(text, text.box)]
        else:
            judged = [
                not is_seen or any(overlaps(word, other) for other in self.going)
                for word, is_seen in text.words
            ]
        return judged[0] if len(set(judged)) == 1 else None

    def over(self, order: int) -> list[Box]:
        """What of the page nothing is seen of that was painted before the object of this order."""
        return self.seen.covering(order)


def _letters(page: Any, seen: Seen) -> tuple[list[Letters], list[int | None]]:
    """The words of the page, and the address of the text of each."""
    asked: list[int | None] = []

    def how(text: int | None, box: Box) -> Concealment:
        asked.append(text)
        return seen.how(text, box)

    try:
        return letters_of(page, how), asked
    except OverLimit:
        raise Unsure("the page holds too many letters") from None


def overlaps(box: Box, other: Box) -> bool:
    """Whether the middle of a letter's height, and enough of its width, lies in another box."""
    middle = (box[1] + box[3]) / 2
    if not other[1] <= middle <= other[3]:
        return False
    shared = min(box[2], other[2]) - max(box[0], other[0])
    return shared >= _SHARE * (box[2] - box[0]) and shared >= 0


def stands_at(reckoned: Box, told: Box) -> bool:
    """Whether a text stands where it was reckoned to."""
    slack = _NEAR + 0.5 * max(reckoned[3] - reckoned[1], told[3] - told[1])
    return abs(reckoned[0] - told[0]) <= slack and abs(reckoned[2] - told[2]) <= slack
