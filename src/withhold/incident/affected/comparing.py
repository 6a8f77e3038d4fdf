"""What speaks for two descriptions being one person, and what speaks against it."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from withhold.domain.fields import Field
from withhold.incident.affected.describing import Description, Parts
from withhold.incident.affected.interface import Certainty
from withhold.register.canonical import IDENTIFIERS, birth_message
from withhold.text.names import name_tokens
from withhold.text.person_number import SINGLE_NAMESPACE

_REPEATED = frozenset({Field.PASSPORT_NUMBER, Field.NATIONAL_ID, Field.DRIVERS_LICENCE, Field.PERSON_NUMBER})
"""Numbers that are one person's, but that another authority or office gives to another one as well."""
_LEAST_MISTYPED = 4
"""Letters of a word in which a wrong one may be a slip; of shorter words it makes another name."""
_UNKNOWN_DAY = "-01-01"
"""Where the day of birth is not known, 1 January is written: it agrees for very many."""


class Names(IntEnum):
    """How two people's names are to each other, at best."""

    NOT_TOLD = 0
    """At least one tells none."""
    OTHERS = 1
    SHARED = 2
    """A part in common, as in a family."""
    NEAR = 3
    """All words but one in common, and that one differs by one letter."""
    ONE_PART = 4
    """The same name of one part."""
    CONTAINED = 5
    """Two or more parts in common, all of the shorter one."""
    EQUAL = 6


@dataclass(frozen=True, slots=True)
class Compared:
    """What agrees and what contradicts, as words; the certainty None where nothing makes them one person.

    `named`: the same full name and birth date and nothing against it. `by_number`: an identifier proves it;
    where it is sure without, only their being the only two makes it so.
    """

    certainty: Certainty | None
    evidence: tuple[str, ...]
    against: tuple[str, ...]
    named: bool = False
    by_number: bool = False


def compared(one: Description, other: Description) -> Compared:
    """What the two have in common. The same whichever comes first."""
    names = _names(one, other)
    same = [field for field in IDENTIFIERS if not _apart(one, other, field)]
    born = _same(one.births, other.births)
    swapped = not born and bool(_messages(one.births) & _messages(other.births))
    year = not (one.births and other.births) and _same(one.years, other.years)
    nation = _same(one.nations, other.nations)
    found = {
        **{str(field): True for field in same},
        "number": not same and _same(one.untyped, other.untyped),
        "name": names in (Names.EQUAL, Names.CONTAINED, Names.ONE_PART),
        "name_nearly": names is Names.NEAR,
        "date_of_birth": born,
        "date_of_birth_day_and_month_swapped": swapped,
        "birth_year": year,
        "nationality": nation,
        "contact": _same(one.contacts, other.contacts),
        "place": _same(one.places, other.places),
    }
    evidence = tuple(word for word, agrees in found.items() if agrees)
    against = _against(one, other, names, born or swapped)
    dated = not all(day.endswith(_UNKNOWN_DAY) for day in one.births & other.births)
    certainty, by_number = _certainty(same, names, set(evidence), against, dated)
    if certainty is Certainty.LIKELY and against and _by_chance(one, evidence, against):
        certainty = None
    named = names >= Names.CONTAINED and born and not against
    return Compared(certainty, evidence, against, named, by_number)


def _certainty(
    same: list[Field], names: Names, found: set[str], against: tuple[str, ...], dated: bool
) -> tuple[Certainty | None, bool]:
    """How sure it is; and whether a number says so. `dated`: the same day of birth is not a stand-in."""
    full = names in (Names.EQUAL, Names.CONTAINED)
    born = "date_of_birth" in found
    strong = SINGLE_NAMESPACE.intersection(same) or (
        _REPEATED.intersection(same) and (full or born or "nationality" in found)
    )
    if against and (SINGLE_NAMESPACE | _REPEATED).intersection(same):
        return Certainty.CONFLICT, True
    if strong:
        return Certainty.SURE, True
    further = {"number", "nationality", "contact", "place", str(Field.CASE_NUMBER), str(Field.BANK_ACCOUNT)}
    if not dated:
        # Very many have that name and that day, and the nationality or the place as well.
        further -= {"nationality", "place"}
    if names is Names.EQUAL and born and found & further and not against:
        return Certainty.SURE, False
    return (Certainty.LIKELY if same or _plausible(names, found, against) else None), False


