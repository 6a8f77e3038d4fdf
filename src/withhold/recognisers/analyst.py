"""The analyst of one document: pieces in, findings about people out."""

import dataclasses
from collections.abc import Sequence
from datetime import date

from withhold.domain.concealment import Concealment
from withhold.domain.fields import Field
from withhold.domain.finding import Finding, Kind, Severity
from withhold.domain.location import Location
from withhold.domain.piece import Piece, Table, Text, TextRole
from withhold.recognisers import context, identifiers, names, passages
from withhold.recognisers.interface import Witness
from withhold.recognisers.paragraphs import goes_on, is_line, read_together
from withhold.recognisers.people import BIT, People, hashed
from withhold.recognisers.prose import Mention
from withhold.recognisers.rows.inner_header import cut, under
from withhold.recognisers.rows.protection import bits, speaks_of_the_dead
from withhold.recognisers.rows.stacked import stacked
from withhold.recognisers.rows.table import TableReading
from withhold.recognisers.rows.upright import upright
from withhold.recognisers.tally import NAMED, Tally
from withhold.text.names import name_key
from withhold.text.spoken import spoken

_TABLE_CONFIDENCE = 0.99
_TEXT_CONFIDENCE = 0.9
_BARE_CONFIDENCE = 0.6
_LEAST_CONFIDENCE = 0.5
_LEAST_BARE_CONFIDENCE = 0.75
"""For names that are seen and of which nothing else is told: German writes every noun like a name."""
"""Mentions in texts that are less sure are not counted."""
_PLAIN_PLACES = frozenset(
    {
        Concealment.VISIBLE,
        Concealment.METADATA,
        Concealment.ALT_TEXT,
        Concealment.HEADER_FOOTER,
        Concealment.SPEAKER_NOTES,
        Concealment.DEFINED_NAME,
    }
)
"""Places where every document has something: without people they are not worth telling."""
_LIST = 5
"""Lines that are a name each, from which a text is a list of people."""
_FINE_STEPS = frozenset({"cells", "line"})


