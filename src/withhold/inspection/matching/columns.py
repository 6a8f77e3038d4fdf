"""Which columns of a table may name somebody, and which tell dates, numbers and contacts beside names."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from withhold.domain.fields import GOVERNMENT_IDENTIFIERS, NAME_FIELDS, Field
from withhold.domain.piece import TEXT_CELL, Table
from withhold.inspection.matching.days import DayColumn, day_columns, days_in
from withhold.inspection.matching.held import HeldNames
from withhold.inspection.matching.parts import parts_of_day
from withhold.recognisers.interface import ColumnReading, Marker
from withhold.recognisers.passages import Cell
from withhold.recognisers.prose import Mention
from withhold.recognisers.rows.persons import Person, persons

NUMBERS = GOVERNMENT_IDENTIFIERS | {Field.CASE_NUMBER, Field.PERSON_NUMBER, Field.DRIVERS_LICENCE}
_NOT_NAMES = (
    frozenset(
        {Field.EMAIL, Field.PHONE, Field.IP_ADDRESS, Field.BANK_ACCOUNT, Field.POSTCODE, Field.DATE_OF_BIRTH}
    )
    | NUMBERS
)
_LONGEST_NAME = 60
_FULL_NAME = re.compile(r"[^\W\d_][^\d_@<>=/]*[^\d_@<>=/]")
_CLUTTER = re.compile(r"^[\W\d_]+|(?:[^\w.]|[\d_])+$")
_PART = re.compile(r"[^\W\d_][^\d_@<>=/;:]{0,40}")
_MOST_WORDS_OF_PART = 3
_MOST_WORDS = 7
_SHORTEST_ENTRY = 10
_LEAST_OF_DAY = 3
_WORDS = re.compile(r"[^\W\d_]{2}")
_LEAST_DIGITS = 6
_LEAST_MIXED = 8
"""Characters of a number with letters in it that may be somebody's whatever its column is called."""
_SAMPLE = 50
_LONGEST_NUMBER = 32

Values = Sequence[str | None]
Named = tuple[tuple[int, ...], Values]
"""Columns (one, or those that make a name together) and the name in each row."""


@dataclass(slots=True, repr=False)
class Columns:
    """What the columns of a batch are to the register, found once a batch."""

    main: list[Named] = field(default_factory=list)
    names: list[Named] = field(default_factory=list)
    """Only the names that the register may hold."""
    days: list[tuple[int, DayColumn]] = field(default_factory=list)
    born: frozenset[int] = frozenset()
    years: list[int] = field(default_factory=list)
    numbers: list[tuple[int, Field]] = field(default_factory=list)
    unknown: list[int] = field(default_factory=list)
    nations: list[int] = field(default_factory=list)
    contacts: list[int] = field(default_factory=list)
    parts_of_birth: tuple[int, int, int] | None = None
    parts_of_day: tuple[int, int, int] | None = None
    """Year, month and day of what may be a birth date, by nothing but their values."""


def columns_for(
    table: Table, readings: Sequence[ColumnReading], said: Sequence[tuple[Cell, Mention]], held: HeldNames
) -> Columns:
    """What the columns of a batch are to the register."""
    found = Columns(days=day_columns(table.columns, readings))
    people = [person for person in persons(readings) if person.names]
    found.main = [(person.names, _joined(table, person.names)) for person in people]
    used = {i for person in people for i in person.names}
    columns = [*found.main, *_other_names(table, readings, used), *_mentioned(table, said)]
    lone = _lone_parts(readings, people)
    if lone or not any(_is_meant(person, readings) for person in people):
        columns += [pair for pair in _pairs(table, readings) if not lone or lone & set(pair[0])]
    names = {value for _, values in columns for value in values if value}
    kept = held.among(names)
    for places, values in columns:
        mine = [value if value in kept else None for value in values]
        if any(mine):
            found.names.append((places, mine))
    found.born = frozenset(i for i, r in enumerate(readings) if r.field is Field.DATE_OF_BIRTH)
    for i, reading in enumerate(readings):
        if reading.field in NUMBERS:
            found.numbers.append((i, reading.field))
        elif reading.field is Field.BIRTH_YEAR:
            found.years.append(i)
        elif reading.field in (Field.NATIONALITY, Field.COUNTRY_OF_BIRTH):
            found.nations.append(i)
        elif reading.field in (Field.PHONE, Field.EMAIL):
            found.contacts.append(i)
        elif reading.field is None and _holds_numbers(table.columns[i].values):
            found.unknown.append(i)
    found.parts_of_birth = _parts_of_birth(readings)
    if found.names and found.parts_of_birth is None:
        found.parts_of_day = parts_of_day(table.columns)
    return found


def _is_meant(person: Person, readings: Sequence[ColumnReading]) -> bool:
    """Whether a name is of whom the row is about, and whole."""
    kinds = {readings[i].field for i in person.names}
    return person.main and not person.public and (Field.FULL_NAME in kinds or len(person.names) > 1)


def _lone_parts(readings: Sequence[ColumnReading], people: Sequence[Person]) -> set[int]:
    """Columns of given or family names that were not put together with their other half.

    A column of double surnames reads like one of full names.
    """
    whole = {i for person in people if len(person.names) > 1 for i in person.names}
    parts = (Field.GIVEN_NAME, Field.FAMILY_NAME)
    return {i for i, reading in enumerate(readings) if reading.field in parts} - whole


