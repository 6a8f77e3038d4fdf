"""One page of a PDF: its lines as tables and texts, in the order in which they are read."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from withhold.domain.location import Location
from withhold.domain.piece import Table, Text
from withhold.readers.grid import GridRow, tables
from withhold.readers.headers import Judgement, Line, judge
from withhold.readers.interface import Place
from withhold.readers.pdf.lines import lines_of
from withhold.readers.pdf.regions import Region, plain_text, regions
from withhold.readers.pdf.rows import rows_of
from withhold.readers.pdf.words import PageWords
from withhold.readers.values import CellTypes

_TITLE_LINES = 3
_TITLE = 300
_SAMPLE = 40
_TEXT_CHUNK = 1 << 16


@dataclass(slots=True)
class Pages:
    """What goes on from page to page: a table that runs over the foot of one keeps its columns and header."""

    place: Place
    types: CellTypes = field(default_factory=CellTypes)
    _middles: list[float] = field(default_factory=list)
    _header: list[str | None] = field(default_factory=list)

    def read(self, words: PageWords, location: Location) -> Iterator[Table | Text]:
        """Everything that is written on a page."""
        lines = lines_of(words.words)
        titles: tuple[str, ...] = ()
        known = self._middles
        self._middles = []
        for region in regions(lines, known, has_blanks=words.has_blanks):
            if not region.middles:
                text = plain_text(region.lines)
                yield from self._texts(text, location)
                ends = [line[:_TITLE] for line in text.split("\n")[-_TITLE_LINES:]]
                titles = tuple(line for line in ends if line)
                continue
            header = self._header if known and region.middles == known else []
            yield from self._table(region, location, titles, header)
            known, titles = [], ()
        if words.across:
            yield from self._texts("\n".join(words.across), location)

    def _texts(self, text: str, location: Location) -> Iterator[Text]:
        for at in range(0, len(text), _TEXT_CHUNK):
            yield Text(location, text[at : at + _TEXT_CHUNK], concealment=self.place.concealment)

    def _table(
        self, region: Region, location: Location, titles: tuple[str, ...], header: list[str | None]
    ) -> Iterator[Table | Text]:
        rows = [self.types.row(cells) for cells in rows_of(region)]
        if header and not _has_header(rows):
            rows.insert(0, (header, ["t" if name else " " for name in header]))
            grid = [GridRow(1, *rows[0], is_header=True)]
        else:
            grid = []
        grid += [GridRow(at, *rows[at - 1]) for at in range(len(grid) + 1, len(rows) + 1)]
        self._middles, self._header = region.middles, []
        for piece in tables(grid, place=self.place, location=location):
            if isinstance(piece, Table):
                self._header = _names(piece, len(region.middles) + 1)
                if titles:
                    piece = replace(piece, titles=(*titles, *piece.titles))
            yield piece


def _has_header(rows: Sequence[tuple[list[str | None], list[str]]]) -> bool:
    """Whether a page begins with a header of its own, the same one repeated for instance."""
    lines = [Line(values, kinds) for values, kinds in rows[: _SAMPLE + 1]]
    return judge(lines[0], lines[1:]) is Judgement.HEADER


def _names(table: Table, width: int) -> list[str | None]:
    """The header of a table by column of the page; empty if it has none."""
    names: list[str | None] = [None] * width
    for column in table.columns:
        if column.index < width:
            names[column.index] = column.name
    return names if any(names) else []
