"""One spelling for the same characters: digits of every script, dashes, spaces, widths, invisible marks.

What is folded here differs only in how it is typed, never in what it says. Case and accents are kept;
`fold_label` drops those too, for comparing headers and labels.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import cache

_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2043\u05be\u1806\ufe58\ufe63\uff0d"
_TATWEEL = 0x640
_ARABIC_SEPARATORS = {0x66B: ".", 0x66C: ",", 0x60C: ",", 0x3001: ",", 0x2044: "/", 0x2024: "."}
_LAST_WITH_DIGITS = 0x1FBFF
"""No decimal digit of Unicode lies beyond the block Symbols for Legacy Computing."""

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


@cache
def _folding() -> dict[int, str | None]:
    """Each character that folds to exactly one other, or to nothing (None)."""
    table: dict[int, str | None] = {}
    for code in range(128, _LAST_WITH_DIGITS):
        category = unicodedata.category(chr(code))
        if category == "Nd":
            table[code] = str(unicodedata.decimal(chr(code)))
        elif category == "Zs":
            table[code] = " "
        elif category in ("Zl", "Zp"):
            table[code] = "\n"
        elif category == "Cf":
            table[code] = None
    table.update(dict.fromkeys(map(ord, _DASHES), "-"))
    table.update({code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)})
    table.update(_ARABIC_SEPARATORS)
    table[_TATWEEL] = None
    return table


def fold(value: str) -> str:
    """The value with compatibility forms, digits, dashes, spaces and invisible marks in one spelling.

    ASCII comes back as it is.
    """
    if value.isascii():
        return value
    return unicodedata.normalize("NFKC", value).translate(_folding())


def fold_aligned(text: str) -> tuple[str, Sequence[int] | None]:
    """Like `fold` but character by character, with the way back to offsets in `text`.

    The second value is None where offsets are unchanged; otherwise it maps each offset of the folded
    text, its end included, to an offset of `text`.
    """
    if text.isascii():
        return text, None
    table = _folding()
    folded = text.translate(table)
    if len(folded) == len(text):
        return folded, None
    offsets = [i for i, char in enumerate(text) if table.get(ord(char), char) is not None]
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
