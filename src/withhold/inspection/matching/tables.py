"""Rows of tables as questions to the register: every name a row may tell, with every date and number."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import repeat
from operator import add

from withhold.domain.concealment import Concealment
from withhold.domain.fields import NAME_FIELDS, Field
from withhold.domain.piece import Table
from withhold.inspection.matching.columns import (
    NUMBERS,
    Columns,
    Values,
    columns_for,
    is_mixed,
    is_number,
    may_be_name,
)
from withhold.inspection.matching.days import days_in, years_in
from withhold.inspection.matching.held import HeldNames
from withhold.inspection.matching.parts import day_of
from withhold.recognisers.interface import ColumnReading
from withhold.recognisers.passages import Cell
from withhold.recognisers.prose import Mention
from withhold.register.interface import Row

_SHARED = frozenset({Field.PASSPORT_NUMBER, Field.NATIONAL_ID, Field.DRIVERS_LICENCE})
"""Countries give out the same numbers: the register wants to hear name and birth date beside them."""
_MOST_NAMES = 8
_MOST_DAYS = 8
_MOST_NUMBERS = 8
"""Columns of one kind that a row is asked about: a question stays short however wide the table is."""
HEADER = -1
"""The position of the row that a table has for its header."""

Told = list[tuple[str, ...]]
Numbers = list[tuple[tuple[Field | None, str], ...]]


@dataclass(frozen=True, slots=True, repr=False)
class Asked:
    """The questions of one batch, the position of each in it, and the columns that they were made of."""

    table: Table
    columns: Columns
    rows: list[Row]
    positions: list[int]

    def hidden_how(self, position: int, fields: Sequence[Field]) -> Concealment:
        """How the cells of a row that told these fields are hidden; what is around them first."""
        table = self.table
        if table.concealment is not Concealment.VISIBLE or position == HEADER:
            return table.concealment
        places = self._places(position, fields)
        ways = [
            *(table.columns[c].concealment for c in places),
            table.row_concealment.get(position, Concealment.VISIBLE),
            *(table.cell_concealment.get((position, c), Concealment.VISIBLE) for c in places),
        ]
        return next((way for way in ways if way is not Concealment.VISIBLE), Concealment.VISIBLE)

    def _places(self, position: int, fields: Sequence[Field]) -> list[int]:
        """The columns that told these fields in a row."""
        told, places = self.columns, []
        if not NAME_FIELDS.isdisjoint(fields):
            places += [c for columns, values in told.names if values[position] for c in columns]
        if Field.DATE_OF_BIRTH in fields or Field.BIRTH_YEAR in fields:
            places += [*(told.born or [c for c, _ in told.days]), *told.years]
        if not NUMBERS.isdisjoint(fields):
            places += [*(c for c, _ in told.numbers), *told.unknown]
        if Field.PHONE in fields or Field.EMAIL in fields:
            places += told.contacts
        return places


def asked_of_table(
    table: Table,
    readings: Sequence[ColumnReading],
    said: Sequence[tuple[Cell, Mention]],
    held: HeldNames,
) -> Asked:
    """The questions that a batch is worth; rows that surely tell of nobody ask nothing."""
    columns = columns_for(table, readings, said, held)
    asked = Asked(table, columns, [], [])
    length = len(table.rows)
    names = _told(length, [values for _, values in columns.names[:_MOST_NAMES]])
    numbers = _numbers(table, readings, columns)
    contacts = _told(length, [table.columns[c].values for c in columns.contacts])
    if not any(names):
        _ask_numbers(asked, readings, numbers, contacts)
    else:
        _ask_names(asked, readings, names, numbers, contacts)
    if not table.continues:
        _ask_header(asked, held)
    return asked


def _ask_names(
    asked: Asked, readings: Sequence[ColumnReading], names: Told, numbers: Numbers, contacts: Told
) -> None:
    """Rows with names that may be registered, and all that they tell beside them.

    A date that is not told as one of birth may be one. If it is not, it must not speak against the name: the
    row asks once more without it.
    """
    table, columns = asked.table, asked.columns
    length = len(table.rows)
    named = [i for i, told in enumerate(names) if told]
    born = _days(columns, length, named, columns.born)
    if columns.parts_of_birth is not None:
        born = list(map(add, born, _days_of_parts(table, columns.parts_of_birth)))
    others = frozenset(c for c, _ in columns.days) - columns.born
    told_otherwise = {i for i, reading in enumerate(readings) if reading.field is Field.CUSTODY_DATE}
    other = _days(columns, length, named, others - told_otherwise if columns.born else others)
    if columns.parts_of_day is not None:
        other = list(map(add, other, _days_of_parts(table, columns.parts_of_day)))
    years = _years(table, columns)
    nations = _told(length, [table.columns[c].values for c in columns.nations])
    loose = _loose_numbers(table, columns.unknown, is_number)
    rows, positions = asked.rows, asked.positions
    for i in named:
        rows.append(
            Row(names[i], born[i] + other[i], years[i], numbers[i] + loose[i], nations[i], contacts[i])
        )
        positions.append(i)
        if other[i] and not born[i]:
            rows.append(Row(names[i], (), years[i], (), nations[i]))
            positions.append(i)
    if len(named) < length:
        _ask_numbers(asked, readings, numbers, contacts, frozenset(named))


def _ask_numbers(
    asked: Asked,
    readings: Sequence[ColumnReading],
    numbers: Numbers,
    contacts: Told,
    left_out: frozenset[int] = frozenset(),
) -> None:
    """Rows whose names nobody in the register has: their numbers and contacts may still be somebody's."""
    table, columns = asked.table, asked.columns
    mixed = _loose_numbers(table, columns.unknown, lambda value: is_number(value) and is_mixed(value))
    kept = [
        i
        for i, told in enumerate(zip(numbers, contacts, mixed, strict=True))
        if any(told) and i not in left_out
    ]
    if not kept:
        return
    names: Told = [()] * len(table.rows)
    born = names
    if any(field in _SHARED for _, field in columns.numbers):
        names = _told(len(table.rows), [values for _, values in columns.main[:_MOST_NAMES]])
        born = _days(columns, len(table.rows), kept, columns.born)
    asked.rows.extend(Row(names[i], born[i], (), numbers[i] + mixed[i], (), contacts[i]) for i in kept)
    asked.positions.extend(kept)


