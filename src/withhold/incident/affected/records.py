"""Own records from files, databases and an API: read once, by streaming, never changed."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from withhold.incident.affected.converting import Converter
from withhold.incident.affected.interface import OwnRecord, RecordsUnusable
from withhold.incident.affected.mapping import ColumnMap
from withhold.incident.affected.records_workbook import Workbook, is_workbook
from withhold.register.interface import RegisterError
from withhold.register.sources.delimited import Delimited, records_of
from withhold.register.sources.interface import BATCH_RECORDS, Source, text_of
from withhold.register.sources.parquet import Parquet
from withhold.register.sources.postgresql import SCHEMES, PostgreSQL

Rows = Sequence[Sequence[str]]


class TableRecords:
    """A table: whatever gives a line of names and batches of rows."""

    def __init__(self, opened: Callable[[], Source], mapping: ColumnMap) -> None:
        self._opened = opened
        self._map = mapping
        self.unreadable: dict[str, tuple[int, ...]] = {}
        """After reading: what could not be read, field to numbers of rows, where the mapping lets it be."""

    def read(self) -> Iterator[OwnRecord]:
        """All of them. Raises RecordsUnusable, at the latest after the last one."""
        try:
            with closing(self._opened()) as source:
                yield from self._records(source)
        except RegisterError as error:
            raise RecordsUnusable(str(error)) from None

    def _records(self, source: Source) -> Iterator[OwnRecord]:
        converter = Converter(self._map)
        converter.columns(source.header)
        found, first = 0, True
        for batch in source.batches(range(len(source.header))):
            rows = records_of(batch, source.delimiter, "the file of own records")
            if first:
                converter.learn(rows)
                first = False
            for cells in rows:
                record = converter.record(cells)
                if record is not None:
                    found += 1
                    yield record
        converter.check()
        if not found:
            raise RecordsUnusable("own records hold nobody; check the file or the query")
        self.unreadable = converter.unreadable


def file_records(path: Path, mapping: ColumnMap) -> TableRecords:
    """A file, by what it begins with: Parquet, a workbook with one table, else CSV or TSV in UTF-8."""
    if _begins(path, b"PAR1"):
        return TableRecords(lambda: Parquet(str(path)), mapping)
    if is_workbook(path):
        return TableRecords(lambda: Workbook(path), mapping)
    return TableRecords(lambda: Delimited(str(path)), mapping)


def database_records(place: str, query: str, mapping: ColumnMap) -> TableRecords:
    """What one SELECT gives: of PostgreSQL (`postgresql://…`), else of a SQLite file. Both only read."""
    if place.startswith(SCHEMES):
        return TableRecords(lambda: PostgreSQL(place, query), mapping)
    return TableRecords(lambda: _SQLite(Path(place), query), mapping)


def _begins(path: Path, magic: bytes) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(len(magic)) == magic
    except OSError:  # which whoever opens it next tells
        return False


class _SQLite:
    """The rows of a query to a file that is opened for reading alone."""

    delimiter = ","

    def __init__(self, path: Path, query: str) -> None:
        if not path.is_file():
            raise RecordsUnusable("there is no such SQLite file; give its path or a postgresql:// address")
        self._connection = sqlite3.connect(f"file:{quote(str(path.absolute()))}?mode=ro", uri=True)
        try:
            self._connection.execute("PRAGMA query_only = ON")
            self._cursor = self._connection.execute(query)
        except (sqlite3.Error, sqlite3.Warning) as error:
            self._connection.close()
            raise _failed(error) from None
        self.header: Sequence[str] = [column[0] for column in self._cursor.description or ()]

    def batches(self, used: object) -> Iterator[Rows]:
        """See `Source.batches`."""
        try:
            while rows := self._cursor.fetchmany(BATCH_RECORDS):
                yield [tuple(text_of(value) for value in row) for row in rows]
        except sqlite3.Error as error:
            raise _failed(error) from None

    def close(self) -> None:
        """Close the file."""
        self._connection.close()


def _failed(error: Exception) -> RecordsUnusable:
    return RecordsUnusable(
        f"SQLite did not answer the query ({type(error).__name__}); try it with sqlite3, and give one SELECT"
    )
