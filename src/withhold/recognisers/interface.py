"""What the analyst's parts tell each other: what a header means, what a column holds, of whom."""

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from withhold.domain.fields import Field, Protection
from withhold.domain.piece import Table, Text

if TYPE_CHECKING:
    from withhold.recognisers.passages import Cell
    from withhold.recognisers.prose import Mention


class Marker(StrEnum):
    """What a header tells besides a personal field: the kind of table it stands in, whose the data are."""

    NAME = "name"
    """"Name", "Contact": of what, only the values tell."""
    MIDDLE_NAME = "middle_name"
    BIRTH_MONTH = "birth_month"
    BIRTH_DAY = "birth_day"
    DEATH = "death"
    STAFF = "staff"
    SPORT = "sport"
    COURT = "court"
    LICENCE = "licence"
    ELECTED = "elected"
    MONEY = "money"
    TOPIC = "topic"
    """A text about something: a request, a project, an agenda item."""
    REQUEST = "request"
    WORK = "work"
    HOME = "home"
    COUNT = "count"
    AMOUNT_OF = "amount_of"
    FAMOUS = "famous"
    """Prizes, reigns, parliaments, films: people whose birth dates stand in any encyclopaedia."""
    CREATURE = "creature"
    """Animals have names and birth dates too."""
    KIND = "kind"
    """"Type", "Category": names nobody, but its values can put the row into a context."""


class Role(StrEnum):
    """Whom a column speaks of."""

    SUBJECT = "subject"
    """Whom the row is about: applicant, patient, defendant."""
    OFFICIAL = "official"
    """Somebody in an office, a profession, or before the public: judge, officer, author, player."""


@dataclass(frozen=True, slots=True)
class HeaderMeaning:
    """What the words of one header say. Everything is empty for a header without known words.

    `fields` are in the order of the words. `thing`: it names something that is no person. `roles` are the
    words of a role as written (folded); `blank`: there is no header, or one that says nothing ("Column 3").
    `rest` are the words that nothing was known about.
    """

    fields: tuple[Field, ...] = ()
    markers: frozenset[Marker] = frozenset()
    role: Role | None = None
    roles: tuple[str, ...] = ()
    thing: bool = False
    blank: bool = False
    rest: tuple[str, ...] = ()


@dataclass(slots=True, repr=False)
class ColumnReading:
    """What one column of a table holds.

    `known` maps each unique value that fits the field to its canonical form, which is the same for every
    spelling: what does not fit is not in it, and is read as text. `private` is what the values tell of a
    contact (None: nothing). `strong`: an identifier that more than its format speaks for. `protections` are
    said by the header of every row that has a value.
    """

    meaning: HeaderMeaning
    field: Field | None = None
    known: dict[str, str] = dataclasses.field(default_factory=dict)
    private: bool | None = None
    strong: bool = False
    historical: frozenset[str] = frozenset()
    """Birth dates (as written) of people who cannot be alive."""
    protections: frozenset[Protection] = frozenset()
    confidence: float = 0.9

    def __repr__(self) -> str:
        return f"ColumnReading({self.field}, {len(self.known)} known values)"


class Witness(Protocol):
    """Is told all that the analyst reads, and what it made of it: whoever looks for more listens here."""

    def heading(self, text: str) -> None:
        """The document's name or path."""
        ...

    def table(
        self,
        table: Table,
        readings: Sequence[ColumnReading],
        cells: "Sequence[Cell]",
        said: "Sequence[tuple[Cell, Mention]]",
    ) -> None:
        """A batch of a table, what each column holds, its cells that are texts, and whom they mention."""
        ...

    def text(self, text: Text, mentions: "Sequence[Mention]") -> None:
        """A text and whom it mentions, however little is said of them."""
        ...
