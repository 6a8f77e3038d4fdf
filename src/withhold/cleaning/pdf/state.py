"""Where the next letter of a page's content stands (ISO 32000-1, 8.4 and 9.3)."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from withhold.cleaning.pdf.drawing import ENDING, points_of
from withhold.cleaning.pdf.fonts import Font, Glyph
from withhold.cleaning.pdf.interface import PLAIN, Matrix, placed, times
from withhold.readers.pdf.letters import Box

_EVERYWHERE: Box = (-1e9, -1e9, 1e9, 1e9)
_ASCENT, _DESCENT = 0.8, -0.2
"""Of the size of type, as boxes of letters are taken to be."""
_KEPT = {"Tc": "letter_space", "Tw": "word_space", "TL": "leading", "Ts": "rise"}


@dataclass(slots=True)
class Kept:
    """What `q` keeps and `Q` brings back."""

    matrix: Matrix = PLAIN
    clip: Box = _EVERYWHERE
    font: Any = field(default=None, repr=False)
    made: Any = field(default=None, repr=False)
    """The font as the copy has it."""
    widths: Font | None = None
    size: float = 0.0
    letter_space: float = 0.0
    word_space: float = 0.0
    stretch: float = 1.0
    leading: float = 0.0
    rise: float = 0.0


@dataclass(slots=True)
class State:
    """The state while a page is walked through."""

    now: Kept = field(default_factory=Kept)
    _stack: list[Kept] = field(default_factory=list)
    line: Matrix = PLAIN
    text: Matrix = PLAIN
    is_known: bool = True
    """Whether the place of the next letter is known: not behind a text whose widths nobody knows."""
    path: Box | None = None
    is_clipping: bool = False

    def inside(self, matrix: Matrix) -> "State":
        """The state in which a form begins."""
        return State(replace(self.now, matrix=times(matrix, self.now.matrix)))

    @property
    def depth(self) -> int:
        """How many `Q` are missing."""
        return len(self._stack)

    def follow(self, operator: str, operands: Sequence[float]) -> None:
        """What an operator changes that has these numbers behind it."""
        if operator in _KEPT:
            setattr(self.now, _KEPT[operator], operands[0])
            return
        match operator, operands:
            case "q", _:
                self._stack.append(replace(self.now))
            case "Q", _:
                self.now = self._stack.pop()
            case "cm", [a, b, c, d, e, f]:
                self.now.matrix = times((a, b, c, d, e, f), self.now.matrix)
            case "BT", _:
                self.text = self.line = PLAIN
                self.is_known = True
            case "Tz", [percent]:
                self.now.stretch = percent / 100
            case "Td" | "TD", [across, up]:
                self.now.leading = -up if operator == "TD" else self.now.leading
                self._line((1.0, 0.0, 0.0, 1.0, across, up), self.line)
            case "T*", _:
                self._line((1.0, 0.0, 0.0, 1.0, 0.0, -self.now.leading), self.line)
            case "Tm", [a, b, c, d, e, f]:
                self._line((a, b, c, d, e, f), PLAIN)
            case "W" | "W*", _:
                self.is_clipping = True
            case _ if operator in ENDING:
                self._end_path()
            case _:
                self._draw(points_of(operator, operands))

    def _line(self, matrix: Matrix, of: Matrix) -> None:
        self.text = self.line = times(matrix, of)
        self.is_known = True

    def shift(self, thousandths: float) -> None:
        """A number between the strings of `TJ`."""
        self._on(-thousandths / 1000 * self.now.size * self.now.stretch)

    def advance(self, glyph: Glyph) -> float:
        """How far the letter moves the next one, in text space before it is stretched."""
        space = self.now.letter_space + (self.now.word_space if glyph.is_space else 0.0)
        return glyph.width * self.now.size + space

    def box(self, glyph: Glyph) -> Box:
        """Where a letter stands on the page; moves on behind it."""
        size, stretch = self.now.size, self.now.stretch
        whole = times((size * stretch, 0.0, 0.0, size, 0.0, self.now.rise), times(self.text, self.now.matrix))
        found = placed(whole, 0.0, _DESCENT, glyph.width, _ASCENT)
        self._on(self.advance(glyph) * stretch)
        return found

    def _on(self, distance: float) -> None:
        self.text = times((1.0, 0.0, 0.0, 1.0, distance, 0.0), self.text)

    def _draw(self, points: Sequence[tuple[float, float]]) -> None:
        for x, y in points:
            left, bottom, right, top = placed(self.now.matrix, x, y, x, y)
            if self.path is not None:
                left, bottom = min(left, self.path[0]), min(bottom, self.path[1])
                right, top = max(right, self.path[2]), max(top, self.path[3])
            self.path = left, bottom, right, top

    def _end_path(self) -> None:
        """If the path was to clip, only what lies in its bounds is shown from now on."""
        if self.is_clipping:
            self.clip_to(self.path or (0.0, 0.0, 0.0, 0.0))
        self.path, self.is_clipping = None, False

    def clip_to(self, box: Box) -> None:
        """Nothing is shown outside of this box of the page."""
        self.now.clip = shared(self.now.clip, box)


def shared(one: Box, other: Box) -> Box:
    """What two boxes have in common; one without area where that is nothing."""
    left, bottom = max(one[0], other[0]), max(one[1], other[1])
    return left, bottom, max(left, min(one[2], other[2])), max(bottom, min(one[3], other[3]))
