"""Which columns of a table speak of which person in a row."""

from collections.abc import Sequence
from dataclasses import dataclass

from withhold.domain.fields import GOVERNMENT_IDENTIFIERS, NAME_FIELDS, Field
from withhold.recognisers.interface import ColumnReading, Marker, Role

_SETTLES_NAME = GOVERNMENT_IDENTIFIERS | {
    Field.DATE_OF_BIRTH,
    Field.ADDRESS,
    Field.PROTECTION_CLAIM,
    Field.CUSTODY_DATE,
}
"""What shows that a column of lone given or family names is one of people, not of popular names."""


@dataclass(frozen=True, slots=True)
class Person:
    """One person a row speaks of: positions of the columns of the name, in reading order, and of their data.

    `main`: the row is about this one. `public`: named in an office, a profession, before the public. Without
    `names` the person is known by a number only.
    """

    names: tuple[int, ...]
    data: tuple[int, ...]
    main: bool
    public: bool


def persons(readings: Sequence[ColumnReading]) -> list[Person]:
    """The people of each row, the one it is about first."""
    found = _names(readings)
    data = [i for i, r in enumerate(readings) if r.field is not None and r.field not in NAME_FIELDS]
    if not found:
        numbers = [i for i in data if readings[i].field in GOVERNMENT_IDENTIFIERS and readings[i].strong]
        return [Person((), tuple(data), True, False)] if numbers else []
    found.sort(key=lambda names: _standing(readings, names))
    main = found[0]
    people = []
    owned = _owners(readings, found, data)
    for names in found:
        public = readings[names[0]].meaning.role is Role.OFFICIAL
        people.append(Person(names, tuple(owned[names]), names == main, public))
    return people


def _standing(readings: Sequence[ColumnReading], names: tuple[int, ...]) -> tuple[int, int, int]:
    """Whom a row is about: who is told to be its subject, then who has no role, then officials; in order."""
    role = readings[names[0]].meaning.role
    standing = {Role.SUBJECT: 0, None: 1, Role.OFFICIAL: 2}[role]
    if standing == 0 and readings[names[0]].meaning.roles[0] in _KIN:
        standing = 1
    return standing, -len(names) if role is None else 0, names[0]


_KIN_WORDS = """
mother father spouse wife husband guardian sibling relative dependent dependant sponsor madre padre conyuge
mere pere conjoint mae pai mutter vater ehegatte moeder vader partner мать отец супруг 母亲 父亲 配偶
anne baba es مادر پدر همسر
"""
_KIN = frozenset(_KIN_WORDS.split())
"""Relatives of the one whom a row is about."""


def _names(readings: Sequence[ColumnReading]) -> list[tuple[int, ...]]:
    """The columns of each name: a full name, or given and family names that belong together."""
    found: list[tuple[int, ...]] = []
    parts: dict[tuple[str, ...], list[int]] = {}
    whole: set[tuple[str, ...]] = set()
    for i, reading in enumerate(readings):
        group = _group(reading)
        if reading.field is Field.FULL_NAME:
            found.append((i,))
            whole.add(group)
        elif reading.field in (Field.GIVEN_NAME, Field.FAMILY_NAME):
            parts.setdefault(group, []).append(i)
    middles = [i for i, r in enumerate(readings) if _middle(r)]
    for group, columns in parts.items():
        kinds = {readings[i].field for i in columns}
        if group in whole:
            continue
        near = [i for i in middles if any(abs(i - c) <= 2 for c in columns)]
        columns = sorted([*columns, *near])
        if len(kinds) == 2 or near or _settled(readings):
            found.append(tuple(columns))
    return found


def _group(reading: ColumnReading) -> tuple[str, ...]:
    return reading.meaning.roles + tuple(w for w in reading.meaning.rest if not w.isdigit())


def _middle(reading: ColumnReading) -> bool:
    return Marker.MIDDLE_NAME in reading.meaning.markers and reading.field is None


def _settled(readings: Sequence[ColumnReading]) -> bool:
    return any(reading.field in _SETTLES_NAME for reading in readings)


def _owners(
    readings: Sequence[ColumnReading], found: Sequence[tuple[int, ...]], data: Sequence[int]
) -> dict[tuple[int, ...], list[int]]:
    """Each name's data: columns whose header has the same role; the others belong to the first name."""
    owned: dict[tuple[int, ...], list[int]] = {names: [] for names in found}
    for i in data:
        meaning = readings[i].meaning
        owner: tuple[int, ...] | None = found[0]
        if meaning.roles and meaning.role is not None:
            same = [n for n in found if set(readings[n[0]].meaning.roles) & set(meaning.roles)]
            if same:
                owner = same[0]
            elif meaning.role is Role.OFFICIAL and readings[found[0][0]].meaning.role is not Role.OFFICIAL:
                owner = None
        if owner is not None:
            owned[owner].append(i)
    return owned
