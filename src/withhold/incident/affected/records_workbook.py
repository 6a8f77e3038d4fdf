"""Own records in a workbook (XLSX, ODS …), read in isolation like every foreign document."""

from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from itertools import chain
from pathlib import Path

from withhold.domain.piece import Skipped, SkipReason, Table
from withhold.incident.affected.interface import RecordsUnusable
from withhold.inspection.opening import Unreadable, open_path

_FINE = frozenset({SkipReason.DECODED_AS_STRINGS, SkipReason.PICTURE})
"""What may be skipped without rows of a table being missed."""
_MAGIC = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""ZIP, which XLSX and ODS are, and the older format of XLS."""


def is_workbook(path: Path) -> bool:
    """Whether the file begins like a workbook, whatever it is called."""
    try:
        with path.open("rb") as file:
            return file.read(len(_MAGIC[0])) in _MAGIC
    except OSError:
        return False


class Workbook:
    """The one table of a workbook; see `register.sources.interface.Source`."""

    delimiter = ","

    def __init__(self, path: Path) -> None:
        self._tables = _tables(path)
        try:
            self._first = next(self._tables, None)
        except BaseException:
            self.close()
            raise
        if self._first is None:
            raise RecordsUnusable("the workbook holds no table; give the sheet of own records as CSV")
        self.header: Sequence[str] = [column.name or "" for column in self._first.columns]

    def batches(self, used: object) -> Iterator[Sequence[Sequence[str]]]:
        """The rows; cells that are empty are empty texts."""
        if self._first is None:
            return
        for table in chain([self._first], self._tables):
            if table.table_id != self._first.table_id:
                raise RecordsUnusable("the workbook holds several tables; give the one of own records alone")
            columns = [column.values for column in table.columns]
            yield [["" if cell is None else cell for cell in cells] for cells in zip(*columns, strict=True)]

    def close(self) -> None:
        """End the reading."""
        self._tables.close()


def _tables(path: Path) -> Generator[Table]:
    from withhold.readers.sandbox import Sandbox

    sandbox = Sandbox()
    try:
        with (
            open_path(str(path)) as opened,
            closing(sandbox.read(opened.descriptor, opened.size, path.name)) as items,
        ):
            for item in items:
                if isinstance(item, Skipped) and item.reason not in _FINE:
                    raise RecordsUnusable(
                        f"not all of the workbook could be read ({item.reason}); give it as CSV"
                    )
                if isinstance(item, Table):
                    yield item
    except Unreadable as error:
        raise RecordsUnusable(f"the file of own records could not be read ({error}); give it again") from None
    finally:
        sandbox.close()
