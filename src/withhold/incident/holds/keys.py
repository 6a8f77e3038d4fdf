"""The keys by which a held person is found: digests of names with births, and of numbers. No clear value.

What makes a key and why stands in spec/holds.md, "Who is found held".
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import product

from withhold.domain.fields import Field
from withhold.incident.holds.interface import Asked
from withhold.incident.holds.wellformed import field_of, is_well_formed
from withhold.register.canonical import birth_message, kept_parts, name_messages
from withhold.register.interface import Row
from withhold.text.name_forms import name_parts_of
from withhold.text.person_number import SINGLE_NAMESPACE, number_forms

KEY_BYTES = 32
DIGEST_BYTES = 16
_ANY_KIND = 7
"""Characters from which a number is compared whatever kind it is said to be: an alien number in the field of
a person number. Shorter ones meet by chance and are compared within their kind."""
_PERSON = b"withhold-holds"
_PLACEHOLDER = b"0101"
"""1 January is written for many whose day of birth nobody knows."""


@dataclass(frozen=True, slots=True, repr=False)
class PersonKeys:
    """The keys of one person. One in `sure` that is a held person's means held. One in `by_year` (a name with
    the year) does too, unless both have a whole birth date and a number of a kind in `numbers` in common:
    then neither of the two agrees, and it is somebody else of that name.
    """

    sure: frozenset[bytes]
    by_year: frozenset[bytes]
    whole_date: bool
    numbers: frozenset[Field]

    def contradicts(self, other: "PersonKeys") -> bool:
        """Whether a name and year in common say nothing, because date and number are known and differ."""
        return self.whole_date and other.whole_date and bool(self.numbers & other.numbers)


class Keys:
    """Makes the keys of held people and of people asked about, under one secret key of 32 bytes."""

    __slots__ = ("_state",)

    def __init__(self, key: bytes) -> None:
        if len(key) != KEY_BYTES:
            raise ValueError("a key has 32 bytes")
        self._state = blake2b(key=key, digest_size=DIGEST_BYTES, person=_PERSON)

    def digest(self, message: bytes) -> bytes:
        """The keyed digest of a message, 16 bytes."""
        state = self._state.copy()
        state.update(message)
        return state.digest()

    def of_held(self, rows: Iterable[Row]) -> PersonKeys:
        """Every key under which a person is found who is known by these rows together.

        The rows are all of one person, so every name goes with every birth date of any of them.
        """
        rows = tuple(rows)
        names = [parts for parts in name_parts_of([n for row in rows for n in row.names]).values() if parts]
        dates = [message for row in rows for iso in row.births if (message := birth_message(iso))]
        told = [f"{year:04}".encode() for row in rows for year in row.birth_years]
        identifiers = [pair for row in rows for pair in row.identifiers]
        sure = set(_numbers(identifiers, asked=False))
        by_year: set[bytes] = set()
        for parts in names:
            pairs = name_messages(kept_parts(parts))
            for day in dates:
                sure |= _dated(pairs, day)
                sure.update(b"part\0" + _part(part) + day for part in parts)
            years = [*(day[:4] for day in dates), *told]
            by_year.update(b"year\0" + pair + year for pair, year in product(pairs, years))
            if len(parts) == 1:
                sure.update(b"only\0" + _part(parts[0]) + day for day in dates)
            if not years:
                sure.update(b"name\0" + pair for pair in pairs)
        whole = bool(dates) and not told and all(map(_is_whole, dates))
        return self._made(sure, by_year, whole, {field for field, _ in identifiers if field is not None})

    def of_asked(self, people: Sequence[Asked]) -> list[PersonKeys]:
        """For each person asked about, the keys to look up. How many depends on what is told alone."""
        parts_of = name_parts_of([person.name for person in people])
        return [self._of_asked(person, parts_of[person.name]) for person in people]

    def _of_asked(self, person: Asked, parts: tuple[str, ...]) -> PersonKeys:
        identifiers = [(field_of(kind), value) for kind, value in person.identifiers]
        sure = set(_numbers(identifiers, asked=True))
        by_year: set[bytes] = set()
        day = birth_message(person.date_of_birth)
        if parts:
            pairs = name_messages(kept_parts(parts))
            sure.update(b"name\0" + pair for pair in pairs)
            if day:
                sure |= _dated(pairs, day)
                sure.update(b"only\0" + _part(part) + day for part in parts)
                by_year.update(b"year\0" + pair + day[:4] for pair in pairs)
            if day and len(parts) == 1:
                sure.add(b"part\0" + _part(parts[0]) + day)
        kinds = {
            field
            for kind, value in person.identifiers
            if (field := field_of(kind)) and is_well_formed(kind, value)
        }
        return self._made(sure, by_year, day is not None and _is_whole(day), kinds)

    def _made(self, sure: set[bytes], by_year: set[bytes], whole: bool, kinds: set[Field]) -> PersonKeys:
        digests = [frozenset(map(self.digest, messages)) for messages in (sure, by_year)]
        return PersonKeys(digests[0], digests[1], whole, SINGLE_NAMESPACE & kinds)


def _dated(pairs: list[bytes], day: bytes) -> set[bytes]:
    """The keys of a name with a birth date: whole, and with one of year, month and day mistyped."""
    year, low, high = day[:4], day[4:6], day[6:]
    forms = [b"date\0" + day]
    if _is_whole(day):
        forms += [b"y1\0" + year + low, b"y2\0" + year + high, b"md\0" + low + high]
    return {form + b"\0" + pair for form, pair in product(forms, pairs)}


def _is_whole(day: bytes) -> bool:
    return day[4:] != _PLACEHOLDER


def _part(part: str) -> bytes:
    return part.encode("utf-8", "surrogatepass") + b"\0"


def _numbers(identifiers: Iterable[tuple[Field | None, str]], *, asked: bool) -> list[bytes]:
    """The messages of numbers: long ones whatever their kind. Short ones with it; a question looks also for
    held ones that are of no kind."""
    messages: list[bytes] = []
    for field, value in identifiers:
        forms = {form for kind in (field, None, Field.ALIEN_NUMBER) for form in number_forms(kind, value)}
        for form in sorted(forms):
            short = len(form) < _ANY_KIND and field is not None
            kinds = {str(field), ""} if short and asked else {str(field) if short else ""}
            messages += [f"id\0{kind}\0{form}".encode() for kind in kinds]
    return messages
