"""A list of people, wherever it is, opened with its columns understood."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from withhold.register.columns import Columns, columns_of
from withhold.register.interface import RegisterError
from withhold.register.people import Person
from withhold.register.records import Records
from withhold.register.sources.delimited import Delimited, records_of
from withhold.register.sources.interface import Batch, Source
from withhold.register.sources.parquet import Parquet
from withhold.register.sources.postgresql import SCHEMES, PostgreSQL

_OTHER_WIDTH = "records with more or fewer fields than the first line; look at their delimiters and quotes"
_SAMPLE = 20_000
"""Records of the first batch that show how dates are written."""


@dataclass(slots=True)
class PeopleList:
    """Batches, and what makes rows and people of them (in any process)."""

    name: str
    columns: Columns
    batches: Iterator[Batch]
    delimiter: str
    records: Records
    source: Source

    def records_of(self, batch: Batch) -> Sequence[Sequence[str]]:
        """The records of a batch."""
        return records_of(batch, self.delimiter, self.name)

    def people_of(self, batch: Batch) -> tuple[list[Person], Counter[str]]:
        """The people to register of a batch, and counts of what was not understood."""
        records = self.records_of(batch)
        people, remarks = self.records.people(records)
        width = len(self.source.header)
        remarks[_OTHER_WIDTH] += sum([len(record) != width for record in records])
        return people, +remarks

    def close(self) -> None:
        """Close where it comes from."""
        self.source.close()


def open_people(place: str, mapping: Sequence[str] = (), query: str | None = None) -> PeopleList:
    """The list at a path (`.parquet`, else delimited text), `-` for standard input, or a PostgreSQL address.

    Raises RegisterError with one line that holds nothing of the list.
    """
    is_database = place.startswith(SCHEMES)
    if is_database != (query is not None):
        raise RegisterError("--query goes with a postgresql:// address, and such an address needs --query")
    source = _opened(place, query)
    try:
        columns = columns_of(source.header, mapping)
        used = {number for numbers in columns.places.values() for number in numbers}
        batches = source.batches(used)
        name = "the query" if is_database else place
        first: Batch = ()
        sample: Sequence[Sequence[str]] = ()
        while not sample:
            following = next(batches, None)
            if following is None:
                raise RegisterError(f"{name} holds nobody: there is no record after the first line")
            first, sample = following, records_of(following, source.delimiter, name)[:_SAMPLE]
    except BaseException:
        source.close()
        raise
    return PeopleList(
        name, columns, chain([first], batches), source.delimiter, Records.like(columns, sample), source
    )


def _opened(place: str, query: str | None) -> Source:
    if query is not None:
        return PostgreSQL(place, query)
    if place.endswith(".parquet"):
        return Parquet(place)
    return Delimited(place)
