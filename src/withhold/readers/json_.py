"""JSON, JSON lines, concatenated JSON and GeoJSON: records as tables, the rest as text."""

from collections.abc import Iterable, Iterator
from io import BytesIO
from itertools import groupby
from typing import Any

from withhold.domain.concealment import Concealment
from withhold.domain.location import Location
from withhold.domain.piece import BOOLEAN_CELL, NUMBER_CELL, PartRead, ReadItem, Text, TextRole
from withhold.readers.encoded import decoded
from withhold.readers.encoding import detect, text_chunks
from withhold.readers.grid import GridRow, tables
from withhold.readers.interface import Place, Reader, ReaderError, Source
from withhold.readers.json_shapes import (
    columns,
    free,
    is_coordinates,
    is_more_than_a_word,
    keyed_records,
    pairs,
)
from withhold.readers.json_values import Number, Values, parse
from withhold.readers.records import Cell, Records, at_path
from withhold.readers.values import typed

_VISIBLE = Concealment.VISIBLE
_LONGEST_INHERITED = 200
_MOST_INHERITED = 40
_DEEPEST_STRING = 4
_TEXT_CHUNK = 1 << 16
_SHORTEST_ENCODED = 24
_OPENING = ("{", "[", '"')


def read(source: Source, place: Place) -> Iterator[ReadItem]:
    """A JSON file of any size. What stands before broken JSON is given, then the rest as text, then the
    error is raised."""
    codec, skip = detect(source.stream)
    place.budget.spend(source.size)
    values = Values(text_chunks(source.stream, codec, skip), place.budget.limits.text_bytes)
    walker = Walker(place, place.location, _VISIBLE)
    error: ReaderError | None = None
    try:
        for (path, is_record), group in groupby(
            values, key=lambda pair: (pair[0], isinstance(pair[1], dict))
        ):
            if path.endswith("/*") and not is_record:
                yield from walker.rows(path, (value for _, value in group))
            else:
                for _, value in group:
                    yield from walker.walk(path, value)
    except ReaderError as problem:
        error = problem
    yield from walker.rest()
    if error is not None:
        for text in values.rest():
            for at in range(0, len(text), _TEXT_CHUNK):
                yield Text(place.location, text[at : at + _TEXT_CHUNK], TextRole.CODE, place.concealment)
        raise error
    yield PartRead(place.location)


