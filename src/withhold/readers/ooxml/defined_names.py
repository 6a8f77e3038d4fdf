"""Defined names, hidden ones too: names can hold texts and whole arrays of constants."""

import re
from collections.abc import Iterator

from withhold.domain.concealment import Concealment
from withhold.domain.piece import NUMBER_CELL, TEXT_CELL
from withhold.readers.grid import GridRow, tables
from withhold.readers.ooxml.part import Items, Part

_LITERAL = re.compile(r'"((?:[^"]|"")*)"')
_ELEMENT = re.compile(r'"((?:[^"]|"")*)"|([^",;{}"]+)|([,;])')
_BUILT_IN = "_xlnm."
_HOW = Concealment.DEFINED_NAME


def read_defined_names(part: Part, names: list[tuple[str, str, str]]) -> Items:
    """(name, comment, formula) of each name, as lines; constant arrays as tables.

    Plain references say nothing and are left out.
    """
    lines: list[str] = []
    for name, comment, formula in names:
        if not name.startswith(_BUILT_IN):
            lines += [name, comment]
        literals = [found.replace('""', '"') for found in _LITERAL.findall(formula)]
        if formula.lstrip("= ").startswith("{"):
            yield from tables(
                _array(formula), place=part.book.place, location=part.location, concealment=part.how(_HOW)
            )
        elif literals:
            lines.append(", ".join(filter(None, literals)))
        elif "!" not in formula:
            lines.append(formula)
    yield from part.lines(lines, _HOW)


def _array(formula: str) -> Iterator[GridRow]:
    """The rows of `{"a",1;"b",2}`: commas part columns, semicolons rows (ECMA-376 part 1, 18.17.2.1)."""
    row = GridRow(1, [], [])
    for text, bare, separator in _ELEMENT.findall(formula):
        if separator == ";":
            yield row
            row = GridRow(row.number + 1, [], [])
        elif text:
            row.values.append(text.replace('""', '"'))
            row.kinds.append(TEXT_CELL)
        elif bare.strip(" ="):
            row.values.append(bare.strip())
            row.kinds.append(NUMBER_CELL)
    if row.values:
        yield row
