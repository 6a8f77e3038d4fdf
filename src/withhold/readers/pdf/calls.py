"""PDFium's functions that are called for every letter and object of a page, in the fastest way there is.

Called with addresses as plain numbers and without letting go of the interpreter's lock, which they hold for
less than a microsecond, they cost a third of what the bindings make them cost.
"""

import ctypes
from collections.abc import Callable
from struct import Struct
from typing import Any

import pypdfium2.raw as pdfium

_POINTER, _INT = ctypes.c_void_p, ctypes.c_int
FOUR_FLOATS = Struct("=4f").unpack_from
TWO_DOUBLES = Struct("=2d").unpack_from
FOUR_COUNTS = Struct("=4I").unpack_from


def address(of: Any) -> int:
    """The address of an open page, text or object; 0 for none."""
    return ctypes.cast(of, ctypes.c_void_p).value or 0


def _call(function: Any, result: Any, *arguments: Any) -> Callable[..., Any]:
    return ctypes.PYFUNCTYPE(result, *arguments)(address(function))


loose_box = _call(pdfium.FPDFText_GetLooseCharBox, _INT, _POINTER, _INT, _POINTER)
"""Text page, letter, buffer of four floats: left, top, right, bottom."""
origin = _call(pdfium.FPDFText_GetCharOrigin, _INT, _POINTER, _INT, _POINTER, _POINTER)
"""Text page, letter, two buffers of a double."""
text_object = _call(pdfium.FPDFText_GetTextObject, _POINTER, _POINTER, _INT)
"""Text page, letter: the address of its object, or None."""
is_generated = _call(pdfium.FPDFText_IsGenerated, _INT, _POINTER, _INT)
letter_index = _call(pdfium.FPDFText_GetCharIndexFromTextIndex, _INT, _POINTER, _INT)
bounds = _call(pdfium.FPDFPageObj_GetBounds, _INT, *[_POINTER] * 5)
"""Object, four buffers of a float: left, bottom, right, top."""
fill_colour = _call(pdfium.FPDFPageObj_GetFillColor, _INT, *[_POINTER] * 5)
"""Object, four buffers of a count: red, green, blue, alpha."""
