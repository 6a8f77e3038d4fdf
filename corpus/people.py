"""Invented people: names composed from the parts of a culture, with birth dates and numbers nobody holds.

Alien numbers begin with 3: the real series had not reached A300 000 000 when this was written.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

DATA = Path(__file__).parent / "data"

LATIN = (
    "guatemalan",
    "mexican",
    "haitian",
    "brazilian",
    "cuban",
    "venezuelan",
    "turkish",
    "afghan",
    "punjabi_latin",
    "ethiopian_latin",
    "eritrean",
    "somali",
    "pinyin",
    "vietnamese",
    "nigerian",
    "congolese",
)
"""Cultures written in Latin letters from which people ask for protection."""

COUNTRIES = {
    "guatemalan": "Guatemala",
    "mexican": "Mexico",
    "haitian": "Haiti",
    "brazilian": "Brazil",
    "cuban": "Cuba",
    "venezuelan": "Venezuela",
    "turkish": "Turkey",
    "afghan": "Afghanistan",
    "punjabi_latin": "India",
    "ethiopian_latin": "Ethiopia",
    "eritrean": "Eritrea",
    "somali": "Somalia",
    "pinyin": "China",
    "vietnamese": "Vietnam",
    "nigerian": "Nigeria",
    "congolese": "Congo (DRC)",
}
_EASTERN_ORDERS = {"eastern", "patronymic", "han"}


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who does not exist. `alien_number` is nine digits without its letter."""

    given: str
    family: str
    culture: str
    female: bool
    born: date
    alien_number: str
    order: str = "western"

    @property
    def full(self) -> str:
        """The name as its culture writes it."""
        if self.order == "han":
            return f"{self.family}{self.given}"
        if self.order in _EASTERN_ORDERS:
            return f"{self.family} {self.given}"
        return f"{self.given} {self.family}"

    @property
    def inverted(self) -> str:
        """`LAST, FIRST`, as agencies list people; Han and Hangul names stay as they are."""
        if self.order == "han" or self.culture == "georgian":  # scripts that are not written in capitals
            return self.full
        return f"{self.family.upper()}, {self.given.upper()}"

    @property
    def alien(self) -> str:
        """The alien number in its plain spelling, `A312345678`."""
        return f"A{self.alien_number}"


@cache
def cultures() -> dict[str, dict[str, Any]]:
    """The parts by culture: lists for every key that holds one."""
    raw = tomllib.loads((DATA / "cultures.toml").read_text("utf-8"))
    scalar = {"language", "order", "nationality", "female_ending"}
    return {
        name: {key: value if key in scalar else value.split("|") for key, value in parts.items()}
        for name, parts in raw.items()
    }


def country(culture: str) -> str:
    """The country as an English list names it, or else as the culture itself does."""
    return COUNTRIES.get(culture) or str(cultures()[culture]["nationality"])


@cache
def languages() -> dict[str, dict[str, Any]]:
    """Headers, statuses and count headers by language."""
    return tomllib.loads((DATA / "languages.toml").read_text("utf-8"))


def _compose(rng: Random, parts: dict[str, Any], female: bool) -> tuple[str, str]:
    given: str = rng.choice(parts["female" if female else "male"])
    family: str = rng.choice(parts["family"])
    order = parts["order"]
    if order == "hispanic":
        family = f"{family} {rng.choice([name for name in parts['family'] if name != family])}"
    elif order == "patronymic":
        given = f"{given} {rng.choice(parts['patronymic_female' if female else 'patronymic_male'])}"
        family += parts["female_ending"] if female else ""
    return given, family


def person(rng: Random, culture: str) -> Person:
    """One adult of a culture, born between 1950 and 2003."""
    parts = cultures()[culture]
    female = rng.random() < 0.45
    given, family = _compose(rng, parts, female)
    born = date(1950, 1, 1) + timedelta(days=rng.randrange(54 * 365))
    return Person(given, family, culture, female, born, f"3{rng.randrange(10**8):08d}", parts["order"])


def people(rng: Random, count: int, among: tuple[str, ...] = LATIN) -> list[Person]:
    """Distinct people: no two share a name with a birth date, an alien number or, up to 500, a name."""
    found: list[Person] = []
    seen: set[object] = set()
    for made in _endless(rng, among) if count else ():
        tokens = frozenset(made.full.casefold().split())
        keys: set[object] = {(tokens, made.born), made.alien_number} | ({tokens} if count <= 500 else set())
        if seen.isdisjoint(keys):
            seen |= keys
            found.append(made)
        if len(found) == count:
            break
    return found


def _endless(rng: Random, among: tuple[str, ...]) -> Iterator[Person]:
    while True:
        yield person(rng, rng.choice(among))
