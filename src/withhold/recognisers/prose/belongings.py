"""What stands in a text beside names: numbers and contacts, and whose they are."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from withhold.domain.fields import GOVERNMENT_IDENTIFIERS, Field
from withhold.recognisers import contacts, identifiers
from withhold.recognisers.identifiers.interface import LABEL
from withhold.recognisers.prose.people import Person

_DIGIT = re.compile(r"\d")


_BARE_ALIEN_NUMBER = re.compile(r"(?<![\w-])A[-#]{0,2}\d{9}(?![\w-])")


@dataclass(frozen=True, slots=True, repr=False)
class Datum:
    """A value at a place in the text that belongs to somebody."""

    start: int
    end: int
    field: Field
    value: str
    labelled: bool = False
    """Words before it say which number it is."""
    of_somebody: bool = True
    """Speaks for a person by itself; otherwise only beside a name, else it may be a code of a thing."""


def within(ranges: Sequence[tuple[int, int]], at: int) -> bool:
    """Is a place inside one of some sorted ranges that do not overlap."""
    place = bisect_right(ranges, (at, len(ranges) and ranges[-1][1])) - 1
    return place >= 0 and ranges[place][0] <= at < ranges[place][1]


def data_of(text: str) -> list[Datum]:
    """Identifiers and contacts in a text, in order."""
    found = []
    if _DIGIT.search(text):
        found += [
            Datum(match.start, match.end, match.field, match.canonical, LABEL in match.evidence)
            for match in identifiers.scan(text)
            if match.strong
        ]
        spans = [*contacts.phones(text), *contacts.addresses(text), *contacts.ibans(text)]
        found += _bare_alien_numbers(text, found)
    else:
        spans = []
    if "@" in text:
        spans += contacts.emails(text)
    numbers = [(datum.start, datum.end) for datum in found]
    found += [
        Datum(span.start, span.end, span.field, text[span.start : span.end])
        for span in spans
        if span.private is not False and not within(numbers, span.start)
    ]
    return sorted(found, key=lambda datum: datum.start)


def _bare_alien_numbers(text: str, known: list[Datum]) -> list[Datum]:
    """`A312345678` without a label: a number of the person named beside it, whatever its first digit."""
    taken = {datum.start for datum in known}
    return [
        Datum(match.start(), match.end(), Field.ALIEN_NUMBER, match.group()[-9:], of_somebody=False)
        for match in _BARE_ALIEN_NUMBER.finditer(text)
        if match.start() not in taken and not match.group().endswith("000")
    ]


def attach(data: list[Datum], people: list[Person], meant: Person | None) -> None:
    """Give each datum to the nearest person before it, else behind it, else the one meant.

    A government number that is nobody's here stands for somebody without a name; other data do not.
    """
    private = [person for person in people if not person.official and person.name is not None]
    for datum in data:
        before = [person for person in private if person.start <= datum.start]
        owner = before[-1] if before else (private[0] if private else None)
        owner = owner or meant
        if owner is None and not (datum.of_somebody and datum.field in GOVERNMENT_IDENTIFIERS):
            continue
        if owner is None:
            owner = Person(datum.start, datum.end, None, 0.6)
            people.append(owner)
        owner.fields.setdefault(datum.field, datum.value)
