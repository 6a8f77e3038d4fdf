"""How wide the letters of a font are, as far as its dictionary tells (ISO 32000-1, 9.6 and 9.7)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pikepdf

from withhold.cleaning.pdf.values import as_numbers, entry, items, number

_CODECS = {"/WinAnsiEncoding": "cp1252", "/MacRomanEncoding": "mac_roman"}
_STANDARD = frozenset(range(0x20, 0x7F)) - {0x27, 0x60}
"""Codes whose letter is that of ASCII in the standard encoding (D.2)."""
_SPACE = 0x20
_THOUSAND = 1000.0

Measure = Callable[[str], float | None]
"""How wide a letter is in a font of which only the renderer knows it, at size 1."""


@dataclass(frozen=True, slots=True)
class Glyph:
    """A letter as its font codes it, its width at size 1, and whether it is the blank that is widened."""

    code: bytes
    width: float
    is_space: bool


class Font:
    """The widths of a font. Whether a text can be taken apart is told only by `glyphs`."""

    def __init__(self, length: int, width: Callable[[int], float | None]) -> None:
        self._length = length
        self._width = width

    def glyphs(self, text: bytes) -> list[Glyph] | None:
        """The letters of a text; None where the width or the length of one is not known."""
        if not self._length or len(text) % self._length:
            return None
        found = []
        for at in range(0, len(text), self._length):
            code = text[at : at + self._length]
            width = self._width(int.from_bytes(code, "big"))
            if width is None:
                return None
            found.append(Glyph(code, width, self._length == 1 and code[0] == _SPACE))
        return found


def font_of(font: Any, measure: Measure) -> Font:
    """The widths that a font's dictionary tells."""
    kind = str(entry(font, "/Subtype") or "")
    if kind == "/Type0":
        return _composite(font)
    scale = 1 / _THOUSAND
    if kind == "/Type3":
        matrix = as_numbers(entry(font, "/FontMatrix"))
        scale = matrix[0] if len(matrix) == 6 else scale
    widths = items(entry(font, "/Widths"))
    if not widths:
        return Font(1, _by_letter(font, measure))
    first = int(number(entry(font, "/FirstChar")))
    missing = entry(entry(font, "/FontDescriptor"), "/MissingWidth")
    known = {first + at: number(width) * scale for at, width in enumerate(widths)}
    other = None if missing is None else number(missing) * scale
    return Font(1, lambda code: known.get(code, other))


def _by_letter(font: Any, measure: Measure) -> Callable[[int], float | None]:
    """The standard fonts have no widths of their own (9.6.2.2): the renderer knows them."""
    encoding = entry(font, "/Encoding")
    base = entry(encoding, "/BaseEncoding") if isinstance(encoding, pikepdf.Dictionary) else encoding
    codec = _CODECS.get(str(base or ""))
    changed = any(True for _ in items(entry(encoding, "/Differences")))

    def width(code: int) -> float | None:
        if changed or (codec is None and code not in _STANDARD):
            return None
        try:
            letter = bytes([code]).decode(codec or "ascii")
        except UnicodeDecodeError:
            return None
        return measure(letter)

    return width


def _composite(font: Any) -> Font:
    """Two bytes a letter, written to the right; of other encodings nothing is known (9.7.5.2)."""
    inner = next(iter(items(entry(font, "/DescendantFonts"))), None)
    if str(entry(font, "/Encoding") or "") != "/Identity-H" or inner is None:
        return Font(0, lambda _: None)
    usual = entry(inner, "/DW")
    default = 1.0 if usual is None else number(usual) / _THOUSAND
    widths = widths_of(inner)
    return Font(2, lambda code: widths.get(code, default))


def widths_of(font: Any) -> dict[int, float]:
    """The widths by character: a first one with those that follow, or a range with one width (9.7.4.3)."""
    told = items(entry(font, "/W"))
    found: list[tuple[int, float]] = []
    at = 0
    while at + 1 < len(told):
        first, second = int(number(told[at])), told[at + 1]
        if isinstance(second, pikepdf.Array):
            found += [(first + step, number(width) / _THOUSAND) for step, width in enumerate(items(second))]
            at += 2
        elif at + 2 < len(told):
            last = min(int(number(second)), 0xFFFF)
            found += [(code, number(told[at + 2]) / _THOUSAND) for code in range(first, last + 1)]
            at += 3
        else:
            break
    return dict(found)
