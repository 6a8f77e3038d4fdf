"""Compares a document with its previous edition: what was routine last time may carry people this time."""

import os
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from withhold.domain.concealment import Concealment
from withhold.domain.errors import UsageError
from withhold.domain.fields import NAME_FIELDS, Field
from withhold.domain.location import Location
from withhold.domain.piece import Table, Text
from withhold.fleet.walk import STANDARD_INPUT, shown
from withhold.policy.interface import EditionFacts
from withhold.recognisers.interface import ColumnReading
from withhold.recognisers.passages import Cell
from withhold.recognisers.prose import Mention
from withhold.recognisers.rows.privacy import PRIVATE
from withhold.text.normalise import fold_label

Mask = Callable[[Location], Location]

_FINE_STEPS = frozenset({"cells", "line"})
_LEAST_ROWS = 20
"""Rows below which growing tells nothing: a table of one row may have ten next month."""
_WORTH_TELLING = 2
UNCHANGED = EditionFacts()
NEW_FILE = EditionFacts(("a file that the previous edition did not have",), new_places=1)
UNREAD = EditionFacts(("the previous edition could not be read whole, so nothing was compared",), unread=True)


@dataclass(frozen=True, slots=True)
class Editions:
    """Where the previous edition of each document lies."""

    root: str
    previous: str
    folder: bool

    @classmethod
    def paired(cls, paths: Sequence[str], previous: Path) -> "Editions":
        """The previous edition of the one path that is inspected: a file, or a folder for a folder.

        Raises UsageError where they do not go together.
        """
        if len(paths) != 1:
            raise UsageError("--previous compares one document or folder with its previous edition; give one")
        if not previous.exists():
            raise UsageError(f"there is no previous edition {shown(str(previous))}; check --previous")
        root = paths[0]
        folder = root != STANDARD_INPUT and os.path.isdir(root)
        if folder and not previous.is_dir():
            raise UsageError(f"{shown(root)} is a folder, so --previous has to be one")
        if not folder and previous.is_dir():
            raise UsageError(f"{shown(root)} is a file, so --previous has to be one")
        return cls(root, str(previous), folder)

    def of(self, path: str) -> str | None:
        """The previous edition of a document; None where there was none."""
        if not self.folder:
            return self.previous
        earlier = os.path.join(self.previous, os.path.relpath(path, self.root))
        return earlier if os.path.lexists(earlier) else None


@dataclass(slots=True)
class _Place:
    """A sheet, file or table: how many rows it has and which of its columns tell of people."""

    rows: int = 0
    headers: frozenset[str] = frozenset()
    fields: dict[int, Field] = field(default_factory=dict)
    concealment: Concealment = Concealment.VISIBLE


class Shape:
    """Listens to the analyst and keeps the shape of a document: places, rows, columns; no values."""

    def __init__(self) -> None:
        self._places: dict[Location, _Place] = {}

    def heading(self, text: str) -> None:
        """A file may be called otherwise every month."""

    def table(
        self,
        table: Table,
        readings: Sequence[ColumnReading],
        cells: Sequence[Cell],
        said: Sequence[tuple[Cell, Mention]],
    ) -> None:
        """Count the rows of a batch, and note the columns that tell of people."""
        place = self._places.setdefault(_around(table.location), _Place())
        place.rows += len(table.rows)
        place.concealment = table.concealment
        place.headers |= {fold_label(column.name) for column in table.columns if column.name}
        for column, reading in zip(table.columns, readings, strict=True):
            if reading.field in NAME_FIELDS or reading.field in PRIVATE:
                place.fields[column.index] = reading.field

    def text(self, text: Text, mentions: Sequence[Mention]) -> None:
        """A sheet with nothing but texts is a place too."""
        if any(step.key == "sheet" for step in text.location):
            self._places.setdefault(_around(text.location), _Place(concealment=text.concealment))

    def compared_with(self, earlier: "Shape", mask: Mask) -> EditionFacts:
        """How this document differs from its previous edition. `mask` hides places named like people."""
        former = self._renamed(earlier)
        changes: list[str] = []
        new_places = new_columns = growth = 0
        for location, now in self._places.items():
            before = former.get(location)
            words = _words(mask(location), now.concealment)
            if before is None:
                new_places += 1
                changes.append(f"{words} is new ({_rows(now.rows)})")
                continue
            times = now.rows // max(before.rows, 1) if now.rows >= _LEAST_ROWS else 0
            if times >= _WORTH_TELLING:
                growth = max(growth, times)
                changes.append(f"{words} had {_rows(before.rows)} and has {now.rows:,} now")
            added = Counter(now.fields.values()) - Counter(before.fields.values())
            if added:
                new_columns += added.total()
                told = ", ".join(str(one).replace("_", " ") for one in added)
                changes.append(f"{words} has new columns that tell of people ({told})")
        return EditionFacts(tuple(changes), new_places, new_columns, growth)

    def _renamed(self, earlier: "Shape") -> dict[Location, _Place]:
        """The former place of each place here: of the same name, else one now gone with the same headers.

        The sheet of a month has another name every month.
        """
        former = {place: earlier._places[place] for place in self._places if place in earlier._places}
        gone = [place for at, place in earlier._places.items() if at not in self._places]
        for location, now in self._places.items():
            if location in former:
                continue
            same = next((place for place in gone if place.headers and place.headers == now.headers), None)
            if same is not None:
                gone.remove(same)
                former[location] = same
        return former


def _around(location: Location) -> Location:
    steps = location.steps
    while steps and steps[-1].key in _FINE_STEPS:
        steps = steps[:-1]
    return Location(steps)


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count:,} rows"


def _words(location: Location, concealment: Concealment) -> str:
    hidden = "" if concealment is Concealment.VISIBLE else f" ({str(concealment).replace('_', ' ')})"
    steps = [f"{'file' if step.key == 'member' else step.key} “{step.value}”" for step in location]
    return (", ".join(steps) or "the table") + hidden
