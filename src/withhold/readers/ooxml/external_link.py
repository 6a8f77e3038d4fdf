"""xl/externalLinks: the cells of other workbooks that this one keeps a copy of."""

from collections.abc import Iterator

from withhold.domain.concealment import Concealment
from withhold.domain.piece import BOOLEAN_CELL, EMPTY_CELL, ERROR_CELL, NUMBER_CELL, TEXT_CELL
from withhold.readers.grid import GridRow, tables
from withhold.readers.ooxml.cell_values import column_of
from withhold.readers.ooxml.dates import plain_number
from withhold.readers.ooxml.part import Items, Part
from withhold.readers.ooxml.xml import START, TEXT, Event

_HOW = Concealment.EXTERNAL_LINK_CACHE
_KINDS = {
    "s": TEXT_CELL,
    "str": TEXT_CELL,
    "inlineStr": TEXT_CELL,
    "b": BOOLEAN_CELL,
    "e": ERROR_CELL,
    "d": TEXT_CELL,
}


def read_external_link(part: Part) -> Items:
    """One grid for each cached sheet; the paths, sheet names, defined names and DDE values as lines."""
    names: list[str] = []
    labels: list[str] = []
    stream = part.events()
    for event in stream:
        kind, name, attributes, text = event
        if kind == TEXT:
            labels.append(text)
        elif kind != START:
            continue
        elif name == "sheetName":
            names.append(attributes.get("val", ""))
        elif name in ("definedName", "oleItem", "ddeItem"):
            labels += [attributes.get("name", ""), attributes.get("refersTo", "")]
        elif name in ("externalBook", "oleLink"):
            labels.append(part.related(attributes.get("id", "")))
        elif name == "sheetData":
            position = attributes.get("sheetId", "")
            index = int(position) if position.isdecimal() and len(position) < 6 else 0
            title = names[index] if index < len(names) else ""
            yield from tables(
                _rows(stream),
                place=part.book.place,
                location=part.location.child("sheet", title, index + 1),
                concealment=part.how(_HOW),
            )
    yield from part.lines([*names, *labels], _HOW)


def _rows(stream: Iterator[Event]) -> Iterator[GridRow]:
    """The rows of one cached sheet, up to its end."""
    row = GridRow(0, [], [])
    column, cell_kind = -1, NUMBER_CELL
    texts: list[str] = []
    for kind, name, attributes, text in stream:
        if kind == TEXT:
            texts.append(text)
        elif kind == START:
            texts.clear()
            if name == "row":
                number = attributes.get("r", "")
                row = GridRow(
                    int(number) if number.isdecimal() and len(number) < 10 else row.number + 1, [], []
                )
                column = -1
            elif name == "cell":
                found = column_of(attributes.get("r", ""))
                column = found if found >= 0 else column + 1
                cell_kind = _KINDS.get(attributes.get("t", ""), NUMBER_CELL)
        elif name == "v":
            value = "".join(texts).strip()
            gap = column - len(row.values)
            row.values.extend([None] * (gap + 1))
            row.kinds.extend(EMPTY_CELL * (gap + 1))
            if value and column < len(row.values):
                row.values[column] = plain_number(value) if cell_kind == NUMBER_CELL else value
                row.kinds[column] = cell_kind
        elif name == "row":
            yield row
        elif name == "sheetData":
            return
