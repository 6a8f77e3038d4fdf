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
# Whole columns of one kind, one cell a line; possessive, so that a failure costs one pass. A text begins with
# a letter or sign that begins no number, date or boolean, or has one behind its first digits.
_WHOLE_NUMBERS = re.compile(r"(?:(?:-?(?:0|[1-9]\d{0,14}+)(?:\.\d{1,20}+)?+)?+\n)*+", re.ASCII)
_WHOLE_DATES = re.compile(r"(?:(?:\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]))?+\n)*+", re.ASCII)
_WHOLE_TEXTS = re.compile(
    r"(?:(?:(?:(?!(?:[tT][rR][uU][eE]|[fF][aA][lL][sS][eE])\s)[^\s\d\-\ufeff]|-(?!\d)|0\d"
    r"|[1-9]\d*+(?:[^\d\s.eE\-]|\x20++[^\s\ufeff]))[^\n]*+)?+\n)*+"
)
_LOOSE_END = re.compile(r"[\s\ufeff]\n")
_WHOLE = ((_WHOLE_TEXTS, TEXT_CELL), (_WHOLE_NUMBERS, NUMBER_CELL), (_WHOLE_DATES, DATE_CELL))
_REWRITTEN = "?"
"""Kind of a text whose value is not the text as it stands: it has blanks around it, or a date's time zone."""


class CellTypes(dict[str, str]):
    """Maps the text of a cell to its kind, each distinct text looked at once.

    Plain numbers are `n`; digit strings with leading zeros or more than 15 digits are text, because they are
    identifiers; unambiguous ISO dates are `d`. The memory is bounded: it is emptied when it has grown large.
    """

    def __missing__(self, text: str) -> str:
        if len(self) >= _MOST_REMEMBERED:
            self.clear()
        value, kind = typed(text)
        if value is not None and value != text:
            kind = _REWRITTEN
        if len(text) < 256:
            self[text] = kind
        return kind

    def row(self, texts: Sequence[str]) -> tuple[list[str | None], list[str]]:
        """Values and kinds of one row of texts."""
        kinds = list(map(self.__getitem__, texts))
        values: list[str | None] = [text or None for text in texts]
        if _REWRITTEN in kinds or EMPTY_CELL in kinds:
            for at, kind in enumerate(kinds):
                if kind == _REWRITTEN:
                    values[at], kinds[at] = typed(texts[at])
                elif kind == EMPTY_CELL:
                    values[at] = None
        return values, kinds


def typed_column(texts: Sequence[str | None], types: CellTypes) -> tuple[Sequence[str | None], str]:
    """Values and kinds of many texts of one column, by the same rules; None is empty."""
    has_gaps = None in texts
    joined = "\n".join([text or "" for text in texts] if has_gaps else texts) + "\n"  # type: ignore[arg-type]
    if joined.count("\n") == len(texts) and not (joined[0] == "\n" and joined.isspace()):
        for pattern, kind in _WHOLE:
            if pattern.fullmatch(joined) and not (kind == TEXT_CELL and _LOOSE_END.search(joined)):
                if not has_gaps:
                    return texts, kind * len(texts)
                return texts, "".join([EMPTY_CELL if text is None else kind for text in texts])
    values, kinds = types.row([text or "" for text in texts])
    return values, "".join(kinds)


def typed(text: str) -> tuple[str | None, str]:
    """Value and kind of the text of one cell, by the rules of `CellTypes`."""
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
