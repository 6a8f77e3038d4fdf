"""A picture of a document with its hidden parts marked, from the places that its verdict names.

Drawn as SVG with classes only, so that the page's style colours it in light and dark; every box is a link to
its finding and says in words what it is. The list beside it says the same for those who do not see it.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from withhold.console.desk.words import hidden_words

WIDTH = 760
_ROW, _GAP, _PAD = 34, 10, 14
_GRID_COLUMNS, _GRID_ROWS = 12, 8
_CELLS = re.compile(r"([A-Z]{1,3})(\d{1,7})(?::([A-Z]{1,3})(\d{1,7}))?", re.ASCII)
_SHEET_HIDDEN = ("hidden_sheet", "very_hidden_sheet")
_MOST = 40
"""Boxes that are drawn; the list below the picture has all."""


@dataclass(slots=True)
class Box:
    """A part of the document: a sheet, a member, a part. `marks`: (finding's number, concealment, range)."""

    name: str
    concealment: str = "visible"
    marks: list[tuple[int, str, str]] = field(default_factory=list)


def boxes_of(verdict: Mapping[str, Any]) -> list[Box]:
    """The parts that findings and unread parts are in, in their order; hidden ones are marked so."""
    boxes: dict[str, Box] = {}
    document = verdict["documents"][0]
    for number, finding in enumerate(document["findings"], 1):
        route = finding["location"]["route"]
        box = boxes.setdefault(_container(route), Box(_container(route)))
        concealment = finding["concealment"]
        if concealment in _SHEET_HIDDEN or (concealment != "visible" and not _has_cells(route)):
            box.concealment = concealment
        box.marks.append((number, concealment, _cells(route)))
    for skipped in document["skipped"]:
        route = skipped["location"]["route"]
        boxes.setdefault(_container(route), Box(_container(route))).marks.append((0, "unread", ""))
    return list(boxes.values())


def picture_of(verdict: Mapping[str, Any]) -> SafeString:
    """The SVG; empty where there is nothing to show."""
    boxes = boxes_of(verdict)[:_MOST]
    if not boxes:
        return SafeString("")
    drawn: list[str] = []
    top = _PAD
    for box in boxes:
        height = _ROW + _GRID_ROWS * 12 + 10
        drawn.append(_drawn(box, top, height))
        top += height + _GAP
    total = top + _PAD - _GAP
    return format_html(
        '<svg class="desk-picture" viewBox="0 0 {} {}" role="group" aria-label="{}" xmlns="http://www.w3.org/2000/svg">{}</svg>',
        WIDTH,
        total,
        "The document, its parts, and where people were found",
        mark_safe("".join(drawn)),
    )


def _drawn(box: Box, top: int, height: int) -> str:
    hidden = box.concealment != "visible"
    kind = "hidden" if hidden else "seen"
    words = f" – {hidden_words(box.concealment)}" if hidden else ""
    place = f'x="{_PAD}" y="{top}" width="{WIDTH - 2 * _PAD}"'
    name = escape(_short(box.name + words, 84))
    inside = [
        f'<rect class="desk-part desk-part--{kind}" {place} height="{height}" rx="4"/>',
        f'<rect class="desk-tab desk-tab--{kind}" {place} height="{_ROW - 6}" rx="4"/>',
        f'<text class="desk-name desk-name--{kind}" x="{_PAD + 10}" y="{top + 19}">{name}</text>',
    ]
    inside += _grid(top + _ROW)
    inside += [_mark(mark, top + _ROW) for mark in box.marks[:6]]
    return "".join(inside)


def _grid(top: int) -> Iterable[str]:
    left, width, height = _PAD + 10, WIDTH - 2 * _PAD - 20, _GRID_ROWS * 12
    for column in range(_GRID_COLUMNS + 1):
        x = left + column * width / _GRID_COLUMNS
        yield f'<line class="desk-line" x1="{x:.1f}" y1="{top}" x2="{x:.1f}" y2="{top + height}"/>'
    for row in range(_GRID_ROWS + 1):
        y = top + row * 12
        yield f'<line class="desk-line" x1="{left}" y1="{y}" x2="{left + width}" y2="{y}"/>'


def _mark(mark: tuple[int, str, str], top: int) -> str:
    """A finding's range, shrunk to the grid: where it begins and how broad it is are kept in proportion."""
    number, concealment, cells = mark
    left, width = _PAD + 10, WIDTH - 2 * _PAD - 20
    first, last, row_first, row_last = _span(cells)
    step = width / _GRID_COLUMNS
    x, right = left + first * step, left + (last + 1) * step
    y, bottom = top + row_first * 12, top + (row_last + 1) * 12
    kind = "unread" if not number else ("hidden" if concealment != "visible" else "seen")
    label = "could not be read" if not number else f"{number}: {hidden_words(concealment)} {cells}".strip()
    broad, deep = right - x, bottom - y
    shown = escape(_short(label, max(6, int(broad / 7))))
    shape = (
        f'<rect class="desk-mark desk-mark--{kind}" x="{x:.1f}" y="{y}" '
        f'width="{broad:.1f}" height="{deep}" rx="3"/>'
        f'<text class="desk-label" x="{x + 6:.1f}" y="{min(y + 15, bottom - 4)}">{shown}</text>'
    )
    if not number:
        return f"<g>{shape}<title>{escape(label)}</title></g>"
    return f'<a href="#finding-{number}" aria-label="{escape("Finding " + label)}">{shape}</a>'


def _span(cells: str) -> tuple[int, int, int, int]:
    """First and last column and row on the grid."""
    found = _CELLS.fullmatch(cells)
    if found is None:
        return 0, _GRID_COLUMNS - 1, 1, _GRID_ROWS - 2
    first, last = _column(found[1]), _column(found[3] or found[1])
    top, bottom = int(found[2]), int(found[4] or found[2])
    first, last = min(first, _GRID_COLUMNS - 3), min(last, _GRID_COLUMNS - 1)
    start = 0 if top <= 1 else (1 if top <= 3 else min(3, _GRID_ROWS - 3))
    deep = {True: 2, False: _GRID_ROWS - 1 - start}[bottom - top < 3]
    return first, max(last, first + 2), start, min(_GRID_ROWS - 1, start + deep)


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _container(route: list[str]) -> str:
    steps = [step.partition(":")[2] for step in route if not step.startswith(("cells:", "line:", "path:"))]
    return " › ".join(steps) or "The document"


def _has_cells(route: list[str]) -> bool:
    return any(step.startswith("cells:") for step in route)


def _cells(route: list[str]) -> str:
    return next((step.partition(":")[2] for step in route if step.startswith("cells:")), "")


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