class Walker:
    """Takes parsed JSON values and gives their pieces. Used for JSON in other files too (page state,
    scripts)."""

    def __init__(self, place: Place, location: Location, concealment: Concealment) -> None:
        self._place = place
        self._location = location
        self._concealment = concealment
        self._records = Records(place, location, concealment)

    def rest(self) -> Iterator[ReadItem]:
        """What is still collected, once every value has been walked."""
        yield from self._records.rest()

    def rows(self, path: str, values: Iterable[Any]) -> Iterator[ReadItem]:
        """Elements of an array that are no objects, as rows of one grid."""
        yield from self._grid(path, (value if isinstance(value, list) else [value] for value in values))

    def walk(self, path: str, value: Any) -> Iterator[ReadItem]:
        """All pieces of one value. `path` is a JSON pointer with `*` for any element."""
        waiting: list[tuple[str, Any, dict[str, Cell]]] = [(path, value, {})]
        while waiting:
            path, value, inherited = waiting.pop()
            if path.endswith("/*") and (flat := self._flat(value)) is not None:
                yield from self._records.add(path, {**inherited, **flat} if inherited else flat)
            elif isinstance(value, list):
                yield from self._array(path, value, inherited, waiting)
            elif isinstance(value, dict) and (table := columns(value)):
                yield from self._grid(path, table)
            elif isinstance(value, dict) and (records := keyed_records(value)):
                waiting.extend((f"{path}/*", record, inherited) for record in reversed(records))
            elif isinstance(value, dict) and (rows := pairs(value)):
                yield from self._grid(path, rows)
            else:
                yield from self._record(path, value, inherited, waiting)

    def _flat(self, value: Any) -> dict[str, Cell] | None:
        """The record of an object that holds only single values: the common case, without detours."""
        if type(value) is not dict:
            return None
        record: dict[str, Cell] = {}
        for name, item in value.items():
            if type(item) is Number:
                record[name] = (str(item), NUMBER_CELL)
            elif type(item) is str:
                if len(item) >= _SHORTEST_ENCODED or item[:1] in _OPENING:
                    return None
                record[name] = self._cell(item)
            elif isinstance(item, dict | list):
                return None
            else:
                record[name] = self._cell(item)
        return record

    def _array(
        self,
        path: str,
        array: list[Any],
        inherited: dict[str, Cell],
        waiting: list[tuple[str, Any, dict[str, Cell]]],
    ) -> Iterator[ReadItem]:
        if any(isinstance(element, dict) for element in array):
            waiting.extend((f"{path}/*", element, inherited) for element in reversed(array))
        elif not is_coordinates(array):
            rows = [element if isinstance(element, list) else [element] for element in array]
            yield from self._grid(path, rows)

    def _record(
        self,
        path: str,
        value: Any,
        inherited: dict[str, Cell],
        waiting: list[tuple[str, Any, dict[str, Cell]]],
    ) -> Iterator[ReadItem]:
        record = dict(inherited)
        deeper: list[tuple[str, Any]] = []
        flat: list[tuple[str | None, Any]] = [(None, value)]
        while flat:
            name, item = flat.pop()
            if isinstance(item, str) and not isinstance(item, Number):
                inner = self._inner(item)
                if isinstance(inner, bytes):
                    yield from self._nested(f"{path}/{name}", inner)
                    continue
                item = inner
            if isinstance(item, dict):
                if name is not None and (keyed_records(item) or columns(item)):
                    deeper.append((f"{path}/{name}", item))
                else:
                    flat.extend(
                        (key if name is None else f"{name}.{key}", inside)
                        for key, inside in reversed(item.items())
                    )
            elif isinstance(item, list):
                if any(map(is_more_than_a_word, item)):
                    if not is_coordinates(item):
                        deeper.append((f"{path}/{name}", item))
                else:
                    record[free(record, name or "")] = self._joined(item)
            else:
                record[free(record, name or "")] = self._cell(item)
        yield from self._records.add(path, record)
        if deeper:
            short = {
                name: cell
                for name, cell in list(record.items())[:_MOST_INHERITED]
                if cell[0] is not None and len(cell[0]) <= _LONGEST_INHERITED
            }
            below = short if path.endswith("/*") else {}
            waiting.extend((deep, item, below) for deep, item in reversed(deeper))

    def _inner(self, text: str) -> Any:
        """A string, or the JSON or the bytes that it stands for."""
        for _ in range(_DEEPEST_STRING):
            if text[:1] not in ("{", "[") and text[:2] != '"{':
                break
            try:
                value = parse(text)
            except ValueError:
                break
            if not isinstance(value, str):
                return value
            text = value
        if len(text) >= _SHORTEST_ENCODED and (data := decoded(text)) is not None:
            return data
        return text

    def _nested(self, path: str, data: bytes) -> Iterator[ReadItem]:
        hidden = Concealment.SCRIPT_DATA.inside(self._concealment)
        self._place.budget.spend(len(data))
        place = self._place.inside(self._location.child("path", path), hidden)
        yield from self._place.open_nested(Source(BytesIO(data), len(data)), place)

    def _cell(self, value: Any) -> Cell:
        if value is None:
            return None, " "
        if isinstance(value, Number):
            return str(value), NUMBER_CELL
        if isinstance(value, bool):
            return ("true" if value else "false"), BOOLEAN_CELL
        if isinstance(value, float):  # NaN and the infinities, which have no digits
            return str(value), NUMBER_CELL
        text, kind = typed(value)
        return text, ("t" if kind == NUMBER_CELL else kind)

    def _joined(self, items: list[Any]) -> Cell:
        texts = [text for text, _ in map(self._cell, items) if text is not None]
        return ("; ".join(texts) or None), "t"

    def _grid(self, path: str, rows: Iterable[list[Any]]) -> Iterator[ReadItem]:
        """Arrays of arrays, and plain lists: laid out like a sheet."""
        nested: list[dict[str, Any] | list[Any]] = []
        error: list[ReaderError] = []

        def grid_rows() -> Iterator[GridRow]:
            try:
                for number, row in enumerate(rows, 1):
                    inside = [item for item in row if isinstance(item, dict | list)]
                    nested.extend(item for item in inside if not is_coordinates([item]))
                    cells = [self._cell(None if isinstance(item, dict | list) else item) for item in row]
                    yield GridRow(number, [value for value, _ in cells], [kind for _, kind in cells])
            except ReaderError as problem:
                error.append(problem)  # raised below, when the rows before it have been given

        location = at_path(self._location, path)
        yield from tables(grid_rows(), place=self._place, location=location, concealment=self._concealment)
        for item in nested:
            yield from self.walk(f"{path}/*", item)
        if error:
            raise error[0]


READER = Reader("json", ("application/json", "application/x-ndjson", "application/geo+json"), read)
