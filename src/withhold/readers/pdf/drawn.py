"""PDF pages and the pictures on them as pixels."""

import ctypes
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pypdfium2.raw as pdfium
from PIL import Image

from withhold.readers.pdf.pictures import pictures_of

_SCALE = 200 / 72
"""Pixels a point."""
_MOST_PIXELS = 25_000_000
_MOST_PICTURES = 50
_LEAST_PIXELS = 40_000
"""Of a picture that can hold legible words."""
_MODES = {
    pdfium.FPDFBitmap_Gray: ("L", "L"),
    pdfium.FPDFBitmap_BGR: ("RGB", "BGR"),
    pdfium.FPDFBitmap_BGRx: ("RGB", "BGRX"),
    pdfium.FPDFBitmap_BGRA: ("RGBA", "BGRA"),
}


def drawn(page: Any) -> Image.Image:
    """An open page as grey values, at 200 dots an inch; a very large one at fewer."""
    width, height = pdfium.FPDF_GetPageWidthF(page), pdfium.FPDF_GetPageHeightF(page)
    scale = min(_SCALE, (_MOST_PIXELS / max(width * height, 1)) ** 0.5)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    bitmap = pdfium.FPDFBitmap_CreateEx(*size, pdfium.FPDFBitmap_Gray, None, 0)
    try:
        pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, *size, 0xFFFFFFFF)
        flags = pdfium.FPDF_ANNOT | pdfium.FPDF_GRAYSCALE
        pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, *size, 0, flags)
        return _image(bitmap).convert("L")
    finally:
        pdfium.FPDFBitmap_Destroy(bitmap)


def pictures_on(page: Any) -> Iterator[Image.Image]:
    """The pictures on an open page that are large enough for words; the first fifty."""
    left = _MOST_PICTURES
    for item, pixels in pictures_of(page):
        if pixels < _LEAST_PIXELS or pixels > 4 * _MOST_PIXELS:
            continue
        bitmap = pdfium.FPDFImageObj_GetBitmap(item)
        if not bitmap:
            continue
        try:
            yield _image(bitmap)
        finally:
            pdfium.FPDFBitmap_Destroy(bitmap)
        left -= 1
        if not left:
            return


def as_file(image: Image.Image) -> bytes:
    """A picture as an unpacked file (BMP), for the reader of pictures."""
    out = BytesIO()
    image.convert("L").save(out, "BMP")
    return out.getvalue()


def _image(bitmap: Any) -> Image.Image:
    width, height = pdfium.FPDFBitmap_GetWidth(bitmap), pdfium.FPDFBitmap_GetHeight(bitmap)
    stride = pdfium.FPDFBitmap_GetStride(bitmap)
    data = ctypes.string_at(pdfium.FPDFBitmap_GetBuffer(bitmap), stride * height)
    mode, raw = _MODES[pdfium.FPDFBitmap_GetFormat(bitmap)]
    return Image.frombytes(mode, (width, height), data, "raw", raw, stride, 1)
