"""Whether a page of the copy shows what the page of the original shows."""

from collections.abc import Sequence
from typing import Any

import pypdfium2.raw as pdfium
from PIL import Image, ImageChops, ImageDraw

from withhold.readers.pdf.letters import Box
from withhold.readers.pdf.rendered import in_pixels, rendered

_LONGEST_SIDE = 700
"""Pixels: enough to tell a letter that is missing, or stands elsewhere."""
_STEP = 64
"""Of 255, by which a pixel of one page is another one; less may be a rounded place."""
_MOST = 0.0005
"""Of all pixels, which may differ: a word of eight letters has more."""


def is_alike(before: Any, after: Any, going: Sequence[Box]) -> bool:
    """Whether two open pages look the same but for what has to go."""
    size = _size(before)
    if size != _size(after):
        return False
    ours, theirs = rendered(before, size), rendered(after, size)
    if ours == theirs:
        return True
    pictures = [Image.frombytes("RGBX", size, content).convert("RGB") for content in (ours, theirs)]
    for picture in pictures:
        draw = ImageDraw.Draw(picture)
        for box in going:
            left, top, right, bottom = in_pixels(before, size, box)
            draw.rectangle((left - 3, top - 3, right + 3, bottom + 3), fill=0)
    differing = ImageChops.difference(pictures[0], pictures[1]).convert("L").point(_is_other)
    return sum(differing.histogram()[1:]) <= _MOST * size[0] * size[1]


def _is_other(step: int) -> int:
    return 255 if step > _STEP else 0


def _size(page: Any) -> tuple[int, int]:
    width, height = pdfium.FPDF_GetPageWidthF(page), pdfium.FPDF_GetPageHeightF(page)
    scale = _LONGEST_SIDE / max(width, height, 1.0)
    return max(1, round(width * scale)), max(1, round(height * scale))
