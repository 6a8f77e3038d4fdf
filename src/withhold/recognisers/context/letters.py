"""One spelling for words in any script, letter for letter, so that positions stay those of the text."""

import re
import unicodedata

import re2

_OWN = str.maketrans(dict(zip("ىیکۀةıİłø", "ييكههiilo", strict=True)))
_JOINERS = frozenset("'’‘ʼ`‐‑\u200c\u200d\u00ad_\u200e\u200f\u00a0")
"""Characters within words that writers use or leave out at will; a space stands for each."""


class _Letters(dict[int, str]):
    """Maps one character to its plain lower-case form, worked out on first sight."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        plain = _plain(letter)
        self[code] = plain
        return plain


def _plain(letter: str) -> str:
    if letter in _JOINERS:
        return " "
    if ord(letter) in _OWN:
        return letter.translate(_OWN)
    lower = letter.lower()
    base = "".join(part for part in unicodedata.normalize("NFKD", lower) if not unicodedata.combining(part))
    base = base.translate(_OWN)
    return base if len(base) == 1 else letter


_LETTERS = _Letters()
_ASCII = {code: _plain(chr(code)) for code in range(128)}
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]+")
_HYPHEN = re2.compile(r"([0-9\pL\pM])-([0-9\pL\pM])")
_CAMEL = re2.compile(r"(\p{Ll})(\p{Lu})")


def fold(text: str) -> str:
    """Lower case without accents, one character for one; hyphens within words become spaces.

    `text` should be in Unicode form C (`unicodedata.normalize("NFC", …)`), or accents that are characters of
    their own stay.
    """
    if not text.isascii():
        # Letter by letter only where there is need: most text has few letters beyond ASCII.
        text = _BEYOND_ASCII.sub(lambda run: run.group().translate(_LETTERS), text)
    plain = (
        text.translate(_ASCII)
        if text.isascii()
        else text.lower().replace("'", " ").replace("`", " ").replace("_", " ")
    )
    if "-" not in plain:
        return plain
    # Twice, because the letter between two hyphens ("a-b-c") belongs to both and is taken only once.
    return str(_HYPHEN.sub(r"\1 \2", _HYPHEN.sub(r"\1 \2", plain)))


def words_apart(text: str) -> str:
    """A technical name as words: `asylumStatus` as `asylum Status`, `asylum_status` as `asylum status`."""
    return str(_CAMEL.sub(r"\1 \2", text)).replace("_", " ")
