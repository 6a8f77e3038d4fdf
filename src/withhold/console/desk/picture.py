"""A picture of a document with its hidden parts marked, from its outline and the places of its verdict.

Drawn as SVG with classes only, so that the page's style colours it in light and dark. Every finding is a link
to its text and says in words what it is; the list beside the picture says the same.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from withhold.console.desk.words import hidden_words

WIDTH = 760
_TAB, _HEAD, _GRID, _GAP, _PAD = 30, 30, 132, 12, 14
_LEFT, _BROAD = _PAD + 12, WIDTH - 2 * _PAD - 24
_LEAST_ROWS, _LEAST_COLUMNS = 12, 6
_MOST_SHEETS = 12
_CELLS = re.compile(r"([A-Z]{1,3})(\d{1,7})(?::([A-Z]{1,3})(\d{1,7}))?", re.ASCII)
_TABLE = "The table"

Mark = tuple[int, str, str]
"""The finding's number (0: unread), its concealment, its range of cells."""


@dataclass(slots=True)
class Part:
    """A sheet, a member or a part of the document. `shape`: of a sheet, as `outline` tells it."""

    name: str
    concealment: str = "visible"
    shape: Mapping[str, Any] | None = None
    marks: list[Mark] = field(default_factory=list)

    @property
    def is_hidden(self) -> bool:
        return self.concealment != "visible"

    @property
    def is_plain(self) -> bool:
        """Whether there is nothing in it to be marked: a line says enough."""
        if self.marks or self.is_hidden:
            return False
        shape = self.shape
        return shape is None or not (shape["hidden_columns"] or shape["hidden_rows"] or shape["carried"])


def parts_of(verdict: Mapping[str, Any], outline: Mapping[str, Any] | None) -> list[Part]:
    """The sheets in their order, then whatever else findings and unread parts are in."""
    document = verdict["documents"][0]
    order: dict[str, Part] = {}
    for shape in (outline or {}).get("sheets", []):
        name = shape["name"] or _TABLE
        order[name] = Part(name, shape["concealment"], shape)
    for number, finding in enumerate(document["findings"], 1):
        route = finding["location"]["route"]
        part = order.setdefault(_container(route), Part(_container(route)))
        concealment = finding["concealment"]
        if part.shape is None and concealment != "visible":
            part.concealment = concealment
        part.marks.append((number, concealment, _cells(route)))
    for skipped in document["skipped"]:
        name = _container(skipped["location"]["route"])
        order.setdefault(name, Part(name)).marks.append((0, "unread", ""))
    return list(order.values())


def picture_of(verdict: Mapping[str, Any], outline: Mapping[str, Any] | None = None) -> SafeString:
    """The SVG; empty where there is nothing to show."""
    parts = parts_of(verdict, outline)
    if not parts:
        return SafeString("")
    shown = sorted(parts, key=lambda part: not part.marks and not part.is_hidden)[:_MOST_SHEETS]
    shown = [part for part in parts if part in shown]
    drawn, top = [_tabs(parts)], _PAD + _TAB + 6
    for part in shown:
        drawn.append(_part(part, top))
        top += _height(part) + _GAP
    around = (outline or {}).get("around", {})
    if around:
        drawn.append(_around(around, top))
        top += _HEAD + _GAP
    return format_html(
        '<svg class="desk-picture" viewBox="0 0 {} {}" role="group" aria-label="{}" '
        'xmlns="http://www.w3.org/2000/svg">{}</svg>',
        WIDTH,
        top + _PAD - _GAP,
        "The document, its parts, and where people were found",
        mark_safe("".join(drawn)),
    )


def _tabs(parts: list[Part]) -> str:
    """The tabs as an office program shows them, with those that it does not show."""
    drawn, x = [], _PAD
    for part in parts[:_MOST_SHEETS]:
        label = _short(part.name, 18)
        broad = 20 + 9 * len(label)
        if x + broad > WIDTH - _PAD:
            drawn.append(f'<text class="desk-label" x="{x}" y="{_PAD + 20}">…</text>')
            break
        kind = "hidden" if part.is_hidden else "seen"
        drawn.append(
            f'<rect class="desk-tab desk-tab--{kind}" x="{x:.0f}" y="{_PAD}" width="{broad:.0f}" '
            f'height="{_TAB - 4}" rx="4"/><text class="desk-name desk-name--{kind}" x="{x + 8:.0f}" '
            f'y="{_PAD + 18}">{escape(label)}</text>'
        )
        x += int(broad) + 6
    return "".join(drawn)


def _part(part: Part, top: int) -> str:
    kind = "hidden" if part.is_hidden else "seen"
    words = f" – {hidden_words(part.concealment)}" if part.is_hidden else ""
    size = f" ({part.shape['rows']:,} rows, {part.shape['columns']} columns)" if part.shape else ""
    name = escape(_short(f"{part.name}{size}{words}", 92))
    place = f'x="{_PAD}" y="{top}" width="{WIDTH - 2 * _PAD}"'
    drawn = [
        f'<rect class="desk-part desk-part--{kind}" {place} height="{_height(part)}" rx="4"/>',
        f'<text class="desk-name desk-name--{kind}" x="{_LEFT}" y="{top + 20}">{name}</text>',
    ]
    if not part.is_plain:
        drawn += _grid(part, top + _HEAD)
        # What is everywhere first, so that it does not cover what has a place.
        marks = sorted(part.marks[:8], key=lambda mark: mark[2] != "")
        drawn += [_mark(mark, part, top + _HEAD) for mark in marks]
    if part.shape is not None and part.shape["carried"]:
        carried = "; ".join(
            f"{count:,} {hidden_words(word)}" for word, count in part.shape["carried"].items()
        )
        y = top + _HEAD + _GRID + 18
        drawn.append(f'<text class="desk-label" x="{_LEFT}" y="{y}">+ {escape(_short(carried, 100))}</text>')
    return "".join(drawn)


