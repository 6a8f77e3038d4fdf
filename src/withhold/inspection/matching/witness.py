"""Listens to the analyst, asks the register in batches, and tells what it answered as findings."""

import os
import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from withhold.domain.concealment import Concealment
from withhold.domain.fields import Field, Protection
from withhold.domain.finding import Evidence, Finding, Kind, Severity
from withhold.domain.location import DOCUMENT, Location
from withhold.domain.piece import Table, Text, TextRole
from withhold.inspection.matching.columns import dated_cells
from withhold.inspection.matching.held import HeldNames
from withhold.inspection.matching.tables import HEADER, Asked, asked_of_table, concealment_of_cell
from withhold.inspection.matching.texts import asked_of_text, names_asked
from withhold.recognisers.interface import ColumnReading
from withhold.recognisers.passages import Cell
from withhold.recognisers.prose import Mention
from withhold.register.interface import Hit, Register, Row

_BATCH = 4096
"""Rows asked at once: enough that sorting them pays."""
STRONG = frozenset({Evidence.IDENTIFIER, Evidence.NAME_AND_BIRTH_DATE})
"""What is proof: `people.registered` counts it, and it withholds."""
_ORDER = {evidence: i for i, evidence in enumerate(Evidence)}
_CONFIDENCE = {
    Evidence.IDENTIFIER: 0.99,
    Evidence.NAME_AND_BIRTH_DATE: 0.99,
    Evidence.WEAKER: 0.6,
    Evidence.NAME_ALONE: 0.2,
}
_SEVERITY = {
    Evidence.IDENTIFIER: Severity.CRITICAL,
    Evidence.NAME_AND_BIRTH_DATE: Severity.CRITICAL,
    Evidence.WEAKER: Severity.HIGH,
    Evidence.NAME_ALONE: Severity.LOW,
}
_PLACES = frozenset({"member", "sheet", "part", "page", "slide"})
"""Steps of a route that hold many; cells, lines and paths would point at the person."""
_SHORT_ROLES = frozenset({TextRole.HEADING, TextRole.LABEL, TextRole.AUTHOR})
_LONGEST_TITLE = 200
_JOINTS = re.compile(r"[_+]+|(?<=\D)[-.](?=\D)|(?<=\D)[-.](?=\d)|(?<=\d)[-.](?=\D)")
"""What parts the words of a file's name; between digits it belongs to a date."""


@dataclass(frozen=True, slots=True, repr=False)
class _Origin:
    """Where questions come from: a place, and the batch of a table if there is one."""

    location: Location
    concealment: Concealment
    asked: Asked | None = None

    def hidden_how(self, position: int, fields: Sequence[Field]) -> Concealment:
        """How what told these fields is hidden."""
        return self.concealment if self.asked is None else self.asked.hidden_how(position, fields)


@dataclass(slots=True, repr=False)
class _Place:
    """The registered people of one place, hidden in one way, found by one kind of evidence."""

    people: dict[int, frozenset[Protection]] = field(default_factory=dict)
    fields: dict[Field, None] = field(default_factory=dict)


