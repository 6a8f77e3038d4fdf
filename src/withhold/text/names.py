"""Personal names in a canonical form, so that the same person written in two ways counts once."""

import re
import unicodedata
from collections.abc import Iterable

from anyascii import anyascii

_DROPPED_TEXT = (
    "mr mrs ms miss mx dr prof sir dame lady lord hon rev fr sr sra srta don dona jr snr jnr ii iii "
    "iv phd md esq mme mlle m herr frau dhr mevr fnu lnu nmi nmn nee born"
)
_DROPPED = frozenset(_DROPPED_TEXT.split())
"""Titles, suffixes and placeholders: they say nothing about who it is."""

_SPACES = dict.fromkeys(map(ord, '-‐‑‒–—,.;:/\\"“”()[]{}_|+*&\u00a0\u3000·・،؛'), " ")
_GONE = dict.fromkeys(map(ord, "'’‘`´ʻʼʿʾ\u200b\u200c\u200d\u200e\u200f\ufeff\u00ad\u0640"))
_TABLE = {**_SPACES, **_GONE}
_BIRTH_NAME = re.compile(r"\(\s*(?:née?e?|geb\.?|born|formerly|aka|a\.k\.a\.)\s[^()]*\)", re.IGNORECASE)
_SYLLABLE = re.compile(r"[A-Z][a-z']*|[a-z']+")


def name_tokens(value: str) -> tuple[str, ...]:
    """The parts of a name, lower case, Latin, without accents, titles and suffixes, in the order written.

    Apostrophes join (`O'Brien` is `obrien`), hyphens and commas part. Where only titles stand, they are kept.
    """
    if "(" in value:
        value = _BIRTH_NAME.sub(" ", value)
    if not value.isascii():
        value = _latin(value)
    tokens = value.translate(_TABLE).lower().split()
    kept = tuple([token for token in tokens if token not in _DROPPED])
    return kept or tuple(tokens)


def name_key(value: str) -> str:
    """An order-free form of a name: `PÉREZ, Juan Carlos` and `Juan Carlos Perez` give the same key.

    Equal keys mean names that read the same, not a proof that it is the same person.
    """
    return " ".join(sorted(name_tokens(value)))


def name_keys(values: Iterable[str]) -> dict[str, str]:
    """The key of each value: `name_key` for many at once."""
    kept = list(values)
    plain = [value for value in kept if value.isascii() and "(" not in value]
    lines = "\0".join(plain).translate(_TABLE).lower().split("\0")
    if len(lines) != len(plain):
        return {value: name_key(value) for value in kept}
    keys = {}
    for value, line in zip(plain, lines, strict=True):
        tokens = line.split()
        keys[value] = " ".join(sorted([token for token in tokens if token not in _DROPPED] or tokens))
    keys.update((value, name_key(value)) for value in kept if value not in keys)
    return keys


def _latin(value: str) -> str:
    """The value in Latin letters. Han and Hangul words become surname and given name, two tokens."""
    folded = unicodedata.normalize("NFKC", value).translate(_TABLE)
    if folded.isascii():
        return folded
    return " ".join([_latin_word(word) for word in folded.split()])


def _latin_word(word: str) -> str:
    first = word[0]
    if not ("\u3400" <= first <= "\u9fff" or "\uac00" <= first <= "\ud7a3"):
        return anyascii(word).replace("'", "").replace("`", "")
    syllables = _SYLLABLE.findall(anyascii(word))
    if len(syllables) < 2 or len(word) > 4:
        return "".join(syllables)
    return f"{syllables[0]} {''.join(syllables[1:])}"
