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


@dataclass(frozen=True, slots=True, repr=False)
class Datum:
    """A value at a place in the text that belongs to somebody."""

    start: int
    end: int
    field: Field
    value: str
    labelled: bool = False
    """Words before it say which number it is."""


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


def attach(data: list[Datum], people: list[Person], meant: Person | None) -> None:
    """Give each datum to the nearest person before it, else behind it, else the one meant.

    A government number that is nobody's here stands for somebody without a name; other data do not.
    """
    private = [person for person in people if not person.official and person.name is not None]
    for datum in data:
        before = [person for person in private if person.start <= datum.start]
        owner = before[-1] if before else (private[0] if private else None)
        owner = owner or meant
        if owner is None and datum.field not in GOVERNMENT_IDENTIFIERS:
            continue
        if owner is None:
            owner = Person(datum.start, datum.end, None, 0.6)
            people.append(owner)
        owner.fields.setdefault(datum.field, datum.value)
