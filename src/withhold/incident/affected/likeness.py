"""Which rows are one person, and which own records are theirs: near-linear, by keys that both sides have."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from itertools import combinations, islice

from withhold.incident.affected.comparing import Compared, compared
from withhold.incident.affected.describing import Description, Parts, describe_records, describe_rows
from withhold.incident.affected.interface import Certainty, LeakRow, Likeness, OwnRecord, RecordsUnusable
from withhold.register.canonical import birth_message, kept_parts

MOST_ALIKE = 24
"""More rows than this with one key are not compared each with each: the key is a stand-in ("999999999"), or
one person has very many rows. Then only those of the same name are, each with the first."""
MOST_CANDIDATES = 20
"""More own records than this are not shown of one row: nobody could decide among them."""
_BATCH = 4096
"""Records whose names are brought into their forms together."""
_ORDER = {Certainty.SURE: 0, Certainty.CONFLICT: 1, Certainty.LIKELY: 2}

Key = Hashable
Pair = tuple[int, int | str]


def duplicates(rows: Sequence[LeakRow]) -> list[Likeness]:
    """The pairs of rows that are, or may be, one person: the lower number first, sorted.

    The order of the rows does not matter. Raises RecordsUnusable where a number is given twice.
    """
    described = _described(rows)
    found: dict[Pair, Compared] = {}
    for first, second in _Places(described).pairs():
        one = compared(described[first], described[second])
        if one.certainty is not None:
            found[first, second] = one
    return _settled(found, {})


def match(
    rows: Sequence[LeakRow], records: Iterable[OwnRecord], same: Mapping[int, int] | None = None
) -> list[Likeness]:
    """Which records are, or may be, of which row; sorted by row and record. Records are read once.

    `same`: rows that are surely one person, each to its one number; they do not make a match ambiguous.
    Where a row has a record for sure, others that something contradicts are not asked about. Raises
    RecordsUnusable where the number of a row or the key of a record is given twice.
    """
    described = _described(rows)
    places = _Places(described)
    found: dict[Pair, Compared] = {}
    seen: set[str] = set()
    for batch in _batches(records):
        for record in describe_records(batch):
            key = str(record.key)
            if key in seen:
                raise RecordsUnusable(
                    "two own records have the same key; map a column that is unique to “record”"
                )
            seen.add(key)
            for number in places.candidates(record):
                one = compared(described[number], record)
                if one.certainty is not None:
                    found[number, key] = one
    return _worth_asking(_settled(found, same or {}))


def _described(rows: Sequence[LeakRow]) -> dict[int, Description]:
    described = {int(one.key): one for one in describe_rows(rows)}
    if len(described) != len(rows):
        raise RecordsUnusable("two rows have the same number; load the list anew")
    return described


def _batches(records: Iterable[OwnRecord]) -> Iterator[list[OwnRecord]]:
    source = iter(records)
    while batch := list(islice(source, _BATCH)):
        yield batch


class _Places:
    """Where each key is found among the rows."""

    def __init__(self, described: Mapping[int, Description]) -> None:
        self._described = described
        self._places: dict[Key, list[int]] = defaultdict(list)
        self._crowded: dict[Key, dict[Parts, list[int]]] = {}
        for number in sorted(described):
            for key in _keys(described[number]):
                self._places[key].append(number)

    def candidates(self, record: Description) -> set[int]:
        """The rows that may be of this record."""
        found: set[int] = set()
        for key in _keys(record):
            alike = self._places.get(key, ())
            if len(alike) <= MOST_ALIKE:
                found.update(alike)
                continue
            if key not in self._crowded:
                self._crowded[key] = self._by_name(alike)
            for name in record.names:
                found.update(self._crowded[key].get(name, ()))
        return found

    def pairs(self) -> set[tuple[int, int]]:
        """The pairs of rows that may be one person, the lower number first."""
        found: set[tuple[int, int]] = set()
        for alike in self._places.values():
            if len(alike) <= MOST_ALIKE:
                found.update(combinations(alike, 2))
                continue
            for same in self._by_name(alike).values():
                found.update((same[0], number) for number in same[1:])
        return found

    def _by_name(self, numbers: Iterable[int]) -> dict[Parts, list[int]]:
        named: dict[Parts, list[int]] = defaultdict(list)
        for number in numbers:
            for name in self._described[number].names:
                named[name].append(number)
        return named


def _keys(one: Description) -> set[Key]:
    """What two descriptions that may be one person have at least one of in common."""
    keys: set[Key] = {(field, form) for field, forms in one.numbers.items() for form in forms}
    keys.update(("number", form) for form in one.untyped)
    births = {message for message in map(birth_message, one.births) if message is not None}
    keys.update((contact, birth) for contact in one.contacts for birth in births)
    for name in one.names:
        parts = kept_parts(tuple(sorted(name)))
        keys.update((part, birth) for part in parts for birth in births)
        for pair in combinations(parts, 2):
            keys.update((pair, contact) for contact in one.contacts)
            keys.update((pair, year, nation) for year in one.years for nation in one.nations)
    return keys


def _settled(found: Mapping[Pair, Compared], same: Mapping[int, int]) -> list[Likeness]:
    """Without a number it is sure only where neither has anybody else who could be it."""
    could_be: dict[int | str, set[int | str]] = defaultdict(set)
    for (number, other), one in found.items():
        if one.named or one.certainty is Certainty.SURE:
            could_be[number].add(other)
            could_be[other].add(same.get(number, number))
    settled = []
    for pair, one in sorted(found.items()):
        certainty = one.certainty
        if certainty is Certainty.SURE and not one.by_number and max(len(could_be[end]) for end in pair) > 1:
            certainty = Certainty.LIKELY
        if certainty is not None:
            settled.append(Likeness(*pair, certainty, one.evidence, one.against))
    return settled


def _worth_asking(found: Sequence[Likeness]) -> list[Likeness]:
    sure = {one.number for one in found if one.certainty is Certainty.SURE}
    asked: Counter[int] = Counter()
    kept = []
    for one in sorted(found, key=lambda one: (one.number, _ORDER[one.certainty], str(one.other))):
        if one.certainty is Certainty.LIKELY:
            if one.number in sure and one.against:
                continue
            asked[one.number] += 1
            if asked[one.number] > MOST_CANDIDATES:
                continue
        kept.append(one)
    return sorted(kept, key=lambda one: (one.number, str(one.other)))
