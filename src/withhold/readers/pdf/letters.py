"""The letters of a PDF page as PDFium brings them out: words with the boxes of their ends."""

import ctypes
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pypdfium2.raw as pdfium

from withhold.domain.concealment import Concealment
from withhold.readers.interface import OverLimit
from withhold.readers.pdf import calls

MOST_LETTERS = 1 << 20
"""Letters of one page; a page in six-point type has about 20,000."""

_HYPHENS = "\ufffe\x02"
"""How PDFium marks a hyphen at the end of a line, behind which it gives no blank."""
_WORD = re.compile(f"[^\\s{_HYPHENS}\0]+[{_HYPHENS}]?|[{_HYPHENS}]")
_GLUED = re.compile(r"(?<=\d)(?=[^\W\d_])|(?<=[^\W\d_])(?=\d)|(?<=[a-zß-öø-ÿ])(?=[^\W\d_a-zß-öø-ÿ])")
"""Where a word may be two cells without a blank between them: letters and digits, small and capital."""
_SURROGATE = re.compile("[\ud800-\udfff]")
_GAP = 0.12
_FARTHEST = 1e6
_LONGEST_TURNED = 1000

Box = tuple[float, float, float, float]
"""Left, bottom, right and top in points."""


@dataclass(slots=True)
class Letters:
    """A word, or a part of one, in the page's own space.

    `follows`: a blank that the document holds parts it from the word before; else PDFium made up a blank.
    `origin`: a point on the line that its letters stand on.
    `is_glued`: it touches the part before it, but another text of the page's content begins with it.
    """

    text: str
    first: Box
    last: Box
    origin: tuple[float, float]
    follows: bool
    is_glued: bool
    hidden: Concealment


How = Callable[[int | None, Box], Concealment]
"""How a word is hidden, by the address of its text object and its box."""


def letters_of(page: Any, how: How) -> list[Letters]:
    """Every word of an open page in the order of its content. Raises OverLimit for more than 2^20 letters."""
    text_page = pdfium.FPDFText_LoadPage(page)
    if not text_page:
        return []
    try:
        return list(_words(text_page, how))
    finally:
        pdfium.FPDFText_ClosePage(text_page)


def _words(text_page: Any, how: How) -> Iterator[Letters]:
    text = _text(text_page)
    boxes = _Boxes(text_page, len(text))
    ended = -1
    for match in _WORD.finditer(text):
        start, end = match.span()
        follows, is_glued = start - ended == 1 and not boxes.is_made_up(ended), False
        owner, first = boxes.text_at(start), boxes.at(start)
        cuts = () if end - start == 1 else (*boxes.cuts(start, end, text, owner),)
        for cut in (*cuts, end):
            if is_glued:
                owner, first = boxes.text_at(start), boxes.at(start)
            last = boxes.at(cut - 1) if cut - start > 1 else first
            readable = text[start:cut]
            if not readable.isalnum() or not readable.isascii():
                readable = _readable(readable, first, last)
            hidden = how(owner, around(first, last))
            yield Letters(readable, first, last, boxes.origin(start), follows, is_glued, hidden)
            start, follows, is_glued = cut, False, True
        ended = end


def around(first: Box, last: Box) -> Box:
    """The box around two."""
    if first[1] == last[1] and first[3] == last[3] and first[0] <= last[0] and first[2] <= last[2]:
        return first[0], first[1], last[2], first[3]
    return (
        min(first[0], last[0]),
        min(first[1], last[1]),
        max(first[2], last[2]),
        max(first[3], last[3]),
    )


def _text(text_page: Any) -> str:
    """The page's text with one character for each unit of UTF-16, since PDFium counts them."""
    count = pdfium.FPDFText_CountChars(text_page)
    if count > MOST_LETTERS:
        raise OverLimit(f"more than {MOST_LETTERS} letters on a page")
    if count <= 0:
        return ""
    # A letter outside the first plane takes two units.
    units = (ctypes.c_ushort * (2 * count + 1))()
    written = pdfium.FPDFText_GetText(text_page, 0, 2 * count, units)
    return "".join(map(chr, units[: max(written - 1, 0)]))


