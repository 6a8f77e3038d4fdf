"""Who of the register is in a batch of rows, and what speaks for it (spec/register.md, "Matching")."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from withhold.domain.fields import Field, Protection
from withhold.domain.finding import Evidence
from withhold.register.asking import Asked, Asker, Named, proves_alone, years_of
from withhold.register.canonical import birth_message, common_parts
from withhold.register.digests import Kind
from withhold.register.interface import Hit, Row
from withhold.register.payload import Payload, jurisdiction_text, protections_of
from withhold.register.snapshot import Snapshot

_STRENGTH = {evidence: place for place, evidence in enumerate(Evidence)}
MOST_OF_A_NAME = 8
"""Registered people of one name who are told where nothing but the name speaks for them."""
MOST_AT_A_CONTACT = 8
"""A contact of more registered people is a facility's or an office's, and speaks for none of them."""
_PROVING = frozenset({Field.ALIEN_NUMBER, Field.SOCIAL_SECURITY_NUMBER})
"""Numbers of one authority that are given to one person: proof alone."""
_OF_MANY = frozenset({Field.CASE_NUMBER, Field.PERSON_NUMBER})
"""Numbers that every organisation counts for itself."""
_SHORT = 6
"""Characters below which a number is found in any list."""
_LONG_NUMBER = 9


@dataclass(slots=True)
class _Found:
    evidence: Evidence
    fields: tuple[Field, ...]


class Matcher:
    """Matches rows against one snapshot."""

    def __init__(self, snapshot: Snapshot, asker: Asker) -> None:
        self._snapshot = snapshot
        self._asker = asker

    def may_hold_names(self, names: Sequence[str]) -> list[bool]:
        """For each name, whether a key of it may be registered."""
        known = self._asker.names(names)
        return [known[name] is not None for name in names]

    def match(self, rows: Sequence[Row]) -> list[Hit]:
        """The registered people among the rows."""
        batch = _Batch(self._snapshot, self._asker, rows)
        found = batch.found()
        people = list({person for _, person in found})
        gone = self._snapshot.removed(people)
        told = self._told(people)
        return [
            Hit(row, person, one.evidence, *told[person], one.fields)
            for (row, person), one in sorted(found.items(), key=lambda item: item[0])
            if person not in gone
        ]

    def _told(self, people: Sequence[int]) -> dict[int, tuple[tuple[Protection, ...], str]]:
        """All protections and jurisdictions of each of these people: several records may tell of one."""
        protections = dict.fromkeys(people, 0)
        places: dict[int, set[str]] = {person: set() for person in people}
        digests = self._snapshot.keys.digests(Kind.PERSON, [n.to_bytes(8, "little") for n in people])
        for index, payload in self._snapshot.find(digests):
            protections[people[index]] |= payload.protections
            places[people[index]].add(jurisdiction_text(payload.jurisdiction))
        return {n: (protections_of(protections[n]), ";".join(sorted(places[n] - {""}))) for n in people}


class _Batch:
    def __init__(self, snapshot: Snapshot, asker: Asker, rows: Sequence[Row]) -> None:
        self._snapshot = snapshot
        self._asker = asker
        self._rows = rows
        self._found: dict[tuple[int, int], _Found] = {}
        self._namesakes: dict[int, set[int]] = {}

    def found(self) -> dict[tuple[int, int], _Found]:
        questions = self._asker.questions(self._rows)
        self._dated(questions.dated)
        self._identifiers(questions.identifiers)
        self._untyped(questions.untyped)
        self._by_year(questions.by_year)
        self._contacts(questions.contacts)
        self._alone(questions.alone)
        return self._found

    def _hit(self, row: int, payload: Payload, evidence: Evidence, *fields: Field) -> None:
        known = self._found.get((row, payload.person))
        if known is None:
            self._found[row, payload.person] = _Found(evidence, fields)
        elif _STRENGTH[evidence] < _STRENGTH[known.evidence]:
            known.evidence, known.fields = evidence, fields

    def _dated(self, asked: Asked) -> None:
        for row, named, payload, common in _by_name(asked, self._snapshot.find(asked.digests)):
            compatible = _compatible(named, payload, common) and named.parts > 1
            evidence = Evidence.NAME_AND_BIRTH_DATE if compatible else Evidence.WEAKER
            self._hit(row, payload, evidence, Field.FULL_NAME, Field.DATE_OF_BIRTH)

    def _by_year(self, asked: Asked) -> None:
        for row, named, payload, common in _by_name(asked, self._snapshot.find(asked.digests)):
            if (
                _compatible(named, payload, common)
                and named.parts > 1
                and not self._other_birth(row, payload)
            ):
                fields = (Field.FULL_NAME, Field.BIRTH_YEAR, Field.NATIONALITY)
                self._hit(row, payload, Evidence.WEAKER, *fields)

    def _alone(self, asked: Asked) -> None:
        answers = self._snapshot.find(asked.digests, MOST_OF_A_NAME)
        for row, named, payload, common in _by_name(asked, answers):
            if not _compatible(named, payload, common) or named.parts < 2 or self._other_birth(row, payload):
                continue
            self._hit(row, payload, Evidence.NAME_ALONE, Field.FULL_NAME)

    def _contacts(self, asked: Asked) -> None:
        answers = self._snapshot.find(asked.digests, MOST_AT_A_CONTACT + 1)
        people: dict[int, set[int]] = {}
        for index, payload in answers:
            people.setdefault(index, set()).add(payload.person)
        for index, payload in answers:
            row, _, kind = asked.owners[index]
            if len(people[index]) <= MOST_AT_A_CONTACT and isinstance(kind, Field):
                self._hit(row, payload, Evidence.WEAKER, kind)

    def _identifiers(self, asked: Asked) -> None:
        for index, payload in self._snapshot.find(asked.digests):
            row, _, message = asked.owners[index]
            if isinstance(message, bytes):
                field, _, form = message.partition(b"\0")
                kind = Field(field.decode())
                evidence = self._by_identifier(row, payload, kind, len(form))
                if evidence is not None:
                    self._hit(row, payload, evidence, kind)

    def _by_identifier(self, row: int, payload: Payload, kind: Field, length: int) -> Evidence | None:
        """What an equal number of this kind says."""
        if kind in _PROVING or self._agrees(row, payload.person):
            return Evidence.IDENTIFIER
        if length < _SHORT:
            return None
        if kind in _OF_MANY:
            if length < _LONG_NUMBER and self._names_somebody(row):
                return None
            weak = length < _LONG_NUMBER or self._names_somebody(row)
        else:
            weak = self._contradicted(row, payload)
        return Evidence.WEAKER if weak else Evidence.IDENTIFIER

    def _untyped(self, asked: Asked) -> None:
        """Numbers of any kind, and those that every organisation counts for itself."""
        for index, payload in self._snapshot.find(asked.digests):
            row, _, form = asked.owners[index]
            if not isinstance(form, bytes):
                continue
            alone = proves_alone(form) and not self._contradicted(row, payload)
            if alone or self._agrees(row, payload.person):
                self._hit(row, payload, Evidence.IDENTIFIER)

    def _contradicted(self, row: int, payload: Payload) -> bool:
        """Whether the row tells a full name and a birth date, and both are another person's."""
        return (
            self._other_birth(row, payload)
            and self._names_somebody(row)
            and not self._agrees(row, payload.person)
        )

    def _names_somebody(self, row: int) -> bool:
        """Whether the row tells a name of more than one part."""
        return any(named is None or named.parts > 1 for named in self._names(row))

    def _other_birth(self, row: int, payload: Payload) -> bool:
        """Whether the row tells a birth date (or year), and the person's is registered and another one."""
        births = [message for message in map(birth_message, self._rows[row].births) if message is not None]
        if births and payload.birth_tag:
            return payload.birth_tag not in map(self._snapshot.keys.birth_tag, births)
        years = years_of(self._rows[row])
        return bool(years) and payload.year is not None and payload.year not in years

    def _names(self, row: int) -> list[Named | None]:
        names = self._rows[row].names
        known = self._asker.names(names)
        return [known[name] for name in names]

    def _agrees(self, row: int, person: int) -> bool:
        """Whether two parts of a name in the row are the person's."""
        if (row, person) in self._found and Field.FULL_NAME in self._found[row, person].fields:
            return True
        if row not in self._namesakes:
            keys = [key for named in self._names(row) if named and named.parts > 1 for key in named.keys]
            self._namesakes[row] = {payload.person for _, payload in self._snapshot.find(keys)}
        return person in self._namesakes[row]


def _by_name(asked: Asked, answers: list[tuple[int, Payload]]) -> Iterator[tuple[int, Named, Payload, int]]:
    """Answers on the pairs of one name, gathered: row, name, person, and how many pairs were found."""
    pairs: dict[tuple[int, int, bytes | Field | None, int], set[int]] = {}
    names: dict[tuple[int, int, bytes | Field | None, int], tuple[Named, Payload]] = {}
    for index, payload in answers:
        row, named, of = asked.owners[index]
        if named is not None:
            key = row, id(named), of, payload.person
            pairs.setdefault(key, set()).add(index)
            names.setdefault(key, (named, payload))
    for key, found in pairs.items():
        yield key[0], *names[key], len(found)


def _compatible(named: Named, payload: Payload, pairs: int) -> bool:
    """Whether all parts of one of both names are in the other."""
    if payload.parts < 2 or named.parts < 2:
        return payload.parts == named.parts == 1
    return pairs == named.pairs or common_parts(pairs) == payload.parts
