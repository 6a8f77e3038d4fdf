"""Which columns of a document tell what its place of publication may not tell."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from withhold.cleaning.grid import sheet_number
from withhold.domain.fields import Field
from withhold.domain.finding import Finding
from withhold.domain.piece import Table, Text
from withhold.inspection.inspector import Recogniser
from withhold.policy.facts import finding_facts
from withhold.policy.load import Policy
from withhold.recognisers.interface import ColumnReading, Witness
from withhold.recognisers.passages import Cell
from withhold.recognisers.prose import Mention

Recognise = Callable[[Sequence[Witness]], Recogniser]


@dataclass(slots=True)
class Columns:
    """Listens to the analyst: for each sheet, by its number, the field that each of its columns tells."""

    fields: defaultdict[int, dict[int, Field]] = field(default_factory=lambda: defaultdict(dict))

    def heading(self, text: str) -> None:
        """A name has no columns."""

    def text(self, text: Text, mentions: Sequence[Mention]) -> None:
        """Nor has a text."""

    def table(
        self,
        table: Table,
        readings: Sequence[ColumnReading],
        cells: Sequence[Cell],
        said: Sequence[tuple[Cell, Mention]],
    ) -> None:
        """Keep what the columns of a batch are."""
        for column, reading in zip(table.columns, readings, strict=True):
            if reading.field is not None:
                self.fields[sheet_number(table.location)][column.index] = reading.field

    def beside(self, recognise: Recognise) -> Recognise:
        """A recogniser that tells this one, too."""
        return lambda witnesses: recognise([*witnesses, self])


def undeclared(policy: Policy, findings: Iterable[Finding]) -> frozenset[Field]:
    """The fields that were found and that the profile in force does not declare; none without a profile:
    it alone says what may stay."""
    return frozenset(
        Field(name)
        for standard in policy.standards
        if standard.profile is not None and standard.profile.fields is not None
        for finding in findings
        for name in finding_facts(finding, standard)["undeclared_fields"]
    )
