"""Words to lines: what stands at one height, in the order in which it is read."""

import statistics
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from withhold.readers.pdf.letters import is_right_to_left
from withhold.readers.pdf.words import LONGEST_JOINED, Word, join

_SAME_LINE = 0.45
_BESIDE = 0.85
_ALIGNED = 0.15
_MANY = 2
_ONE_IN = 3
_SPACE = 0.28
"""Width of a blank in parts of the height of type, where a page has too few to measure."""
_WIDEST_SPACE = 1.0
_FEW = 8
_TAB = 2.0
_BLANKS = frozenset(" \t")
_APART = 0.12
_LYING_OVER = -0.3
_LONGER_THAN_UNIT = 3


@dataclass
class Line:
    """Words that stand at one height: runs from left to right, each with its words from left to right."""

    words: list[Word] = field(default_factory=list)
    base: float = 0.0
    height: float = 1.0
    is_beside: bool = False
    """Whether it is a little higher or lower than a line of another column."""

    @property
    def left(self) -> float:
        """Where it begins."""
        return self.words[0].left

    @property
    def right(self) -> float:
        """Where it ends."""
        return max(word.right for word in self.words)

    def parts(self, gap: float) -> list[list[Word]]:
        """The words parted wherever there is a gap of at least `gap` points, or another run begins."""
        parts: list[list[Word]] = []
        for word in self.words:
            before = parts[-1][-1] if parts else None
            if before is not None and before.run == word.run and word.left - before.right < gap:
                parts[-1].append(word)
            else:
                parts.append([word])
        return parts

    def has_cells(self, gap: float) -> bool:
        """Whether two words are apart by `gap` points, or belong to runs that neither touch nor follow one
        another: text that is cut off at the edge of its cell goes on unseen under the next.

        So it is if a line of another column stands beside it, and where a part of a word stayed one because
        cells of other lines begin there.
        """
        if self.is_beside:
            return True
        for before, after in pairwise(self.words):
            width = after.left - before.right
            if width >= gap:
                return True
            if after.run != before.run and (
                after.is_glued or not _LYING_OVER <= width / self.height <= _APART
            ):
                return True
        return False


def lines_of(words: Sequence[Word]) -> list[Line]:
    """The lines of a page from its top down."""
    lines: list[Line] = []
    for word in sorted(words, key=lambda word: (-word.base, word.left)):
        line = lines[-1] if lines else None
        if line is None or line.base - word.base > _SAME_LINE * max(line.height, word.height):
            line = Line(base=word.base, height=word.height)
            lines.append(line)
        line.words.append(word)
    for line in lines:
        line.words.sort(key=lambda word: (word.run_left, word.run, word.left))
        line.height = statistics.median(word.height for word in line.words)
    _join_glued(lines)
    for above, below in pairwise(lines):
        if above.base - below.base < _BESIDE * min(above.height, below.height):
            apart = max(above.left - below.right, below.left - above.right)
            if apart > _APART * above.height:
                above.is_beside = below.is_beside = True
    return lines


def _join_glued(lines: Sequence[Line]) -> None:
    """Joins the parts of words. One that begins where cells of other lines do stays: it is a cell, and what
    it touches is cut off at the edge of its own, or is a number that is written up to that edge."""
    unit = _ALIGNED * statistics.median(line.height for line in lines) if lines else 1.0
    starts: Counter[int] = Counter()
    glued_starts: Counter[int] = Counter()
    for line in lines:
        glued = {word.run for word in line.words if word.is_glued}
        lefts = {word.run_left for word in line.words if word.run not in glued}
        starts.update({round(left / unit) for left in lefts})
        ours = [after.left for before, after in pairwise(line.words) if _is_beside_number(before, after)]
        glued_starts.update({round(left / unit) for left in ours})
    needed = max(_MANY, len(lines) // _ONE_IN)
    starts += Counter({at: count for at, count in glued_starts.items() if count >= max(_FEW, needed)})
    for line in lines:
        joined: list[Word] = []
        kept: dict[int, int] = {}
        for word in line.words:
            at = round(word.left / unit)
            is_cell = max(starts[at - 1], starts[at], starts[at + 1]) >= needed
            if word.is_glued and not is_cell and _is_next(joined, kept.get(word.run - 1, word.run - 1)):
                kept[word.run] = joined[-1].run
                join(joined[-1], word)
            else:
                word.run = kept.get(word.run, word.run)
                joined.append(word)
        line.words = joined


def _is_beside_number(number: Word, word: Word) -> bool:
    """Whether a word touches a number before it, and neither is a letter of a word or a unit."""
    is_number = len(number.text) > 1 and number.text[-1].isdigit()
    return word.is_glued and is_number and len(word.text) >= _LONGER_THAN_UNIT and word.text[0].isalpha()


def usual_space(lines: Sequence[Line]) -> float:
    """The width of a blank on a page in parts of the height of type: that of most gaps between words."""
    gaps = [
        (after.left - before.right) / line.height
        for line in lines
        for before, after in pairwise(line.words)
        if 0.05 < (after.left - before.right) / line.height < _WIDEST_SPACE
    ]
    return statistics.median(gaps) if len(gaps) >= _FEW else _SPACE


def _is_next(words: Sequence[Word], run: int) -> bool:
    """Whether the last word is one of this run, and not so long that no more may be joined to it."""
    return bool(words) and words[-1].run == run and len(words[-1].text) <= LONGEST_JOINED


def is_written_to_left(words: Sequence[Word]) -> bool:
    """Whether at least half of the words with letters are written to the left."""
    to_left = sum(is_right_to_left(word.text) for word in words)
    return to_left > 0 and 2 * to_left >= sum(any(map(str.isalpha, word.text)) for word in words)


def text_of(words: Sequence[Word], height: float) -> str:
    """Words beside one another as they are read, with a tab at every wide gap.

    Numbers and words of the other direction keep their own order inside a line (Unicode, annex 9, as far as
    whole words go).
    """
    parts: list[str] = []
    for at, word in enumerate(words):
        if at:
            parts.append("\t" if word.left - words[at - 1].right > _TAB * height else " ")
        parts.append(word.text)
    if not is_written_to_left(words):
        return "".join(parts)
    parts.reverse()
    ordered: list[str] = []
    other: list[str] = []
    for part in parts:
        if other if part in _BLANKS else not is_right_to_left(part):
            other.append(part)
            continue
        ordered.extend(_put_back(other))
        other = []
        ordered.append(part)
    ordered.extend(_put_back(other))
    return "".join(ordered)


def _put_back(parts: list[str]) -> list[str]:
    """Words of the other direction in their own order; the blank behind them stays behind them."""
    blanks = [parts.pop()] if parts and parts[-1] in _BLANKS else []
    return [*reversed(parts), *blanks]
