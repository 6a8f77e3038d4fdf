"""What a page gives to those who write its content anew: resources, layers, pictures, what is shown."""

import ctypes
from collections.abc import Sequence
from typing import Any

import pypdfium2.raw as pdfium

from withhold.cleaning.pdf.beheld import Beheld
from withhold.cleaning.pdf.fonts import Measure
from withhold.cleaning.pdf.interface import Unsure, placed
from withhold.cleaning.pdf.layers import Layers
from withhold.cleaning.pdf.pictures import blackened
from withhold.cleaning.pdf.resources import Resources
from withhold.cleaning.pdf.state import State, shared
from withhold.readers.pdf.letters import Box

_LEAST = 3.0
"""Points by which a box has to reach into a picture to hide something of it."""


class Page:
    """An open page while it is written anew."""

    def __init__(self, beheld: Beheld, resources: Resources, layers: Layers) -> None:
        self.beheld = beheld
        self.resources = resources
        self.layers = layers

    def measure(self, text: Any) -> Measure:
        """Widths of letters in the font of a text, as the renderer knows them."""
        font = pdfium.FPDFTextObj_GetFont(text)

        def width(letter: str) -> float | None:
            found = ctypes.c_float()
            if not font or not pdfium.FPDFFont_GetGlyphWidth(font, ord(letter), 1000.0, ctypes.byref(found)):
                return None
            return found.value / 1000

        return width

    def picture(self, stream: Any, state: State) -> Any:
        """A picture as the copy may hold it: without what of it is not seen. None where nothing is."""
        going = self.hidden_of(state)
        if going is None:
            return None
        if going:
            return blackened(self.resources.document, stream, state.now.matrix, going)
        return self.resources.taken(stream)

    def hidden_of(self, state: State) -> Sequence[Box] | None:
        """Which boxes of the next picture are not seen, or have to go; None where it has to go as a whole."""
        told, order = self.beheld.picture()
        box = placed(state.now.matrix, 0.0, 0.0, 1.0, 1.0)
        if max(abs(a - b) for a, b in zip(told, box, strict=True)) > _LEAST + 0.01 * (box[2] - box[0]):
            raise Unsure("a picture does not stand where its content says")
        seen = shared(shared(box, self.beheld.seen.shown), state.now.clip)
        covering = [area for area in self.beheld.over(order) if _reaches_into(area, seen)]
        if not _has_area(seen) or any(_holds(area, seen) for area in covering):
            return None
        outside = [area for area in _around(box, seen) if _reaches_into(area, box)]
        return [*outside, *covering, *(area for area in self.beheld.going if _has_area(shared(area, seen)))]


def _has_area(box: Box) -> bool:
    return box[2] > box[0] and box[3] > box[1]


def _reaches_into(area: Box, box: Box) -> bool:
    left, bottom, right, top = shared(area, box)
    return min(right - left, top - bottom) >= _LEAST


def _holds(area: Box, box: Box) -> bool:
    slack = 0.5
    return (
        area[0] - slack <= box[0]
        and area[1] - slack <= box[1]
        and area[2] + slack >= box[2]
        and area[3] + slack >= box[3]
    )


def _around(whole: Box, seen: Box) -> list[Box]:
    """The four boxes between a box and one within it."""
    left, bottom, right, top = whole
    return [
        (left, bottom, seen[0], top),
        (seen[2], bottom, right, top),
        (left, bottom, right, seen[1]),
        (left, seen[3], right, top),
    ]
