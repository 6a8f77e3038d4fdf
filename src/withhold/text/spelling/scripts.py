"""Name parts in other scripts, in the Latin letters that people most often write them with."""

import re
import unicodedata

from anyascii import anyascii


def _pairs(letters: str, sounds: str) -> dict[str, str]:
    """Each letter to its sound; sounds are set apart by one space, and may be empty."""
    return dict(zip(letters, sounds.split(" "), strict=True))


_RUSSIAN = _pairs(
    "абвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєґўқғҳәөүұңһҷӣӯҡҙҫ",
    "a b v g d e e zh z i y k l m n o p r s t u f kh ts ch sh shch  y  e yu ya i i e g u"
    " q g h a o u u n h j i u k z s",
)
_UKRAINIAN = {**_RUSSIAN, "г": "h", "и": "y"}
_SERBIAN = _RUSSIAN | _pairs("ђјљњћџѓќѕжшчцх", "dj j lj nj c dz g k dz z s c c h")
_UKRAINIAN_LETTERS = re.compile("[іїєґ]")
_SERBIAN_LETTERS = re.compile("[ђјљњћџѓќѕ]")

_GREEK = _pairs("αβγδεζηθικλμνξοπρσςτυφχψω", "a v g d e z i th i k l m n x o p r s s t y f ch ps o")
_GREEK_PAIRS = (
    ("ου", "ou"),
    ("αυ", "av"),
    ("ευ", "ev"),
    ("μπ", "b"),
    ("γγ", "ng"),
    ("γκ", "g"),
    ("ντ", "nt"),
    ("οι", "oi"),
    ("ει", "ei"),
    ("αι", "ai"),
)

_ARABIC_LETTERS = {
    **dict.fromkeys("أإآٱ", "ا"),
    **dict.fromkeys("ىيئێېۍے", "ی"),
    **dict.fromkeys("ةۀھہۃە", "ه"),
    "ك": "ک",
    "ؤ": "و",
    "ګ": "گ",
    "ڼ": "ن",
    "ړ": "ر",
    "ډ": "د",
    "ټ": "ت",
    "څ": "س",
    "ځ": "ز",
    "ښ": "ش",
    "ږ": "ژ",
    "ء": "",
}
_ARABIC = str.maketrans(_ARABIC_LETTERS)
_ARABIC_SOUNDS = _pairs(
    "ابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی",
    "a b p t s j sh h h d z r z j s sh s z t z  k f k k k l m n u h i",
)
_SAID_OTHERWISE = (("ض", "د"), ("ذ", "د"), ("ث", "ت"), ("ج", "گ"))
_NASALS = str.maketrans(
    dict.fromkeys("\u0902\u0901\u0a70\u0a02\u0a01\u0982\u0981\u0a82\u0b82\u0c02\u0c82\u0d02", "n")
)
"""Signs for a nasal, which names write with n far more often than with m."""
_SIBILANTS = str.maketrans(dict.fromkeys("\u0936\u0937\u0a36\u09b6\u09b7\u0ab6\u0ab7", "sh"))
_INDIC = _NASALS | _SIBILANTS
_ETHIOPIC_VOWELS = ("e", "u", "i", "a", "e", "", "o")


def fold_native(token: str) -> str:
    """A token with one spelling for what keyboards type differently, in its own script, lower case."""
    token = unicodedata.normalize("NFKC", token).lower().replace("\u0640", "")
    if "\u0600" <= token[:1] <= "\u06ff":
        token = "".join(c for c in token if unicodedata.category(c) not in ("Mn", "Cf"))
        return token.translate(_ARABIC)
    return "".join(c for c in token if unicodedata.category(c) != "Cf")


def is_arabic(token: str) -> bool:
    """Whether the token is in Arabic letters."""
    return "\u0600" <= token[:1] <= "\u06ff"


def is_han_or_hangul(token: str) -> bool:
    """Whether the token begins with a Chinese character or a Korean syllable."""
    return "\u3400" <= token[:1] <= "\u9fff" or "\uac00" <= token[:1] <= "\ud7a3"


def arabic_sounds(token: str) -> tuple[str, ...]:
    """What a folded Arabic token may sound like, in the letters of `latin.three_vowels`, likeliest first.

    Only the vowels that are written are there; letters that languages say differently give several answers.
    """
    if token.endswith("ه"):
        token = token[:-1] + "ا"
    said: tuple[str, ...] = ("".join([_ARABIC_SOUNDS.get(c, "") for c in token]),)
    for letter, other in _SAID_OTHERWISE:
        if letter in token and len(said) < 4:
            swapped = token.replace(letter, other)
            said += ("".join([_ARABIC_SOUNDS.get(c, "") for c in swapped]),)
    return said


def romanise(token: str) -> str:
    """A folded token of another alphabet in Latin letters, lower case."""
    first = token[:1]
    if "\u0400" <= first <= "\u052f":
        return _cyrillic(token)
    if "\u0370" <= first <= "\u03ff" or "\u1f00" <= first <= "\u1fff":
        return _greek(token)
    if "\u1200" <= first <= "\u135a":
        return "".join([_ethiopic(c) for c in token])
    if "\u0900" <= first <= "\u0d7f":
        return anyascii(token.translate(_INDIC)).lower()
    return anyascii(token.replace("ու", "u")).lower()


def _cyrillic(token: str) -> str:
    table = _RUSSIAN
    if _UKRAINIAN_LETTERS.search(token):
        table = _UKRAINIAN
    elif _SERBIAN_LETTERS.search(token):
        table = _SERBIAN
    return "".join([table[c] if c in table else anyascii(c) for c in token])


def _greek(token: str) -> str:
    bare = unicodedata.normalize("NFD", token)
    bare = "".join(c for c in bare if unicodedata.category(c) != "Mn")
    for pair, latin in _GREEK_PAIRS:
        bare = bare.replace(pair, latin)
    return "".join([_GREEK.get(c, c) for c in bare])


def _ethiopic(character: str) -> str:
    """One syllable: the consonant from its series, the vowel from its place among the seven of the series."""
    code = ord(character)
    if not 0x1200 <= code <= 0x1357 or not character.isalpha():
        return ""
    place = code & 7
    consonant = anyascii(chr(code & ~7)).lower().rstrip("aeiou").replace("'", "").replace("`", "")
    return consonant + ("ua" if place == 7 else _ETHIOPIC_VOWELS[place] or "")
