"""Which country a postal address names in its own words. Most addresses name none, and nothing is guessed."""

import re
from collections.abc import Collection

from withhold.register.canonical import country_codes, nationality
from withhold.text.normalise import fold, fold_label

_PARTS = re.compile(r"[\n,;|()/]+|\s-\s")
_DIGIT = re.compile(r"\d")
_MOST_WORDS = 5
_LEAST_NAME = 4
"""Letters of a name that is taken for a country's: shorter ones only as codes, in capitals and alone."""
_LEAST_WORD = 3
"""What is shorter at the end of an address ("C.A.") says nothing of a country's name before it."""
_CODES = (2, 3)
_NOT_AFTER = frozenset({"new"})
"""New Mexico, and Papua New Guinea, which has a name of its own."""
_HOME_WITH_STATES = "US"
_STATES = re.compile(
    "A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|PA|PR|RI|S[CDEW]|T[NX]|UT|V[AT]|"
    "W[AIVY]"
)
"""What the states of the USA are abbreviated to (USPS Publication 28), and quarters of a city, which are
codes of countries too."""
_NAMED_LIKE_STATES = frozenset({"GE"})
_STATE_AND_ZIP = re.compile(r"\b([A-Za-z]{2})\.? \d{5}(?:-\d{4})?")


def country_named(address: str, home: str, fled: Collection[str] = ()) -> str | None:
    """The ISO 3166 code, in capitals, of the last country that an address names; None where it names none.

    For an organisation in the USA (`home`), what may be a state ("CO", "Georgia") is a country only for
    somebody who may have fled it, and a state with a ZIP code at the end is in the USA.
    """
    parts = [part.strip() for part in _PARTS.split(fold(address)) if part.strip()]
    if not parts:
        return None
    state = _STATE_AND_ZIP.search(parts[-1])
    if (
        home == _HOME_WITH_STATES
        and state
        and _STATES.fullmatch(state[1].upper())
        and state.end() == len(parts[-1])
    ):
        return home
    telling = [part for part in parts if any(len(word) >= _LEAST_WORD for word in _words(part))]
    found = [_code(parts[-1]), *(_ending(part) for part in telling[-1:]), *map(_named, reversed(telling))]
    return next((code for code in found if code and not _is_state(parts[-1], code, home, fled)), None)


def _words(part: str) -> list[str]:
    """Its words without those that are numbers: house and post codes."""
    return [word for word in fold_label(part).split() if not _DIGIT.search(word)]


def _code(part: str) -> str | None:
    """The country whose code a part is, as codes are written."""
    return _country(part) if len(part) in _CODES and part.isascii() and part.isupper() else None


def _named(part: str) -> str | None:
    """The country whose name a part is."""
    name = " ".join(_words(part))
    return _country(name) if len(name) >= _LEAST_NAME else None


def _ending(part: str) -> str | None:
    """The country with whose name a part ends."""
    words = _words(part)
    while words and len(words[-1]) < _LEAST_WORD:
        words.pop()
    for first in range(max(0, len(words) - _MOST_WORDS), len(words)):
        before = words[first - 1] if first else ""
        if before not in _NOT_AFTER and (code := _named(" ".join(words[first:]))):
            return code
    return None


def _country(name: str) -> str | None:
    code = nationality(name)
    return code.upper() if code in country_codes() else None


def _is_state(last: str, code: str, home: str, fled: Collection[str]) -> bool:
    """Whether what looks like a country may be a state of the organisation's own."""
    if home != _HOME_WITH_STATES or code in fled:
        return False
    return bool(_STATES.fullmatch(last)) if last == code else code in _NAMED_LIKE_STATES
