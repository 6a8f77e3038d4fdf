"""A row of the list as the messages of its fingerprints: canonical, so that spelling does not matter."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from withhold.domain.fields import Field
from withhold.incident.watch.copies.interface import Second
from withhold.register.canonical import (
    IDENTIFIERS,
    birth_message,
    contact_forms,
    kept_parts,
    name_messages,
)
from withhold.text.dates import parse_date
from withhold.text.name_forms import name_parts_of
from withhold.text.person_number import number_forms

LEAST_DIGITS = 6
"""Digits of an identifier that is looked for: shorter ones stand on many pages."""
LONG_NUMBER = 8
"""Characters of an identifier that nobody else's number has by chance, not even on a page full of numbers."""
LONGEST_NUMBER = 31
_MOST_NAMES = 8
"""Spellings of the name of one row."""


@dataclass(frozen=True, slots=True, repr=False)
class Keyed:
    """A row: its names as parts, and what may stand with them."""

    names: tuple[tuple[str, ...], ...]
    seconds: tuple[bytes, ...]

    def messages(self) -> Iterator[tuple[int, bytes]]:
        """The messages of its keys, with how many parts the name has."""
        for parts, second in product(self.names, self.seconds):
            messages = part_messages(parts) if is_telling(second) else name_messages(parts)
            for message in messages:
                yield len(parts), row_message(message, second)


def is_telling(second: bytes) -> bool:
    """Whether a second field needs but one part of the name beside it: a long number of one person."""
    return second[0] == Second.IDENTIFIER and len(second) > LONG_NUMBER


def number_length(second: bytes) -> int:
    """How many digits an identifier's form has, cut at LONGEST_NUMBER; 0 for another second field."""
    digits = sum(48 <= one <= 57 for one in second[1:])
    return min(digits, LONGEST_NUMBER) if second[0] == Second.IDENTIFIER else 0


def part_messages(parts: Sequence[str]) -> list[bytes]:
    """The messages of the single parts of a name."""
    return [part.encode("utf-8", "surrogatepass") for part in parts]


def row_message(named: bytes, second: bytes) -> bytes:
    """The message of a name, or of parts of it, that stands with a second field."""
    return named + b"\0\0" + second


def birth(iso: str) -> tuple[bytes, ...]:
    """The message of a birth date, in ISO form."""
    message = birth_message(iso)
    return () if message is None else (bytes([Second.BIRTH]) + message,)


def identifier(field: Field | None, value: str) -> tuple[bytes, ...]:
    """The messages of an identifier: nothing on a page may say of which kind it is."""
    forms = {*number_forms(field, value), *number_forms(None, value)}
    kept = sorted(form for form in forms if sum(map(str.isdigit, form)) >= LEAST_DIGITS)
    return tuple(bytes([Second.IDENTIFIER]) + form.encode("ascii", "replace") for form in kept)


def contact(value: str) -> tuple[bytes, ...]:
    """The message of a telephone number or an e-mail address."""
    return tuple(bytes([Second.CONTACT]) + form.encode("utf-8", "replace") for form in contact_forms(value))


def keyed(fields: Mapping[str, Sequence[str]], known: Mapping[str, str]) -> Keyed:
    """A row from its values as written and their canonical forms, both by field."""
    names = list(dict.fromkeys(_names(fields)))[:_MOST_NAMES]
    parts = [kept_parts(found) for found in map(name_parts_of(names).__getitem__, names) if found]
    return Keyed(tuple(dict.fromkeys(parts)), tuple(dict.fromkeys(_seconds(fields, known))))


def _names(fields: Mapping[str, Sequence[str]]) -> Iterator[str]:
    yield from fields.get(Field.FULL_NAME, ())
    given, family = fields.get(Field.GIVEN_NAME, ()), fields.get(Field.FAMILY_NAME, ())
    if given and family:
        yield " ".join([*given, *family])
        yield from (f"{one} {other}" for one, other in product(given, family))


def _seconds(fields: Mapping[str, Sequence[str]], known: Mapping[str, str]) -> Iterator[bytes]:
    births: Iterable[str] = (known.get(Field.DATE_OF_BIRTH, ""), *fields.get(Field.DATE_OF_BIRTH, ()))
    for value in births:
        day = parse_date(value)
        yield from birth(value) or (birth(day.isoformat()) if day is not None else ())
        if birth(value):
            break  # the canonical value settles how the others are to be read
    for field in IDENTIFIERS:
        for value in (*fields.get(field, ()), known.get(field, "")):
            yield from identifier(field, value)
    for field in (Field.PHONE, Field.EMAIL):
        for value in fields.get(field, ()):
            yield from contact(value)
