"""Writes visible cells as a new document, which holds nothing else: no caches, authors, styles, formulas."""

import csv
import io
import re
from datetime import date, datetime
from typing import Any

from withhold.cleaning.grid import Grid, Sheet
from withhold.domain.piece import BOOLEAN_CELL, DATE_CELL, NUMBER_CELL

_LONGEST = 31
"""Characters of a sheet's name (ECMA-376, part 1, 18.2.19)."""
_MOST_TEXT = 32_767
_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\", "_"))
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_SIGNED = re.compile(r"[+-]?[0-9][0-9.,  ]*%?")
_MADE = datetime(2000, 1, 1)
"""Stands as the time when the copy was made: the same content gives the same bytes."""


def as_workbook(grid: Grid) -> bytes:
    """An xlsx file with the visible sheets in their order."""
    from xlsxwriter import Workbook

    output = io.BytesIO()
    workbook = Workbook(output, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    workbook.set_properties({"created": _MADE})
    formats = {
        DATE_CELL: workbook.add_format({"num_format": "yyyy-mm-dd"}),
        "moment": workbook.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
    }
    names: set[str] = set()
    for number in sorted(grid.sheets):
        sheet = grid.sheets[number]
        page = workbook.add_worksheet(_free(sheet.name, names))
        for (row, column), (value, kind) in sorted(sheet.cells.items()):
            _write(page, formats, row - 1, column, value, kind)
    workbook.close()
    return output.getvalue()


def as_csv(sheet: Sheet) -> bytes:
    """Comma-separated in UTF-8, row by row; a text that programs would take for a formula gets an apostrophe
    before it."""
    output = io.StringIO()
    writer = csv.writer(output, lineterminator="\r\n")
    rows: dict[int, dict[int, tuple[str, str]]] = {}
    for (row, column), cell in sheet.cells.items():
        rows.setdefault(row, {})[column] = cell
    for row in sorted(rows):
        cells = rows[row]
        writer.writerow([_plain(*cells.get(column, ("", ""))) for column in range(max(cells) + 1)])
    return output.getvalue().encode("utf-8")


def _plain(value: str, kind: str) -> str:
    is_number = kind == NUMBER_CELL or _SIGNED.fullmatch(value) is not None
    return f"'{value}" if not is_number and value.startswith(_FORMULA) else value


def _write(write: Any, formats: dict[str, Any], row: int, column: int, value: str, kind: str) -> None:
    moment = _moment(value) if kind == DATE_CELL else None
    if moment is not None:
        dated = formats["moment" if "T" in value else DATE_CELL]
        write.write_datetime(row, column, moment, dated)
    elif kind == NUMBER_CELL and (number := _number(value)) is not None:
        write.write_number(row, column, number)
    elif kind == BOOLEAN_CELL:
        write.write_boolean(row, column, value.casefold() in ("1", "true"))
    else:
        write.write_string(row, column, value[:_MOST_TEXT])


def _moment(value: str) -> datetime | None:
    """None for what a workbook has no number for: then the text stays."""
    try:
        day = datetime.fromisoformat(value) if "T" in value else datetime.combine(
            date.fromisoformat(value), datetime.min.time()
        )  # fmt: skip
    except ValueError:
        return None
    return day.replace(tzinfo=None) if day.year >= 1900 else None


def _number(value: str) -> float | None:
    """None for what is no number, or would change as one (more than 15 digits)."""
    try:
        number = float(value)
    except ValueError:
        return None
    exact = len(value.lstrip("-").replace(".", "").lstrip("0")) <= 17
    return number if exact and number == number and abs(number) != float("inf") else None


def _free(name: str, taken: set[str]) -> str:
    """A name that a sheet may have, and that none has yet."""
    wanted = name.translate(_FORBIDDEN).strip("'")[:_LONGEST] or "Sheet"
    free, number = wanted, 2
    while free.casefold() in taken:
        free = f"{wanted[: _LONGEST - 4]} {number}"
        number += 1
    taken.add(free.casefold())
    return free
