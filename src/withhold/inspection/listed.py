"""Reads the people of a leak out of its own bytes: in the sandbox, with the readers and recognisers."""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from withhold.domain.errors import UsageError
from withhold.domain.fields import GOVERNMENT_IDENTIFIERS, NAME_FIELDS, Field
from withhold.domain.piece import Skipped, SkipReason, Table, Text
from withhold.readers.header_words import is_header_word
from withhold.readers.headers import Line, shape, unusual_labels
from withhold.recognisers.interface import ColumnReading, Role

if TYPE_CHECKING:
    from withhold.recognisers.passages import Cell
    from withhold.recognisers.prose import Mention

_FINE = frozenset({SkipReason.DECODED_AS_STRINGS, SkipReason.PICTURE})
"""What may be skipped without rows of a table being missed."""
IDENTIFYING = GOVERNMENT_IDENTIFIERS | {Field.PERSON_NUMBER, Field.CASE_NUMBER}
MOST_PEOPLE = 200_000
_CUT = 4


class ListUnusable(UsageError):
    """The document gives no list of people; one line that says what to do and holds nothing of it."""


@dataclass(frozen=True, slots=True, repr=False)
class ReadPerson:
    """One row. `known` are the fields' canonical values, the same for every spelling."""

    fields: dict[str, list[str]]
    others: dict[str, str]
    known: dict[str, str]


@dataclass(slots=True, repr=False)
class ReadList:
    """All rows that name somebody; `unusable` rows do not. `whole`: everything could be read. `beside`: how
    often somebody who is none of these rows is named or numbered elsewhere, at least."""

    people: list[ReadPerson] = field(default_factory=list)
    unusable: int = 0
    beside: int = 0
    whole: bool = True


class _Listener:
    """Is told of every table what the recognisers made of it."""

    def __init__(self, found: ReadList) -> None:
        self._found = found
        self._labelled: dict[int, bool] = {}
        """By table: whether its names of columns are labels, as its first batch tells."""
        self.mentions: list[Mention] = []
        """Of people outside the tables that list them, with something that tells who they are."""

    def heading(self, text: str) -> None:
        """Nobody is listed in a heading."""

    def text(self, text: Text, mentions: "Sequence[Mention]") -> None:
        """Texts are no rows; that somebody is named in one is not passed over."""
        self.mentions += [one for one in mentions if _tells_who(one)]

    def table(
        self,
        table: Table,
        readings: Sequence[ColumnReading],
        cells: "Sequence[Cell]",
        said: "Sequence[tuple[Cell, Mention]]",
    ) -> None:
        """Rows of a table that has people in it."""
        kinds = {reading.field for reading in readings if reading.meaning.role is not Role.OFFICIAL}
        if not kinds & (NAME_FIELDS | GOVERNMENT_IDENTIFIERS):
            self.mentions += [one for _, one in said if _tells_who(one)]
            return
        if table.table_id not in self._labelled:
            self._labelled[table.table_id] = _is_labelled(table, readings)
            if not self._labelled[table.table_id]:
                self._found.people += _in_the_header(table, readings)
        labelled = self._labelled[table.table_id]
        for values in zip(*(column.values for column in table.columns), strict=True):
            person = _person(table, readings, values, labelled)
            if person.fields.keys() & {str(one) for one in NAME_FIELDS | IDENTIFYING}:
                self._found.people.append(person)
            elif any(values):
                self._found.unusable += 1
            if len(self._found.people) > MOST_PEOPLE:
                raise ListUnusable(f"it holds more than {MOST_PEOPLE:,} rows of people; load it in parts")


def read_people(descriptor: int, size: int, name: str) -> ReadList:
    """The people of an open document. Raises ListUnusable if there are none, SandboxUnavailable."""
    from withhold.readers.sandbox import Sandbox
    from withhold.recognisers.analyst import Analyst

    found = ReadList()
    listener = _Listener(found)
    analyst = Analyst(date.today(), [listener])
    sandbox = Sandbox()
    try:
        with closing(sandbox.read(descriptor, size, name)) as items:
            for item in items:
                if isinstance(item, Skipped):
                    found.whole = found.whole and item.reason in _FINE
                elif isinstance(item, Table | Text):
                    analyst.add(item)
        analyst.finish()
    finally:
        sandbox.close()
    if not found.people:
        raise ListUnusable(
            "no table of people was found in it; give the file that was public, or its table as CSV"
        )
    found.beside = _beside(found.people, listener.mentions)
    return found


