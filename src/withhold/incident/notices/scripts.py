"""In which script a language is written, and whether a text is in it."""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping

_OF: Mapping[str, str] = {
    "Arab": "ar ckb fa ks pnb ps rhg sd ug ur",
    "Armn": "hy",
    "Beng": "as bn",
    "Cyrl": "be bg kk ky mk mn ru tg uk",
    "Deva": "hi kok mr ne",
    "Ethi": "am ti",
    "Geor": "ka",
    "Grek": "el",
    "Gujr": "gu",
    "Guru": "pa",
    "Hani": "nan yue zh",
    "Hebr": "he yi",
    "Jpan": "ja",
    "Khmr": "km",
    "Knda": "kn",
    "Kore": "ko",
    "Laoo": "lo",
    "Latn": "bm cs de en es ff fi fr ha hr ht hu id ig it kab kmr ku ln lt lv ms nl om pl pt qu rn ro rw sk "
    "sl so sq sv sw tk tl tr tw uz vi wo yo zu",
    "Mlym": "ml",
    "Mymr": "my",
    "Orya": "or",
    "Sinh": "si",
    "Taml": "ta",
    "Telu": "te",
    "Thaa": "dv",
    "Thai": "th",
}
"""Script (ISO 15924) to the languages that are usually written in it (Unicode CLDR, likely subtags)."""
_USUAL = {language: script for script, line in _OF.items() for language in line.split()}
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
_RIGHT_TO_LEFT = frozenset({"Adlm", "Arab", "Hebr", "Mand", "Nkoo", "Rohg", "Samr", "Syrc", "Thaa"})
_LEAST = 0.7
"""Of the letters: names, abbreviations and addresses may be in another script."""


def script_of(language: str) -> str | None:
    """The script that a tag names, or the usual one of its language; None where none is known."""
    primary, *rest = language.split("-")
    named = next((part.title() for part in rest if len(part) == 4 and part.isalpha()), None)
    return named or _USUAL.get(primary.lower())


def is_right_to_left(language: str) -> bool:
    """Whether a language is written from right to left, in the script that its tag names or its usual one."""
    return script_of(language) in _RIGHT_TO_LEFT


def is_in_script(texts: Iterable[str], language: str) -> bool | None:
    """Whether most letters are of the language's script; None where that cannot be told."""
    wanted = _LETTERS.get(script_of(language) or "")
    if wanted is None:
        return None
    letters = "".join(texts)
    found = Counter(unicodedata.name(one, "").split(" ")[0] for one in letters if one.isalpha())
    return sum(found[name] for name in wanted) >= _LEAST * found.total() > 0
