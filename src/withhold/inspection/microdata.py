"""Tables of people without their names: how many rows are the only ones with their combination of facts.

A row that says when somebody was born, of which nationality, and when and where they were held needs no
name: whoever knows these of somebody finds the rest of the row. Measured is k-anonymity (Samarati and
Sweeney, 1998): rows are grouped by the facts that others may know, and a group of one is a person singled
out (GDPR, recital 26).
"""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import prod

from withhold.domain.concealment import Concealment
from withhold.domain.fields import NAME_FIELDS, Field
from withhold.domain.finding import Finding, Kind, Severity
from withhold.domain.location import Location
from withhold.domain.piece import Table, Text
from withhold.recognisers.interface import ColumnReading, Marker
from withhold.recognisers.passages import Cell
from withhold.recognisers.prose import Mention

QUASI_IDENTIFIERS = (
    Field.DATE_OF_BIRTH,
    Field.BIRTH_YEAR,
    Field.AGE,
    Field.SEX,
    Field.NATIONALITY,
    Field.COUNTRY_OF_BIRTH,
    Field.ETHNICITY,
    Field.POSTCODE,
    Field.FACILITY,
    Field.CUSTODY_DATE,
    Field.OCCUPATION,
    Field.RANK,
    Field.UNIT,
)
"""What others may know of somebody, and what together may be true of nobody else."""
_OF_ONE = frozenset({Field.DATE_OF_BIRTH, Field.BIRTH_YEAR, Field.AGE, Field.CUSTODY_DATE})
"""One of these makes a row the row of a person, not of a place or a month."""
_AGGREGATE = frozenset({Marker.COUNT, Marker.AMOUNT_OF, Marker.CREATURE, Marker.FAMOUS})
LEAST_FIELDS = 2
LEAST_ROWS = 10
"""Fewer rows are an example, or are told by what else stands there."""
_GRID = 0.5
"""A table with every combination once, or most of them, is a statistic: no people stand like that."""
_FINE_STEPS = frozenset({"cells", "line"})


@dataclass(slots=True)
class _Rows:
    """A table's rows, by the digest of what others may know of them."""

    location: Location
    concealment: Concealment
    fields: tuple[Field, ...] = ()
    groups: Counter[bytes] = field(default_factory=Counter)
    values: list[set[bytes]] = field(default_factory=list)

    def is_statistic(self) -> bool:
        """Whether each combination stands there once, and most of those that could be are there."""
        possible = prod(max(1, len(seen)) for seen in self.values)
        return max(self.groups.values()) == 1 and len(self.groups) >= _GRID * possible


class Microdata:
    """Listens to the analyst. It keeps digests and counts, no values."""

    def __init__(self) -> None:
        self._tables: dict[tuple[object, ...], _Rows] = {}

    def heading(self, text: str) -> None:
        """A name of the document says nothing of rows."""

    def text(self, text: Text, mentions: Sequence[Mention]) -> None:
        """Texts have no rows."""

    def table(
        self,
        table: Table,
        readings: Sequence[ColumnReading],
        cells: Sequence[Cell],
        said: Sequence[tuple[Cell, Mention]],
    ) -> None:
        """Group the rows of a batch, if they are of people whom nothing names."""
        told = quasi_identifiers(readings)
        if not told:
            return
        fields = tuple(readings[at].field or Field.AGE for at in told)
        rows = self._tables.setdefault(
            (table.table_id, fields), _Rows(table.location, table.concealment, fields)
        )
        rows.values = rows.values or [set() for _ in told]
        columns = [
            _digests(table.columns[at].values, readings[at], seen)
            for at, seen in zip(told, rows.values, strict=True)
        ]
        for facts in zip(*columns, strict=True):
            if sum(map(bool, facts)) >= LEAST_FIELDS:
                rows.groups[b"".join(fact.ljust(8, b"\0") for fact in facts)] += 1

    def findings(self) -> list[Finding]:
        """A finding for each table in which somebody is singled out."""
        return [found for rows in self._tables.values() if (found := _finding(rows)) is not None]


def quasi_identifiers(readings: Sequence[ColumnReading]) -> list[int]:
    """The columns of a table by which its rows may be told apart; none where its rows are no people, or have
    names."""
    fields = {reading.field for reading in readings}
    markers = {marker for reading in readings for marker in reading.meaning.markers}
    if fields & NAME_FIELDS or markers & _AGGREGATE or not fields & _OF_ONE:
        return []
    told = [at for at, reading in enumerate(readings) if reading.field in QUASI_IDENTIFIERS]
    return told if len({readings[at].field for at in told}) >= LEAST_FIELDS else []


def _digests(values: Sequence[str | None], reading: ColumnReading, seen: set[bytes]) -> list[bytes]:
    """What each cell says, in its canonical form; nothing for an empty cell."""
    known: dict[str | None, bytes] = {None: b""}
    for value in dict.fromkeys(values):
        if value:
            told = reading.known.get(value) or value.strip().casefold()
            known[value] = hashlib.blake2b(told.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    found = [known.get(value, b"") for value in values]
    seen.update(filter(None, known.values()))
    return found


def _finding(rows: _Rows) -> Finding | None:
    count = sum(rows.groups.values())
    alone = sum(size == 1 for size in rows.groups.values())
    if count < LEAST_ROWS or not alone or rows.is_statistic():
        return None
    steps = tuple(step for step in rows.location if step.key not in _FINE_STEPS)
    return Finding(
        kind=Kind.ROSTER,
        location=Location(steps),
        concealment=rows.concealment,
        people=alone,
        fields=tuple(dict.fromkeys(rows.fields)),
        severity=Severity.MEDIUM,
        confidence=0.7,
        rows=count,
        singled_out=alone,
    )