class Analyst:
    """Reads the pieces of one document, in any order, and says whom they speak of.

    It keeps hashes and counts, no values: memory grows with the number of people, not of pieces. `witnesses`
    are told all that it reads.
    """

    def __init__(self, today: date, witnesses: Sequence[Witness] = ()) -> None:
        self._today = today
        self._witnesses = witnesses
        self._people = People()
        self._tables: dict[int, TableReading] = {}
        self._tallies: dict[tuple[object, ...], Tally] = {}
        self._hidden: dict[tuple[Location, Concealment], None] = {}
        self._headers: dict[int, tuple[str | None, ...]] = {}
        self._nearby = 0
        self._over: tuple[Location | None, str] = (None, "")
        """The heading that was read last, and its place: what follows there stands under it."""
        self._held: list[Text] = []
        """Paragraphs that wait to be read together."""
        self._of_the_dead = False

    def add(self, piece: Piece) -> None:
        """Read one piece. Paragraphs are read, and witnesses told, when something else follows."""
        if isinstance(piece, Text) and (not self._held or goes_on(self._held, piece)):
            self._held.append(piece)
            return
        self.finish()
        if isinstance(piece, Table):
            header = self._headers.get(piece.table_id)
            whole = under(piece, header) if header is not None else upright(stacked(piece))
            for table in cut(whole):
                self._table(table)
            if table.columns is not whole.columns or header is not None:
                self._headers[piece.table_id] = tuple(column.name for column in table.columns)
        else:
            self._held.append(piece)

    def heading(self, text: str) -> None:
        """A file name or path: what it says is context for everything in the document."""
        self._nearby |= bits(context.nearby(text))
        for witness in self._witnesses:
            witness.heading(text)

    def people(self) -> int:
        """How many distinct people the pieces speak of; authors of the document are not among them."""
        self.finish()
        return self._people.count()

    def knows(self, text: str) -> bool:
        """Whether a text (the name of a sheet or a file) is the name or holds a number of somebody found."""
        self.finish()
        if self._people.knows(hashed(name_key(text))):
            return True
        return any(self._people.knows_number(hashed(m.field, m.canonical)) for m in identifiers.scan(text))

    def findings(self) -> list[Finding]:
        """What was found in each place; concealed people are compared with all that is visible."""
        self.finish()
        found: list[Finding] = []
        told: set[tuple[Location, Concealment]] = set()
        for key, tally in self._tallies.items():
            if not tally.author and not tally.public_role and self._may_be_meant(key):
                tally.nearby |= self._nearby
            finding = tally.finding(self._people.hidden_from_view)
            if finding is None:
                continue
            found.append(finding)
            told.add((tally.location, tally.concealment))
        for location, concealment in self._hidden:
            if (location, concealment) not in told:
                found.append(_empty(location, concealment))
        return found

    def _may_be_meant(self, key: tuple[object, ...]) -> bool:
        """File names and headings speak of rows and of lines of lists, hardly of a name in passing."""
        tally = self._tallies[key]
        return key[0] == "table" or tally.private != 0 or tally.listed >= _LIST

    def _table(self, table: Table) -> None:
        key = hash((table.table_id, *(column.name for column in table.columns)))
        reading = self._tables.get(key)
        if reading is None:
            reading = self._tables[key] = TableReading(self._people, self._table_tally, self._today)
        readings = reading.add(table)
        self._hide(table.location, table.concealment)
        if table.concealment is Concealment.VISIBLE:
            for way in {c.concealment for c in table.columns} | set(table.row_concealment.values()):
                self._hide(table.location, way)
            for way in set(table.cell_concealment.values()):
                self._hide(table.location, way)
        cells = passages.texts_of_table(table, readings)
        said = list(passages.read_cells(cells)) if cells else []
        for cell, mention in said:
            self._cell(table, cell, mention)
        for witness in self._witnesses:
            witness.table(table, readings, cells, said)
        if table.concealment is Concealment.VISIBLE:
            for cell in passages.bare_names(table, readings):
                self._bare_name(table, cell)
        if not table.continues:
            for title in table.titles:
                self._texts([Text(table.location, title, TextRole.PROSE, table.concealment)])

    def _table_tally(self, table: Table, person: int, way: Concealment) -> Tally:
        return self._tally(("table", table.table_id, person, way), table.location, way, _TABLE_CONFIDENCE)

    def _tally(
        self, key: tuple[object, ...], location: Location, concealment: Concealment, confidence: float
    ) -> Tally:
        tally = self._tallies.get(key)
        if tally is None:
            tally = self._tallies[key] = Tally(location, concealment, confidence)
        return tally

    def _cell(self, table: Table, cell: passages.Cell, mention: Mention) -> None:
        """Somebody mentioned in a cell: counted where more than a name is told, or where it is hidden."""
        column = table.columns[cell.column]
        row = passages.first_row(column, cell.text)
        concealment = table.concealment
        if concealment is Concealment.VISIBLE:
            concealment = column.concealment
        if concealment is Concealment.VISIBLE:
            concealment = table.row_concealment.get(row, concealment)
        if concealment is Concealment.VISIBLE:
            concealment = table.cell_concealment.get((row, cell.column), concealment)
        bare = not (mention.fields or mention.protections or mention.membership)
        if (bare and concealment is Concealment.VISIBLE) or mention.confidence < _LEAST_CONFIDENCE:
            return
        key = ("cells", table.table_id, concealment, mention.public_role)
        tally = self._tally(key, table.location, concealment, _TEXT_CONFIDENCE)
        tally.public_role = mention.public_role
        tally.cover(table.rows[row], column.index, table.rows[row], column.index)
        named = ("table", table.table_id, 0, concealment) in self._tallies
        passages.count_mention(mention, tally, self._people, counted=mention.name is not None or not named)

    def _bare_name(self, table: Table, cell: passages.Cell) -> None:
        """Somebody of whom only the name is told, among cells that say other things."""
        column = table.columns[cell.column]
        row = passages.first_row(column, cell.text)
        if row in table.row_concealment or (row, cell.column) in table.cell_concealment:
            return
        key = ("names", table.table_id, Concealment.VISIBLE, False)
        tally = self._tally(key, table.location, Concealment.VISIBLE, _BARE_CONFIDENCE)
        tally.cover(table.rows[row], column.index, table.rows[row], column.index)
        passages.count_mention(Mention(0, len(cell.text), cell.text), tally, self._people)

    def finish(self) -> None:
        """Read the paragraphs that wait; whoever asks for what was found need not call it."""
        held, self._held = self._held, []
        self._texts(held)

    def _texts(self, texts: Sequence[Text]) -> None:
        """Texts of one place, read together."""
        texts = [_spoken(text) for text in texts if text.text and not text.text.isspace()]
        if not texts:
            return
        if texts[0].role is TextRole.AUTHOR:
            mentions: list[list[Mention]] = [[] for _ in texts]
        else:
            is_under = texts[0].role is TextRole.PROSE and self._over[0] == _around(texts[0].location)
            mentions = read_together(texts, self._over[1] if is_under else "")
        for text, said in zip(texts, mentions, strict=True):
            self._text(text, said)

    def _text(self, text: Text, mentions: Sequence[Mention]) -> None:
        place = _around(text.location)
        for witness in self._witnesses:
            witness.text(text, mentions)
        if text.role is TextRole.AUTHOR:
            self._author(text.location, place, text.concealment, text.text)
            return
        if text.role is TextRole.HEADING:
            self._over = (place, text.text)
            self._nearby |= bits(context.nearby(text.text))
            self._of_the_dead |= speaks_of_the_dead(text.text)
        self._hide(place, text.concealment)
        for mention in mentions:
            hidden = text.concealment is not Concealment.VISIBLE
            bare = not (mention.fields or mention.protections or mention.membership)
            least = _LEAST_BARE_CONFIDENCE if bare and not hidden else _LEAST_CONFIDENCE
            if mention.confidence < least:
                continue
            if self._of_the_dead:
                mention = dataclasses.replace(mention, public_role=True)
            if hidden and mention.name is not None and passages.edits(text.text, mention):
                self._author(text.location, place, text.concealment, mention.name)
                continue
            key = ("text", place, text.concealment, mention.public_role)
            tally = self._tally(key, place, text.concealment, _TEXT_CONFIDENCE)
            tally.public_role = mention.public_role
            tally.at(text.location)
            tally.listed += is_line(text.text, mention)
            passages.count_mention(mention, tally, self._people)

    def _author(self, exact: Location, place: Location, concealment: Concealment, name: str) -> None:
        if not names.plausible(name):
            return
        tally = self._tally(("author", place, concealment), place, concealment, 0.6)
        tally.author = True
        tally.at(exact)
        tally.fields |= BIT[Field.FULL_NAME]
        tally.sight(hashed(name_key(name)), NAMED)

    def _hide(self, location: Location, concealment: Concealment) -> None:
        if concealment not in _PLAIN_PLACES:
            self._hidden[(location, concealment)] = None


def _spoken(text: Text) -> Text:
    is_joined = text.role is not TextRole.CODE and ("_" in text.text or "%" in text.text)
    return dataclasses.replace(text, text=spoken(text.text)) if is_joined else text


def _around(location: Location) -> Location:
    """The place without its cell or line."""
    steps = location.steps
    while steps and steps[-1].key in _FINE_STEPS:
        steps = steps[:-1]
    return Location(steps)


def _empty(location: Location, concealment: Concealment) -> Finding:
    return Finding(Kind.CONCEALED_DATA, location, concealment, 0, (), Severity.LOW, 0.9)
