"""Notes and fields of a page become a part of what is drawn on it, or go (ISO 32000-1, 12.5)."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pikepdf

from withhold.cleaning.pdf.interface import Unsure
from withhold.cleaning.pdf.values import as_numbers, entry, items, number
from withhold.readers.pdf.letters import Box

_SHOWN = """
/Widget /FreeText /Stamp /Highlight /Underline /StrikeOut /Squiggly /Ink /Line /Square /Circle /Polygon
/PolyLine /Caret
"""
_DRAWN = frozenset(_SHOWN.split())
_UNSEEN = 1 << 1 | 1 << 5
"""Flags of a note that is hidden, or not for the screen (12.5.3)."""


def opened(data: bytes, passwords: tuple[str, ...]) -> pikepdf.Pdf:
    """The document. Raises Unsure where its structure cannot be read."""
    for password in ("", *passwords):
        try:
            return pikepdf.open(BytesIO(data), password=password, suppress_warnings=True)
        except pikepdf.PasswordError:
            continue
        except (pikepdf.PdfError, ValueError, RuntimeError):
            break
    raise Unsure("its structure cannot be read")


def flattened(document: pikepdf.Pdf) -> tuple[bytes, dict[int, list[Box]]]:
    """The document without notes, those that are seen drawn on their pages; and by page, from 1, the boxes
    that were marked for redaction: what stands there has to go."""
    marked = {}
    for at, page in enumerate(document.pages, 1):
        notes = [note for note in items(entry(page.obj, "/Annots")) if isinstance(note, pikepdf.Dictionary)]
        if boxes := [box for note in notes for box in _marked(note)]:
            marked[at] = boxes
        page.obj["/Annots"] = pikepdf.Array([note for note in notes if _is_drawn(note)])
    try:
        document.flatten_annotations("screen")
        for page in document.pages:
            if "/Annots" in page.obj:
                del page.obj["/Annots"]
        flat = BytesIO()
        document.save(flat, deterministic_id=True)
    except (pikepdf.PdfError, RuntimeError):
        raise Unsure("its notes cannot be drawn on the pages") from None
    return flat.getvalue(), marked


def _is_drawn(note: Any) -> bool:
    flags = int(number(entry(note, "/F")))
    return str(entry(note, "/Subtype") or "") in _DRAWN and not flags & _UNSEEN and entry(note, "/OC") is None


def _marked(note: Any) -> Iterator[Box]:
    """The boxes of a mark for redaction, or of a filled square (12.5.6.23, 12.5.6.8)."""
    kind = str(entry(note, "/Subtype") or "")
    if kind != "/Redact" and not (kind == "/Square" and items(entry(note, "/IC"))):
        return
    corners = as_numbers(entry(note, "/QuadPoints"))
    if kind == "/Redact" and len(corners) >= 8:
        for at in range(0, len(corners) - 7, 8):
            across, up = corners[at : at + 8 : 2], corners[at + 1 : at + 8 : 2]
            yield min(across), min(up), max(across), max(up)
        return
    sides = as_numbers(entry(note, "/Rect"))
    if len(sides) == 4:
        yield min(sides[::2]), min(sides[1::2]), max(sides[::2]), max(sides[1::2])
