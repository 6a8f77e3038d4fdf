"""What cleaning gives: a copy that was judged `release`, or why there is none."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from withhold.domain.concealment import Concealment
from withhold.domain.verdict import DocumentVerdict
from withhold.inspection.inspector import Inspector


@dataclass(frozen=True, slots=True)
class Removed:
    """What is not in the copy: how it was hidden (`visible`: it names people), where, and how much of it.

    `place` is for people to read and holds no value; `cells` counts cells or texts.
    """

    concealment: Concealment
    place: str
    cells: int


@dataclass(frozen=True, slots=True)
class CleanCopy:
    """The bytes to publish instead. Their own verdict under the same policy was `release`."""

    content: bytes = field(repr=False)
    media_type: str
    suffix: str
    """The end of its name, with the dot."""
    removed: tuple[Removed, ...]


@dataclass(frozen=True, slots=True)
class Refused:
    """No copy can be made that is surely safe; `why` is one line that says what a person can do."""

    why: str


class Clean(Protocol):
    """Makes the copy of a file of which `verdict` is the verdict. The copy was judged `release` by the same
    inspector. Never raises for what is in the file."""

    def __call__(self, path: Path, verdict: DocumentVerdict, inspector: Inspector) -> CleanCopy | Refused: ...


@dataclass(frozen=True, slots=True)
class Cleaner:
    """One family of formats: the media types whose documents it rebuilds, and the function that does.

    `takes_unread`: also documents of which the verdict says that they could not be read as a whole, such as
    pictures.
    """

    media_types: frozenset[str]
    clean: Clean
    takes_unread: bool = False


XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv"
TABULAR = frozenset(
    {
        XLSX,
        "application/vnd.ms-excel.sheet.macroenabled.12",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.template",
        "application/vnd.oasis.opendocument.spreadsheet",
        CSV,
        "text/tab-separated-values",
    }
)
"""The types of documents that are tables and nothing else."""
