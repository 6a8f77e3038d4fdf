"""The spelling of a name part in Latin letters, by rule: what romanisations differ in is levelled.

Two levels. `normal` serves every language and keeps vowels apart; `three_vowels` is for names that came
through the Arabic script, which writes neither short vowels nor the difference of o and u, e and i.
"""

import re
import unicodedata
from collections.abc import Sequence

from anyascii import anyascii

_UMLAUT = r"(?<=[bcdfghjklmnprstvwxz])([aou])e(?=[bcdfghjkmnpqrstvwxz]|l(?!(?:a|le|la|o)?$))"
# Letters in capitals stand for one sound and are safe from the rules after them: C as in church, S as in
# ship, E an e that is no part of another vowel, J a j that is never the vowel i.
_NORMAL: Sequence[tuple[str, str]] = (
    (r"[vw]i(?:tsch|tch|ch|cz|c|ts|tz)$", "viC"),
    (r"(?<=[lnrktdj])i(?:tsch|tch|ch|c)$", "iC"),
    (r"[sz]k(?:iy|ij|yj|yi|yy|ii|y|i)$", "ski"),
    (r"(?:(?:ij|[iy]{1,2}|j)[eo]|(?<=ch)o|(?<=sh)o|e)(?:v|w|ff)(a?)$", r"Ev\1"),
    (r"(?<=[a-z]{2})off$", "ov"),
    (r"(?<=[bdflmnprstvz])yo(?=[bdfgklmnprstvz])", "e"),
    (r"^([aou])e(?=[bcdfghkmnprstvz][a-z]{2})", r"\1"),
    (_UMLAUT, r"\1"),
    (r"(?<=[aeiou])h$", ""),
    (r"schtsch|chtch|shch", "S"),
    (r"dzh|dsch|dj|dzs", "J"),
    (r"tsch|tch|cz", "C"),
    (r"sch|sh", "S"),
    (r"ch", "C"),
    (r"zh", "J"),
    (r"kh", "h"),
    (r"gh", "g"),
    (r"ph", "f"),
    (r"th", "t"),
    (r"tz", "ts"),
    (r"ck|qu|q", "k"),
    (r"x", "ks"),
    (r"c(?=[eiy])", "s"),
    (r"c", "k"),
    (r"(?<=.)z", "s"),
    (r"w", "v"),
    (r"(?<=[aeiou])ye", "E"),
    (r"^[yi]e(?=[bcdfghklmnprstvzSC])", "e"),
    (r"e[iyj]$", "i"),
    (r"[ae][iy](?![aeou])", "ei"),
    (r"aa", "a"),
    (r"ee", "i"),
    (r"oo|ou", "u"),
    (r"^J|^j|j$|(?<=i)j|(?<=[bdlmnpstv])j(?=[aou]|e(?!e))|y", "i"),
    (r"(?<=[bdlrnmgktpi])h(?=[aeiou]|$)", ""),
    (r"(.)\1+", r"\1"),
)
_THREE_VOWELS: Sequence[tuple[str, str]] = (
    (r"(?<=[a-z]{2}[nmd])e$", ""),
    (r"(?<=[aeiou])h$", "@"),
    (r"sch|tch|sh|ch", "S"),
    (r"dzh|dj|zh", "j"),
    (r"kh", "h"),
    (r"gh|ck|q|g|c(?![eiy])", "k"),
    (r"dh", "z"),
    (r"th", "t"),
    (r"ph", "f"),
    (r"c", "s"),
    (r"x", "ks"),
    (r"aou|aw[ou]", "au"),
    (r"w", "v"),
    (r"aye|ayi|[ae][iy](?![aeou])", "ei"),
    (r"@$", ""),
    (r"(?<=.{2})e$", "a"),
    (r"ou|oo|o", "u"),
    (r"eei|ee|ie|iy|y|e", "i"),
    (r"(.)\1+", r"\1"),
)
_Rules = Sequence[tuple[re.Pattern[str], str]]
_NORMAL_RULES: _Rules = tuple((re.compile(pattern), by) for pattern, by in _NORMAL)
_THREE_VOWEL_RULES: _Rules = tuple((re.compile(pattern), by) for pattern, by in _THREE_VOWELS)
_BELARUSIAN = str.maketrans("ŭŬ", "wW")
_LONE_CH = re.compile(r"(?<![st])ch(?!tch)")
_NOT_LETTER = re.compile(r"[^a-z]+")

VIETNAMESE = re.compile(
    r"(?:ngh|ng|nh|kh|th|tr|ph|ch|gi|gh|qu|[bcdghklmnprstvx])?"
    r"(?:uye|uoi|ieu|yeu|oai|oay|uay|[aeiouy]|a[iouy]|eo|eu|i[aeu]|o[aei]|oi|u[aeioy]|ye)(?:ch|nh|ng|[cmnpt])?"
)
"""A syllable of Vietnamese without its marks: such short parts are told apart letter by letter."""


def plain(token: str) -> str:
    """The letters of a token, ASCII and lower case: `Müller` is `muller`, `O'Brien` is `obrien`."""
    if not token.isascii():
        token = unicodedata.normalize("NFKC", token).translate(_BELARUSIAN)
        token = anyascii("".join(c for c in token if unicodedata.category(c) != "Mn"))
    return _NOT_LETTER.sub("", token.lower())


def normal(letters: str) -> str:
    """One spelling for what romanisations and languages write differently; up to three letters stay.

    Takes what `plain` gives. `sergey` and `sergei`, `tschaikowski` and `tchaikovsky` become one; `peter` and
    `petra`, `ali` and `eli` stay two.
    """
    if len(letters) < 4:
        return letters
    if "tsch" in letters:  # German, where ch alone is kh
        letters = _LONE_CH.sub("kh", letters)
    elif "tch" in letters:  # French, where ch alone is sh
        letters = _LONE_CH.sub("sh", letters)
    return _through(_NORMAL_RULES, letters)


def three_vowels(letters: str) -> str:
    """`normal` for names from the Arabic script: a, i and u only, and one letter for q, k, g and gh."""
    return _through(_THREE_VOWEL_RULES, letters)


def _through(rules: _Rules, letters: str) -> str:
    for pattern, by in rules:
        letters = pattern.sub(by, letters)
    return letters.replace("S", "sh").replace("C", "ch").replace("J", "j").lower()
