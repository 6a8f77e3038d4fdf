"""The spelling of a name part in Latin letters, by rule: what romanisations differ in is levelled.

Two levels. `normal` serves every language and keeps vowels apart; `three_vowels` is for names that came
through the Arabic script, which writes neither short vowels nor the difference of o and u, e and i.
"""

import re
import unicodedata
from collections.abc import Sequence

from anyascii import anyascii

_UMLAUT = r"(?<=[bcdfghjklmnprstvwxz])([aou])e(?=[bcdfghjkmnpqrstvwxz]|l(?!(?:a|le|la|o)?$))"
# Each rule: what is replaced, by what, and letters without which it finds nothing (a quick look).
# Letters in capitals stand for one sound and are safe from the rules after them: C as in church, S as in
# ship, E an e that is no part of another vowel, J a j that is never the vowel i.
_NORMAL: Sequence[tuple[str, str, str]] = (
    (r"[vw]i(?:tsch|tch|ch|cz|c|ts|tz)$", "viC", "i"),
    (r"(?<=[lnrktdj])i(?:tsch|tch|ch|c)$", "iC", "i"),
    (r"[sz]k(?:iy|ij|yj|yi|yy|ii|y|i)$", "ski", "k"),
    (r"(?:(?:ij|[iy]{1,2}|j)[eo]|(?<=ch)o|(?<=sh)o|e)(?:v|w|ff)(a?)$", r"Ev\1", ""),
    (r"(?<=[a-z]{2})off$", "ov", "off"),
    (r"(?<=[bdflmnprstvz])yo(?=[bdfgklmnprstvz])", "e", "yo"),
    (r"^([aou])e(?=[bcdfghkmnprstvz][a-z]{2})", r"\1", "e"),
    (_UMLAUT, r"\1", "e"),
    (r"(?<=[aeiou])h$", "", "h"),
    (r"schtsch|chtch|shch", "S", "ch"),
    (r"dzh|dsch|dj|dzs", "J", "d"),
    (r"tsch|tch|cz", "C", "c"),
    (r"sch|sh", "S", "h"),
    (r"ch", "C", "ch"),
    (r"zh", "J", "zh"),
    (r"kh", "h", "kh"),
    (r"gh", "g", "gh"),
    (r"ph", "f", "ph"),
    (r"th", "t", "th"),
    (r"tz", "ts", "tz"),
    (r"ck|qu|q", "k", ""),
    (r"x", "ks", "x"),
    (r"c(?=[eiy])", "s", "c"),
    (r"c", "k", "c"),
    (r"(?<=.)z", "s", "z"),
    (r"w", "v", "w"),
    (r"(?<=[aeiou])ye", "E", "ye"),
    (r"^[yi]e(?=[bcdfghklmnprstvzSC])", "e", "e"),
    (r"e[iyj]$", "i", "e"),
    (r"[ae][iy](?![aeou])", "ei", ""),
    (r"aa", "a", "aa"),
    (r"ee", "i", "ee"),
    (r"oo|ou", "u", "o"),
    (r"^J|^j|j$|(?<=i)j|(?<=[bdlmnpstv])j(?=[aou]|e(?!e))|y", "i", ""),
    (r"(?<=[bdlrnmgktpi])h(?=[aeiou]|$)", "", "h"),
    (r"(.)\1+", r"\1", ""),
)
_THREE_VOWELS: Sequence[tuple[str, str, str]] = (
    (r"(?<=[a-z]{2}[nmd])e$", "", "e"),
    (r"(?<=[aeiou])h$", "@", "h"),
    (r"sch|tch|sh|ch", "S", "h"),
    (r"dzh|dj|zh", "j", ""),
    (r"kh", "h", "kh"),
    (r"gh|ck|q|g|c(?![eiy])", "k", ""),
    (r"dh", "z", "dh"),
    (r"th", "t", "th"),
    (r"ph", "f", "ph"),
    (r"c", "s", "c"),
    (r"x", "ks", "x"),
    (r"aou|aw[ou]", "au", "a"),
    (r"w", "v", "w"),
    (r"aye|ayi|[ae][iy](?![aeou])", "ei", ""),
    (r"@$", "", "@"),
    (r"(?<=.{2})e$", "a", "e"),
    (r"ou|oo|o", "u", "o"),
    (r"eei|ee|ie|iy|y|e", "i", ""),
    (r"(.)\1+", r"\1", ""),
)
_Rules = Sequence[tuple[re.Pattern[str], str, str]]
_NORMAL_RULES: _Rules = tuple((re.compile(pattern), by, needed) for pattern, by, needed in _NORMAL)
_THREE_VOWEL_RULES: _Rules = tuple((re.compile(pattern), by, needed) for pattern, by, needed in _THREE_VOWELS)
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
    for pattern, by, needed in rules:
        if needed in letters:
            letters = pattern.sub(by, letters)
    return letters.replace("S", "sh").replace("C", "ch").replace("J", "j").lower()
