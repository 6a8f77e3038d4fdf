"""What one token of a value says for or against a personal name, in natural log-odds."""

from functools import lru_cache

from withhold.recognisers.names import lexicon, model
from withhold.recognisers.names.folding import fold, is_latin, skeleton
from withhold.recognisers.names.lexicon import (
    COMMON,
    FAMILY,
    GIVEN,
    MARK,
    NAME,
    PARTICLE,
    PLACE,
    PLACEHOLDER,
    SOFT_MARK,
    SUFFIX,
    TITLE,
    WORD,
)

NEVER = -12.0
"""A token that no name has: a digit, a mark of an organisation."""
TITLED = 0.6
_SMALL = 0.2
_ARTICLES = frozenset(["'t", "’t", "‘t", "`t", "'T", "’T"])
"""The Dutch article of surnames (`van 't Hof`), which without its apostrophe is a lone letter."""
_MEMO_LIMIT = 16_384
_EDGES = "\"'“”‘’«»().,;:*"
_APOSTROPHES = str.maketrans("’ʻʼ`´", "'''''")
_CYRILLIC_SURNAMES_TEXT = (
    "ов ова ев ева ёв ёва ин ина ын ына ский ская цкий цкая ского ской цкой ські ський ська зький "
    "енко єнко чук юк ук швили дзе ян заде ів їв ич улы ұлы уулу кызы қызы оглы зода"
)
_CYRILLIC_SURNAMES = tuple(_CYRILLIC_SURNAMES_TEXT.split())
_PATRONYMICS_TEXT = "ович евич ёвич овна евна ёвна ьич инична ічна івна ївна оглы кызы қызы улы ұлы"
_PATRONYMICS = tuple(_PATRONYMICS_TEXT.split())
_CASE_ENDINGS = ("ом", "ой", "ем", "а", "у", "е", "ы", "и", "ю", "я")
"""Endings of the Russian cases that names take in sentences."""
_LATIN_SURNAMES_TEXT = (
    "enko shvili idze adze yants ovich evich ovna evna ovic evic owski ewski owska ewska ovska "
    "ovsky evsky inski inska yan ian oglu ogly zadeh zade pour nejad nezhad khel zai zoy opoulos "
    "akis idis iadis escu eanu sson dottir stein mann singh deep preet jeet inder ullah uddin "
    "allah ova eva ska ski wala walla murthy swamy appa raju nathan lingam endran asinghe asekara "
    "aratne wardena"
)
_LATIN_SURNAMES = tuple(_LATIN_SURNAMES_TEXT.split())
"""Endings of family names, and of given names built like them, from public knowledge of naming customs."""


class Memo(dict[str, float]):
    """Raw token to its weight, filled as tokens come, emptied when it reaches its limit."""

    def __missing__(self, token: str) -> float:
        if len(self) >= _MEMO_LIMIT:
            self.clear()
        self[token] = result = weigh(token)
        return result


WEIGHTS = Memo()
"""The weights of all tokens seen lately."""


def strip(token: str) -> str:
    """The token without quotation marks, brackets and punctuation around it."""
    return token.strip(_EDGES)


@lru_cache(maxsize=_MEMO_LIMIT)
def bits_of(token: str) -> int:
    """What the lexicon knows of a raw token (0: unknown), over all scripts."""
    if token in _ARTICLES:
        return PARTICLE
    folded = fold(strip(token).translate(_APOSTROPHES))
    find = lexicon.tokens().get
    return find(folded) or (find(folded.replace("'", "")) if "'" in folded else 0)


def forget() -> None:
    """Empties the memos, as after a change of the tables."""
    WEIGHTS.clear()
    bits_of.cache_clear()


def weigh(token: str) -> float:
    """Log-odds that a raw token, case and punctuation included, is part of a personal name."""
    if token.isascii() and token.isalpha() and len(token) > 1:
        return _weigh_latin(token) if len(token) <= 40 else NEVER
    bare = strip(token).translate(_APOSTROPHES)
    if not bare:
        return 0.0 if token in ("-", "–", "") else NEVER if token in ("*", ":") else -0.5
    if len(bare) > 40 or not _letters_only(bare):
        return NEVER
    if not is_latin(bare):
        return _weigh_native(fold(bare))
    if len(bare) == 1:
        if token in _ARTICLES:
            return _SMALL
        return 0.3 if bare.isupper() or bare in "yeé" else -3.0
    return _weigh_latin(bare)


