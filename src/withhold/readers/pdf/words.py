"""Words of a PDF page with their boxes, turned so that they are read to the right and down."""

import re
import statistics
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from withhold.domain.concealment import Concealment
from withhold.readers.pdf.letters import Box, How, Letters, around, is_right_to_left, letters_of

_RIGHT, _UP, _LEFT, _DOWN = range(4)
_WIDEST_BLANK = 1.0
_OVERLAP = -0.15
_TOUCHING = 0.1
_ADJACENT = 0.03
_LYING_OVER = -0.3
LONGEST_JOINED = 1000
"""Letters of a word to which no more are joined: this is for words, and a page may hold a million letters."""
_SAME_LINE = 0.4
_SYLLABLES = 0.3
_LEAST = 0.001
_SYLLABIC = re.compile("[\u0900-\u109f\u1100-\u11ff\u1780-\u17ff\u3040-\u9fff\uac00-\ud7af]")
"""Scripts from Devanagari to Myanmar, and Khmer, whose vowels are drawn around their consonants, and those of
East Asia, whose letters are wide."""


@dataclass(slots=True)
class Word:
    """Letters without a blank between them, in a box in points; they stand on a line at the height `base`.

    Words of one `run` were written one after the other. `run_left` is where the run begins at its left.
    `is_glued`: nothing parts it from the run before, which it may yet be a part of.
    """

    text: str
    left: float
    bottom: float
    right: float
    top: float
    base: float
    is_glued: bool = False
    run: int = 0
    run_left: float = 0.0

    @property
    def height(self) -> float:
        """Height of the line of type, at least a thousandth of a point."""
        return max(self.top - self.bottom, _LEAST)


@dataclass(frozen=True, slots=True)
class PageWords:
    """Words in the direction in which most of the page is read, and texts that stand across it.

    `has_blanks`: the document holds its blanks as letters. Where it holds none between two words, they are
    then in different cells, however near they stand.
    """

    words: list[Word]
    across: list[str]
    has_blanks: bool


def page_words(page: Any, how: How) -> dict[Concealment, PageWords]:
    """Every word of an open page, by how it is hidden; visible ones first, also where there are none. Raises
    OverLimit for a page of more than a million letters."""
    by_hidden: dict[Concealment, list[Letters]] = {Concealment.VISIBLE: []}
    for item in letters_of(page, how):
        by_hidden.setdefault(item.hidden, []).append(item)
    return {hidden: _words_of(letters) for hidden, letters in by_hidden.items()}


def _words_of(letters: Sequence[Letters]) -> PageWords:
    directions = [_direction(item) for item in letters]
    votes: Counter[int] = Counter()
    for item, direction in zip(letters, directions, strict=True):
        votes[direction] += len(item.text) - 1
    main = votes.most_common(1)[0][0] if votes else _RIGHT
    ours: list[tuple[Letters, Word]] = []
    across: list[str] = []
    for item, direction in zip(letters, directions, strict=True):
        if direction == main or len(item.text) == 1:
            box = around(item.first, item.last)
            base = item.origin[1]
            if main != _RIGHT:
                box, base = _turned(box, main), _turned((*item.origin, *item.origin), main)[1]
            ours.append((item, Word(item.text, *box, base, item.is_glued)))
        else:
            across.append(item.text)
    blanks = sum([item.follows for item, _ in ours])
    # Only where fewer words than half have one can the blanks be too few.
    has_blanks = 2 * blanks > len(ours) or 2 * blanks > sum(
        _gap(above, word) < _WIDEST_BLANK and not item.is_glued for (_, above), (item, word) in pairwise(ours)
    )
    return PageWords(list(_in_runs(ours, has_blanks=has_blanks)), across, has_blanks)


def _in_runs(words: Sequence[tuple[Letters, Word]], *, has_blanks: bool) -> Iterator[Word]:
    """The words with their runs. Words that PDFium parted though nothing stands between them are joined: it
    makes blanks up where a vowel is drawn before its consonant."""
    usual = usual_height([word for _, word in words])
    run: list[Word] = []
    number = 0
    for item, word in words:
        gap = _gap(run[-1], word) if run else _WIDEST_BLANK
        is_run_on = _OVERLAP <= gap < _WIDEST_BLANK and (item.follows or not has_blanks) and not item.is_glued
        may_be_one = (has_blanks or item.is_glued) and not item.follows
        if run and may_be_one and _is_one_word(run[-1], word, gap, usual):
            join(run[-1], word)
            continue
        if gap < _LYING_OVER:
            word.is_glued = False
        if run and not is_run_on:
            yield from _ended(run, number)
            run = []
            number += 1
        run.append(word)
    yield from _ended(run, number)


def _is_one_word(before: Word, after: Word, gap: float, usual: float) -> bool:
    """Whether two pieces of a line are one word. Those of plain letters are not: they may be two cells."""
    if len(before.text) > LONGEST_JOINED:
        return False
    if after.is_glued:
        # Digits and letters of a line to the left, which PDFium turned round as a whole.
        return after.left < before.left and gap < _TOUCHING
    if _SYLLABIC.match(before.text[-1]) and _SYLLABIC.match(after.text[0]):
        return -usual < gap * max(before.height, after.height) < _SYLLABLES * usual
    is_plain = before.text[-1].isascii() or after.text[0].isascii()
    return abs(gap) < _ADJACENT if is_plain else _OVERLAP <= gap < _TOUCHING


def _ended(run: list[Word], number: int) -> list[Word]:
    left = min((word.left for word in run), default=0.0)
    for word in run:
        word.run, word.run_left = number, left
    return run


def join(word: Word, more: Word) -> None:
    """Makes one word of two that stand side by side."""
    is_before = more.left < word.left and not is_right_to_left(more.text)
    word.text = more.text + word.text if is_before else word.text + more.text
    word.left, word.right = min(word.left, more.left), max(word.right, more.right)
    word.bottom, word.top = min(word.bottom, more.bottom), max(word.top, more.top)


def _gap(before: Word, after: Word) -> float:
    """The blank between two words in heights of type, negative if they overlap; wide if on another line."""
    height, other = before.top - before.bottom, after.top - after.bottom
    height = max(height if height > other else other, _LEAST)
    if abs(before.base - after.base) > _SAME_LINE * height:
        return 2 * _WIDEST_BLANK
    behind, ahead = after.left - before.right, before.left - after.right
    return (behind if behind > ahead else ahead) / height


def _direction(word: Letters) -> int:
    first, last = word.first, word.last
    if first[1] == last[1] and first[3] == last[3] and first[0] <= last[0] and first[2] <= last[2]:
        return _RIGHT
    across = (last[0] + last[2] - first[0] - first[2]) / 2
    along = (last[1] + last[3] - first[1] - first[3]) / 2
    if abs(along) > 2 * abs(across):
        return _UP if along > 0 else _DOWN
    return _LEFT if across < 0 and not is_right_to_left(word.text) else _RIGHT


def _turned(box: Box, direction: int) -> Box:
    """A box on the page turned so that what was read in `direction` is read to the right."""
    left, bottom, right, top = box
    if direction == _UP:
        return bottom, -right, top, -left
    if direction == _DOWN:
        return -top, left, -bottom, right
    if direction == _LEFT:
        return -right, -top, -left, -bottom
    return box


def usual_height(words: Sequence[Word]) -> float:
    """The height of type in the middle of all words, in points; 1 without words."""
    return statistics.median(word.height for word in words) if words else 1.0
