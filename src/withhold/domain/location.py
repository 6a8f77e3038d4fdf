"""Where in a document something is: a route of keys, put into words only for display."""

from collections.abc import Iterator
from dataclasses import dataclass

ROUTE_KEYS = ("member", "sheet", "cells", "part", "page", "slide", "line", "path")


@dataclass(frozen=True, slots=True)
class Step:
    """One key of a route, such as `sheet:Data`.

    `index` is the 1-based position among its siblings (the third sheet, the second member) where it
    has one: it stays when a value that is itself a person's name has to be masked.
    """

    key: str
    value: str
    index: int | None = None

    def __post_init__(self) -> None:
        if self.key not in ROUTE_KEYS:
            raise ValueError(f"unknown route key {self.key!r}")


@dataclass(frozen=True, slots=True)
class Location:
    """A route from the document to a place in it, outermost step first; empty for the document itself."""

    steps: tuple[Step, ...] = ()

    def child(self, key: str, value: str, index: int | None = None) -> "Location":
        """The place `key:value` inside this one."""
        return Location((*self.steps, Step(key, value, index)))

    def route(self) -> tuple[str, ...]:
        """The route as strings, `("sheet:Data", "cells:A2:L6253")`. Unmasked: never write it out as it is."""
        return tuple(f"{step.key}:{step.value}" for step in self.steps)

    def __iter__(self) -> Iterator[Step]:
        return iter(self.steps)


DOCUMENT = Location()


def column_letters(index: int) -> str:
    """Spreadsheet letters of a 0-based column: 0 is A, 26 is AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def cell_range(first_row: int, first_column: int, last_row: int, last_column: int) -> str:
    """A range in A1 notation; rows are 1-based, columns 0-based. One cell gives `B7`, not `B7:B7`."""
    start = f"{column_letters(first_column)}{first_row}"
    end = f"{column_letters(last_column)}{last_row}"
    return start if start == end else f"{start}:{end}"