def _plausible(names: Names, found: set[str], against: tuple[str, ...]) -> bool:
    """Whether a person should look at it."""
    full = names is Names.EQUAL or (names is Names.CONTAINED and not against)
    dated = "date_of_birth" in found or "date_of_birth_day_and_month_swapped" in found
    own = "number" in found or "contact" in found
    nearly = names in (Names.NEAR, Names.ONE_PART)
    return (
        (full and (dated or own or ("birth_year" in found and "nationality" in found)))
        or (nearly and "date_of_birth" in found and "nationality" in found)
        or (own and "date_of_birth" in found and names is not Names.OTHERS)
    )


def _against(one: Description, other: Description, names: Names, born: bool) -> tuple[str, ...]:
    days = bool(one.births and other.births)
    found = {
        **{
            str(field): bool(one.numbers.get(field)) and bool(other.numbers.get(field))
            for field in IDENTIFIERS
            if field in SINGLE_NAMESPACE and _apart(one, other, field)
        },
        "name": names is Names.OTHERS,
        "date_of_birth": days and not born,
        "birth_year": not days and _differ(one.years, other.years),
        "nationality": _differ(one.nations, other.nations),
    }
    return tuple(word for word, contradicts in found.items() if contradicts)


def _by_chance(one: Description, evidence: tuple[str, ...], against: tuple[str, ...]) -> bool:
    """Whether only a name and the day that stands for an unknown one agree, and a number says otherwise."""
    if SINGLE_NAMESPACE.isdisjoint(against):
        return False
    ordinary = {"name", "date_of_birth", "nationality", "place"}
    return ordinary.issuperset(evidence) and all(day.endswith(_UNKNOWN_DAY) for day in one.births)


def _apart(one: Description, other: Description, field: Field) -> bool:
    return one.numbers.get(field, frozenset()).isdisjoint(other.numbers.get(field, frozenset()))


def _same(one: frozenset[str] | frozenset[int], other: frozenset[str] | frozenset[int]) -> bool:
    return not one.isdisjoint(other)


def _differ(one: frozenset[str] | frozenset[int], other: frozenset[str] | frozenset[int]) -> bool:
    return bool(one and other) and one.isdisjoint(other)


def _messages(births: Iterable[str]) -> set[bytes | None]:
    return {birth_message(day) for day in births} - {None}


def _names(one: Description, other: Description) -> Names:
    best = max((_name(a, b) for a in one.names for b in other.names), default=Names.NOT_TOLD)
    if best in (Names.OTHERS, Names.SHARED) and any(
        _nearly(a, b) for a in map(_tokens, one.spelled) for b in map(_tokens, other.spelled)
    ):
        return Names.NEAR
    return best


def _name(one: Parts, other: Parts) -> Names:
    if one == other:
        return Names.EQUAL if len(one) > 1 else Names.ONE_PART
    common = one & other
    if len(common) > 1 and common in (one, other):
        return Names.CONTAINED
    return Names.SHARED if common else Names.OTHERS


def _nearly(one: Parts, other: Parts) -> bool:
    """Whether all words but one are the same, and that one differs by a slip."""
    common = one & other
    left, right = one - common, other - common
    return bool(common) and len(left) == len(right) == 1 and _one_slip(*left, *right)


@lru_cache(maxsize=1 << 12)
def _tokens(name: str) -> Parts:
    return frozenset(name_tokens(name))


def _one_slip(one: str, other: str) -> bool:
    """Whether one letter too many, missing, wrong, or two in the wrong order make the difference."""
    if min(len(one), len(other)) < _LEAST_MISTYPED or abs(len(one) - len(other)) > 1:
        return False
    start = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), None)
    if start is None:
        return True
    left, right = one[start:], other[start:]
    swapped = left[:2] == right[1::-1] and left[2:] == right[2:]
    return swapped or left[1:] == right[1:] or left[1:] == right or left == right[1:]
