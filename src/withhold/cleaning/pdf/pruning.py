"""Fonts without the letters that nothing of the copy is written with.

Programs number the letters of an embedded font in the order of their first use, and so its tables spell what
a document began with, also where that was taken out (ISO 32000-1, 9.10.3).
"""

from collections import defaultdict
from typing import Any

import pikepdf

from withhold.cleaning.pdf.fonts import widths_of
from withhold.cleaning.pdf.truetype import NoTrueType, glyphs_of, without_glyphs
from withhold.cleaning.pdf.unicode import only
from withhold.cleaning.pdf.values import entry, items, number


class Used:
    """The codes of letters that the copy is written with, by font."""

    def __init__(self) -> None:
        self._codes: defaultdict[tuple[int, int], set[bytes]] = defaultdict(set)
        self._fonts: dict[tuple[int, int], Any] = {}
        self._whole: set[tuple[int, int]] = set()

    def add(self, font: Any, codes: set[bytes]) -> None:
        """The copy has these letters of a font."""
        self._fonts[font.objgen] = font
        self._codes[font.objgen] |= codes

    def keep(self, font: Any) -> None:
        """The copy has texts of a font whose letters nobody can tell apart: it stays whole."""
        self._whole.add(font.objgen)

    def prune(self, document: pikepdf.Pdf) -> None:
        """Take all other letters out of the fonts."""
        parts: defaultdict[tuple[int, int], set[int]] = defaultdict(set)
        holders: dict[tuple[int, int], Any] = {}
        for at, font in self._fonts.items():
            for inner in items(entry(font, "/DescendantFonts")) or [font]:
                # A part of several fonts is used by all of them.
                key = inner.objgen if inner.is_indirect else at
                holders[key] = inner
                parts[key] |= {int.from_bytes(code, "big") for code in self._codes[at]}
                if at in self._whole:
                    self._whole.add(key)
            unicode = entry(font, "/ToUnicode")
            if at not in self._whole and isinstance(unicode, pikepdf.Stream):
                mapped = only(unicode.read_bytes(), self._codes[at])
                font["/ToUnicode"] = document.make_stream(mapped)
        files = _Files()
        for key, holder in holders.items():
            files.add(holder, None if key in self._whole else parts[key])
            if key not in self._whole:
                _narrow(holder, parts[key])
        files.prune()


class _Files:
    """Font files of TrueType, and which of their letters are used."""

    def __init__(self) -> None:
        self._glyphs: defaultdict[tuple[int, int], set[int]] = defaultdict(set)
        self._files: dict[tuple[int, int], tuple[Any, bool]] = {}
        self._kept: set[tuple[int, int]] = set()

    def add(self, font: Any, codes: set[int] | None) -> None:
        """The codes of a font that are used; None where that is not known."""
        file = entry(entry(font, "/FontDescriptor"), "/FontFile2")
        if not isinstance(file, pikepdf.Stream):
            return
        try:
            glyphs = None if codes is None else _numbers(font, file, codes)
        except NoTrueType:
            glyphs = None
        if glyphs is None:
            self._kept.add(file.objgen)
            return
        by_code = str(entry(font, "/Subtype") or "") != "/CIDFontType2"
        self._files[file.objgen] = file, by_code or self._files.get(file.objgen, (file, False))[1]
        self._glyphs[file.objgen] |= glyphs

    def prune(self) -> None:
        """Write them without the others."""
        for at, (file, by_code) in self._files.items():
            if at in self._kept:
                continue
            try:
                content = without_glyphs(file.read_bytes(), frozenset(self._glyphs[at]), by_code=by_code)
            except NoTrueType:
                continue
            file.write(content)
            file["/Length1"] = len(content)


def _numbers(font: Any, file: Any, codes: set[int]) -> set[int] | None:
    """Which letters of the font's file are used; None where that cannot be told. Raises NoTrueType."""
    if str(entry(font, "/Subtype") or "") == "/CIDFontType2":
        return None if isinstance(entry(font, "/CIDToGIDMap"), pikepdf.Stream) else codes
    encoding = entry(font, "/Encoding")
    if encoding is not None and str(encoding) != "/WinAnsiEncoding":
        return None
    return glyphs_of(file.read_bytes(), codes)


def _narrow(font: Any, codes: set[int]) -> None:
    """Only the widths of these."""
    if isinstance(widths := entry(font, "/Widths"), pikepdf.Array):
        first = int(number(entry(font, "/FirstChar")))
        told = enumerate(items(widths), first)
        font["/Widths"] = pikepdf.Array([width if code in codes else 0 for code, width in told])
    if "/W" in font:
        known = widths_of(font)
        found: list[Any] = []
        for code in sorted(codes & known.keys()):
            found += [code, pikepdf.Array([round(known[code] * 1000, 3)])]
        font["/W"] = pikepdf.Array(found)
