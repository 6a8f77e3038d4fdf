"""What the policy says of the content before it is written, with the place of every paragraph and table."""

from collections import defaultdict
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from withhold.cleaning.documents.content import Block, Content, Paragraph, Section, Zone
from withhold.domain.concealment import Concealment
from withhold.domain.fields import Field
from withhold.domain.location import DOCUMENT, Location
from withhold.domain.piece import EMPTY_CELL, TEXT_CELL, PartRead, Piece, ReadItem, Table, Text, TextRole
from withhold.domain.verdict import DocumentVerdict
from withhold.inspection.inspector import Inspector, Recogniser
from withhold.inspection.opening import open_bytes
from withhold.readers.grid import tables
from withhold.readers.grid_row import GridRow
from withhold.readers.interface import Place, Source
from withhold.readers.sandbox import Sandbox
from withhold.readers.typed_lists import stretches
from withhold.readers.wire import MediaType
from withhold.recognisers.interface import ColumnReading, Witness
from withhold.recognisers.passages import Cell, first_row
from withhold.recognisers.prose import Mention

_LEAST = 0.5
"""Mentions that are less sure count for nothing anywhere."""


@dataclass(slots=True)
class Heard:
    """Listens to the analyst: whom each paragraph and each row of a table mentions, what each column tells.

    Blocks are told by the number that `pieces` gave them.
    """

    mentions: defaultdict[int, list[Mention]] = field(default_factory=lambda: defaultdict(list))
    rows: defaultdict[int, list[tuple[int, Mention]]] = field(default_factory=lambda: defaultdict(list))
    columns: defaultdict[int, dict[int, Field]] = field(default_factory=lambda: defaultdict(dict))

    def heading(self, text: str) -> None:
        """The name of the file has no place in it."""

    def text(self, text: Text, mentions: Sequence[Mention]) -> None:
        """Keep whom a paragraph mentions."""
        number = block_number(text.location)
        self.mentions[number] += [mention for mention in mentions if mention.confidence >= _LEAST]

    def table(
        self,
        table: Table,
        readings: Sequence[ColumnReading],
        cells: Sequence[Cell],
        said: Sequence[tuple[Cell, Mention]],
    ) -> None:
        """Keep what the columns are and whom the cells mention."""
        number = block_number(table.location)
        for column, reading in zip(table.columns, readings, strict=True):
            if reading.field is not None:
                self.columns[number][column.index] = reading.field
        for cell, mention in said:
            if mention.confidence >= _LEAST:
                row = table.rows[first_row(table.columns[cell.column], cell.text)]
                self.rows[number].append((row, mention))

    def beside(self, recognise: Callable[[Sequence[Witness]], Recogniser]) -> Callable[
        [Sequence[Witness]], Recogniser
    ]:  # fmt: skip
        """A recogniser that tells this one, too."""
        return lambda witnesses: recognise([*witnesses, self])


class _Told(Sandbox):
    """Gives pieces that were read already."""

    def __init__(self, items: Sequence[ReadItem | MediaType]) -> None:
        super().__init__()
        self._items = items

    def read(self, document: int, size: int, name: str) -> Generator[ReadItem | MediaType]:
        """The pieces, whatever the document."""
        yield from self._items


def judged(
    content: Content, media_type: str, name: str, inspector: Inspector
) -> tuple[DocumentVerdict, Heard]:
    """The verdict on the content as it stands, and what was heard of its blocks."""
    heard = Heard()
    items: list[ReadItem | MediaType] = [MediaType(media_type), *pieces(content), PartRead(DOCUMENT)]
    judging = replace(
        inspector,
        recogniser=heard.beside(inspector.recogniser),
        sandbox=_Told(items),
        known=None,
        editions=None,
    )
    return judging.inspect(open_bytes(b"\n", name), name), heard


def blocks_of(content: Content) -> Iterator[tuple[int, Section, Block]]:
    """Every block with its section and its number, from 1."""
    blocks = ((section, block) for section in content.sections.values() for block in section.blocks)
    for number, (section, block) in enumerate(blocks, 1):
        yield number, section, block


def typed_lists(content: Content) -> dict[int, tuple[range, str]]:
    """Paragraphs that the readers take for rows of a table: by the number of the first of them the numbers of
    all, and what divides their cells."""
    found: dict[int, tuple[range, str]] = {}
    runs = groupby(blocks_of(content), key=lambda one: (id(one[1]), _is_prose(one[2])))
    for (_, is_prose), run in runs:
        if not is_prose:
            continue
        numbered = [(number, block.text) for number, _, block in run if isinstance(block, Paragraph)]
        for start, end, delimiter in stretches([text for _, text in numbered]):
            first = numbered[start][0]
            found[first] = (range(first, first + end - start), delimiter)
    return found


def pieces(content: Content) -> Iterator[Piece]:
    """The content as a reader would give it, each block at a place that tells its number."""
    place = Place(_nothing)
    lists = typed_lists(content)
    listed = {number for numbers, _ in lists.values() for number in numbers}
    lines = {number: block.text for number, _, block in blocks_of(content) if isinstance(block, Paragraph)}
    for number, section, block in blocks_of(content):
        around = place_of(section)
        how = _HOW.get(section.zone, Concealment.VISIBLE)
        if number in lists:
            location = around.child("path", f"/list[{number}]", number)
            numbers, delimiter = lists[number]
            typed = (GridRow(at, _parts(lines[at], delimiter), []) for at in numbers)
            yield from tables(typed, place=place, location=location, concealment=how)
        elif number in listed:
            continue
        elif isinstance(block, Paragraph):
            role = TextRole.HEADING if block.level else TextRole.PROSE
            yield Text(around.child("line", str(number), number), block.text, role, how)
        else:
            location = around.child("path", f"/table[{number}]", number)
            rows = (_row(at, block.rows[at]) for at in sorted(block.rows))
            yield from tables(rows, place=place, location=location, concealment=how)


_HOW = {Zone.HEADER: Concealment.HEADER_FOOTER, Zone.FOOTER: Concealment.HEADER_FOOTER}


def place_of(section: Section) -> Location:
    """What a finding that speaks of several paragraphs of a section has as its place."""
    if section.zone is Zone.BODY:
        return DOCUMENT
    if section.zone is Zone.SLIDE:
        return DOCUMENT.child("slide", str(section.number), section.number)
    return DOCUMENT.child("part", section.zone)


def block_number(location: Location) -> int:
    """The number of the block that a place is in; 0: in none."""
    for step in location:
        if step.key in ("line", "path"):
            return step.index or 0
    return 0


def _row(number: int, cells: dict[int, str]) -> GridRow:
    values = [cells.get(column) or None for column in range(max(cells) + 1)]
    return GridRow(number, values, [TEXT_CELL if value else EMPTY_CELL for value in values])


def _parts(line: str, delimiter: str) -> list[str | None]:
    return [part.strip() or None for part in line.split(delimiter)]


def _is_prose(block: Block) -> bool:
    return isinstance(block, Paragraph) and not block.level


def _nothing(source: Source, place: Place) -> Iterator[ReadItem]:
    """There are no documents in these."""
    yield from ()
