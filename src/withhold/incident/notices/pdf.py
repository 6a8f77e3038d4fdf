"""Letters as tagged PDF (PDF/UA-1), in every script whose fonts are there; never with a missing letter."""

import json
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from withhold.incident.notices.interface import NoticeError
from withhold.text.languages import is_right_to_left, script_of
from withhold.text.printable import printable

_TEMPLATE = Path(__file__).with_name("typst") / "letter.typ"
_FIRST: Mapping[str, str] = {
    "Arab": "Noto Naskh Arabic",
    "Armn": "Noto Sans Armenian",
    "Beng": "Noto Sans Bengali",
    "Deva": "Noto Sans Devanagari",
    "Ethi": "Noto Sans Ethiopic",
    "Geor": "Noto Sans Georgian",
    "Gujr": "Noto Sans Gujarati",
    "Guru": "Noto Sans Gurmukhi",
    "Hani": "Droid Sans Fallback",
    "Hans": "Droid Sans Fallback",
    "Hant": "Droid Sans Fallback",
    "Hebr": "Noto Sans Hebrew",
    "Jpan": "Droid Sans Fallback",
    "Khmr": "Noto Sans Khmer",
    "Knda": "Noto Sans Kannada",
    "Kore": "Droid Sans Fallback",
    "Laoo": "Noto Sans Lao",
    "Mlym": "Noto Sans Malayalam",
    "Mymr": "Noto Sans Myanmar",
    "Orya": "Noto Sans Oriya",
    "Sinh": "Noto Sans Sinhala",
    "Taml": "Noto Sans Tamil",
    "Telu": "Noto Sans Telugu",
    "Thaa": "Noto Sans Thaana",
    "Thai": "Noto Sans Thai",
}
"""Script (ISO 15924) to the font that letters in it are set in; all others have the base font."""
_BASE = "Noto Sans"
_FONTS = tuple(dict.fromkeys((_BASE, *_FIRST.values())))
_PACKAGE = "fonts-noto-core"
_PACKAGES: Mapping[str, str] = {"Droid Sans Fallback": "fonts-droid-fallback"}
"""The Debian package of a font that is not in `_PACKAGE`."""
_REGIONS: Mapping[str, str] = {"hans": "CN", "hant": "TW"}
_AT_ONCE = 32
"""Letters that a process is given at a time: long enough to be worth it, short enough to share fairly."""


@dataclass(frozen=True, slots=True, repr=False)
class Letter:
    """What is printed. `window` is the address, line by line; empty for a sealed envelope, whose window shows
    only `code`. A sealed envelope's letter has no heading either. `paper`: `a4` or `us-letter`."""

    language: str
    title: str
    paragraphs: tuple[str, ...]
    at: datetime
    window: tuple[str, ...] = ()
    code: str = ""
    paper: str = "a4"

    @property
    def is_sealed(self) -> bool:
        """Whether only a code shows outside."""
        return not self.window


def pdf_of(letter: Letter) -> bytes:
    """The letter as PDF/UA-1: the same letter gives the same bytes.

    Raises NoticeError where a font is missing, or has not every letter of the text: nobody gets a letter with
    holes, and a name with a box in it is not their name.
    """
    made = _compile(letter, format="pdf", pdf_standards=["ua-1"], timestamp=int(letter.at.timestamp()))
    assert isinstance(made, bytes)
    return made


def picture_of(letter: Letter, dots_per_inch: float = 60.0) -> bytes:
    """The first page as PNG, to be looked at by whoever reviews it."""
    pdf_of(letter)  # a picture would show boxes; only PDF/UA-1 refuses them
    made = _compile(letter, format="png", ppi=dots_per_inch)
    first = made[0] if isinstance(made, list) else made
    assert isinstance(first, bytes)
    return first


def pdfs_of(letters: Iterable[Letter], processes: int = 1) -> list[bytes]:
    """Many letters, in their order. Raises NoticeError as `pdf_of`: all are made, or none is told of."""
    if processes == 1:
        return [pdf_of(letter) for letter in letters]
    with ProcessPoolExecutor(processes) as pool:
        return list(pool.map(pdf_of, letters, chunksize=_AT_ONCE))


def missing_fonts(language: str) -> tuple[str, ...]:
    """Fonts that a letter in this language cannot be set without and that are not on this machine."""
    wanted = dict.fromkeys((_first(language), _BASE))
    return tuple(one for one in wanted if one not in _families())


def _compile(letter: Letter, **how: Any) -> object:
    import typst

    if letter.is_sealed and not letter.code:
        raise NoticeError("a letter needs the address for its window, or the code of its envelope")
    if missing := missing_fonts(letter.language):
        told = ", ".join(f"{one} (Debian: {_PACKAGES.get(one, _PACKAGE)})" for one in missing)
        raise NoticeError(f"letters in {letter.language} need a font that is not installed: {told}")
    try:
        return _compiler().compile(sys_inputs={"letter": json.dumps(_values(letter))}, **how)
    except typst.TypstError as error:
        # Its message holds the letters that failed, which may be of a name.
        if "could not be displayed" in str(error):
            raise NoticeError(
                f"the letter in {letter.language} has characters that no installed font has; install a Noto "
                "font for their script, or write the name as the person's documents do"
            ) from None
        raise NoticeError(
            f"the letter in {letter.language} could not be set; check its language and text"
        ) from None


def _values(letter: Letter) -> dict[str, object]:
    parts = letter.language.split("-")
    regions = [_REGIONS.get(one.lower(), one.upper() if len(one) == 2 else "") for one in parts[1:]]
    return {
        "title": printable(letter.title),
        "heading": not letter.is_sealed,
        "paragraphs": [printable(one) for one in letter.paragraphs],
        "window": [printable(one) for one in letter.window] or [letter.code],
        "code": letter.code,
        "paper": letter.paper,
        "lang": _primary(letter.language),
        "right_to_left": is_right_to_left(letter.language),
        "region": next(filter(None, regions), None),
        "fonts": _order(letter.language),
    }


def _order(language: str) -> Sequence[str]:
    """The language's own font first; the others for names, which may be in any script."""
    return [one for one in dict.fromkeys((_first(language), *_FONTS)) if one in _families()]


def _first(language: str) -> str:
    return _FIRST.get(script_of(language) or "", _BASE)


def _primary(language: str) -> str:
    return language.split("-")[0].lower()


@cache
def _fonts() -> Any:
    import typst

    return typst.Fonts()


@cache
def _families() -> frozenset[str]:
    return frozenset(_fonts().families())


@cache
def _compiler() -> Any:
    """One a process: it keeps the fonts and the compiled template."""
    import typst

    return typst.Compiler(str(_TEMPLATE), root=str(_TEMPLATE.parent), font_paths=_fonts())
