"""Tables written as text, for tests of the analyst and its parts."""

import re
from collections.abc import Mapping
from datetime import date

from withhold.domain.concealment import Concealment
from withhold.domain.finding import Finding
from withhold.domain.location import Location
from withhold.domain.piece import Column, Piece, Table
from withhold.recognisers.analyst import Analyst

TODAY = date(2026, 3, 2)
SHEET = Location().child("sheet", "Data", 1)
_NUMBER = re.compile(r"-?[\d,]*\.?\d+")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")


def kind(value: str) -> str:
    """The kind of cell a spreadsheet would make of a value."""
    if not value:
        return " "
    if _DATE.fullmatch(value):
        return "d"
    zeros = value.startswith("0") and len(value) > 1
    return "n" if _NUMBER.fullmatch(value) and not zeros else "t"


def table(
    text: str,
    *,
    number: int = 0,
    location: Location = SHEET,
    concealment: Concealment = Concealment.VISIBLE,
    columns: Mapping[int, Concealment] | None = None,
    rows: Mapping[int, Concealment] | None = None,
    cells: Mapping[tuple[int, int], Concealment] | None = None,
    titles: tuple[str, ...] = (),
    header: bool = True,
    first_row: int = 2,
    continues: bool = False,
) -> Table:
    """A table from lines with `|` between the cells; the first line is the header."""
    lines = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]
    names: list[str | None] = list(lines[0]) if header else [None] * len(lines[0])
    body = lines[1:] if header else lines
    hidden = columns or {}
    made = tuple(
        Column(
            name,
            i,
            [row[i] or None for row in body],
            "".join(kind(row[i]) for row in body),
            hidden.get(i, Concealment.VISIBLE),
        )
        for i, name in enumerate(names)
    )
    numbers = range(first_row, first_row + len(body))
    return Table(
        location, number, made, numbers, concealment, dict(rows or {}), dict(cells or {}), titles, continues
    )


def analyse(*pieces: Piece, file_name: str = "") -> tuple[list[Finding], int]:
    """The findings of a document with these pieces, and its number of people."""
    analyst = Analyst(TODAY)
    if file_name:
        analyst.heading(file_name)
    for piece in pieces:
        analyst.add(piece)
    return analyst.findings(), analyst.people()