def _joined(table: Table, columns: Sequence[int]) -> Values:
    if len(columns) == 1:
        return table.columns[columns[0]].values
    rows = zip(*[table.columns[i].values for i in columns], strict=True)
    return [" ".join([part for part in row if part]) or None for row in rows]


def _other_names(table: Table, readings: Sequence[ColumnReading], used: set[int]) -> list[Named]:
    """Columns of text that hold what may be full names, whatever their headers say."""
    found: list[Named] = []
    for i, (column, reading) in enumerate(zip(table.columns, readings, strict=True)):
        if i in used or reading.field in _NOT_NAMES or TEXT_CELL not in column.kinds:
            continue
        names = {value: name for value in dict.fromkeys(column.values) if value and (name := _name_in(value))}
        if names:
            found.append(((i,), [names.get(value) if value else None for value in column.values]))
    return found


def _name_in(value: str) -> str | None:
    """The full name that a value may be, without the number of a list, quotes or brackets around it."""
    if may_be_name(value):
        return value
    if len(value) > _LONGEST_NAME:
        return None
    inner = _CLUTTER.sub("", value)
    return inner if inner != value and may_be_name(inner) else None


def may_be_name(value: str) -> bool:
    """Whether a whole value has the form of a full name: two to seven words without digits, or no Latin."""
    if not 2 <= len(value) <= _LONGEST_NAME or not _FULL_NAME.fullmatch(value):
        return False
    if value.isascii() and " " not in value and "," not in value:
        return False
    return value.count(" ") < _MOST_WORDS


def _mentioned(table: Table, said: Sequence[tuple[Cell, Mention]]) -> list[Named]:
    """Names within longer cells, in the rows of these cells."""
    names: dict[int, dict[str | None, str]] = {}
    for cell, mention in said:
        if mention.name is not None:
            names.setdefault(cell.column, {})[cell.text] = mention.name
    return [((i,), [known.get(v) for v in table.columns[i].values]) for i, known in names.items()]


def _pairs(table: Table, readings: Sequence[ColumnReading]) -> list[Named]:
    """Neighbouring columns of a few words: given and family names under headers that say nothing."""
    words = []
    for i, (column, reading) in enumerate(zip(table.columns, readings, strict=True)):
        if reading.field not in (None, *NAME_FIELDS) or TEXT_CELL not in column.kinds:
            continue
        sample = [value for value in column.values if value][:_SAMPLE]
        fitting = sum(_may_be_part(value) for value in sample)
        if sample and fitting >= len(sample) / 2:
            words.append(i)
    pairs = [(one, other) for one, other in pairwise(words) if other - one <= 2]
    return [(pair, _both(table, pair)) for pair in pairs]


def _may_be_part(value: str) -> bool:
    """Whether a value has the form of a given or a family name, which may be of several words."""
    return _PART.fullmatch(value) is not None and value.count(" ") < _MOST_WORDS_OF_PART


def _both(table: Table, pair: tuple[int, int]) -> Values:
    one, other = (table.columns[i].values for i in pair)
    return [f"{a} {b}" if a and b else None for a, b in zip(one, other, strict=True)]


def dated_cells(table: Table, cells: Sequence[Cell]) -> list[Cell]:
    """Further cells that tell a day between words: nobody else thinks that they speak of somebody."""
    known = {(cell.column, cell.text) for cell in cells}
    found = []
    for i, column in enumerate(table.columns):
        if TEXT_CELL in column.kinds:
            for value in dict.fromkeys(column.values):
                if value and len(value) >= _SHORTEST_ENTRY and (i, value) not in known and _tells_day(value):
                    found.append(Cell(value, i))
    return found


def _tells_day(value: str) -> bool:
    """Whether a day stands in a value beside at least one word."""
    if sum(map(str.isdigit, value)) < _LEAST_OF_DAY:
        return False
    return any(_WORDS.search(value, 0, at) or _WORDS.search(value, end) for at, end, _ in days_in(value))


def _holds_numbers(values: Values) -> bool:
    sample = [value for value in values if value][:_SAMPLE]
    return any(is_number(value) for value in sample)


def is_number(value: str) -> bool:
    """Whether a value has the digits of somebody's number."""
    return len(value) <= _LONGEST_NUMBER and sum(map(str.isdigit, value)) >= _LEAST_DIGITS


def is_mixed(value: str) -> bool:
    """A number with letters in it, long enough to be somebody's by itself."""
    kept = [c for c in value if c.isalnum()]
    return len(kept) >= _LEAST_MIXED and any(map(str.isalpha, kept)) and " " not in value.strip()


def _parts_of_birth(readings: Sequence[ColumnReading]) -> tuple[int, int, int] | None:
    """The columns of a birth date told as year, month and day."""
    day = [i for i, r in enumerate(readings) if Marker.BIRTH_DAY in r.meaning.markers]
    month = [i for i, r in enumerate(readings) if Marker.BIRTH_MONTH in r.meaning.markers]
    years = (Field.BIRTH_YEAR, Field.DATE_OF_BIRTH)
    year = [i for i, r in enumerate(readings) if r.field in years and i not in (*day, *month)]
    return (year[0], month[0], day[0]) if day and month and year else None
