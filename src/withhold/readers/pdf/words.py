"""The words of a PDF page with their boxes, as PDFium brings them out of its content stream."""

import ctypes
import re
import statistics
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pypdfium2.raw as pdfium

from withhold.readers.interface import OverLimit

MOST_CHARACTERS = 1 << 20
"""Characters of one page; a page in six-point type has about 20,000."""

_HYPHENS = "\ufffe\x02"
"""How PDFium marks a hyphen at the end of a line, behind which it gives no space."""
_WORD = re.compile(f"[^\\s{_HYPHENS}\0]+[{_HYPHENS}]?|[{_HYPHENS}]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_RIGHT, _UP, _LEFT, _DOWN = range(4)


@dataclass(frozen=True, slots=True)
class Word:
    """Letters without a blank between them. The box is in points, y grows upwards, and reading goes to the
    right and down, however the page was turned."""

    text: str
    left: float
    bottom: float
    right: float
    top: float

    @property
    def middle(self) -> float:
        """Height of the middle of the word above the foot of the page."""
        return (self.bottom + self.top) / 2

    @property
    def height(self) -> float:
        """Height of the line of type, at least a thousandth of a point."""
        return max(self.top - self.bottom, 0.001)


@dataclass(frozen=True, slots=True)
class PageWords:
    """Words in the direction in which most of the page reads, and those that stand across it."""

    words: list[Word]
    across: list[str]


def page_words(page: Any) -> PageWords:
    """Every word of an open page. Raises OverLimit for a page of more than a million letters."""
    text_page = pdfium.FPDFText_LoadPage(page)
    if not text_page:
        return PageWords([], [])
    try:
        return _turned(list(_words(text_page)))
    finally:
        pdfium.FPDFText_ClosePage(text_page)


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


def _words(text_page: Any) -> Iterator[tuple[Word, int]]:
    """Words as they stand in the page's own space, each with the direction in which its letters go."""
    box = _Boxes(text_page)
    index_of = pdfium.FPDFText_GetCharIndexFromTextIndex
    for match in _WORD.finditer(_text(text_page)):
        first = box.at(index_of(text_page, match.start()))
        last = box.at(index_of(text_page, match.end() - 1)) if match.end() - match.start() > 1 else first
        text = match.group()
        if text[-1] in _HYPHENS:
            text = text[:-1] + "-"
        if _SURROGATE.search(text):
            text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        yield (
            Word(
                text,
                min(first[0], last[0]),
                min(first[1], last[1]),
                max(first[2], last[2]),
                max(first[3], last[3]),
            ),
            _direction(first, last, text),
        )


def _text(text_page: Any) -> str:
    """The page's text with one character for each unit of UTF-16, since PDFium counts them."""
    count = pdfium.FPDFText_CountChars(text_page)
    if count > MOST_CHARACTERS:
        raise OverLimit(f"more than {MOST_CHARACTERS} letters on a page")
    if count <= 0:
        return ""
    # A letter outside the first plane takes two units.
    units = (ctypes.c_ushort * (2 * count + 1))()
    written = pdfium.FPDFText_GetText(text_page, 0, 2 * count, units)
    return "".join(map(chr, units[: max(written - 1, 0)]))


class _Boxes:
    """Boxes of letters; the four numbers that PDFium writes into are made once a page."""

    def __init__(self, text_page: Any) -> None:
        self._text_page = text_page
        self._loose = pdfium.FS_RECTF()
        self._pointer = ctypes.byref(self._loose)

    def at(self, index: int) -> tuple[float, float, float, float]:
        """Left, bottom, right and top of a letter's place in its line; zeros where PDFium knows none."""
        if index < 0 or not pdfium.FPDFText_GetLooseCharBox(self._text_page, index, self._pointer):
            return 0.0, 0.0, 0.0, 0.0
        box = self._loose
        left, bottom, right, top = box.left, box.bottom, box.right, box.top
        if not all(-1e6 < number < 1e6 for number in (left, bottom, right, top)):
            return 0.0, 0.0, 0.0, 0.0
        return min(left, right), min(bottom, top), max(left, right), max(bottom, top)


def _direction(first: Sequence[float], last: Sequence[float], text: str) -> int:
    across = (last[0] + last[2] - first[0] - first[2]) / 2
    along = (last[1] + last[3] - first[1] - first[3]) / 2
    if abs(along) > 2 * abs(across):
        return _UP if along > 0 else _DOWN
    return _LEFT if across < 0 and not is_right_to_left(text) else _RIGHT


def _turned(words: list[tuple[Word, int]]) -> PageWords:
    """The page turned so that most of its letters are read to the right."""
    votes: Counter[int] = Counter()
    for word, direction in words:
        if len(word.text) > 1:
            votes[direction] += len(word.text)
    main = votes.most_common(1)[0][0] if votes else _RIGHT
    upright = [
        _turn(word, main) for word, direction in words if direction == main or len(word.text) == 1
    ]
    across = [word.text for word, direction in words if direction != main and len(word.text) > 1]
    return PageWords(upright, across)


def _turn(word: Word, direction: int) -> Word:
    left, bottom, right, top = word.left, word.bottom, word.right, word.top
    if direction == _UP:
        return Word(word.text, bottom, -right, top, -left)
    if direction == _DOWN:
        return Word(word.text, -top, left, -bottom, right)
    if direction == _LEFT:
        return Word(word.text, -right, -top, -left, -bottom)
    return word


def usual_height(words: Sequence[Word]) -> float:
    """The height of type in the middle of all words, in points; 1 without words."""
    return statistics.median(word.height for word in words) if words else 1.0
