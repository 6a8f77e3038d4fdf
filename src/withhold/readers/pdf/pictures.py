"""The pictures on a PDF page, whose text is not read."""

import ctypes
from collections.abc import Iterator
from typing import Any

import pypdfium2.raw as pdfium

_MOST_OBJECTS = 20_000
_DEEPEST = 4


def largest_picture(page: Any) -> int:
    """Pixels of the largest picture on an open page; 0 without any."""
    return max((pixels for _, pixels in pictures_of(page)), default=0)


def pictures_of(page: Any) -> Iterator[tuple[Any, int]]:
    """(object, pixels) of every picture on an open page."""
    width, height = ctypes.c_uint(), ctypes.c_uint()
    for item in _objects(page):
        if pdfium.FPDFPageObj_GetType(item) != pdfium.FPDF_PAGEOBJ_IMAGE:
            continue
        if pdfium.FPDFImageObj_GetImagePixelSize(item, ctypes.byref(width), ctypes.byref(height)):
            yield item, width.value * height.value


def _objects(page: Any) -> Iterator[Any]:
    """What is drawn on a page, in forms that it uses too; the first 20,000."""
    get, size = pdfium.FPDFPage_GetObject, pdfium.FPDFPage_CountObjects(page)
    waiting = [(get(page, at), 1) for at in range(min(size, _MOST_OBJECTS))]
    left = _MOST_OBJECTS
    while waiting and left:
        item, depth = waiting.pop()
        left -= 1
        yield item
        if depth < _DEEPEST and pdfium.FPDFPageObj_GetType(item) == pdfium.FPDF_PAGEOBJ_FORM:
            count = pdfium.FPDFFormObj_CountObjects(item)
            get = pdfium.FPDFFormObj_GetObject
            waiting.extend((get(item, at), depth + 1) for at in range(min(count, left)))
