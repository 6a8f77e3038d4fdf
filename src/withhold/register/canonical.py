"""One comparison form for what is told of a person: birth dates, nationalities, contacts, numbers."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache, lru_cache
from hashlib import blake2b
from importlib.resources import files
from itertools import combinations

from withhold.domain.fields import Field
from withhold.text import name_forms, person_number
from withhold.text.normalise import fold, fold_label
from withhold.text.person_number import number_forms
from withhold.text.spelling import tables

RULES = 1
"""Counts the changes here and in the folding of text that give anything another form. Raise it with each."""
FORMS_BYTES = 16
IDENTIFIERS = (
    Field.ALIEN_NUMBER,
    Field.SOCIAL_SECURITY_NUMBER,
    Field.PASSPORT_NUMBER,
    Field.NATIONAL_ID,
    Field.DRIVERS_LICENCE,
    Field.CASE_NUMBER,
    Field.PERSON_NUMBER,
    Field.BANK_ACCOUNT,
)
"""Fields whose values name one person."""
MOST_NAME_PARTS = 5
"""Parts of one name that make keys: five make ten pairs. Of longer names the longest parts."""
_COUNTRIES = "countries.txt"
_PREFIXES = {field: f"{field}\0".encode() for field in Field}
_MONTHS = 12
_PHONE_TAIL = 9
"""Digits at the end of a telephone number that are compared, so that country codes and trunk zeros do not
matter. National numbers have at least nine in most countries."""
_LEAST_PHONE = 7
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
_NOT_DIGIT = re.compile(r"\D+", re.ASCII)


def forms_name(rules: Sequence[int], contents: Mapping[str, bytes]) -> bytes:
    """What names these rules and tables (spec/register.md, "Canonical forms"), 16 bytes."""
    state = blake2b(digest_size=FORMS_BYTES, person=b"withhold-forms")
    for number in rules:
        state.update(number.to_bytes(4, "little"))
    for name, content in sorted(contents.items()):
        for part in (name.encode(), content):
            state.update(len(part).to_bytes(8, "little") + part)
    return state.digest()


@cache
def forms() -> bytes:
    """What names the canonical forms of this program: keys made with others are never found by it."""
    countries = (files("withhold.register") / _COUNTRIES).read_bytes()
    return forms_name(
        (name_forms.RULES, person_number.RULES, RULES), {**tables.contents(), _COUNTRIES: countries}
    )


def kept_parts(parts: tuple[str, ...]) -> tuple[str, ...]:
    """The parts of a name that make keys, sorted."""
    if len(parts) <= MOST_NAME_PARTS:
        return parts
    return tuple(sorted(sorted(parts, key=lambda part: (-len(part), part))[:MOST_NAME_PARTS]))


def name_messages(parts: tuple[str, ...]) -> list[bytes]:
    """The messages of the name keys of these parts: each pair, or the only part with nothing."""
    if len(parts) == 2:
        return ["\0".join(parts).encode("utf-8", "surrogatepass")]
    if len(parts) == 1:
        return [f"{parts[0]}\0".encode("utf-8", "surrogatepass")]
    encoded = [part.encode("utf-8", "surrogatepass") for part in parts]
    return [a + b"\0" + b for a, b in combinations(encoded, 2)]


def common_parts(pairs: int) -> int:
    """How many parts two names have in common whose number of common pairs this is."""
    parts = 2
    while parts * (parts - 1) // 2 < pairs:
        parts += 1
    return parts


@lru_cache(maxsize=1 << 16)
def birth_message(iso: str) -> bytes | None:
    """A birth date for comparison, None for a text that is no ISO date.

    3 April and 4 March are the same: which is the day and which the month is often lost.
    """
    try:
        day = date.fromisoformat(iso)
    except ValueError:
        return None
    low, high = day.month, day.day
    if high <= _MONTHS:
        low, high = min(low, high), max(low, high)
    return f"{day.year:04}{low:02}{high:02}".encode()


@lru_cache(maxsize=1 << 14)
def nationality(value: str) -> str:
    """A country's code for its names, its people's and its ISO codes; any other text as a folded label."""
    label = fold_label(value)
    return _countries().get(label, label)


def contact_forms(value: str) -> tuple[str, ...]:
    """A telephone number or e-mail address for comparison; nothing where it is neither."""
    text = fold(value).strip()
    if _EMAIL.fullmatch(text):
        return (text.casefold(),)
    digits = _NOT_DIGIT.sub("", text)
    return (digits[-_PHONE_TAIL:],) if len(digits) >= _LEAST_PHONE else ()


def contact(value: str) -> bytes | None:
    """The message of a telephone number or e-mail address; None where it is neither."""
    forms = contact_forms(value)
    return forms[0].encode("utf-8", "surrogatepass") if forms else None


def identifier_prefix(field: Field) -> bytes:
    """What stands before the comparison form in the messages of identifiers of this field."""
    return _PREFIXES[field]


def identifier_messages(field: Field, value: str) -> list[bytes]:
    """The messages of an identifier with its field."""
    prefix = _PREFIXES[field]
    return [prefix + form.encode("ascii") for form in number_forms(field, value)]


def any_identifier_messages(value: str) -> list[bytes]:
    """The messages of an identifier of which nothing says what kind it is."""
    return [form.encode("ascii") for form in number_forms(None, value)]


@cache
def country_codes() -> frozenset[str]:
    """The ISO 3166 codes, lower case, of the countries that are known."""
    return frozenset(_countries().values())


@lru_cache(maxsize=1)
def _countries() -> dict[str, str]:
    """Folded names to codes, from `countries.txt`: a line is a code and names of it, set apart by commas."""
    names = {}
    text = (files("withhold.register") / _COUNTRIES).read_text(encoding="utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            code, *others = line.split(",")
            names.update({fold_label(name): code.lower() for name in (code, *others)})
    return names
