"""Parquet, Arrow and Feather files: values by batch, statistics, dictionaries and what stands beside them.

pyarrow is loaded with the readers, where it is installed: in the confined child its libraries could not be.
It works there without threads, from memory or the open file.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from types import SimpleNamespace
from typing import Any

from withhold.domain.concealment import Concealment
from withhold.domain.location import Location
from withhold.domain.piece import (
    BOOLEAN_CELL,
    DATE_CELL,
    EMPTY_CELL,
    NUMBER_CELL,
    Column,
    PartRead,
    ReadItem,
    Skipped,
    SkipReason,
    Table,
    Text,
    TextRole,
)
from withhold.readers.interface import Corrupt, Encrypted, OverLimit, Place, Reader, Source
from withhold.readers.json_ import Walker
from withhold.readers.json_values import Number
from withhold.readers.strings import strings
from withhold.readers.values import typed

_BATCH_ROWS = 4096
_LARGEST_ROW_GROUP = 256 << 20
_BATCH_BYTES = 64 << 20
_TEXT_CHUNK = 1 << 16
_PARQUET, _ENCRYPTED, _FEATHER_1 = b"PAR1", b"PARE", b"FEA1"
_FILE = b"ARROW1\0\0"
_OWN = ("pandas", "ARROW:schema", "huggingface")
"""Metadata that repeats the schema in the terms of a program: a label, not prose."""


def _load() -> SimpleNamespace | None:
    """What is used of pyarrow; None where it is not installed."""
    try:
        import pyarrow
        import pyarrow.ipc
        import pyarrow.parquet
    except ImportError:
        return None
    return SimpleNamespace(
        parquet=pyarrow.parquet,
        ipc=pyarrow.ipc,
        types=pyarrow.types,
        errors=pyarrow.ArrowException,
        use_system_memory=lambda: pyarrow.set_memory_pool(pyarrow.system_memory_pool()),
    )


_arrow = _load()


def read(source: Source, place: Place) -> Iterator[ReadItem]:
    """All values, then what no table view shows. Raises Corrupt, Encrypted, OverLimit."""
    arrow = _arrow
    if arrow is None:
        detail = "needs pyarrow: pip install 'withhold[parquet]'"
        yield Skipped(place.location, SkipReason.UNSUPPORTED, source.size, detail)
        return
    arrow.use_system_memory()
    source.stream.seek(0)
    magic = source.stream.read(4)
    if magic == _ENCRYPTED:
        raise Encrypted("the footer of the file is encrypted")
    if magic == _FEATHER_1:
        detail = "Feather files of the first version are not read"
        yield from _as_strings(source, place)
        yield Skipped(place.location, SkipReason.UNSUPPORTED, source.size, detail)
        return
    source.stream.seek(0)
    try:
        yield from (_parquet if magic == _PARQUET else _ipc)(arrow, source, place)
    except _damage(arrow) as error:
        if "decrypt" in str(error).lower() or "encrypt" in str(error).lower():
            raise Encrypted("a column or the footer of the file is encrypted") from None
        raise Corrupt("the file is damaged, or of a kind that pyarrow does not read") from None
    yield PartRead(place.location)


def _damage(arrow: SimpleNamespace) -> tuple[type[Exception], ...]:
    """What pyarrow raises over damaged files."""
    return (arrow.errors, OSError, ValueError, TypeError, NotImplementedError, KeyError, IndexError)


def _parquet(arrow: SimpleNamespace, source: Source, place: Place) -> Iterator[ReadItem]:
    file = arrow.parquet.ParquetFile(source.stream, memory_map=False, pre_buffer=False)
    footer = file.metadata
    yield from _beside(footer.metadata or {}, file.schema_arrow, place)
    statistics = _Statistics(footer)
    damage: tuple[type[Exception], ...] = (*_damage(arrow), OverLimit)
    given = _Given(arrow, place, statistics.seen)
    try:
        for group in range(footer.num_row_groups):
            size = footer.row_group(group).total_byte_size
            if size > _LARGEST_ROW_GROUP:
                raise OverLimit("a group of rows is larger than memory allows")
            place.budget.spend(max(0, size))
            for batch in file.iter_batches(_BATCH_ROWS, row_groups=[group], use_threads=False):
                yield from given.batch(batch)
    except damage:
        yield from statistics.rest(place)
        raise
    yield from statistics.rest(place)
    yield from given.end()


def _ipc(arrow: SimpleNamespace, source: Source, place: Place) -> Iterator[ReadItem]:
    """A stream, or a file, which is a stream in a frame: pyarrow would open a file with threads."""
    options = arrow.ipc.IpcReadOptions(use_threads=False)
    source.stream.seek(0)
    is_file = source.stream.read(8) == _FILE
    if not is_file:
        source.stream.seek(0)
    reader = arrow.ipc.open_stream(source.stream, options=options)
    yield from _beside(reader.schema.metadata or {}, reader.schema, place)
    given = _Given(arrow, place, lambda name, values: None)
    for batch in reader:
        place.budget.spend(batch.nbytes)
        for first in range(0, batch.num_rows, _BATCH_ROWS):
            yield from given.batch(batch.slice(first, _BATCH_ROWS))
    yield from given.end()
    # The footer repeats the schema; it may have pairs of its own, and anything may stand behind a stream.
    rest = source.stream.read(_BATCH_BYTES)
    if rest and (words := "\n".join(strings([rest]))):
        how = Concealment.METADATA.inside(place.concealment)
        yield Text(place.location.child("part", "footer"), words, TextRole.CODE, how)
    if is_file and not rest.endswith(_FILE[:6]):
        raise Corrupt("the file is cut")


def _beside(metadata: dict[bytes, bytes], schema: Any, place: Place) -> Iterator[Text]:
    """Pairs of the file and of its columns. Programs keep indexes and remarks there."""
    how = Concealment.METADATA.inside(place.concealment)
    pairs = list(metadata.items())
    for field in schema:
        pairs += (field.metadata or {}).items()
    for key, raw in pairs:
        place.budget.spend(len(raw))
        name = key.decode("utf-8", "replace")
        if name.startswith("PARQUET:") or name == "ARROW:schema":
            continue  # numbers of columns, and the schema packed; its metadata is among the pairs
        text = raw.decode("utf-8", "replace")
        location = place.location.child("part", "metadata")
        for at in range(0, len(text), _TEXT_CHUNK):
            role = TextRole.CODE if name in _OWN else TextRole.PROSE
            yield Text(location, f"{name}: {text[at : at + _TEXT_CHUNK]}", role, how)


class _Statistics:
    """The least and the greatest value of every chunk: whole values, of which the rows may not hold one."""

    def __init__(self, footer: Any) -> None:
        self._left: dict[str, dict[Any, int]] = {}
        for at in range(footer.num_columns):
            for group in range(footer.num_row_groups):
                chunk = footer.row_group(group).column(at)
                statistics = chunk.statistics if chunk.is_stats_set else None
                if statistics is not None and statistics.has_min_max:
                    left = self._left.setdefault(chunk.path_in_schema, {})
                    left.update({statistics.min: at, statistics.max: at})

    def seen(self, name: str, values: Sequence[Any]) -> None:
        """These stand in the rows of a column."""
        for value in self._left.get(name, {}).keys() & set(values):
            del self._left[name][value]

    def rest(self, place: Place) -> Iterator[Text]:
        """What no row held so far."""
        how = Concealment.METADATA.inside(place.concealment)
        for name, left in self._left.items():
            if left:
                texts = [
                    one.decode("utf-8", "replace") if isinstance(one, bytes) else str(one) for one in left
                ]
                at = next(iter(left.values())) + 1
                location = place.location.child("part", f"statistics of column {at}")
                yield Text(location, "\n".join([f"{name}:", *texts]), TextRole.LABEL, how)


class _Given:
    """Batches as they were given out, so that they are one table."""

    def __init__(
        self, arrow: SimpleNamespace, place: Place, seen: Callable[[str, Sequence[Any]], None]
    ) -> None:
        """`seen` is told the values of each column."""
        self._arrow, self._place, self._seen = arrow, place, seen
        self._id = next(place.table_ids)
        self._row = 0
        self._walker = Walker(place, place.location, Concealment.VISIBLE)
        self._dictionaries: dict[int, tuple[str, dict[str, bool]]] = {}

    def batch(self, batch: Any) -> Iterator[ReadItem]:
        """One batch; nested values are records of their own."""
        batch.validate(full=True)  # lengths and offsets of foreign bytes, which C++ believes otherwise
        types = self._arrow.types
        columns: list[Column] = []
        rows = range(self._row + 1, self._row + batch.num_rows + 1)
        for at, field in enumerate(batch.schema):
            values = batch.column(at)
            if types.is_dictionary(values.type):
                self._note(at, field.name, values)
                values = values.dictionary_decode()
            if types.is_nested(values.type):
                for value in values.to_pylist():
                    if value is not None:
                        yield from self._walker.walk(f"/{field.name}/*", _plain(value))
                continue
            columns.append(self._column(at, field.name, values))
        if columns and batch.num_rows:
            is_more = self._row > 0
            yield Table(
                self._place.location,
                self._id,
                tuple(columns),
                rows,
                self._place.concealment,
                continues=is_more,
            )
        self._row += batch.num_rows

    def _column(self, at: int, name: str, values: Any) -> Column:
        found = values.to_pylist()
        self._seen(name, found)
        cells = [_cell(value) for value in found]
        kinds = "".join(kind for _, kind in cells)
        return Column(name or None, at, [value for value, _ in cells], kinds)

    def _note(self, at: int, name: str, values: Any) -> None:
        """Which values of a dictionary some row uses."""
        _, known = self._dictionaries.setdefault(at, (name, {}))
        held = [str(value) for value in values.dictionary.to_pylist()]
        for value in held:
            known.setdefault(value, False)
        for index in set(values.indices.to_pylist()):
            if index is not None and 0 <= index < len(held):
                known[held[index]] = True

    def end(self) -> Iterator[ReadItem]:
        """What is left: nested records, and values of dictionaries that no row uses."""
        yield from self._walker.rest()
        how = Concealment.ORPHAN_STRING.inside(self._place.concealment)
        for name, known in self._dictionaries.values():
            if unused := [value for value, is_used in known.items() if not is_used]:
                location: Location = self._place.location.child("part", "dictionary")
                yield Text(location, "\n".join([f"{name}:", *unused]), TextRole.LABEL, how)


def _cell(value: Any) -> tuple[str | None, str]:
    if value is None:
        return None, EMPTY_CELL
    if isinstance(value, bool):
        return ("true" if value else "false"), BOOLEAN_CELL
    if isinstance(value, str):
        text, kind = typed(value)
        return text, ("t" if kind == NUMBER_CELL else kind)
    if isinstance(value, bytes):
        return ("; ".join(strings([value])) or None), "t"
    if isinstance(value, int | float):
        return str(value), NUMBER_CELL
    if hasattr(value, "isoformat"):
        return typed(value.isoformat())[0], (DATE_CELL if hasattr(value, "year") else "t")
    return str(value), "t"


def _plain(value: Any) -> Any:
    """Nested values as those of JSON."""
    return json.loads(json.dumps(value, default=str), parse_float=Number, parse_int=Number)


def _as_strings(source: Source, place: Place) -> Iterator[Text]:
    place.budget.spend(source.size)
    source.stream.seek(0)
    held: list[str] = []
    for run in strings(iter(lambda: source.stream.read(_TEXT_CHUNK), b"")):
        held.append(run)
        if sum(map(len, held)) > _TEXT_CHUNK:
            yield Text(place.location, "\n".join(held), TextRole.CODE, place.concealment)
            held = []
    if held:
        yield Text(place.location, "\n".join(held), TextRole.CODE, place.concealment)


READER = Reader(
    "columnar",
    (
        "application/vnd.apache.parquet",
        "application/vnd.apache.arrow.file",
        "application/vnd.apache.arrow.stream",
        "application/vnd.apache.feather",
    ),
    read,
)
