"""What the columns of a list of people are, by their names."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from withhold.domain.fields import Field
from withhold.register.canonical import IDENTIFIERS
from withhold.register.interface import RegisterError
from withhold.text.normalise import fold_label

PERSON_ID = "person_id"
PROTECTION = "protection"
JURISDICTION = "jurisdiction"

_NAMES = (Field.FULL_NAME, Field.GIVEN_NAME, Field.FAMILY_NAME)
_ABOUT = (Field.DATE_OF_BIRTH, Field.BIRTH_YEAR, Field.NATIONALITY, Field.COUNTRY_OF_BIRTH)
_CONTACTS = (Field.PHONE, Field.EMAIL)
ROLES = (
    *(str(field) for field in (*_NAMES, *_ABOUT, *IDENTIFIERS, *_CONTACTS)),
    PERSON_ID,
    PROTECTION,
    JURISDICTION,
)
"""What a column can be used as."""
KEYS = frozenset(str(field) for field in (*_NAMES, *IDENTIFIERS, *_CONTACTS))
"""Columns of which one is needed at least."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Places of the columns by role, and the names of those that are not used."""

    places: Mapping[str, tuple[int, ...]]
    unused: tuple[str, ...]


def columns_of(header: Sequence[str], mapping: Sequence[str] = ()) -> Columns:
    """The roles of the columns; `mapping` holds `COLUMN=FIELD`, which goes before what the name says.

    Raises RegisterError where no column can make a key or the mapping does not fit. Its message holds
    nothing of the header: without a line of names, that would be a person.
    """
    folded = [fold_label(name) for name in header]
    told = _mapped(folded, mapping)
    known = {fold_label(role): role for role in ROLES} | labels("columns")
    places: dict[str, list[int]] = {}
    unused = []
    for place, label in enumerate(folded):
        role = told.get(label) or known.get(label)
        if role is None:
            unused.append(header[place].strip())
        else:
            places.setdefault(role, []).append(place)
    if not KEYS & places.keys():
        raise RegisterError(
            "no column can be used; name the columns in the first line (full_name, date_of_birth, "
            "alien_number, person_id, protection …), or give --map COLUMN=FIELD"
        )
    return Columns(
        {role: tuple(found) for role, found in places.items()}, tuple(name for name in unused if name)
    )


def _mapped(folded: Sequence[str], mapping: Sequence[str]) -> dict[str, str]:
    told = {}
    for item in mapping:
        column, separator, role = item.rpartition("=")
        role = role.strip().lower()
        if not separator or role not in ROLES:
            raise RegisterError(f"--map {item}: give COLUMN=FIELD with one of the fields {', '.join(ROLES)}")
        if fold_label(column) not in folded:
            raise RegisterError(f"--map {item}: there is no such column in the first line")
        told[fold_label(column)] = role
    return told


@lru_cache(maxsize=2)
def labels(of: str) -> dict[str, str]:
    """Folded labels and what they stand for, from the tables of `labels.toml`."""
    text = (files("withhold.register") / "labels.toml").read_text(encoding="utf-8")
    table: dict[str, list[str]] = tomllib.loads(text)[of]
    return {fold_label(label): role for role, synonyms in table.items() for label in (role, *synonyms)}
