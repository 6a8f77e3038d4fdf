"""One canonical form for a personal name: all its spellings, scripts, orders and nicknames give the same.

Used wherever people are compared across documents (register, watch, affected people). Inside one document
`text.names.name_key` is stricter and enough.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache

from withhold.text.spelling import structure, syllables, tables
from withhold.text.spelling.classes import class_of
from withhold.text.spelling.latin import plain
from withhold.text.spelling.scripts import fold_native, is_han_or_hangul

RULES = 1
"""Counts the changes of the rules here and in `text.spelling` that give any name other parts. Raise it with
each: registers keep the parts of names and must be built anew. Changed tables show by themselves."""
_MOST_REMEMBERED = 300_000
"""Tokens whose class is kept; then all are forgotten and learnt anew, so memory stays bounded."""
_MOST_WRITTEN = 65_536
_SYLLABLES_OF_A_NAME = range(2, 6)

_SPACES = dict.fromkeys(map(ord, '-‐‑‒–—,.;:/\\"“”()[]{}_|+*&<>=~#@!?%$^\t\n\r0123456789'), " ")
_GONE = dict.fromkeys(map(ord, "'`"))
_ASCII_TABLE = {**_SPACES, **_GONE}
_BIRTH_NAME = re.compile(r"\(\s*(?:née?e?|geb\.?|born|formerly|aka|a\.k\.a\.)\s[^()]*\)", re.IGNORECASE)
_MARKS = ("Mn", "Mc", "Me", "Cf", "Lm", "Sk")
_APOSTROPHES = frozenset("'’‘`´ʻʼʿʾ\u05f3\u05f4")


_BETWEEN = "\0"
"""Stands between the values of a batch while they are folded together."""


class _Separators(dict[int, str | int | None]):
    """For `str.translate` of folded text: apostrophes and invisible marks go, what is no letter parts."""

    def __missing__(self, code: int) -> str | int | None:
        char = chr(code)
        kept: str | int | None = code
        if char == _BETWEEN:
            pass
        elif char in _APOSTROPHES or unicodedata.category(char) == "Cf":
            kept = None
        elif not char.isalpha() and unicodedata.category(char) not in _MARKS:
            kept = " "
        if code < 0x3400:
            self[code] = kept
        return kept


_SEPARATORS = _Separators()


class _Classes(dict[str, str]):
    """Tokens to their class, "" for what a name drops; filled as they come, up to a bound."""

    def __missing__(self, token: str) -> str:
        if len(self) >= _MOST_REMEMBERED:
            self.clear()
        always, _ = tables.dropped()
        found = "" if len(token) < 2 or token in always else class_of(token)
        self[token] = found
        return found


_CLASSES = _Classes()
_BESIDE = "\0"
"""Stands for the class of a token that means something only beside others."""


class _Alone(dict[str, str]):
    """Like `_Classes`, with `_BESIDE` for what must be looked at together with its neighbours."""

    def __missing__(self, token: str) -> str:
        if len(self) >= _MOST_REMEMBERED:
            self.clear()
        written = _tokens(token)
        together = len(written) > 1 or any(word in _careful() or is_han_or_hangul(word) for word in written)
        self[token] = found = _BESIDE if together else "".join(_CLASSES[word] for word in written)
        return found


_ALONE = _Alone()


@cache
def _careful() -> frozenset[str]:
    """Tokens that mean something only beside others: halves of a name, far eastern surnames, particles."""
    table = syllables.syllables()
    surnames = {spelling for spelling, one in table.one.items() if one in table.ranks}
    halves = structure.SERVANTS | structure.GODS | structure.FAITHS | structure.FATHERS
    return frozenset(surnames) | halves | tables.dropped()[1]


def name_parts(value: str) -> tuple[str, ...]:
    """The distinct parts of a full name as classes of spelling, sorted; initials and particles are left out.

    `Mohammed`, `Muhammad` and `محمد` are one class; so are `Alexey` and `Алексей`, `Bill` and `William`. A
    name of which nothing but initials is left gives an empty tuple.
    """
    return name_parts_of((value,))[value]


def name_parts_of(values: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """`name_parts` of many values at once, each unique value once."""
    unique = list(dict.fromkeys(values))
    ascii_only = [value for value in unique if value.isascii()]
    others = [value for value in unique if not value.isascii()]
    found = _batch(ascii_only, "\0".join(map(_shown, ascii_only)).translate(_ASCII_TABLE))
    if others:
        folded = unicodedata.normalize("NFKC", "\0".join(map(_shown, others)))
        found.update(_batch(others, folded.translate(_SEPARATORS)))
    return found


def _shown(value: str) -> str:
    """A value without its birth name in brackets and without the mark that parts the values of a batch."""
    if "(" in value:
        value = _BIRTH_NAME.sub(" ", value)
    return value.replace(_BETWEEN, " ") if _BETWEEN in value else value


def _batch(values: list[str], folded: str) -> dict[str, tuple[str, ...]]:
    """The parts of values, folded together."""
    found: dict[str, tuple[str, ...]] = {}
    alone = _ALONE.__getitem__
    for value, line in zip(values, folded.lower().split(_BETWEEN), strict=bool(values)):
        tokens = line.split()
        classes = " ".join(map(alone, tokens))
        parts = classes.split()
        if _BESIDE in classes or not parts:
            found[value] = _parts([written for token in tokens for written in _tokens(token)])
        elif len(parts) == 2 and parts[0] != parts[1]:  # nearly always: spare the set and the sorting
            one, other = parts
            found[value] = (one, other) if one < other else (other, one)
        else:
            found[value] = tuple(sorted(set(parts)))
    return found


@lru_cache(maxsize=_MOST_WRITTEN)
def _tokens(token: str) -> tuple[str, ...]:
    """A token without accents; a Japanese name in characters as surname and given name."""
    if token.isascii():
        return (token,)
    if token[0] < "\u0370" or "\u1e00" <= token[0] <= "\u1eff":
        letters = plain(token)
        return (letters,) if letters else ()
    if len(token) > 2 and is_han_or_hangul(token) and token[:2] in tables.spellings():
        return (token[:2], token[2:])
    return (fold_native(token),)


def _parts(tokens: list[str]) -> tuple[str, ...]:
    """The parts of a name whose tokens are given, lower case."""
    always, unless_few = tables.dropped()
    long = [token for token in tokens if len(token) > 1 or is_han_or_hangul(token)]
    named = [token for token in long if token not in always] or long
    kept = [token for token in named if token not in unless_few]
    if len(kept) < 2:
        kept = named
    said, others = _far_eastern(kept)
    labels = structure.joined(
        [
            (token, class_of(token) if token in always or len(token) < 2 else _CLASSES[token])
            for token in others
        ]
    )
    return tuple(sorted(set(" ".join([*said, *labels]).split())))


def _far_eastern(tokens: list[str]) -> tuple[tuple[str, ...], list[str]]:
    """Surname and given name where tokens are those of a Chinese or Korean name, and the other tokens."""
    spelled: list[str] = []
    rest: list[str] = []
    marked = False
    native = [token for token in tokens if is_han_or_hangul(token)]
    japanese = bool(native) and any(token in tables.spellings() for token in native)
    for token in tokens:
        if native and not japanese and is_han_or_hangul(token):
            spelled.extend(syllables.of_characters(token))
            marked = True
        elif token.isascii() and (parts := _syllables_of(token)):
            spelled.extend(parts)
            marked = marked or syllables.is_surname(token)
        else:
            rest.append(token)
    if marked and len(spelled) in _SYLLABLES_OF_A_NAME:
        return syllables.family_and_given(spelled), rest
    return (), tokens


def _syllables_of(token: str) -> tuple[str, ...]:
    """The syllables of a Latin token that may be part of a Chinese or Korean name."""
    parts = syllables.split(token)
    return () if len(parts) > 1 and (token in tables.spellings() or token in tables.western()) else parts