def _letters_only(bare: str) -> bool:
    stripped = bare.replace("-", "").replace("'", "").replace(".", "").replace("·", "").replace("‐", "")
    if stripped.isalpha():
        return True
    # Vowel signs of Indic, Thai, Khmer and Burmese scripts and Arabic diacritics are no letters.
    if not stripped or stripped.isascii():
        return False
    return all(c.isalpha() or not c.isprintable() or ord(c) > 0x300 for c in stripped)


def _weigh_latin(bare: str) -> float:
    folded = fold(bare)
    table = lexicon.tokens()
    known = table.get(folded, 0)
    if not known and ("-" in bare or "'" in bare or "." in bare):
        return _weigh_compound(bare)
    if known & MARK and known & NAME and not bare.isupper():
        known &= ~MARK
    result = known_weight(known) if known else unknown_latin(folded)
    first = bare[0]
    if first.islower() and not known & PARTICLE:
        # Whole values in lower case are common in raw data; one among capitals is for the caller to judge.
        result -= 1.0 if known & NAME and not known & (WORD | PLACE) else 2.5
    elif len(bare) > 2 and not bare.isupper() and not bare[1:].islower() and not _inner_capital(bare):
        result -= 2.0
    elif len(bare) == 2 and bare.isupper() and not known & NAME:
        result -= 1.5
    return result


def _inner_capital(bare: str) -> bool:
    """McDonald, MacArthur, DeShawn, LaToya, O'Neil, AbdulRahman: one capital inside."""
    return sum(c.isupper() for c in bare) == 2 and bare[0].isupper()


def _weigh_compound(bare: str) -> float:
    """Hyphenated and apostrophised names by their parts; dotted initials (`J.R.`)."""
    joined = bare.replace("'", "").replace(".", "")
    if "." in bare and "-" not in bare:
        if len(joined) <= 3 and joined.isupper():
            return 0.3
        known = lexicon.tokens().get(fold(joined), 0)
        return known_weight(known) if known & (SUFFIX | MARK) else -2.0
    whole = lexicon.tokens().get(fold(joined.replace("-", "")), 0) or lexicon.tokens().get(fold(joined), 0)
    if whole & NAME:
        return known_weight(whole)
    parts = [part for part in bare.replace("'", "-").split("-") if part]
    weights = []
    for part in parts:
        if len(part) == 1:
            weights.append(0.3 if part in "ODdLlNMTJ" or len(parts) == 2 else -1.0)
        else:
            weights.append(_weigh_latin(part[0].upper() + part[1:]))
    if min(weights, default=-1.0) <= NEVER / 2:
        return min(weights)
    return sum(weights) / max(1, sum(1 for p in parts if len(p) > 1))


def known_weight(known: int) -> float:
    """The weight of a token by what the lexicon knows of it."""
    if known & PLACEHOLDER and known & TITLE:
        return 0.9
    if known & (MARK | PLACEHOLDER) and not known & (TITLE | SOFT_MARK | PARTICLE):
        return NEVER
    if known & SOFT_MARK:
        if known & COMMON:
            return 1.0 if known & GIVEN else -0.3
        return -0.9 if known & NAME else -3.0
    if known & NAME:
        return _name_weight(known)
    if known & TITLE:
        return TITLED
    if known & (SUFFIX | PARTICLE):
        return _SMALL
    return -2.6 if known & WORD else -1.5


def _name_weight(known: int) -> float:
    given = known & GIVEN
    result = 3.0 if given else 2.4
    if known & WORD:
        common, rare = (2.4, 0.7) if given else (1.3, 0.2)
        result = common if known & COMMON else rare
    if known & PLACE:
        result = min(result, 1.0 if given else 0.6)
    return min(result, 0.8) if known & TITLE else result


