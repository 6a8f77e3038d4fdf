"""How many people, of what kinds: bounds and counts, and which of them may be told to whom."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from withhold.domain.fields import GOVERNMENT_IDENTIFIERS, Field
from withhold.inspection.listed import IDENTIFYING, ReadPerson
from withhold.text.dates import parse_date
from withhold.text.normalise import fold

SMALLEST_CELL = 5
"""A count below this could point at somebody who is known to be one of few: a common rule of statistics."""
_REST = "All others"
_OTHERS = "further columns"
"""What no field describes was exposed as well: their headers may be anything, and are not told."""
_ADULT = 18
_REMOVAL = ("removal", "deport", "expuls", "final order", "repatriat")
_NEGATIVE = frozenset({"", "0", "n", "na", "no", "nil", "none", "null", "false", "not applicable"})
"""What a cell says that denies its header, without its punctuation: “Final Order: No”."""

Counts = list[tuple[str, int]]
Shown = list[tuple[str, int | None]]


def distinct(people: Sequence[ReadPerson]) -> int:
    """How many differ for sure: rows with one identifier, or one name and birth date, may be one person."""
    parent = list(range(len(people)))

    def root(one: int) -> int:
        while parent[one] != one:
            parent[one] = parent[parent[one]]
            one = parent[one]
        return one

    seen: dict[tuple[str, ...], int] = {}
    for number, person in enumerate(people):
        for key in _keys(person):
            first = seen.setdefault(key, number)
            parent[root(number)] = root(first)
    return sum(root(number) == number for number in range(len(people)))


def _keys(person: ReadPerson) -> list[tuple[str, ...]]:
    known = person.known
    keys: list[tuple[str, ...]] = [
        (name, fold(known[name]))
        for name in map(str, GOVERNMENT_IDENTIFIERS | (IDENTIFYING - {Field.CASE_NUMBER}))
        if name in known
    ]
    birth = known.get(Field.DATE_OF_BIRTH)
    names = [known.get(part, "") for part in (Field.FULL_NAME, Field.GIVEN_NAME, Field.FAMILY_NAME)]
    if birth and any(names):
        keys.append(("name", " ".join(sorted(fold(" ".join(names)).replace(",", " ").split())), birth))
    return keys


def summary_of(people: Sequence[ReadPerson], today: date) -> dict[str, Any]:
    """Counts of rows: by nationality, field, custody and urgency. The exact ones; `shown` softens them."""
    nations: Counter[str] = Counter()
    fields: Counter[str] = Counter()
    custody: Counter[str] = Counter()
    urgency: Counter[str] = Counter()
    for person in people:
        given = person.fields.get(Field.NATIONALITY) or person.fields.get(Field.COUNTRY_OF_BIRTH)
        nations[given[0].strip().title() if given else "Not told"] += 1
        fields.update(name.replace("_", " ") for name in person.fields)
        if person.others:
            fields[_OTHERS] += 1
        held = Field.FACILITY in person.fields or Field.CUSTODY_DATE in person.fields
        custody["Custody is told of" if held else "Nothing about custody"] += 1
        urgency[_urgency(person, held, today)] += 1
    return {
        "nationality": nations.most_common(),
        "field": fields.most_common(),
        "custody": custody.most_common(),
        "urgency": urgency.most_common(),
    }


def _urgency(person: ReadPerson, held: bool, today: date) -> str:
    """The most pressing that cannot be ruled out comes first."""
    cells = [f"{header} {value}" for header, value in person.others.items() if not _denied(value)]
    told = " ".join([*cells, *person.fields.get(Field.CASE_STATUS, ())]).casefold()
    if any(word in told for word in _REMOVAL):
        return "1. Removal or a final order is told of"
    birth = parse_date(person.known.get(Field.DATE_OF_BIRTH, ""))
    if birth is None:
        return "2. A minor, or the age is not known"
    years = today.year - birth.year - ((today.month, today.day) < (birth.month, birth.day))
    if years < _ADULT:
        return "2. A minor, or the age is not known"
    return "3. In custody, as far as is told" if held else "4. None of these"


def _denied(value: str) -> bool:
    """Whether a cell says that what its header asks is not so."""
    plain = "".join(one if one.isalnum() or one.isspace() else "" for one in value.casefold())
    return " ".join(plain.split()) in _NEGATIVE


def shown(summary: Mapping[str, Any], people: int, exact: bool) -> dict[str, Shown]:
    """The counts as somebody may see them: `exact` for the privacy role, else without small cells."""
    if exact:
        return {name: [(label, count) for label, count in counts] for name, counts in summary.items()}
    told: dict[str, Shown] = {}
    for name, counts in summary.items():
        pairs = [(str(label), int(count)) for label, count in counts]
        told[name] = overlapping(pairs, people) if name == "field" else parted(pairs)
    return told


def parted(counts: Counts) -> Shown:
    """Parts of a whole: small ones are put together with the next ones until nobody can be told apart."""
    kept = sorted(counts, key=lambda pair: -pair[1])
    rest = 0
    while kept and (kept[-1][1] < SMALLEST_CELL or 0 < rest < SMALLEST_CELL):
        rest += kept.pop()[1]
    told: Shown = [*kept]
    if rest:
        told.append((_REST, rest if rest >= SMALLEST_CELL else None))
    return told


def overlapping(counts: Counts, people: int) -> Shown:
    """Counts of properties that many share: neither who has one nor who has it not may be among few."""
    told: Shown = []
    for label, count in counts:
        few = 0 < count < SMALLEST_CELL or 0 < people - count < SMALLEST_CELL
        told.append((label, None if few else count))
    return told
