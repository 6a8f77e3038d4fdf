"""Invented people and the ways their names are written, with the truth of who is who."""

import random
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

NAMES = Path(__file__).with_name("linkage_names.txt")
FIRST_BIRTH = date(1945, 1, 1)
DAYS = 63 * 365
TWO_GIVEN = frozenset(["arab", "spanish", "haitian", "german", "english"])
TWO_FAMILY = frozenset(["spanish"])
JOINED = frozenset(["chinese", "korean"])
"""Written without a space in their own script."""
WAYS = ("spelling", "order", "upper", "accents", "initial", "fewer")
"""Of one part another spelling, nickname or script; family name first; capitals; no accents; a middle name as
its initial; a middle name or second family name left out."""

Name = tuple[str, ...]
"""The ways one name part is written, the usual one first."""


@dataclass(frozen=True)
class Person:
    """One invented person; names are those of the file, so equal entries are equal names."""

    origin: str
    given: tuple[Name, ...]
    family: tuple[Name, ...]
    birth: date

    @property
    def truth(self) -> frozenset[Name]:
        """The person's name as a set of what its parts really are."""
        return frozenset(self.given + self.family)


@dataclass(frozen=True)
class Written:
    """A name as it stands in some row, whole and in the two columns that a linkage library is given."""

    full: str
    given: str
    family: str


def pools() -> dict[str, tuple[list[Name], list[Name]]]:
    """Each origin to its given and family names."""
    found: dict[str, tuple[list[Name], list[Name]]] = {}
    for line in NAMES.read_text("utf-8").splitlines():
        if line.startswith("["):
            current = found.setdefault(line.strip("[]"), ([], []))
        elif not line.startswith("#"):
            kind, _, rest = line.partition(": ")
            words = [tuple(word.replace("_", " ").split("/")) for word in rest.split()]
            current[kind == "family"].extend(words)
    return found


def people(count: int, rng: random.Random) -> list[Person]:
    """So many people, of all origins alike."""
    names = pools()
    origins = sorted(names)
    found = []
    for index in range(count):
        origin = origins[index % len(origins)]
        given, family = names[origin]
        givens = rng.sample(given, 2 if origin in TWO_GIVEN and rng.random() < 0.5 else 1)
        families = rng.sample(family, 2 if origin in TWO_FAMILY and rng.random() < 0.7 else 1)
        birth = FIRST_BIRTH + timedelta(days=rng.randrange(DAYS))
        found.append(Person(origin, tuple(givens), tuple(families), birth))
    return found


def usual(person: Person) -> Written:
    """The name as a register has it."""
    given, family = " ".join(n[0] for n in person.given), " ".join(n[0] for n in person.family)
    return Written(f"{given} {family}", given, family)


def _is_latin(word: str) -> bool:
    return word[0] < "\u0370" or "\u1e00" <= word[0] <= "\u1eff"


def _bare(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", text) if unicodedata.category(c) != "Mn")


def _spelled(names: tuple[Name, ...], native: bool, rng: random.Random) -> list[str]:
    return [rng.choice([word for word in name if _is_latin(word) != native]) for name in names]


def written(person: Person, rng: random.Random, ways: tuple[str, ...]) -> Written:
    """The name of a person with everything that `ways` tells done to it."""
    given, family = list(person.given), list(person.family)
    if "fewer" in ways:
        given, family = (given[:1], family) if len(given) > 1 else (given, family[:1])
    parts = [*given, *family]
    native = "spelling" in ways and rng.random() < 0.35 and not any(all(map(_is_latin, n)) for n in parts)
    if "spelling" in ways:
        first, last = _spelled(tuple(given), native, rng), _spelled(tuple(family), native, rng)
    else:
        first, last = [n[0] for n in given], [n[0] for n in family]
    if "initial" in ways and len(first) > 1:
        first[1] = f"{first[1][0]}."
    return _arranged(person.origin, " ".join(first), " ".join(last), native, ways, rng)


def _arranged(
    origin: str, given: str, family: str, native: bool, ways: tuple[str, ...], rng: random.Random
) -> Written:
    if native and origin in JOINED:
        return Written(family + given, given, family)
    if "accents" in ways and not native:
        given, family = _bare(given), _bare(family)
    if "upper" in ways:
        family = family.upper()
        given = given.upper() if rng.random() < 0.5 else given
    full = f"{given} {family}"
    if "order" in ways:
        full = f"{family}{rng.choice([',', ''])} {given}"
    return Written(full, given, family)


def with_typo(name: Written, rng: random.Random) -> Written:
    """The name with one letter of one of its words lost, doubled or changed."""
    at = rng.randrange(1, max(2, len(name.family) - 1))
    changed = name.family[:at] + rng.choice(["", "x", name.family[at - 1] * 2]) + name.family[at + 1 :]
    return Written(name.full.replace(name.family, changed), name.given, changed)


def variants(person: Person, count: int, rng: random.Random) -> Iterator[tuple[str, Written]]:
    """So many ways of writing a person, each with the name of what was done to it."""
    for _ in range(count):
        ways = tuple(way for way in WAYS if rng.random() < 0.35) or ("spelling",)
        yield "+".join(ways), written(person, rng, ways)
