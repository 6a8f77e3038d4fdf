"""Rows and cells of an OpenDocument table, without expanding what is only repeated emptiness."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from withhold.domain.concealment import Concealment
from withhold.domain.location import Location, cell_range
from withhold.domain.piece import BOOLEAN_CELL, DATE_CELL, EMPTY_CELL, NUMBER_CELL, TEXT_CELL, Text, TextRole
from withhold.readers.grid import GridRow
from withhold.readers.interface import Corrupt, ReaderError
from withhold.readers.odf.inline import InlineData
from withhold.readers.odf.styles import Styles
from withhold.readers.ooxml.far_cells import FarCells
from withhold.readers.ooxml.xml import END, START, TEXT, Event

_VISIBLE = Concealment.VISIBLE
_HIDING = {"collapse": Concealment.HIDDEN_ROW, "filter": Concealment.FILTERED_ROW}
_MOST_COLUMNS = 1 << 14
_MOST_COPIES = 256
_BATCH_ROWS = 512
_VALUES = {
    "float": ("value", NUMBER_CELL),
    "percentage": ("value", NUMBER_CELL),
    "currency": ("value", NUMBER_CELL),
    "date": ("date-value", DATE_CELL),
    "boolean": ("boolean-value", BOOLEAN_CELL),
}
_ASIDE = {
    "annotation": Concealment.COMMENT,
    "title": Concealment.ALT_TEXT,
    "desc": Concealment.ALT_TEXT,
    "frame": _VISIBLE,
    "custom-shape": _VISIBLE,
    "rect": _VISIBLE,
    "ellipse": _VISIBLE,
    "caption": _VISIBLE,
    "g": _VISIBLE,
    "forms": Concealment.FORM_FIELD,
    "detective": _VISIBLE,
}
_TOLD_ATTRIBUTES = ("current-value", "value", "label", "title", "href", "name")


@dataclass(slots=True)
class SheetReader:
    """Reads one `table:table` from a shared event stream, whose start has been taken already.

    `columns` is filled with hidden columns before the rows come; `asides` with texts beside the cells
    (annotations, shapes, form fields); `objects` with the members that frames show, `inline` with what flat
    files hold instead; `error` with what cut
    the sheet short, for whoever reads the rows to raise once they are flushed.
    """

    events: Iterator[Event]
    styles: Styles
    location: Location
    concealment: Concealment
    columns: dict[int, Concealment] = field(default_factory=dict)
    asides: list[Text] = field(default_factory=list)
    objects: list[str] = field(default_factory=list)
    inline: list[InlineData] = field(default_factory=list)
    error: ReaderError | None = None
    _column: int = 0
    _column_styles: dict[int, str] = field(default_factory=dict)
    _row: int = 1

    def rows(self) -> Iterator[GridRow]:
        """The rows that hold anything."""
        far = FarCells(self.columns)
        rows = self._until_error()
        while batch := list(islice(rows, _BATCH_ROWS)):
            far.mark(batch)
            yield from batch

    def _until_error(self) -> Iterator[GridRow]:
        try:
            yield from self._rows()
        except ReaderError as error:
            self.error = error

    def _rows(self) -> Iterator[GridRow]:
        for kind, name, attributes, _ in self.events:
            if kind == END and name == "table":
                return
            if kind != START:
                continue
            if name == "table-column":
                self._see_columns(attributes)
            elif name == "table-row":
                yield from self._read_row(attributes)
            elif name in _ASIDE:
                self._aside(name, attributes, 0)
        raise Corrupt("the sheet is cut short")

    def _see_columns(self, attributes: dict[str, str]) -> None:
        count = min(_count(attributes, "number-columns-repeated"), _MOST_COLUMNS - self._column)
        how = _VISIBLE
        if attributes.get("visibility") in _HIDING:
            how = Concealment.HIDDEN_COLUMN
        elif self.styles.is_zero_size("table-column", attributes.get("style-name", "")):
            how = Concealment.ZERO_SIZE
        style = attributes.get("default-cell-style-name", "")
        if how is not _VISIBLE or self.styles.is_invisible(style):
            for at in range(self._column, self._column + count):
                if how is not _VISIBLE:
                    self.columns[at] = how
                self._column_styles[at] = style
        self._column += max(count, 0)

    def _read_row(self, attributes: dict[str, str]) -> Iterator[GridRow]:
        how = _HIDING.get(attributes.get("visibility", ""), _VISIBLE)
        if how is _VISIBLE and self.styles.is_zero_size("table-row", attributes.get("style-name", "")):
            how = Concealment.ZERO_SIZE
        row = GridRow(self._row, [], [], how, {})
        default = attributes.get("default-cell-style-name", "")
        self._read_cells(row, default)
        count = _count(attributes, "number-rows-repeated")
        if row.values:
            row.cells = row.cells or None
            yield row
            for number in range(self._row + 1, self._row + min(count, _MOST_COPIES)):
                yield GridRow(number, row.values, row.kinds, row.concealment, row.cells, row.weight)
        self._row += count

    def _read_cells(self, row: GridRow, default: str) -> None:
        empties = 0
        for kind, name, attributes, _ in self.events:
            if kind == END and name == "table-row":
                return
            if kind != START or name not in ("table-cell", "covered-table-cell"):
                continue
            at = len(row.values) + empties
            value, cell_kind = self._read_cell(name, attributes, at)
            count = _count(attributes, "number-columns-repeated")
            if value is None:
                empties += count
                continue
            row.values.extend([None] * min(empties, _MOST_COLUMNS))
            row.kinds.extend(EMPTY_CELL * min(empties, _MOST_COLUMNS))
            empties = 0
            style = attributes.get("style-name") or default or self._column_styles.get(at, "")
            hidden = name == "covered-table-cell" or self.styles.is_invisible(style)
            for copy in range(min(count, _MOST_COPIES)):
                if hidden and row.cells is not None:
                    row.cells[at + copy] = Concealment.INVISIBLE_TEXT
                row.values.append(value)
                row.kinds.append(cell_kind)
            if len(value) > 1 << 12:
                row.weight += len(value)
        raise Corrupt("the row is cut short")

    def _read_cell(self, element: str, attributes: dict[str, str], at: int) -> tuple[str | None, str]:
        texts: list[str] = []
        for kind, name, inner, text in self.events:
            if kind == TEXT:
                texts.append(text)
            elif kind == START:
                if name in _ASIDE:
                    self._aside(name, inner, at)
                elif name == "a" and inner.get("href"):
                    self._tell(inner["href"], at, Concealment.ALT_TEXT, TextRole.LABEL)
                else:
                    texts.append(_space(name, inner, bool(texts)))
            elif kind == END and name == element:
                break
        return _typed(attributes, "".join(texts).strip())

    def _aside(self, element: str, attributes: dict[str, str], at: int) -> None:
        """An annotation, a shape or a form, up to its end: its texts, its author, the object it shows."""
        self._tell_attributes(attributes, at, _ASIDE[element])
        stack = [element]
        texts: list[str] = []
        for kind, name, inner, text in self.events:
            if kind == TEXT and stack[-1:] == ["binary-data"]:
                self.inline[-1].add(text)
            elif kind == TEXT:
                texts.append(text)
            elif kind == START:
                if name in _ASIDE or name in ("creator", "date", "creator-initials"):
                    self._flush_aside(texts, at, stack)
                stack.append(name)
                if name == "binary-data":
                    self.inline.append(InlineData())
                if name in ("object", "object-ole", "image") and inner.get("href"):
                    self.objects.append(inner["href"])
                elif "forms" in stack:
                    self._tell_attributes(inner, at, Concealment.FORM_FIELD)
                texts.append(_space(name, inner, bool(texts)))
            elif kind == END and stack:
                if name in _ASIDE or name in ("creator", "date", "creator-initials"):
                    self._flush_aside(texts, at, stack)
                stack.pop()
                if not stack:
                    return

    def _flush_aside(self, texts: list[str], at: int, stack: list[str]) -> None:
        text = "".join(texts).strip()
        texts.clear()
        if stack[-1] == "date":
            return
        role = TextRole.AUTHOR if stack[-1].startswith("creator") else TextRole.PROSE
        how = next(
            (_ASIDE[name] for name in reversed(stack) if _ASIDE.get(name, _VISIBLE) is not _VISIBLE), _VISIBLE
        )
        self._tell(text, at, how, role)

    def _tell_attributes(self, attributes: dict[str, str], at: int, how: Concealment) -> None:
        if how is Concealment.FORM_FIELD:
            for name in _TOLD_ATTRIBUTES:
                self._tell(attributes.get(name, ""), at, how, TextRole.LABEL)

    def _tell(self, text: str, at: int, how: Concealment, role: TextRole) -> None:
        if text:
            location = self.location.child("cells", cell_range(self._row, at, self._row, at))
            self.asides.append(Text(location, text, role, how.inside(self.concealment)))


def _count(attributes: dict[str, str], name: str) -> int:
    value = attributes.get(name, "1")
    return max(1, min(int(value), 1 << 24)) if value.isascii() and value.isdigit() and len(value) < 12 else 1


def _typed(attributes: dict[str, str], text: str) -> tuple[str | None, str]:
    value_type = attributes.get("value-type", "")
    if value_type in _VALUES:
        name, kind = _VALUES[value_type]
        if value := attributes.get(name):
            return value.removesuffix("T00:00:00"), kind
    return (text or attributes.get("string-value") or None), TEXT_CELL


def _space(name: str, attributes: dict[str, str], inside: bool) -> str:
    """The white space that an element stands for."""
    if name == "s":
        return " " * min(_count(attributes, "c"), 1024)
    if name == "tab":
        return "\t"
    return "\n" if inside and name in ("p", "h", "line-break", "list-item") else ""
