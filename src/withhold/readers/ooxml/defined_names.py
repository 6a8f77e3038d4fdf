"""Defined names, hidden ones too: names can hold texts and whole arrays of constants."""

import re

from withhold.domain.concealment import Concealment
from withhold.readers.ooxml.part import Items, Part

_LITERAL = re.compile(r'"((?:[^"]|"")*)"')
_BUILT_IN = "_xlnm."


def read_defined_names(part: Part, names: list[tuple[str, str, str]]) -> Items:
    """(name, comment, formula) of each name, as lines. Plain references say nothing and are left out."""
    lines: list[str] = []
    for name, comment, formula in names:
        if not name.startswith(_BUILT_IN):
            lines += [name, comment]
        literals = [found.replace('""', '"') for found in _LITERAL.findall(formula)]
        if literals:
            lines.append(", ".join(filter(None, literals)))
        elif "!" not in formula:
            lines.append(formula)
    yield from part.lines(lines, Concealment.DEFINED_NAME)
