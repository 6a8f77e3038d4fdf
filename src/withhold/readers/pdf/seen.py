"""Which texts of a PDF page somebody who looks at it sees, and how the others are hidden.

A page is painted in the order of its content (ISO 32000-1, 8.2): what is painted later covers what was
painted before. A text may be painted over, painted in the colour of what lies under it, not painted at all,
outside of what is shown, or too small to be seen.
"""

import ctypes
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pypdfium2.raw as pdfium

from withhold.domain.concealment import Concealment
from withhold.readers.pdf.areas import Areas
from withhold.readers.pdf.layers import Layers
from withhold.readers.pdf.letters import Box
from withhold.readers.pdf.painted import Painted, painted_on
from withhold.readers.pdf.rendered import Marks

_NOT_PAINTED = frozenset({3, 7})
"""Modes in which a text leaves no mark: invisible, and clipping only (9.3.6)."""
_SMALLEST = 1.0
"""Points: smaller type is a speck."""
_ALIKE = 12
"""Steps of 255 by which two colours differ that nobody tells apart."""
_DARK = 96
_WHITE = (255, 255, 255)
"""A colour that PDFium tells also for what it knows none of: a pattern."""
_COVERED = 0.6
"""Of a word's width, in the middle of its height, from which it cannot be read."""
_SCAN = 0.5
"""Of a page, from which a picture is its scan, and a text that is not painted its OCR layer."""


