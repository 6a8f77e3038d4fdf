"""One table, read batch by batch: whom its rows speak of, and what they tell."""

from collections.abc import Callable, Sequence
from datetime import date

from withhold.domain.concealment import Concealment
from withhold.domain.fields import GOVERNMENT_IDENTIFIERS, NAME_FIELDS, Field
from withhold.domain.piece import Table
from withhold.recognisers.columns import believe, births, complete, judge_column, second_look, split
from withhold.recognisers.interface import ColumnReading, Marker
from withhold.recognisers.people import BIT, People
from withhold.recognisers.rows import protection
from withhold.recognisers.rows.batch import field_bits, joined, keys_of, names_of, private_bits
from withhold.recognisers.rows.partition import VISIBLE, Part, parts
from withhold.recognisers.rows.persons import Person, persons
from withhold.recognisers.rows.privacy import in_public, private_columns, surroundings
from withhold.recognisers.rows.sightings import Rows, sight
from withhold.recognisers.tally import Tally

_REMEMBERED = 200
"""Unique values of the first batch that later batches are judged together with."""
_NUMBER_BITS = sum(BIT[field] for field in GOVERNMENT_IDENTIFIERS)
_DATE_PARTS = frozenset({Marker.BIRTH_MONTH, Marker.BIRTH_DAY})

TallyFor = Callable[[Table, int, Concealment], Tally]


class TableReading:
    """What is known of one table. Batches arrive in row order; each is read whole, no cell is left out."""

    def __init__(self, people: People, tally_for: TallyFor, today: date) -> None:
        self._people = people
        self._tally_for = tally_for
        self._today = today
        self._remembered: list[list[str]] = []

    def add(self, table: Table) -> list[ColumnReading]:
        """Read a batch; gives what its columns were taken for, so that the rest can be read as text."""
        readings = self._columns(table)
        found = persons(readings)
        if not found:
            return readings
        around = surroundings(readings)
        dead = self._dead(table, readings)
        said = protection.said_in_rows(table, readings, around, found[0].names)
        titles = 0 if around.request else protection.said_in_titles(table)
        near = 0 if around.public else protection.near_titles(table)
        bits = {i: field_bits(table, reading, i) for i, reading in enumerate(readings)}
        for number, person in enumerate(found):
            open_ = person.main and not person.public
            said_here = joined(len(table.rows), [*said, [titles] * len(table.rows)]) if open_ else None
            for part in parts(table):
                self._part(table, readings, person, number, part, bits, said_here, dead, near if open_ else 0)
        return readings

    def _columns(self, table: Table) -> list[ColumnReading]:
        readings = []
        remember = not self._remembered
        for i, column in enumerate(table.columns):
            uniques = [v for v in dict.fromkeys(column.values) if v]
            if remember:
                self._remembered.append(uniques[:_REMEMBERED])
            elif i < len(self._remembered):
                uniques = list(dict.fromkeys([*uniques, *self._remembered[i]]))
            kinds = frozenset(column.kinds)
            readings.append(judge_column(column.name, uniques, kinds, today=self._today))
        complete(readings, table.columns)
        births(readings, table.columns, self._today)
        second_look(readings, table.columns)
        believe(readings, table.columns)
        split(readings, table.columns)
        births(readings, table.columns, self._today)
        told = {marker for reading in readings for marker in reading.meaning.markers}
        for reading in readings:
            if reading.field is Field.BIRTH_YEAR and told >= _DATE_PARTS:
                reading.field = Field.DATE_OF_BIRTH
        _support(readings)
        return readings

    def _dead(self, table: Table, readings: Sequence[ColumnReading]) -> list[bool] | None:
        """Whose death the table tells, row by row; None where it tells nobody's."""
        if protection.tells_of_the_dead(table):
            return [True] * len(table.rows)
        columns = [
            column.values
            for column, reading in zip(table.columns, readings, strict=True)
            if Marker.DEATH in reading.meaning.markers
        ]
        if not columns:
            return None
        return [any(value for value in row) for row in zip(*columns, strict=True)]

    def _part(
        self,
        table: Table,
        readings: Sequence[ColumnReading],
        person: Person,
        number: int,
        part: Part,
        bits: dict[int, list[int]],
        said: list[int] | None,
        dead: list[bool] | None,
        near: int,
    ) -> None:
        """The rows of one part, once for each way in which this person's cells are hidden."""
        length = len(table.rows)
        mine = (*person.names, *person.data)
        ways = dict.fromkeys(part.columns[i] for i in mine)
        names = names_of(table, readings, person.names) if person.names else [None] * length
        around = surroundings(readings)
        visitor = not private_columns(readings, person, around, False) and protection.works_at_place(
            table, readings, person.names
        )
        for way in ways:
            own = [i for i in mine if part.columns[i] is way]
            named_here = not person.names or any(i in person.names for i in own)
            linked = list(mine) if way is not VISIBLE and person.names and named_here else own
            private = private_columns(readings, person, around, way is not VISIBLE)
            if way is VISIBLE and not named_here and not _numbered(readings, own):
                continue
            if way is not VISIBLE and not named_here and not private & set(own):
                continue
            if not person.main and way is VISIBLE:
                continue
            telling = [private_bits(table, readings[i], i, bits[i]) for i in linked if i in private]
            told = joined(length, telling)
            if dead is not None:
                told = [t & _NUMBER_BITS if gone else t for t, gone in zip(told, dead, strict=True)]
            tally = self._tally_for(table, number, way)
            tally.public_role = visitor or in_public(readings, person, around, private)
            tally.nearby |= near
            tally.confidence = min([tally.confidence, *(readings[i].confidence for i in person.names)])
            rows = Rows(
                positions=range(length) if part.rows is None else part.rows,
                names=names if way is not VISIBLE or named_here else [None] * length,
                keys=keys_of(table, readings, mine),
                fields=joined(length, [bits[i] for i in linked]),
                private=told,
                own=joined(length, [bits[i] for i in own]) if len(ways) > 1 else None,
                said=said,
            )
            seen = sight(rows, self._people, tally, person.main)
            if seen is not None:
                _cover(tally, table, seen, own if len(ways) > 1 else range(len(table.columns)))


def _numbered(readings: Sequence[ColumnReading], columns: Sequence[int]) -> bool:
    return any(readings[i].field in GOVERNMENT_IDENTIFIERS and readings[i].strong for i in columns)


def _cover(tally: Tally, table: Table, seen: tuple[int, int], columns: Sequence[int]) -> None:
    places = [table.columns[i].index for i in columns]
    tally.cover(table.rows[seen[0]], min(places), table.rows[seen[1]], max(places))


def _support(readings: Sequence[ColumnReading]) -> None:
    """Beside names and birth dates, a column that fits a government number with letters in it is one.

    Alien numbers need no birth date. Bare digits stay what they are: a label or check digits have to speak
    for them.
    """
    fields = {reading.field for reading in readings}
    if not fields & NAME_FIELDS:
        return
    supported = GOVERNMENT_IDENTIFIERS if Field.DATE_OF_BIRTH in fields else frozenset({Field.ALIEN_NUMBER})
    for reading in readings:
        if reading.field in supported and not reading.strong:
            reading.strong = any(map(str.isalpha, next(iter(reading.known), "")))