def _tells_who(mention: "Mention") -> bool:
    return not mention.public_role and bool(mention.fields.keys() & (IDENTIFYING | {Field.DATE_OF_BIRTH}))


def _beside(people: Sequence[ReadPerson], mentions: "Sequence[Mention]") -> int:
    """How many of these mentions are of nobody in the rows, as far as their numbers and dates tell."""
    if not mentions:
        return 0
    kinds = {str(one) for one in IDENTIFYING | {Field.DATE_OF_BIRTH}}
    known = {
        _bare(value)
        for person in people
        for name, values in person.fields.items()
        if name in kinds
        for value in (*values, person.known.get(name, ""))
    }
    told = ([_bare(value) for name, value in one.fields.items() if str(name) in kinds] for one in mentions)
    return sum(known.isdisjoint(values) for values in told)


def _bare(value: str) -> str:
    return "".join(filter(str.isalnum, value.casefold()))


def _in_the_header(table: Table, readings: Sequence[ColumnReading]) -> list[ReadPerson]:
    """Who stands where the labels would: without one, and with words below that need none, the first row of a
    list is taken for its header. Rather one too many, whom two people settle, than somebody forgotten."""
    names = [column.name for column in table.columns]
    if _is_row_too(table):
        return []
    unusual = unusual_labels(Line(names, "t" * len(names)))
    named = [at for at in unusual if readings[at].field in NAME_FIELDS]
    if not any(_is_like_them(names[at], table.columns[at].values) for at in named):
        return []
    return [_person(table, readings, names, False)]


def _is_like_them(label: str | None, values: Sequence[str | None]) -> bool:
    """Whether it is written as most of the values below are, and is longer than what labels are cut to."""
    shapes = [shape(value) for value in values if value is not None]
    return label is not None and len(label) > _CUT and 2 * shapes.count(shape(label)) > len(shapes)


def _is_row_too(table: Table) -> bool:
    """Whether the names of the columns stand in the first row as well: it may be a header or a row."""
    first = [(column.name, column.values[0]) for column in table.columns if column.values]
    told = [(name, value) for name, value in first if value is not None and value.strip()]
    return bool(told) and all(
        name is not None and (name == value or name.endswith(f" {value}")) for name, value in told
    )


def _is_labelled(table: Table, readings: Sequence[ColumnReading]) -> bool:
    """Whether the names of the columns are labels, not the values of somebody who stands in the first row.

    A row that may be a header or a row comes as both: then its values are somebody's. So they may be where
    neither the columns with names and numbers of people nor most others are called by a word of headers.
    """
    if _is_row_too(table):
        return False
    headers = [column.name for column in table.columns if column.name is not None]
    telling = [
        column.name
        for column, reading in zip(table.columns, readings, strict=True)
        if column.name is not None and reading.field in NAME_FIELDS | IDENTIFYING
    ]
    if any(is_header_word(one) for one in telling):
        return True
    return 2 * sum(is_header_word(one) for one in headers) > len(headers)


def _person(
    table: Table, readings: Sequence[ColumnReading], values: Sequence[str | None], labelled: bool
) -> ReadPerson:
    person = ReadPerson({}, {}, {})
    for column, reading, value in zip(table.columns, readings, values, strict=True):
        if value is None or not value.strip():
            continue
        if reading.field is None or reading.meaning.role is Role.OFFICIAL:
            header = column.name if labelled else None
            person.others[header or f"column {column.index + 1}"] = value
            continue
        person.fields.setdefault(str(reading.field), []).append(value)
        person.known.setdefault(str(reading.field), reading.known.get(value, value))
    return person