def _told(length: int, columns: Sequence[Values]) -> Told:
    """The values of some columns, row by row, without empty ones."""
    found: Told = [()] * length
    for number, values in enumerate(columns):
        once: dict[str | None, tuple[str, ...]] = {value: (value,) for value in set(values) if value}
        mine = list(map(once.get, values, repeat(())))
        found = list(map(add, found, mine)) if number else mine
    return found


def _numbers(table: Table, readings: Sequence[ColumnReading], columns: Columns) -> Numbers:
    found: Numbers = [()] * len(table.rows)
    for column, kind in columns.numbers[:_MOST_NUMBERS]:
        values, known = table.columns[column].values, readings[column].known
        once: dict[str | None, tuple[tuple[Field | None, str], ...]] = {
            value: ((kind, known.get(value) or value),) for value in set(values) if value
        }
        found = list(map(add, found, map(once.get, values, repeat(()))))
    return found


def _loose_numbers(table: Table, columns: Sequence[int], fits: Callable[[str], bool]) -> Numbers:
    """Numbers of which nothing says what they are."""
    found: Numbers = [()] * len(table.rows)
    for column in columns[:_MOST_NUMBERS]:
        values = table.columns[column].values
        once: dict[str | None, tuple[tuple[Field | None, str], ...]] = {
            value: ((None, value),) for value in set(values) if value and fits(value)
        }
        found = list(map(add, found, map(once.get, values, repeat(()))))
    return found


def _days(columns: Columns, length: int, rows: Sequence[int], among: frozenset[int]) -> Told:
    found: Told = [()] * length
    for column, days in columns.days[:_MOST_DAYS]:
        if column in among:
            for i, day in days.of(rows):
                found[i] += (day,)
    return found


def _years(table: Table, columns: Columns) -> list[tuple[int, ...]]:
    if not columns.years:
        return [()] * len(table.rows)
    rows = zip(*[table.columns[c].values for c in columns.years], strict=True)
    return [years_in(row) for row in rows]


def _days_of_parts(table: Table, parts: tuple[int, int, int]) -> Told:
    """Birth dates told in three columns: year, month, day."""
    columns = [table.columns[c].values for c in parts]
    return [day_of(*row) for row in zip(*columns, strict=True)]


def _ask_header(asked: Asked, held: HeldNames) -> None:
    """The header, where a table without one had its first person taken for it."""
    values = [column.name for column in asked.table.columns if column.name]
    names = held.among(value for value in values if may_be_name(value))
    if not names:
        return
    days = [day for value in values for _, _, day in days_in(value)]
    numbers = tuple((None, value) for value in values if is_number(value))
    kept = tuple(value for value in values if value in names)[:_MOST_NAMES]
    asked.rows.append(Row(kept, tuple(days[:_MOST_DAYS]), (), numbers))
    asked.positions.append(HEADER)


def concealment_of_cell(table: Table, position: int, column: int) -> Concealment:
    """How one cell is hidden; what is around it first."""
    if table.concealment is not Concealment.VISIBLE or position == HEADER:
        return table.concealment
    ways = (
        table.columns[column].concealment,
        table.row_concealment.get(position, Concealment.VISIBLE),
        table.cell_concealment.get((position, column), Concealment.VISIBLE),
    )
    return next((way for way in ways if way is not Concealment.VISIBLE), Concealment.VISIBLE)
