"""What a reader brings out of a document: tables, texts, and what it could not look at."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from withhold.domain.concealment import Concealment
from withhold.domain.location import Location

TEXT_CELL = "t"
NUMBER_CELL = "n"
DATE_CELL = "d"
BOOLEAN_CELL = "b"
ERROR_CELL = "e"
EMPTY_CELL = " "


@dataclass(frozen=True, slots=True)
class Column:
    """One column of one batch of a table.

    `name` is the header as written, None where the table has none. `index` is the 0-based column in the
    source grid (A is 0). `values` has one string a row, None for an empty cell; `kinds` has one
    character a row: `t` text, `n` number, `d` date (the value is ISO 8601, `1987-03-04` or
    `1987-03-04T10:00:00`, whatever the source used), `b` boolean, `e` error, space empty.
    """

    name: str | None
    index: int
    values: Sequence[str | None]
    kinds: str
    concealment: Concealment = Concealment.VISIBLE


@dataclass(frozen=True, slots=True)
class Table:
    """A batch of rows of one table.

    Long tables arrive as several batches with the same `table_id` and the same columns, in row order;
    `continues` is true for every batch but the first. `location` is the place of the whole table, without
    a `cells:` step (the recogniser adds the range of what it found). `rows` has the 1-based row of the
    source for each row of the batch. `concealment` says how the whole table is hidden; a column's
    (`Column.concealment`), a row's (`row_concealment`, by position in the batch) and a cell's
    (`cell_concealment`, by row position and position in `columns`) are counted only if what is around them is
    visible. `titles` are the lines that speak of the rows: captions and title rows above the header.
    """

    location: Location
    table_id: int
    columns: tuple[Column, ...]
    rows: Sequence[int]
    concealment: Concealment = Concealment.VISIBLE
    row_concealment: Mapping[int, Concealment] = field(default_factory=dict)
    cell_concealment: Mapping[tuple[int, int], Concealment] = field(default_factory=dict)
    titles: tuple[str, ...] = ()
    continues: bool = False
    merged: Mapping[tuple[int, int], tuple[int, bool]] = field(default_factory=dict)
    """Only in tables as they stand on the page: by row position and position in `columns` over how many
    columns a cell reaches, and whether it goes on from the row above."""


class TextRole(StrEnum):
    """What a text is in its document, which decides how it is read."""

    PROSE = "prose"
    """Sentences, paragraphs, cells that hold text."""
    HEADING = "heading"
    """A title, a heading, a sheet name, a file name: may give context, and may name people."""
    AUTHOR = "author"
    """Who made, last saved or commented on the document. Told, never judged as a disclosure."""
    LABEL = "label"
    """Short technical strings: defined names, list entries, field labels, alternative texts."""
    CODE = "code"
    """Strings decoded from a binary or a program: read for identifiers and names, with less trust."""


@dataclass(frozen=True, slots=True)
class Text:
    """A run of text. Long texts arrive in chunks cut at line ends, in order."""

    location: Location
    text: str
    role: TextRole = TextRole.PROSE
    concealment: Concealment = Concealment.VISIBLE


class SkipReason(StrEnum):
    """Why a part could not be inspected; the values are part of the verdict format."""

    ENCRYPTED = "encrypted"
    CORRUPT = "corrupt"
    OVER_LIMIT = "over_limit"
    TIMED_OUT = "timed_out"
    CRASHED = "crashed"
    UNSUPPORTED = "unsupported"
    UNKNOWN_PART = "unknown_part"
    UNREADABLE = "unreadable"
    PICTURE = "picture"
    DECODED_AS_STRINGS = "decoded_as_strings"
    """The part has no known structure: its text was taken out as UTF-8 and UTF-16 strings and read."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """A part that could not be inspected. Never silent.

    `extent` is its size: pixels for a picture whose dimensions are known, bytes otherwise (0: unknown).
    `detail` is a short technical sentence that holds nothing of the document's content.
    """

    location: Location
    reason: SkipReason
    extent: int = 0
    detail: str = ""


@dataclass(frozen=True, slots=True)
class PartRead:
    """A part that was read to its end: what coverage counts. Sent once a part, after its pieces."""

    location: Location


Piece = Table | Text
ReadItem = Table | Text | Skipped | PartRead