def unknown_latin(folded: str) -> float:
    """The weight of a token that the lexicon does not know, by how it is spelled."""
    odds = model.log_odds(folded)
    if len(folded) > 5 and folded.endswith(_LATIN_SURNAMES):
        odds = max(odds, 0.5) + 0.8
    return max(-2.0, min(1.9, 0.75 * odds + 0.3))


def _weigh_native(folded: str) -> float:
    if not folded:
        return NEVER
    known = lexicon.tokens().get(folded, 0)
    if known:
        return known_weight(known)
    first = folded[0]
    if "\u0400" <= first <= "\u052f":
        return _weigh_cyrillic(folded)
    if "\u0600" <= first <= "\u06ff":
        return _weigh_arabic(folded)
    return _by_sound(folded)


def _weigh_cyrillic(folded: str) -> float:
    if "-" in folded:
        parts = [_weigh_native(part) for part in folded.split("-") if part]
        return min(parts, default=-1.0)
    if folded.endswith(_PATRONYMICS):
        return 3.0
    latin = fold(_romanised(folded))
    if any(_names_only(spelling) for spelling in _respelled(latin)):
        return 2.0
    if folded.endswith(_CASE_ENDINGS) and _declined(folded):
        return 1.6
    if folded.endswith(_CYRILLIC_SURNAMES) and len(folded) > 4:
        return 1.4
    return unknown_native(folded)


def _respelled(latin: str) -> tuple[str, ...]:
    """Other spellings of a Cyrillic name in Latin letters: `zakhra` as `zahra`, `dzhamshid` as `jamshid`."""
    if "kh" not in latin and "zh" not in latin:
        return (latin,)
    return latin, latin.replace("kh", "h").replace("dzh", "j").replace("zh", "j")


def _names_only(latin: str) -> bool:
    known = lexicon.tokens().get(latin, 0)
    return bool(known & NAME and not known & MARK)


def _declined(folded: str) -> bool:
    """Whether a word is a known name with a case ending: `Ахмада` of `Ахмад`, `Захру` of `Захра`."""
    for ending in _CASE_ENDINGS:
        stem = folded.removesuffix(ending)
        if stem == folded or len(stem) < 4:
            continue
        for nominative in (stem, f"{stem}а", f"{stem}я"):
            known = lexicon.tokens().get(nominative, 0)
            if known & NAME and not known & (WORD | PLACE | MARK):
                return True
            if not known and any(map(_names_only, _respelled(fold(_romanised(nominative))))):
                return True
    return False


def _romanised(folded: str) -> str:
    from anyascii import anyascii

    return anyascii(folded).replace("'", "").replace("`", "").lower()


def _weigh_arabic(folded: str) -> float:
    table = lexicon.tokens()
    for prefix in ("ال", "عبدال", "عبد", "بن", "ابو", "آل", "و"):
        if folded.startswith(prefix) and len(folded) > len(prefix) + 2:
            known = table.get(folded[len(prefix) :], 0)
            if known & NAME:
                return known_weight(known) - 0.3
    for suffix in ("زاده", "پور", "نژاد", "زی", "خیل", "یان", "فر", "منش", "وند", "الدین", "الله", "ی"):
        if folded.endswith(suffix) and len(folded) > len(suffix) + 2:
            known = table.get(folded[: -len(suffix)], 0)
            if known & NAME or len(suffix) >= 4:
                return 1.6
    return _by_sound(folded)


def _by_sound(folded: str) -> float:
    """Other scripts without an entry: the romanised form, then its consonants, among known names."""
    latin = _romanised(folded)
    if not latin or not latin.isalpha():
        return -1.5
    known = lexicon.tokens().get(latin, 0)
    if known & NAME and not known & (WORD | MARK) and len(latin) > 3:
        return 1.4
    consonants = skeleton(folded)
    if len(consonants) >= 3 and consonants in lexicon.skeletons():
        return 0.9
    return unknown_native(folded)


def unknown_native(folded: str) -> float:
    """The weight of a token of another script that the lexicon does not know, by how it is spelled."""
    return max(-1.8, min(1.4, 0.6 * model.native_log_odds(folded) - 0.1))


def is_name_token(bits: int) -> bool:
    """Known as a given or family name, whatever else it is."""
    return bool(bits & (GIVEN | FAMILY))
