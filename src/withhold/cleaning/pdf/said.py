"""What of a PDF document's pages names people, as the texts that stand there."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import IntEnum

from withhold.cleaning.columns import Recognise
from withhold.domain.concealment import Concealment
from withhold.domain.fields import Field
from withhold.domain.finding import Finding
from withhold.domain.location import Location
from withhold.domain.piece import Table, Text, TextRole
from withhold.recognisers import contacts, identifiers
from withhold.recognisers.interface import ColumnReading
from withhold.recognisers.passages import Cell
from withhold.recognisers.prose import Mention
from withhold.recognisers.prose.sentences import split
from withhold.text.dates import parse_date

_SHORTEST = 4
"""Letters and digits of a value that is looked for by itself: a shorter one stands in any statistics, too."""
_LONGEST_DATE = 4
_SIGNS = ".,;:()[]"


class Reach(IntEnum):
    """How much is taken out, until nothing speaks against a release."""

    UNDECLARED = 0
    """Values of fields that the profile does not declare."""
    TOLD = 1
    """Names of people of whom something is told, and what is told of them."""
    NAMED = 2
    """Everybody who is named."""
    WHOLE = 3
    """The sentences and rows that name somebody."""


@dataclass(slots=True)
class Said:
    """Listens to the analyst: by page, what would have to go at each reach."""

    hidden: bool = False
    """Whether the document holds anything that is not seen."""
    values: defaultdict[int, list[tuple[Reach, Field | None, str]]] = field(
        default_factory=lambda: defaultdict(list), repr=False
    )

    def heading(self, text: str) -> None:
        """A name is on no page."""

    def text(self, text: Text, mentions: Sequence[Mention]) -> None:
        """Keep whom a text names, and what it says beside them."""
        if text.concealment is not Concealment.VISIBLE or text.role is TextRole.AUTHOR:
            self.hidden = True
            return
        self._mentions(page_of(text.location), text.text, mentions)

    def table(
        self,
        table: Table,
        readings: Sequence[ColumnReading],
        cells: Sequence[Cell],
        said: Sequence[tuple[Cell, Mention]],
    ) -> None:
        """Keep the columns that tell of people, their rows, and the cells that name somebody."""
        page = page_of(table.location)
        self.hidden |= table.concealment is not Concealment.VISIBLE
        rows: set[int] = set()
        for column, reading in zip(table.columns, readings, strict=True):
            if reading.field is None:
                continue
            for row, value in enumerate(column.values):
                if value and value in reading.known:
                    rows.add(row)
                    self._keep(page, Reach.TOLD, reading.field, value)
        for cell, mention in said:
            self._mentions(page, cell.text, [mention])
        for row in sorted(rows):
            whole = [column.values[row] or "" for column in table.columns]
            self.values[page].append((Reach.WHOLE, None, " ".join(filter(None, whole))))

    def _mentions(self, page: int, text: str, mentions: Sequence[Mention]) -> None:
        sentences = split(text) if mentions else []
        for mention in mentions:
            is_told = bool(mention.fields or mention.protections or mention.membership)
            reach = Reach.TOLD if is_told and not mention.public_role else Reach.NAMED
            self._keep(page, reach, Field.FULL_NAME, text[mention.start : mention.end])
            for part in text[mention.start : mention.end].split() if mention.name else ():
                self._keep(page, reach, Field.FULL_NAME, part)
            for start, end in sentences:
                if start < mention.end and mention.start < end:
                    self._keep(page, Reach.WHOLE, None, text[start:end])
                    for told, value in _beside(text[start:end]):
                        self._keep(page, reach, told, value)
            for told, value in mention.fields.items():
                for written in _written(told, value, text):
                    self._keep(page, reach, told, written)

    def _keep(self, page: int, reach: Reach, told: Field | None, value: str) -> None:
        if sum(map(str.isalnum, value)) >= _SHORTEST:
            self.values[page].append((reach, told, value.strip(_SIGNS)))

    def going(
        self, findings: Iterable[Finding], reach: Reach, undeclared: frozenset[Field]
    ) -> dict[int, list[str]]:
        """The texts that have to go by page, where the findings say that somebody is named."""
        pages = {page_of(finding.location) for finding in findings if not finding.author}
        going: dict[int, list[str]] = {}
        for page, values in self.values.items():
            if 0 not in pages and page not in pages:
                continue
            texts = [
                value
                for least, told, value in values
                if (told in undeclared if reach is Reach.UNDECLARED else least <= reach)
            ]
            if texts:
                # The longest first: a name stands in its sentence.
                going[page] = sorted(dict.fromkeys(texts), key=len, reverse=True)
        return going


def beside(said: Said, recognise: Recognise) -> Recognise:
    """A recogniser that tells this listener, too."""
    return lambda witnesses: recognise([*witnesses, said])


def page_of(location: Location) -> int:
    """The number of the page a place is on; 0 for one on none."""
    return next((step.index or 0 for step in location if step.key == "page"), 0)


def _beside(sentence: str) -> Iterator[tuple[Field, str]]:
    """Numbers and addresses in a sentence."""
    for match in identifiers.scan(sentence):
        yield match.field, sentence[match.start : match.end]
    for find in (contacts.emails, contacts.phones, contacts.addresses, contacts.ibans):
        for span in find(sentence):
            yield span.field, sentence[span.start : span.end]


def _written(told: Field, value: str, text: str) -> Iterator[str]:
    """A value as the text has it: dates are told in one form, however they are written."""
    yield value
    if told is not Field.DATE_OF_BIRTH:
        return
    words = text.split()
    for at in range(len(words)):
        for length in range(1, _LONGEST_DATE + 1):
            written = " ".join(words[at : at + length]).strip(_SIGNS)
            if written[:1].isalnum() and any(map(str.isdigit, written)):
                day = parse_date(written) or parse_date(written, "dmy")
                if day is not None and day.isoformat() == value:
                    yield written
