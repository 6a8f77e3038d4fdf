"""Whether a text leaves a mark on its page, told by painting the page with it and without it."""

import ctypes
from collections.abc import Sequence
from typing import Any

import pypdfium2.raw as pdfium

from withhold.readers.pdf.letters import Box

_LONGEST_SIDE = 1200
"""Pixels: an A4 page at a hundred dots an inch, where type of four points leaves a mark."""
_BYTES = 4
"""Of a pixel."""
_MARK = 24
"""Steps of 255 by which a pixel has to differ."""


class Marks:
    """An open page with and without some of its texts.

    PDFium tells white for what is painted with a pattern (ISO 32000-1, 8.7), so only the picture of the page
    says whether somebody sees it.
    """

    def __init__(self, page: Any, texts: Sequence[Any]) -> None:
        self._page = page
        width, height = pdfium.FPDF_GetPageWidthF(page), pdfium.FPDF_GetPageHeightF(page)
        scale = _LONGEST_SIDE / max(width, height, 1.0)
        self._size = max(1, int(width * scale)), max(1, int(height * scale))
        painted = rendered(page, self._size)
        for text in texts:
            pdfium.FPDFPageObj_SetIsActive(text, False)
        try:
            without = rendered(page, self._size)
        finally:
            for text in texts:
                pdfium.FPDFPageObj_SetIsActive(text, True)
        self._pictures = painted, without

    def is_seen(self, box: Box) -> bool:
        """Whether the page differs in this box, which is in the page's own space."""
        left, top, right, bottom = in_pixels(self._page, self._size, box)
        painted, without = self._pictures
        for row in range(top, bottom):
            start = (row * self._size[0] + left) * _BYTES
            end = (row * self._size[0] + right) * _BYTES
            ours, theirs = painted[start:end], without[start:end]
            if ours != theirs and any(abs(a - b) > _MARK for a, b in zip(ours, theirs, strict=True)):
                return True
        return False


def rendered(page: Any, size: tuple[int, int]) -> bytes:
    """An open page on white, four bytes a pixel, row by row. Raises MemoryError."""
    width, height = size
    bitmap = pdfium.FPDFBitmap_Create(width, height, 0)
    if not bitmap:
        raise MemoryError
    try:
        pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, 0xFFFFFFFF)
        pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, pdfium.FPDF_ANNOT)
        return ctypes.string_at(pdfium.FPDFBitmap_GetBuffer(bitmap), width * height * _BYTES)
    finally:
        pdfium.FPDFBitmap_Destroy(bitmap)


def in_pixels(page: Any, size: tuple[int, int], box: Box) -> tuple[int, int, int, int]:
    """A box of the page on its picture of this size: left, top, right and bottom, within the picture."""
    across, down = ctypes.c_int(), ctypes.c_int()
    found = []
    for x, y in ((box[0], box[1]), (box[2], box[3])):
        pdfium.FPDF_PageToDevice(page, 0, 0, *size, 0, x, y, ctypes.byref(across), ctypes.byref(down))
        found.append((across.value, down.value))
    (a, b), (c, d) = found
    return (
        max(0, min(a, c)),
        max(0, min(b, d)),
        min(size[0], max(a, c) + 1),
        min(size[1], max(b, d) + 1),
    )
