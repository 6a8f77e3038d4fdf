"""Cell values of formats that hold only text: which are numbers, dates or booleans."""

import re
from collections.abc import Sequence

from withhold.domain.piece import BOOLEAN_CELL, DATE_CELL, EMPTY_CELL, NUMBER_CELL, TEXT_CELL

_NUMBER = re.compile(r"-?(?:0|[1-9]\d{0,14})(?:\.\d{1,20})?(?:[eE][+-]?\d{1,3})?\Z")
_DATE = re.compile(
    r"(\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]))"
    r"(?:[T ]((?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?)(?:\.\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?)?\Z"
)
_BOOLEANS = frozenset({"true", "false"})
_MOST_REMEMBERED = 1 << 17


class CellTypes(dict[str, tuple[str | None, str]]):
    """Maps the text of a cell to its value and kind, each distinct text typed once.

    Plain numbers are `n`; digit strings with leading zeros or more than 15 digits are text, because they are
    identifiers; unambiguous ISO dates are `d`. The memory is bounded: it is emptied when it has grown large.
    """

    def __missing__(self, text: str) -> tuple[str | None, str]:
        if len(self) >= _MOST_REMEMBERED:
            self.clear()
        typed = _typed(text)
        if len(text) < 256:
            self[text] = typed
        return typed

    def row(self, texts: Sequence[str]) -> tuple[list[str | None], list[str]]:
        """Values and kinds of one row of texts."""
        if not texts:
            return [], []
        values, kinds = zip(*map(self.__getitem__, texts), strict=True)
        return list(values), list(kinds)


def _typed(text: str) -> tuple[str | None, str]:
    value = text.strip().strip("\ufeff")
    if not value:
        return None, EMPTY_CELL
    first = value[0]
    if first.isdigit() or first == "-":
        if _NUMBER.match(value):
            return value, NUMBER_CELL
        if date := _DATE.match(value):
            day, time = date.groups()
            return (day if time is None else f"{day}T{time}"), DATE_CELL
    elif value.lower() in _BOOLEANS:
        return value, BOOLEAN_CELL
    return value, TEXT_CELL
