"""What is painted on a PDF page, in its order: texts, and areas that cover what lies under them."""

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pypdfium2.raw as pdfium

from withhold.readers.pdf import calls
from withhold.readers.pdf.letters import Box

_MOST_OBJECTS = 50_000
_DEEPEST = 4
_RECTANGLE = 6
"""Segments of a path up to which it is a box, and covers what its bounds enclose."""
_LEAST_SIDE = 2.0
"""Points: thinner areas are lines."""

Colour = tuple[int, int, int]
Matrix = tuple[float, float, float, float, float, float]
_PLAIN: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Painted:
    """An object of a page's content. `order` counts from the first that is painted; `pointer` is its address.

    `colour` is None where it has none of its own (a picture) or none that is known. `alpha` of an area is 255
    where it hides all that lies under it, of a text how much of it is painted; `mode` is how that is done.
    """

    item: Any = field(repr=False)
    pointer: int
    order: int
    box: Box
    is_text: bool = False
    is_area: bool = False
    colour: Colour | None = None
    alpha: int = 255
    mode: int = 0


def painted_on(page: Any) -> list[Painted]:
    """The texts and areas of an open page, also in the forms that it uses; the first 50,000 objects."""
    found = []
    for order, (item, matrix) in enumerate(in_order(page)):
        kind = pdfium.FPDFPageObj_GetType(item)
        if kind == pdfium.FPDF_PAGEOBJ_TEXT:
            colour, alpha = _fill(item)
            mode = int(pdfium.FPDFTextObj_GetTextRenderMode(item))
            found.append(
                Painted(
                    item, calls.address(item), order, box_of(item, matrix), True, False, colour, alpha, mode
                )
            )
        elif (area := _area(item, kind)) is not None:
            box = box_of(item, matrix)
            if min(box[2] - box[0], box[3] - box[1]) >= _LEAST_SIDE:
                found.append(Painted(item, calls.address(item), order, box, False, True, *area))
    return found


def _area(item: Any, kind: int) -> tuple[Colour | None, int] | None:
    """Colour of an object under which a text may lie or on which it may stand, and 255 if it hides what lies
    under it; None for one that is no area."""
    if kind in (pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_SHADING):
        covers = kind == pdfium.FPDF_PAGEOBJ_IMAGE and not pdfium.FPDFPageObj_HasTransparency(item)
        return None, 255 if covers else 0
    if kind != pdfium.FPDF_PAGEOBJ_PATH:
        return None
    mode, stroked = ctypes.c_int(), ctypes.c_int()
    if not pdfium.FPDFPath_GetDrawMode(item, ctypes.byref(mode), ctypes.byref(stroked)) or not mode.value:
        return None
    colour, alpha = _fill(item)
    is_box = pdfium.FPDFPath_CountSegments(item) <= _RECTANGLE
    if not is_box:
        return None, 0  # its bounds say nothing of where it is painted
    return colour, 255 if alpha == 255 and not pdfium.FPDFPageObj_HasTransparency(item) else 0


def _fill(item: Any) -> tuple[Colour | None, int]:
    buffer = (ctypes.c_uint * 4)()
    start = ctypes.addressof(buffer)
    if not calls.fill_colour(calls.address(item), start, start + 4, start + 8, start + 12):
        return None, 255
    red, green, blue, alpha = calls.FOUR_COUNTS(buffer)
    return (red, green, blue), alpha


def in_order(page: Any) -> Iterator[tuple[Any, Matrix]]:
    """The objects as they are painted, those of forms in their place, each with the matrix of its form."""
    count = min(pdfium.FPDFPage_CountObjects(page), _MOST_OBJECTS)
    waiting = [(pdfium.FPDFPage_GetObject(page, at), _PLAIN, 1) for at in range(count - 1, -1, -1)]
    left = _MOST_OBJECTS
    while waiting and left:
        item, matrix, depth = waiting.pop()
        if not item:
            continue
        left -= 1
        yield item, matrix
        if depth < _DEEPEST and pdfium.FPDFPageObj_GetType(item) == pdfium.FPDF_PAGEOBJ_FORM:
            inner = _times(_matrix(item), matrix)
            held = min(pdfium.FPDFFormObj_CountObjects(item), left)
            waiting += [
                (pdfium.FPDFFormObj_GetObject(item, at), inner, depth + 1) for at in range(held - 1, -1, -1)
            ]


def _matrix(form: Any) -> Matrix:
    found = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(form, ctypes.byref(found)):
        return _PLAIN
    return found.a, found.b, found.c, found.d, found.e, found.f


def _times(inner: Matrix, outer: Matrix) -> Matrix:
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    return (
        a * p + b * r,
        a * q + b * s,
        c * p + d * r,
        c * q + d * s,
        e * p + f * r + t,
        e * q + f * s + u,
    )


def box_of(item: Any, matrix: Matrix) -> Box:
    """The bounds of an object on its page."""
    buffer = (ctypes.c_float * 4)()
    start = ctypes.addressof(buffer)
    if not calls.bounds(calls.address(item), start, start + 4, start + 8, start + 12):
        return 0.0, 0.0, 0.0, 0.0
    left, bottom, right, top = calls.FOUR_FLOATS(buffer)
    if matrix == _PLAIN:
        return left, bottom, right, top
    a, b, c, d, e, f = matrix
    across = [a * x + c * y + e for x in (left, right) for y in (bottom, top)]
    up = [b * x + d * y + f for x in (left, right) for y in (bottom, top)]
    return min(across), min(up), max(across), max(up)
