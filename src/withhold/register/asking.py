"""What is asked of a register for a batch of rows: digests of everything that could be found."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from withhold.domain.fields import Field
from withhold.register.canonical import (
    any_identifier_messages,
    birth_message,
    contact,
    identifier_messages,
    kept_parts,
    name_messages,
    nationality,
)
from withhold.register.digests import Kind
from withhold.register.interface import Row
from withhold.register.snapshot import Snapshot
from withhold.text.name_forms import name_parts_of

_REMEMBERED = 1 << 17
"""Names whose digests are kept for the next batches; then all are forgotten at once."""
_LONG = 8
"""Characters from which letters with digits do not meet by chance."""
OF_ANY_KIND = frozenset({None, Field.NATIONAL_ID, Field.CASE_NUMBER, Field.PERSON_NUMBER})
"""What columns of numbers are taken for that may be numbers of any kind."""


@dataclass(frozen=True, slots=True, repr=False)
class Named:
    """A name of which at least one key may be registered: `keys` are those, `pairs` how many it has."""

    parts: int
    pairs: int
    keys: tuple[bytes, ...]


@dataclass(slots=True, repr=False)
class Asked:
    """Digests of one kind of evidence; `owners` tells the row of each, and what it came from."""

    digests: list[bytes] = field(default_factory=list)
    owners: list[tuple[int, Named | None, bytes | Field | None]] = field(default_factory=list)

    def ask(self, digest: bytes, row: int, named: Named | None, of: bytes | Field | None) -> None:
        self.digests.append(digest)
        self.owners.append((row, named, of))


@dataclass(slots=True, repr=False)
class Questions:
    """All questions of a batch."""

    dated: Asked = field(default_factory=Asked)
    by_year: Asked = field(default_factory=Asked)
    alone: Asked = field(default_factory=Asked)
    identifiers: Asked = field(default_factory=Asked)
    untyped: Asked = field(default_factory=Asked)
    contacts: Asked = field(default_factory=Asked)


class Asker:
    """Makes the questions of one snapshot; remembers names between batches."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._known: dict[str, Named | None] = {}
        digester = snapshot.keys.digester
        self._undated = digester(Kind.UNDATED_NAME)
        self._birth = digester(Kind.NAME_BIRTH)
        self._year_nation = digester(Kind.NAME_YEAR_NATION)
        self._contact = digester(Kind.CONTACT)

    def names(self, values: Sequence[str]) -> dict[str, Named | None]:
        """For each name its keys that may be registered, None where there are none."""
        if len(self._known) > _REMEMBERED:
            self._known = {}
        known = self._known
        new = [value for value in dict.fromkeys(values) if value not in known]
        if new:
            self._learn(new)
        return known

    def questions(self, rows: Sequence[Row]) -> Questions:
        """Everything to be looked up for these rows."""
        known = self.names([name for row in rows for name in row.names])
        questions = Questions()
        for index, row in enumerate(rows):
            for name in row.names:
                named = known[name]
                if named is not None:
                    self._of_name(questions, index, row, named)
            for value in row.contacts:
                message = contact(value)
                if message is not None:
                    kind = Field.EMAIL if b"@" in message else Field.PHONE
                    questions.contacts.ask(self._contact(message), index, None, kind)
        self._of_identifiers(questions, rows)
        return questions

    def _learn(self, names: list[str]) -> None:
        messages: list[bytes] = []
        ends: list[int] = []
        parts_of = name_parts_of(names)
        for parts in map(parts_of.__getitem__, names):
            if parts:
                messages += name_messages(kept_parts(parts))
            ends.append(len(messages))
        digests = self._snapshot.keys.digests(Kind.NAME, messages)
        keys: dict[int, list[bytes]] = {}
        held = np.flatnonzero(self._snapshot.may_hold(digests))
        places = np.searchsorted(ends, held, side="right")
        for place, index in zip(places.tolist(), held.tolist(), strict=True):
            keys.setdefault(place, []).append(digests[index])
        self._known.update(dict.fromkeys(names))
        for place, of_one in keys.items():
            pairs = ends[place] - (ends[place - 1] if place else 0)
            name = names[place]
            self._known[name] = Named(len(kept_parts(parts_of[name])), pairs, tuple(of_one))

    def _of_name(self, questions: Questions, index: int, row: Row, named: Named) -> None:
        undated = self._snapshot.header.stats.undated
        dated = False
        for iso in row.births:
            birth = birth_message(iso)
            if birth is not None:
                dated = True
                for key in named.keys:
                    questions.dated.ask(self._birth(key + birth), index, named, birth)
        if not dated:
            for key in named.keys:
                questions.alone.ask(key, index, named, None)
        elif undated:
            for key in named.keys:
                questions.alone.ask(self._undated(key), index, named, None)
        if row.nationalities and (undated or not dated):
            self._by_year(questions.by_year, index, row, named)

    def _by_year(self, asked: Asked, index: int, row: Row, named: Named) -> None:
        nations = {nationality(value).encode("utf-8", "surrogatepass") for value in row.nationalities}
        for year in years_of(row):
            for nation in nations:
                for key in named.keys:
                    asked.ask(self._year_nation(key + b"%d\0" % year + nation), index, named, nation)

    def _of_identifiers(self, questions: Questions, rows: Sequence[Row]) -> None:
        """The numbers of all rows at once: tables have several in every row."""
        typed: list[bytes] = []
        untyped: list[bytes] = []
        for index, row in enumerate(rows):
            if not row.identifiers:
                continue
            # Without a name that may be registered, a number of unknown kind counts only if it proves alone.
            named = any(self._known[name] is not None for name in row.names)
            for kind, value in row.identifiers:
                if kind is not None:
                    for message in identifier_messages(kind, value):
                        typed.append(message)
                        questions.identifiers.owners.append((index, None, message))
                if kind in OF_ANY_KIND:
                    for message in any_identifier_messages(value):
                        if named or proves_alone(message):
                            untyped.append(message)
                            questions.untyped.owners.append((index, None, message))
        questions.identifiers.digests += self._snapshot.keys.digests(Kind.IDENTIFIER, typed)
        questions.untyped.digests += self._snapshot.keys.digests(Kind.ANY_IDENTIFIER, untyped)


def proves_alone(form: bytes) -> bool:
    """Whether a number of unknown kind is long enough and of letters and digits, so that it proves alone."""
    return len(form) >= _LONG and not form.isdigit() and not form.isalpha()


def years_of(row: Row) -> set[int]:
    """The birth years that a row tells, alone or in a date."""
    births = [message for message in map(birth_message, row.births) if message is not None]
    return {*row.birth_years, *(int(message[:4]) for message in births)}
