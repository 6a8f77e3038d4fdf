"""Texts without the letters that have to go: what stays keeps its place (ISO 32000-1, 9.4.3)."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pikepdf

from withhold.cleaning.pdf.beheld import Beheld, BeheldText, stands_at
from withhold.cleaning.pdf.fonts import Glyph
from withhold.cleaning.pdf.interface import Unsure
from withhold.cleaning.pdf.pruning import Used
from withhold.cleaning.pdf.state import State, shared
from withhold.cleaning.pdf.values import is_number, number
from withhold.readers.pdf.letters import Box

_FINENESS = Decimal("0.001")
_LEAST = 0.01
"""Of a letter's width or height that has to be within what is shown."""


class Showing:
    """Writes the operands of `TJ` anew; keeps the state's place."""

    def __init__(self, beheld: Beheld, state: State, used: Used) -> None:
        self._beheld = beheld
        self._state = state
        self._used = used

    def left(self, text: BeheldText, parts: Sequence[Any], *, is_off: bool) -> list[Any] | None:
        """What is left of a text, as strings and numbers; None where nothing of it is. Raises Unsure."""
        glyphs = self._glyphs(parts)
        if glyphs is None:
            self._state.is_known = False
            return self._whole(text, parts, is_off=is_off)
        line, around = _Line(), text.box
        now = self._state.now
        boxes = []
        for part in glyphs:
            if isinstance(part, float):
                self._state.shift(part)
                line.gap(part)
                continue
            step = self._state.advance(part)
            box = self._state.box(part)
            boxes.append(box)
            if is_off or _is_cut_off(box, now.clip) or self._beheld.is_going(text, box):
                line.gap(-step * 1000 / now.size)
            else:
                line.letter(part.code)
        if boxes:
            around = (
                min(box[0] for box in boxes),
                0.0,
                max(box[2] for box in boxes),
                boxes[0][3] - boxes[0][1],
            )
        if not stands_at(around, text.box):
            return self._whole(text, parts, is_off=is_off)
        self._used.add(now.made, line.codes)
        return line.parts()

    def _glyphs(self, parts: Sequence[Any]) -> list[Glyph | float] | None:
        """Letters, and how far the numbers between them move the next one; None where that is not known."""
        now = self._state.now
        if not self._state.is_known or not now.size or now.widths is None:
            return None
        found: list[Glyph | float] = []
        for part in parts:
            if not isinstance(part, pikepdf.String):
                found.append(number(part))
                continue
            glyphs = now.widths.glyphs(bytes(part))
            if glyphs is None:
                return None
            found += glyphs
        return found

    def _whole(self, text: BeheldText, parts: Sequence[Any], *, is_off: bool) -> list[Any] | None:
        """A text of which nobody knows where its letters stand stays or goes as one."""
        going = True if is_off else self._beheld.is_going_whole(text)
        if going is None:
            raise Unsure("a part of a text has to go whose letters cannot be told apart")
        if going:
            return None
        self._used.keep(self._state.now.made)
        return [part for part in parts if _is_plain(part)]


class _Line:
    """Strings, and the gaps between them."""

    def __init__(self) -> None:
        self._parts: list[Any] = []
        self._gap = 0.0
        self._letters = bytearray()
        self.codes: set[bytes] = set()

    def letter(self, code: bytes) -> None:
        if self._gap:
            self._end()
            self._parts.append(Decimal(self._gap).quantize(_FINENESS))
            self._gap = 0.0
        self._letters += code
        self.codes.add(code)

    def gap(self, thousandths: float) -> None:
        self._gap += thousandths

    def _end(self) -> None:
        if self._letters:
            self._parts.append(pikepdf.String(bytes(self._letters)))
            self._letters.clear()

    def parts(self) -> list[Any]:
        self._end()
        if self._gap:
            self._parts.append(Decimal(self._gap).quantize(_FINENESS))
        return self._parts


def _is_plain(part: Any) -> bool:
    return is_number(part) or isinstance(part, pikepdf.String)


def _is_cut_off(box: Box, clip: Box) -> bool:
    """Whether nothing of a letter is within what is shown. One without width is let pass."""
    left, bottom, right, top = shared(box, clip)
    return (right - left) < _LEAST * (box[2] - box[0]) or (top - bottom) < _LEAST * (box[3] - box[1])
