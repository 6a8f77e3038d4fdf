"""How many distinct people a document holds, and what of each is visible: by hashes, never by values."""

import itertools
from array import array
from collections.abc import Iterable

from withhold.domain.fields import GOVERNMENT_IDENTIFIERS, Field

BIT = {field: 1 << position for position, field in enumerate(Field)}
"""One bit a field: what is known of a person is the sum."""
ONE_PERSON_EACH = (
    *sorted(GOVERNMENT_IDENTIFIERS),
    Field.PERSON_NUMBER,
    Field.DATE_OF_BIRTH,
    Field.BIRTH_YEAR,
)
"""Fields that part two people of the same name, strongest first. One person can have several case numbers."""

_MANY = 200_000
"""Names above which only the strongest key of a sighting is kept, so that memory stays bounded."""
_WIDTH = 20
_FULL = (1 << _WIDTH) - 1
_IS_NAMED = 1 << len(Field)
_KEYS_FROM = len(Field) + 1
_WORD = (1 << 64) - 1


def hashed(*parts: str) -> int:
    """A 64-bit number for some strings, different in every process (the seed of Python's string hash)."""
    return hash(parts) & _WORD


def fields_of(mask: int) -> tuple[Field, ...]:
    """The fields whose bits are set, in their order."""
    return tuple(field for field, bit in BIT.items() if mask & bit)


class People:
    """Counts people over all pieces of a document.

    A sighting is a name, a number or both. Of people with the same name there are as many as the most telling
    kind of key has values: two birth dates are two people, a birth date in one table and a passport number
    in another are one. Memory: about 150 bytes a person.
    """

    def __init__(self) -> None:
        self._seen: set[int] = set()
        # Of each person: fields that are visible, whether they have a name, and how many keys of each kind.
        self._known: dict[int, int] = {}
        self._names = 0
        self._nameless: set[int] = set()
        self._named_numbers = array("Q")
        # Few different values stand for many people: each is kept as one object.
        self._once: dict[int, int] = {}

    def named(self, name: int, keys: Iterable[tuple[int, int]], visible: int = 0) -> None:
        """One sighting of a name (hashed), with `keys` of it: position in ONE_PERSON_EACH, hashed value.

        `visible`: bits of the fields that are shown of this person here.
        """
        before = self._known.get(name, 0)
        known = before | _IS_NAMED | visible
        if not before & _IS_NAMED:
            self._names += 1
        if self._names > _MANY:
            keys = itertools.islice(keys, 1)
        for kind, key in keys:
            mark = hash((name, kind, key))
            if mark not in self._seen:
                self._seen.add(mark)
                shift = _KEYS_FROM + kind * _WIDTH
                if (known >> shift) & _FULL < _FULL:
                    known += 1 << shift
        if known != before:
            self._known[name] = self._once.setdefault(known, known)

    def numbered(self, numbers: Iterable[int]) -> None:
        """Numbers (hashed) that stand beside a name: where they stand alone it is the same person."""
        self._named_numbers.extend(numbers)

    def nameless(self, number: int) -> None:
        """One sighting of a person's number without a name."""
        self._nameless.add(number)

    def show(self, who: int, mask: int) -> None:
        """The fields of `mask` of a person are visible."""
        before = self._known.get(who, 0)
        known = before | mask
        if known != before:
            self._known[who] = self._once.setdefault(known, known)

    def hidden_from_view(self, who: int, mask: int) -> bool:
        """Whether a person, or some of these fields, are visible nowhere in the document."""
        return mask & ~self._known.get(who, 0) != 0

    def knows(self, name: int) -> bool:
        """Whether somebody of this name (hashed) was sighted."""
        return self._known.get(name, 0) & _IS_NAMED != 0

    def knows_number(self, number: int) -> bool:
        """Whether this number (hashed) was sighted, beside a name or alone."""
        return number in self._nameless or number in self._named_numbers

    def count(self) -> int:
        """Distinct people so far."""
        named = 0
        for known in self._known.values():
            if known & _IS_NAMED:
                named += _most(known >> _KEYS_FROM)
        return named + len(self._nameless - set(self._named_numbers))


def _most(counts: int) -> int:
    """How many people of one name there are: as many as the most telling kind of key has values."""
    most = 1
    while counts:
        most = max(most, counts & _FULL)
        counts >>= _WIDTH
    return most
