"""One batch of a table as parallel lists over its rows: names, keys, fields, protections."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import repeat
from operator import or_

from withhold.domain.piece import Table
from withhold.recognisers.interface import ColumnReading
from withhold.recognisers.people import BIT, ONE_PERSON_EACH, hashed
from withhold.text.names import name_keys

Values = Sequence[str | None]


@dataclass(frozen=True, slots=True, repr=False)
class Keys:
    """Hashed values of one column that part people: kind is the position in ONE_PERSON_EACH."""

    kind: int
    hashes: Sequence[int | None]


def names_of(table: Table, readings: Sequence[ColumnReading], columns: Sequence[int]) -> list[int | None]:
    """The hashed name in each row, None where there is none. Several columns make one name."""
    if len(columns) == 1:
        known = readings[columns[0]].known
        memo: dict[str | None, int] = {value: hashed(key) for value, key in name_keys(known).items()}
        return list(map(memo.get, table.columns[columns[0]].values))
    needed = [i for i, c in enumerate(columns) if readings[c].field is not None]
    rows = list(zip(*[table.columns[c].values for c in columns], strict=True))
    whole: dict[tuple[str | None, ...], str] = {}
    for row in dict.fromkeys(rows):
        if all(row[i] is not None and row[i] in readings[columns[i]].known for i in needed):
            whole[row] = " ".join([part for part in row if part])
    keys = name_keys(dict.fromkeys(whole.values()))
    pairs = {row: hashed(keys[name]) for row, name in whole.items()}
    return list(map(pairs.get, rows))


def keys_of(table: Table, readings: Sequence[ColumnReading], columns: Sequence[int]) -> list[Keys]:
    """The columns that tell people of the same name apart, strongest first."""
    found = []
    for kind, field in enumerate(ONE_PERSON_EACH):
        for i in columns:
            if readings[i].field is field:
                memo: dict[str | None, int] = {v: hashed(field, c) for v, c in readings[i].known.items()}
                found.append(Keys(kind, list(map(memo.get, table.columns[i].values))))
    return found


def field_bits(table: Table, reading: ColumnReading, column: int) -> list[int]:
    """The bit of the column's field for each row that has it, else 0."""
    if reading.field is None:
        return [0] * len(table.rows)
    bits: Mapping[str | None, int] = dict.fromkeys(reading.known, BIT[reading.field])
    return list(map(bits.get, table.columns[column].values, repeat(0)))


def private_bits(table: Table, reading: ColumnReading, column: int, bits: Sequence[int]) -> Sequence[int]:
    """Like `field_bits`, without people who died long ago."""
    if not reading.historical:
        return bits
    past = reading.historical
    return [0 if v in past else bit for v, bit in zip(table.columns[column].values, bits, strict=True)]


def joined(length: int, lists: Sequence[Sequence[int]]) -> list[int]:
    """The bits of several lists, row by row."""
    return list(reduce(lambda one, other: list(map(or_, one, other)), lists, [0] * length))