@dataclass(slots=True)
class Seen:
    """One page: what is painted on it, and what of its texts is known already."""

    shown: Box
    painted: Sequence[Painted]
    layers: Layers
    hidden_notes: Sequence[Box] = ()
    page: Any = field(default=None, repr=False)
    """The open page, from which a picture can tell what the colours do not."""
    _marks: Marks | None = None
    _by_text: dict[int, Painted] = field(default_factory=dict)
    _areas: Areas = field(init=False)
    _plain: dict[int, bool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._by_text = {one.pointer: one for one in self.painted if one.is_text}
        self._areas = Areas([one for one in self.painted if one.is_area])

    def how(self, text: int | None, box: Box) -> Concealment:
        """How the word in this box, which belongs to the text object at this address, is hidden."""
        if _outside(box, self.shown):
            return Concealment.OFF_PAGE
        known = self._plain.get(text or 0)
        if known is None:
            known = self._plain[text or 0] = self._is_plain(text or 0)
        if known and box[3] - box[1] >= _SMALLEST:
            return Concealment.VISIBLE
        painted = self._by_text.get(text or 0)
        if painted is None:
            return Concealment.VISIBLE
        if self.layers.is_off(painted.item):
            return Concealment.INVISIBLE_TEXT
        if painted.mode in _NOT_PAINTED or painted.alpha == 0:
            return Concealment.IMAGE_TEXT if self._is_scan(box) else Concealment.INVISIBLE_TEXT
        if box[3] - box[1] < _SMALLEST:
            return Concealment.INVISIBLE_TEXT
        areas = self._areas.at(box)
        above = [area.box for area in areas if area.order > painted.order and area.alpha == 255]
        if _covered_by(box, above) or _covered_by(box, self.hidden_notes):
            return Concealment.UNDER_REDACTION
        return self._against(painted, box, [area for area in areas if area.order < painted.order])

    def _is_plain(self, text: int) -> bool:
        """Whether a text is surely seen as far as it is on the page: it is painted, in a colour, and near no
        area that might lie over or under it."""
        painted = self._by_text.get(text)
        if painted is None:
            return False
        colour = painted.colour or (0, 0, 0)
        is_painted = painted.mode not in _NOT_PAINTED and painted.alpha > 0
        is_coloured = 255 - min(colour) > _ALIKE
        return (
            is_painted
            and is_coloured
            and not self.hidden_notes
            and not self._areas.near(painted.box)
            and not self.layers.is_off(painted.item)
        )

    def covering(self, order: int) -> list[Box]:
        """The areas painted after an object of this order that hide what is under them."""
        return [area.box for area in self._areas.all if area.order > order and area.alpha == 255]

    def _against(self, painted: Painted, box: Box, below: Sequence[Painted]) -> Concealment:
        """Whether the colour of a text is that of what lies under it."""
        under = next((area for area in reversed(below) if _covers(area.box, box) >= _COVERED), None)
        if under is not None and under.colour is None:
            return Concealment.VISIBLE  # a picture: nobody can tell here
        ground = _WHITE if under is None or under.colour is None else under.colour
        colour = painted.colour
        if colour is None or max(abs(a - b) for a, b in zip(colour, ground, strict=True)) > _ALIKE:
            return Concealment.VISIBLE
        if colour == _WHITE and self._leaves_a_mark(box):
            return Concealment.VISIBLE
        return Concealment.UNDER_REDACTION if max(ground) < _DARK else Concealment.INVISIBLE_TEXT

    def _leaves_a_mark(self, box: Box) -> bool:
        if self._marks is None:
            if self.page is None:
                return False
            white = [one.item for one in self.painted if one.is_text and one.colour == _WHITE]
            self._marks = Marks(self.page, white)
        return self._marks.is_seen(box)

    def _is_scan(self, box: Box) -> bool:
        left, bottom, right, top = self.shown
        whole = max((right - left) * (top - bottom), 1.0)
        return any(
            area.colour is None and _area(area.box) >= _SCAN * whole and _covers(area.box, box) >= _COVERED
            for area in self._areas.all
        )


def seen_on(page: Any, layers: Layers) -> Seen:
    """What is painted on an open page."""
    return Seen(shown_of(page), painted_on(page), layers, redactions(page), page)


def shown_of(page: Any) -> Box:
    """What of the page is shown: its crop box, else its media box, else all."""
    sides = [ctypes.c_float() for _ in range(4)]
    for read in (pdfium.FPDFPage_GetCropBox, pdfium.FPDFPage_GetMediaBox):
        if read(page, *map(ctypes.byref, sides)):
            left, bottom, right, top = (side.value for side in sides)
            return min(left, right), min(bottom, top), max(left, right), max(bottom, top)
    return -1e9, -1e9, 1e9, 1e9


def redactions(page: Any) -> list[Box]:
    """Marks for redaction that nobody has applied, and filled boxes among the notes (12.5.6.23, 12.5.6.8)."""
    found = []
    rectangle = pdfium.FS_RECTF()
    for number in range(min(pdfium.FPDFPage_GetAnnotCount(page), 1000)):
        note = pdfium.FPDFPage_GetAnnot(page, number)
        if not note:
            continue
        try:
            kind = pdfium.FPDFAnnot_GetSubtype(note)
            filled = kind == pdfium.FPDF_ANNOT_REDACT or (
                kind == pdfium.FPDF_ANNOT_SQUARE and _is_filled(note)
            )
            if filled and pdfium.FPDFAnnot_GetRect(note, ctypes.byref(rectangle)):
                found.append((rectangle.left, rectangle.bottom, rectangle.right, rectangle.top))
        finally:
            pdfium.FPDFPage_CloseAnnot(note)
    return found


def _is_filled(note: Any) -> bool:
    parts = [ctypes.c_uint() for _ in range(4)]
    kind = pdfium.FPDFANNOT_COLORTYPE_InteriorColor
    return bool(pdfium.FPDFAnnot_GetColor(note, kind, *map(ctypes.byref, parts))) and parts[3].value == 255


def _area(box: Box) -> float:
    return max(0.0, box[2] - box[0]) * max(0.0, box[3] - box[1])


def _outside(box: Box, shown: Box) -> bool:
    """Whether the middle of a word lies outside of what is shown. A word without a box is let pass."""
    if box == (0.0, 0.0, 0.0, 0.0):
        return False
    across, up = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return not (shown[0] <= across <= shown[2] and shown[1] <= up <= shown[3])


def _covers(area: Box, box: Box) -> float:
    """How much of a word's width an area covers, in the middle of its height."""
    middle, width = (box[1] + box[3]) / 2, max(box[2] - box[0], 0.001)
    if not area[1] <= middle <= area[3]:
        return 0.0
    return max(0.0, min(area[2], box[2]) - max(area[0], box[0])) / width


def _covered_by(box: Box, areas: Sequence[Box]) -> bool:
    """Whether areas that may lie side by side cover a word."""
    return sum(_covers(area, box) for area in areas) >= _COVERED
