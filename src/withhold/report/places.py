"""Routes and concealments put into words for people."""

from unicodedata import category

from withhold.domain.concealment import Concealment
from withhold.domain.location import Location, Step

_HIDDEN_SHEETS = {
    Concealment.HIDDEN_SHEET: "hidden sheet",
    Concealment.VERY_HIDDEN_SHEET: "very hidden sheet",
}
_CONCEALED = {
    Concealment.HIDDEN_ROW: "hidden rows",
    Concealment.HIDDEN_COLUMN: "hidden columns",
    Concealment.FILTERED_ROW: "rows hidden by a filter",
    Concealment.ZERO_SIZE: "rows or columns of no size",
    Concealment.INVISIBLE_TEXT: "invisible text",
    Concealment.OFF_PAGE: "far from what is seen",
    Concealment.PIVOT_CACHE: "pivot table memory",
    Concealment.EXTERNAL_LINK_CACHE: "memory of a linked workbook",
    Concealment.DATA_MODEL: "data model",
    Concealment.QUERY_CACHE: "query memory",
    Concealment.ORPHAN_STRING: "text left over from deleted cells",
    Concealment.PAGE_SOURCE: "page source",
    Concealment.SCRIPT_DATA: "data in a script",
}


def display(location: Location, concealment: Concealment = Concealment.VISIBLE) -> str:
    """A location in words: `hidden sheet “Data”, A2:L6253`."""
    words = [_step(step, concealment) for step in location]
    if (concealment is not Concealment.VISIBLE and concealment not in _HIDDEN_SHEETS) or (
        concealment in _HIDDEN_SHEETS and not any(step.key == "sheet" for step in location)
    ):
        words.append(hidden_how(concealment))
    return ", ".join(words) or "the whole document"


def hidden_how(concealment: Concealment) -> str:
    """A concealment in words: `rows hidden by a filter`."""
    known = _HIDDEN_SHEETS.get(concealment) or _CONCEALED.get(concealment)
    return known or str(concealment).replace("_", " ")


def _step(step: Step, concealment: Concealment) -> str:
    match step.key:
        case "sheet":
            return f"{_HIDDEN_SHEETS.get(concealment, 'sheet')} “{step.value}”"
        case "cells":
            return step.value
        case "member":
            return f"file “{step.value}”"
        case _:
            return f"{step.key} {step.value}"


def one_line(name: str) -> str:
    """A name given by others without what moves the cursor or starts a line: it could forge a verdict."""
    if name.isprintable():
        return name
    return "".join(c if c.isprintable() or category(c) == "Zs" else ascii(c)[1:-1] for c in name)
