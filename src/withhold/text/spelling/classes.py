"""The class of one name part: the same for all its spellings, in any script."""

from withhold.text.spelling import structure, tables
from withhold.text.spelling.latin import VIETNAMESE, normal, plain, three_vowels
from withhold.text.spelling.nearest import nearest
from withhold.text.spelling.scripts import (
    arabic_sounds,
    fold_native,
    is_arabic,
    is_han_or_hangul,
    romanise,
)
from withhold.text.spelling.syllables import of_characters, syllables

LONGEST = 40
"""Letters of the longest token that is looked at as a name: rules take long over more, and nobody has it."""
_SECTIONS = (("\u0590", "\u05ff", "hebrew"), ("\u0900", "\u0dff", "indic"), ("\u1200", "\u137f", "ethiopic"))
"""Scripts that rules read only roughly: first and last letter, and where their names are known from."""
_HEBREW_VOWELS = str.maketrans({"י": "i", "ו": "u", "א": "a", "ע": "a"})
_HEBREW_SOUNDS = str.maketrans({"ק": "k", "כ": "k", "ך": "k", "ט": "t", "צ": "s", "ץ": "s", "ח": "h"})
_GEORGIAN = ("ovi", "evi")
"""Slavic family names as Georgian writes them, with the ending of its nominative."""
_SLAVIC = ("ov", "ev", "ova", "eva")
_UNKNOWN = "~"
"""Before the class of a part that is written without vowels and stands for no known name."""


def class_of(token: str) -> str:
    """The class of one token, letters only; empty where there is none, two words where it is two parts."""
    if len(token) > LONGEST:
        return plain(token) or token
    if token.isascii() or token[0] < "\u0370" or "\u1e00" <= token[0] <= "\u1eff":
        return _latin(plain(token))
    token = fold_native(token)
    if not token:
        return ""
    if (found := tables.spellings().get(token)) is not None:
        return found
    if is_arabic(token):
        return _arabic(token)
    if is_han_or_hangul(token):
        return "".join(of_characters(token)) or token
    return _other(token)


def _latin(letters: str) -> str:
    """The class of a plain token."""
    if len(letters) < 2:
        return letters
    if (found := tables.spellings().get(letters)) is not None:
        return found
    if (syllable := syllables().one.get(letters)) is not None:
        return syllable
    if VIETNAMESE.fullmatch(letters):
        return letters
    if (found := structure.taken_apart(letters, class_of)) is not None:
        return found
    form = normal(letters)
    if (found := tables.normal_spellings().get(form)) is not None:
        return found
    if form in tables.western_forms() or len(letters) < 4 or form.endswith(_SLAVIC):
        return form
    three = three_vowels(letters)
    return tables.three_vowel_spellings().get(three) or (three if three in tables.arabic_forms() else form)


def _arabic(token: str) -> str:
    """The class of a folded token in Arabic letters."""
    if (found := structure.arabic_apart(token, class_of)) is not None:
        return found
    sounds = arabic_sounds(token)
    if (spelling := nearest(sounds, "arabic")) is not None:
        return _latin(spelling)
    return _UNKNOWN + sounds[0]


def _other(token: str) -> str:
    """The class of a folded token in another alphabet."""
    if "\u0590" <= token[0] <= "\u05ff":
        token = token.translate(_HEBREW_VOWELS).translate(_HEBREW_SOUNDS)
    letters = plain(romanise(token))
    if "\u10a0" <= token[0] <= "\u10ff" and letters.endswith(_GEORGIAN):
        letters = letters[:-1]
    for first, last, section in _SECTIONS:
        if (first <= token[-1] <= last or first <= token[0] <= last) and letters not in tables.spellings():
            return _latin(nearest((normal(letters),), section) or letters)
    return _latin(letters) or token
