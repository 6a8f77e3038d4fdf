"""Whether a text is in the script of its language."""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping

from withhold.text.languages import script_of

_LETTERS: Mapping[str, tuple[str, ...]] = {
    "Arab": ("ARABIC",),
    "Armn": ("ARMENIAN",),
    "Beng": ("BENGALI",),
    "Cyrl": ("CYRILLIC",),
    "Deva": ("DEVANAGARI",),
    "Ethi": ("ETHIOPIC",),
    "Geor": ("GEORGIAN",),
    "Grek": ("GREEK",),
    "Gujr": ("GUJARATI",),
    "Guru": ("GURMUKHI",),
    "Hani": ("CJK",),
    "Hans": ("CJK",),
    "Hant": ("CJK",),
    "Hebr": ("HEBREW",),
    "Jpan": ("CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA"),
    "Khmr": ("KHMER",),
    "Knda": ("KANNADA",),
    "Kore": ("HANGUL", "CJK"),
    "Laoo": ("LAO",),
    "Latn": ("LATIN",),
    "Mlym": ("MALAYALAM",),
    "Mymr": ("MYANMAR",),
    "Orya": ("ORIYA",),
    "Sinh": ("SINHALA",),
    "Taml": ("TAMIL",),
    "Telu": ("TELUGU",),
    "Thaa": ("THAANA",),
    "Thai": ("THAI",),
}
"""Script to the first word of the Unicode names of its letters."""
_LEAST = 0.7
"""Of the letters: names, abbreviations and addresses may be in another script."""


def is_in_script(texts: Iterable[str], language: str) -> bool | None:
    """Whether most letters are of the language's script; None where that cannot be told."""
    wanted = _LETTERS.get(script_of(language) or "")
    if wanted is None:
        return None
    letters = "".join(texts)
    found = Counter(unicodedata.name(one, "").split(" ")[0] for one in letters if one.isalpha())
    return sum(found[name] for name in wanted) >= _LEAST * found.total() > 0
