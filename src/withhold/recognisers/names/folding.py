"""Tokens in the form that the lexicon knows them by: lower case, Latin without accents."""

import unicodedata

from anyascii import anyascii

_ARABIC = {
    **dict.fromkeys(map(ord, "أإآٱ"), "ا"),
    **dict.fromkeys(map(ord, "ىيئێ"), "ی"),
    ord("ك"): "ک",
    ord("ة"): "ه",
    ord("ۀ"): "ه",
    ord("ؤ"): "و",
    ord("ھ"): "ه",
    ord("ہ"): "ه",
    ord("ۃ"): "ه",
    ord("ې"): "ی",
    ord("ۍ"): "ی",
    ord("ګ"): "گ",
    ord("ڼ"): "ن",
    ord("ے"): "ی",
    **dict.fromkeys(range(0x064B, 0x0653)),
    ord("ٰ"): None,
    ord("ـ"): None,
    ord("\u200c"): None,
}
_CYRILLIC = {ord("ё"): "е", ord("ґ"): "г"}
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200d\u200e\u200f\ufeff\u00ad"))
_VOWELS = str.maketrans("", "", "aeiouyhw'`")


class _Ascii(dict[int, str]):
    """Latin letters to their ASCII spelling, filled as they come: many times faster than `anyascii`."""

    def __missing__(self, code: int) -> str:
        spelling = anyascii(chr(code))
        if code < 0x250 or 0x1E00 <= code <= 0x1EFF:
            self[code] = spelling
        return spelling


_ASCII = _Ascii()


def is_latin(token: str) -> bool:
    """Whether the first letter of the token is a letter of the Latin script."""
    for character in token:
        if character.isalpha():
            return character < "\u0250" or "\u1e00" <= character <= "\u1eff"
    return True


def fold(token: str) -> str:
    """The lexicon's form of one token: `Nguyễn` is `nguyen`, `Łukasz` is `lukasz`, `أحمد` is `احمد`.

    Other scripts than Latin stay in their script.
    """
    if token.isascii():
        return token.lower()
    if is_latin(token):
        return token.translate(_ASCII).lower()
    token = unicodedata.normalize("NFKC", token).translate(_INVISIBLE).lower()
    first = token[:1]
    if "\u0600" <= first <= "\u06ff":
        return token.translate(_ARABIC)
    if "\u0400" <= first <= "\u04ff":
        return token.translate(_CYRILLIC)
    return token


def skeleton(token: str) -> str:
    """The consonants of a token in Latin letters: the same for `محمد` and `Mohammad`.

    Doubled letters count once, and letters that transliterations mix up are one letter.
    """
    latin = anyascii(token).lower()
    for digraph, letter in (
        ("kh", "x"),
        ("gh", "g"),
        ("sh", "s"),
        ("ch", "c"),
        ("zh", "z"),
        ("ph", "f"),
        ("th", "t"),
    ):
        latin = latin.replace(digraph, letter)
    consonants = (
        latin.translate(_VOWELS).replace("q", "k").replace("v", "w").replace("j", "g").replace("c", "s")
    )
    kept: list[str] = []
    for letter in consonants:
        if letter.isalpha() and (not kept or kept[-1] != letter):
            kept.append(letter)
    return "".join(kept)
