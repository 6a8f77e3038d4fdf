"""One spelling for the same characters: digits of every script, dashes, spaces, widths, invisible marks.

What is folded here differs only in how it is typed, never in what it says. Case and accents are kept;
`fold_label` drops those too, for comparing headers and labels.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2043\u05be\u1806\ufe58\ufe63\uff0d"
_TATWEEL = 0x640
_ARABIC_SEPARATORS = {0x66B: ".", 0x66C: ",", 0x60C: ",", 0x3001: ",", 0x2044: "/", 0x2024: "."}
_LAST_ASCII = 127
_LAST_COMMON = 0xFFFF

# Cyrillic and Greek letters drawn like Latin ones: what an identifier becomes on such a keyboard.
_CONFUSABLE = str.maketrans(
    "АВЕЅІЈКМНОРСТУХаеорсухіѕјΑΒΕΖΗΙΚΜΝΟΡΤΥΧο",
    "ABESIJKMHOPCTYXaeopcyxisjABEZHIKMNOPTYXo",
)
# Persian and Arabic keyboards type different letters for the same word of a label.
_LABEL_LETTERS = str.maketrans(
    {"ي": "ی", "ى": "ی", "ك": "ک", "ة": "ه", "أ": "ا", "إ": "ا", "آ": "ا", "ı": "i"}
)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z]{2})")
_NOT_WORD = re.compile(r"[\W_]+")


class _Folding(dict[int, str | int | None]):
    """For `str.translate`: a character that folds to another, to nothing (None), or to itself (its code).

    Filled as characters come, so that nothing is worked out for the million that hardly any text has.
    """

    def __missing__(self, code: int) -> str | int | None:
        char = chr(code)
        category = unicodedata.category(char) if code > _LAST_ASCII else ""
        result: str | int | None = code
        if category == "Nd":
            result = str(unicodedata.decimal(char))
        elif category == "Zs":
            result = " "
        elif category in ("Zl", "Zp"):
            result = "\n"
        elif category == "Cf":
            result = None
        if code <= _LAST_COMMON:
            self[code] = result
        return result


_FOLDING = _Folding(
    dict.fromkeys(map(ord, _DASHES), "-")
    | {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    | _ARABIC_SEPARATORS
    | {_TATWEEL: None}
)


def fold(value: str) -> str:
    """The value with compatibility forms, digits, dashes, spaces and invisible marks in one spelling.

    ASCII comes back as it is.
    """
    if value.isascii():
        return value
    return unicodedata.normalize("NFKC", value).translate(_FOLDING)


def fold_aligned(text: str) -> tuple[str, Sequence[int] | None]:
    """Like `fold` but character by character, with the way back to offsets in `text`.

    The second value is None where offsets are unchanged; otherwise it maps each offset of the folded
    text, its end included, to an offset of `text`.
    """
    return (text, None) if text.isascii() else _fold_wide(text)


@lru_cache(maxsize=2)
def _fold_wide(text: str) -> tuple[str, Sequence[int] | None]:
    """`fold_aligned` beyond ASCII, kept for the next recogniser that asks of the same text."""
    folded = text.translate(_FOLDING)
    if len(folded) == len(text):
        return folded, None
    offsets = [i for i, char in enumerate(text) if _FOLDING[ord(char)] is not None]
    offsets.append(len(text))
    return folded, offsets


def fold_identifier(value: str) -> str:
    """An identifier for comparison: folded, upper case, look-alike letters of other scripts in Latin."""
    folded = fold(value)
    if not folded.isascii():
        folded = folded.translate(_CONFUSABLE)
    return folded.upper().strip()


def fold_label(value: str) -> str:
    """A header or label for comparison: folded, lower case, no accents, words set apart by one space.

    `dateOfBirth`, `DATE_OF_BIRTH` and "Date of birth:" all give "date of birth".
    """
    folded = fold(value)
    if not folded.isupper():
        folded = _CAMEL.sub(" ", folded)
    if not folded.isascii():
        # Capital dotted I lowers to i and a combining dot, which goes with the other marks.
        parts = unicodedata.normalize("NFD", folded.lower())
        folded = "".join(c for c in parts if unicodedata.category(c) != "Mn")
        folded = unicodedata.normalize("NFC", folded).translate(_LABEL_LETTERS)
    return _NOT_WORD.sub(" ", folded.lower()).strip()