def _readable(text: str, first: Box, last: Box) -> str:
    """A word as it is written: with its hyphen, whole letters, and those to the left in their order."""
    if text[-1] in _HYPHENS:
        text = text[:-1] + "-"
    if _SURROGATE.search(text):
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    # Some documents hold such words as they are seen, and PDFium does not always turn them round.
    if first[0] + first[2] < last[0] + last[2] and len(text) < _LONGEST_TURNED and is_right_to_left(text):
        return _reversed(text)
    return text


def _reversed(text: str) -> str:
    """The letters of a word from its end, each with the marks that belong to it, digits in their order."""
    parts: list[str] = []
    for letter in text:
        is_number = letter.isdigit() and parts and parts[-1][-1].isdigit()
        if parts and (is_number or unicodedata.combining(letter)):
            parts[-1] += letter
        else:
            parts.append(letter)
    return "".join(reversed(parts))


def is_right_to_left(text: str) -> bool:
    """Whether the first letter with a direction belongs to a script that is written to the left."""
    for letter in text:
        if letter.isascii():
            if letter.isalpha():
                return False
            continue
        direction = unicodedata.bidirectional(letter)
        if direction in ("R", "AL"):
            return True
        if direction == "L":
            return False
    return False


class _Boxes:
    """Boxes of letters by their place in the text; what PDFium writes into is made once a page."""

    def __init__(self, text_page: Any, length: int) -> None:
        self._text_page = calls.address(text_page)
        self._is_same = pdfium.FPDFText_CountChars(text_page) == length
        self._box, self._point = (ctypes.c_float * 4)(), (ctypes.c_double * 2)()
        self._box_at = ctypes.addressof(self._box)
        self._point_at = ctypes.addressof(self._point)

    def _index(self, place: int) -> int:
        """The number of a letter on the page. Letters without a number in Unicode are not in the text."""
        return place if self._is_same else int(calls.letter_index(self._text_page, place))

    def at(self, place: int) -> Box:
        """The letter's place in its line, as high as the line; zeros where PDFium knows none."""
        index = place if self._is_same else self._index(place)
        if not calls.loose_box(self._text_page, index, self._box_at):
            return 0.0, 0.0, 0.0, 0.0
        left, top, right, bottom = calls.FOUR_FLOATS(self._box)
        if left > right:
            left, right = right, left
        if bottom > top:
            bottom, top = top, bottom
        if -_FARTHEST < left <= right < _FARTHEST and -_FARTHEST < bottom <= top < _FARTHEST:
            return left, bottom, right, top
        return 0.0, 0.0, 0.0, 0.0

    def origin(self, place: int) -> tuple[float, float]:
        """Where a letter stands on its line; the box of a font that replaces another may lie beside it."""
        index = place if self._is_same else self._index(place)
        if not calls.origin(self._text_page, index, self._point_at, self._point_at + 8):
            return 0.0, 0.0
        across, up = calls.TWO_DOUBLES(self._point)
        return (across, up) if abs(across) < _FARTHEST and abs(up) < _FARTHEST else (0.0, 0.0)

    def is_made_up(self, place: int) -> bool:
        """Whether the document holds no such letter: PDFium put a blank where it found a gap."""
        return bool(calls.is_generated(self._text_page, self._index(place)) == 1)

    def text_at(self, place: int) -> int | None:
        """The address of a letter's text object, which tells the texts of the page's content apart."""
        index = place if self._is_same else self._index(place)
        text: int | None = calls.text_object(self._text_page, index)
        return text

    def cuts(self, start: int, end: int, text: str, owner: int | None) -> Iterator[int]:
        """Where in a word another text begins that touches it, or a gap is too narrow for PDFium to see.

        `owner` is the text of its first letter.
        """
        word = text[start:end]
        is_whole = word.isascii() and word.isalpha() and (word[1:].islower() or word.isupper())
        if not is_whole and is_right_to_left(word):
            return
        if owner != self.text_at(end - 1):
            before = owner
            for place in range(start + 1, end):
                after = self.text_at(place)
                if after != before:
                    yield place
                before = after
            return
        if is_whole:
            return
        for match in _GLUED.finditer(text, start, end):
            place = match.start()
            left, right = self.at(place - 1), self.at(place)
            size = max(left[2] - left[0], left[3] - left[1])
            apart = max(right[0] - left[2], left[0] - right[2], right[1] - left[3], left[1] - right[3])
            if apart > _GAP * size > 0:
                yield place
