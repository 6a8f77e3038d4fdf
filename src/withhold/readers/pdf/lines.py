"""Words to lines: what stands at one height, in the order in which it is read."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

from withhold.readers.pdf.words import Word, is_right_to_left

_SAME_LINE = 0.5
_SPACE = 0.28
"""Width of a blank in parts of the height of type, where a page has too few to measure."""
_WIDEST_SPACE = 1.0
_FEW = 8
_TAB = 2.0


@dataclass
class Line:
    """Words that stand at one height, from left to right. Widths are in points."""

    words: list[Word] = field(default_factory=list)
    middle: float = 0.0
    height: float = 1.0

    @cached_property
    def is_right_to_left(self) -> bool:
        """Whether more words are written to the left than to the right."""
        to_left = sum(is_right_to_left(word.text) for word in self.words)
        return to_left > 0 and 2 * to_left >= sum(any(map(str.isalpha, word.text)) for word in self.words)

    def runs(self, gap: float) -> list[list[Word]]:
        """The words parted wherever there is a gap of at least `gap`."""
        parts: list[list[Word]] = []
        end = 0.0
        for word in self.words:
            if parts and word.left - end < gap:
                parts[-1].append(word)
                end = max(end, word.right)
            else:
                parts.append([word])
                end = word.right
        return parts


def lines_of(words: Sequence[Word]) -> list[Line]:
    """The lines of a page from its top down."""
    lines: list[Line] = []
    for word in sorted(words, key=lambda word: (-word.middle, word.left)):
        line = lines[-1] if lines else None
        if line is None or line.middle - word.middle > _SAME_LINE * min(line.height, word.height):
            line = Line(middle=word.middle, height=word.height)
            lines.append(line)
        line.words.append(word)
    for line in lines:
        line.words.sort(key=lambda word: word.left)
        line.height = statistics.median(word.height for word in line.words)
    return lines


def usual_space(lines: Sequence[Line]) -> float:
    """The width of a blank on a page in parts of the height of type: that of most gaps between words."""
    gaps = [
        (after.left - before.right) / line.height
        for line in lines
        for before, after in pairwise(line.words)
        if 0.05 < (after.left - before.right) / line.height < _WIDEST_SPACE
    ]
    return statistics.median(gaps) if len(gaps) >= _FEW else _SPACE


def text_of(words: Sequence[Word], height: float, *, to_left: bool) -> str:
    """Words beside one another as they are read, with a tab at every wide gap.

    Numbers and words of the other direction keep their own order inside a line (Unicode, annex 9, as far as
    whole words go).
    """
    parts: list[str] = []
    end = None
    for word in words:
        if end is not None:
            parts.append("\t" if word.left - end > _TAB * height else " ")
        parts.append(word.text)
        end = word.right
    if not to_left:
        return "".join(parts)
    parts.reverse()
    ordered: list[str] = []
    other: list[str] = []
    for part in parts:
        if part in "\t " and other or part not in "\t " and not is_right_to_left(part):
            other.append(part)
            continue
        ordered.extend(_put_back(other))
        other = []
        ordered.append(part)
    ordered.extend(_put_back(other))
    return "".join(ordered)


def _put_back(parts: list[str]) -> list[str]:
    """Words of the other direction in their own order; the blank behind them stays behind them."""
    blanks = [parts.pop()] if parts and parts[-1] in "\t " else []
    return [*reversed(parts), *blanks]