def _grid(part: Part, top: int) -> Iterator[str]:
    """The used cells in proportion, with columns and rows that are hidden as bands."""
    rows, columns = _size(part)
    lines = min(columns, 26)
    for line in range(lines + 1):
        x = _LEFT + line * _BROAD / lines
        yield f'<line class="desk-line" x1="{x:.1f}" y1="{top}" x2="{x:.1f}" y2="{top + _GRID}"/>'
    for line in range(9):
        y = top + line * _GRID / 8
        yield f'<line class="desk-line" x1="{_LEFT}" y1="{y:.1f}" x2="{_LEFT + _BROAD}" y2="{y:.1f}"/>'
    shape = part.shape or {"hidden_columns": [], "hidden_rows": []}
    for first, last in shape["hidden_columns"]:
        x, right = _x(first, columns), _x(last + 1, columns)
        yield _band(x, top, max(4.0, right - x), _GRID, "hidden columns")
    for first, last in shape["hidden_rows"]:
        y, bottom = _y(first - 1, rows), _y(last, rows)
        yield _band(_LEFT, top + y, _BROAD, max(3.0, bottom - y), "hidden rows")


def _band(x: float, y: float, broad: float, deep: float, words: str) -> str:
    return (
        f'<rect class="desk-band" x="{x:.1f}" y="{y:.1f}" width="{broad:.1f}" height="{deep:.1f}">'
        f"<title>{words}</title></rect>"
    )


def _mark(mark: Mark, part: Part, top: int) -> str:
    """A finding's range at its place; small ones are drawn big enough to be seen and clicked."""
    number, concealment, cells = mark
    rows, columns = _size(part)
    first, last, upper, lower = _span(cells, rows, columns)
    x, y = min(_x(first, columns), _LEFT + _BROAD - 26), min(_y(upper - 1, rows), _GRID - 24.0)
    broad, deep = max(26.0, _x(last + 1, columns) - x), max(24.0, _y(lower, rows) - y)
    kind = "unread" if not number else ("hidden" if concealment != "visible" else "seen")
    label = "could not be read" if not number else f"{number}: {hidden_words(concealment)} {cells}".strip()
    shown = escape(_short(label if broad > 90 else str(number), max(2, int(broad / 7))))
    shape = (
        f'<rect class="desk-mark desk-mark--{kind}" x="{x:.1f}" y="{top + y:.1f}" '
        f'width="{broad:.1f}" height="{deep:.1f}" rx="3"/>'
        f'<text class="desk-label" x="{x + 6:.1f}" y="{top + y + 16:.1f}">{shown}</text>'
    )
    if not number:
        return f"<g>{shape}<title>{escape(label)}</title></g>"
    return f'<a href="#finding-{number}" aria-label="{escape("Finding " + label)}">{shape}</a>'


def _around(around: Mapping[str, int], top: int) -> str:
    """What the file carries beside its sheets."""
    words = "; ".join(f"{count:,} {hidden_words(word)}" for word, count in around.items())
    place = f'x="{_PAD}" y="{top}" width="{WIDTH - 2 * _PAD}" height="{_HEAD}"'
    return (
        f'<rect class="desk-part desk-part--hidden" {place} rx="4"/>'
        f'<text class="desk-label" x="{_LEFT}" y="{top + 20}">'
        f"Beside the sheets: {escape(_short(words, 90))}</text>"
    )


def _height(part: Part) -> int:
    if part.is_plain:
        return _HEAD
    carried = part.shape is not None and part.shape["carried"]
    return _HEAD + _GRID + (28 if carried else 12)


def _size(part: Part) -> tuple[int, int]:
    rows, columns = _LEAST_ROWS, _LEAST_COLUMNS
    if part.shape is not None:
        rows, columns = max(rows, part.shape["rows"]), max(columns, part.shape["columns"])
    for _, _, cells in part.marks:
        found = _CELLS.fullmatch(cells)
        if found is not None:
            rows = max(rows, int(found[4] or found[2]))
            columns = max(columns, _column(found[3] or found[1]) + 1)
    return rows, columns


def _span(cells: str, rows: int, columns: int) -> tuple[int, int, int, int]:
    """First and last column from 0, first and last row from 1; everything where no cells are named."""
    found = _CELLS.fullmatch(cells)
    if found is None:
        return 0, columns - 1, 1, rows
    return _column(found[1]), _column(found[3] or found[1]), int(found[2]), int(found[4] or found[2])


def _x(column: float, columns: int) -> float:
    return _LEFT + min(column, columns) * _BROAD / columns


def _y(row: float, rows: int) -> float:
    return min(row, rows) * _GRID / rows


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _container(route: list[str]) -> str:
    steps = [step.partition(":")[2] for step in route if not step.startswith(("cells:", "line:", "path:"))]
    return " › ".join(steps) or _TABLE


def _cells(route: list[str]) -> str:
    return next((step.partition(":")[2] for step in route if step.startswith("cells:")), "")


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