class Matching:
    """Matches the pieces of one document. Memory grows with the registered people found, not with pieces.

    Its methods raise RegisterError where the register turns out to be damaged.
    """

    def __init__(self, register: Register) -> None:
        self._register = register
        self._held = HeldNames(register)
        self._rows: list[Row] = []
        self._starts: list[int] = []
        self._origins: list[tuple[_Origin, Sequence[int]]] = []
        """For each run of rows from its start on: where they come from, and their positions there."""
        self._places: dict[tuple[Location, Concealment, Evidence], _Place] = {}
        self._best: dict[int, Evidence] = {}

    def heading(self, text: str) -> None:
        """The name of the file is published with it; where it lies here is not."""
        name = os.path.splitext(os.path.basename(text))[0]
        self.text(Text(DOCUMENT, _JOINTS.sub(" ", name), TextRole.HEADING), ())

    def table(
        self,
        table: Table,
        readings: Sequence[ColumnReading],
        cells: Sequence[Cell],
        said: Sequence[tuple[Cell, Mention]],
    ) -> None:
        """Ask what the rows of a batch, and the texts in its cells, are worth asking."""
        asked = asked_of_table(table, readings, said, self._held)
        origin = _Origin(_around(table.location), table.concealment, asked)
        self._starts.append(len(self._rows))
        self._origins.append((origin, asked.positions))
        self._rows += asked.rows
        mentioned: dict[tuple[int, str], list[Mention]] = {}
        for cell, mention in said:
            mentioned.setdefault((cell.column, cell.text), []).append(mention)
        for cell in (*cells, *dated_cells(table, cells)):
            values = table.columns[cell.column].values
            position = values.index(cell.text) if cell.text in values else HEADER
            way = concealment_of_cell(table, position, cell.column)
            origin = _Origin(_around(table.location), way)
            for row in asked_of_text(cell.text, mentioned.get((cell.column, cell.text), ()), self._held):
                self._ask(row, origin)
        self._flush(_BATCH // 2)

    def text(self, text: Text, mentions: Sequence[Mention]) -> None:
        """Ask what a text is worth asking; titles, labels and names of files word by word."""
        origin = _Origin(_around(text.location), text.concealment)
        written = text.text
        if text.role in _SHORT_ROLES and len(written) <= _LONGEST_TITLE:
            for row in names_asked(_JOINTS.sub(" ", written), self._held):
                self._ask(row, origin)
        for row in asked_of_text(written, mentions, self._held):
            self._ask(row, origin)
        self._flush(_BATCH)

    def people(self) -> Mapping[Evidence, int]:
        """Distinct registered people of the document, each under the strongest evidence of theirs."""
        self._flush(1)
        return {one: sum(best is one for best in self._best.values()) for one in Evidence}

    def registered(self) -> int:
        """Distinct registered people by an identifier, or by name with birth date."""
        return sum(count for evidence, count in self.people().items() if evidence in STRONG)

    def findings(self) -> list[Finding]:
        """One finding for each place, way of hiding and kind of evidence.

        Who is proved to be here somewhere is not told once more as a mere likeness.
        """
        self._flush(1)
        found = []
        for (location, concealment, evidence), place in self._places.items():
            kept = [
                protections
                for person, protections in place.people.items()
                if evidence in STRONG or evidence is self._best[person]
            ]
            if kept:
                found.append(_finding(location, concealment, evidence, kept, tuple(place.fields)))
        return sorted(found, key=lambda finding: _ORDER[finding.evidence or Evidence.NAME_ALONE])

    def knows(self, text: str) -> bool:
        """Whether a text (the name of a sheet or a file) holds a name that the register may hold."""
        return next(names_asked(_JOINTS.sub(" ", text), self._held), None) is not None

    def _ask(self, row: Row, origin: _Origin) -> None:
        self._starts.append(len(self._rows))
        self._origins.append((origin, (HEADER,)))
        self._rows.append(row)
        self._flush(_BATCH)

    def _flush(self, at_least: int) -> None:
        """Ask the register what waits, where that is enough to be worth it."""
        if len(self._rows) < at_least:
            return
        rows, self._rows = self._rows, []
        starts, self._starts = self._starts, []
        origins, self._origins = self._origins, []
        for hit in self._register.match(rows):
            run = bisect_right(starts, hit.row) - 1
            origin, positions = origins[run]
            self._note(origin, positions[hit.row - starts[run]], hit)

    def _note(self, origin: _Origin, position: int, hit: Hit) -> None:
        key = (origin.location, origin.hidden_how(position, hit.fields), hit.evidence)
        place = self._places.setdefault(key, _Place())
        said = frozenset(hit.protections or (Protection.OTHER,))
        place.people[hit.person] = place.people.get(hit.person, frozenset()) | said
        place.fields.update(dict.fromkeys(hit.fields))
        best = self._best.get(hit.person)
        if best is None or _ORDER[hit.evidence] < _ORDER[best]:
            self._best[hit.person] = hit.evidence


def _around(location: Location) -> Location:
    """The part, sheet or page that a place is in."""
    return Location(tuple(step for step in location if step.key in _PLACES))


def _finding(
    location: Location,
    concealment: Concealment,
    evidence: Evidence,
    people: Sequence[frozenset[Protection]],
    fields: tuple[Field, ...],
) -> Finding:
    said = frozenset[Protection]().union(*people)
    return Finding(
        kind=Kind.REGISTER_MATCH,
        location=location,
        concealment=concealment,
        people=len(people),
        fields=tuple(one for one in Field if one in fields),
        severity=_SEVERITY[evidence],
        confidence=_CONFIDENCE[evidence],
        protections=tuple(one for one in Protection if one in said),
        evidence=evidence,
    )
