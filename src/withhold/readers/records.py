"""Records of named values to tables: one table for all records at the like place, in batches."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from withhold.domain.concealment import Concealment
from withhold.domain.location import Location
from withhold.domain.piece import EMPTY_CELL, Column, Table
from withhold.readers.interface import Place

Cell = tuple[str | None, str]
_BATCH_ROWS = 4096
_BATCH_CELLS = 1 << 18
_BATCH_CHARACTERS = 16 << 20
_EMPTY: Cell = (None, EMPTY_CELL)


def at_path(location: Location, path: str) -> Location:
    """The place of a JSON pointer inside a document; the rows of an array stand at the array."""
    pointer = path.removesuffix("/*")
    return location.child("path", pointer) if pointer else location


@dataclass(slots=True)
class _Heap:
    rows: list[dict[str, Cell]] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    cells: int = 0
    characters: int = 0
    seen: int = 0
    table_id: int = -1
    names: list[str] = field(default_factory=list)
    continues: bool = False


class Records:
    """Collects records by path and gives them out as tables.

    Batches of one `table_id` have the same columns; a record with a new column begins a new table.
    """

    def __init__(self, place: Place, location: Location, concealment: Concealment) -> None:
        self._place = place
        self._location = location
        self._concealment = concealment.inside(place.concealment)
        self._heaps: dict[str, _Heap] = {}

    def add(self, path: str, record: dict[str, Cell]) -> Iterator[Table]:
        """Takes one record; gives a table when a batch is full. Records without any value are dropped."""
        heap = self._heaps.setdefault(path, _Heap())
        heap.seen += 1
        if not any(value is not None for value, _ in record.values()):
            return
        heap.rows.append(record)
        heap.numbers.append(heap.seen)
        heap.cells += len(record)
        heap.characters += sum(len(value) for value, _ in record.values() if value is not None)
        if (
            len(heap.rows) >= _BATCH_ROWS
            or heap.cells >= _BATCH_CELLS
            or heap.characters >= _BATCH_CHARACTERS
        ):
            yield self._flush(path, heap)

    def rest(self) -> Iterator[Table]:
        """What is still collected."""
        for path, heap in self._heaps.items():
            if heap.rows:
                yield self._flush(path, heap)

    def _flush(self, path: str, heap: _Heap) -> Table:
        rows, numbers = heap.rows, heap.numbers
        heap.rows, heap.numbers, heap.cells, heap.characters = [], [], 0, 0
        names = dict.fromkeys(name for row in rows for name in row)
        if heap.table_id < 0 or not names.keys() <= set(heap.names):
            heap.names = list(dict.fromkeys([*heap.names, *names]))
            heap.table_id, heap.continues = next(self._place.table_ids), False
        columns = []
        for index, name in enumerate(heap.names):
            values, kinds = zip(*(row.get(name, _EMPTY) for row in rows), strict=True)
            columns.append(Column(name or None, index, values, "".join(kinds)))
        table = Table(
            at_path(self._location, path),
            heap.table_id,
            tuple(columns),
            numbers,
            self._concealment,
            continues=heap.continues,
        )
        heap.continues = True
        return table
