"""The text of a story (body, header, footer, notes, comments): paragraphs, tables, and what hides in them."""

from collections.abc import Iterator
from dataclasses import replace

from withhold.domain.concealment import Concealment
from withhold.domain.piece import EMPTY_CELL, TEXT_CELL, Text, TextRole
from withhold.readers.grid import tables
from withhold.readers.grid_row import GridRow
from withhold.readers.laid_out import PAGE_BREAK
from withhold.readers.ooxml.part import Items, Part
from withhold.readers.ooxml.xml import END, START, TEXT, Event, events_among
from withhold.readers.word.labels import words
from withhold.readers.word.markup import HEADING
from withhold.readers.word.opened import Cell, Paragraph, Row
from withhold.readers.word.plain import PARAGRAPH, ROW, PlainBlocks
from withhold.readers.word.styles import WordStyles, hides, is_dark, outline_level

_VISIBLE = Concealment.VISIBLE
_CHANGED = Concealment.TRACKED_CHANGE
_REMOVED = frozenset(("del", "moveFrom"))
_CHANGES = frozenset(("ins", "del", "moveFrom", "moveTo", "comment", "cellIns", "cellDel"))
_BREAKS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_CELL_PROPERTIES = frozenset(("gridSpan", "vMerge", "cellDel"))
_MOST_ASIDE = 512
_MOST_SPAN = 64


class Story:
    """Follows the events of one part. `how` is how the whole part is hidden."""

    def __init__(self, part: Part, styles: WordStyles, how: Concealment = _VISIBLE) -> None:
        self._part, self._styles, self._how = part, styles, how
        self._is_laid_out = part.book.place.as_laid_out
        found: list[Event] = []
        path: list[str] = []
        self._plain = PlainBlocks(styles, found, path)
        # Blocks read plainly do not tell what they are in the document.
        chunks = part.chunks() if self._is_laid_out else self._plain.filter(part.chunks())
        self._events = part.up_to_damage(events_among(chunks, found, path))
        self._paragraphs: list[Paragraph] = []
        self._runs: list[Concealment] = []
        self._white: list[bool] = []
        self._cells: list[Cell | None] = []
        self._removed = self._changes = self._fallback = self._shaded_tables = 0
        self._choice: set[str] = set()
        self._pending: list[Items] = []
        self._aside: dict[tuple[Concealment, TextRole], list[str]] = {}
        self._taken = ""

    def read(self) -> Items:
        """Everything in the story, in order, and after it what stands beside its text."""
        for kind, name, attributes, text in self._events:
            if kind == PARAGRAPH:
                if text.strip():
                    role = TextRole.HEADING if name == HEADING else TextRole.PROSE
                    yield self._part.text(text, self._how, role)
                continue
            if kind == START and name == "tbl":
                yield from self._table()
            else:
                self._event(kind, name, attributes, text)
            yield from self._waiting()
        while self._paragraphs:
            self._end_paragraph()
        yield from self._waiting()
        yield from self._beside()

    def _waiting(self) -> Items:
        while self._pending:
            yield from self._pending.pop(0)
        if sum(map(len, self._aside.values())) > _MOST_ASIDE:
            yield from self._beside()

    def _hidden(self, how: Concealment) -> Concealment:
        """Hidden in a header is hidden: headers themselves follow the rules of what is visible."""
        return self._how if how is _VISIBLE else how

    def _beside(self) -> Items:
        for (how, role), texts in self._aside.items():
            yield from self._part.lines(texts, how, role)
        self._aside.clear()

    def _say(self, text: str, how: Concealment, role: TextRole = TextRole.LABEL) -> None:
        if text:
            self._aside.setdefault((how, role), []).append(text)

    def _table(self) -> Items:
        part = self._part
        yield from tables(self._rows(), place=part.book.place, location=part.location)

    def _rows(self) -> Iterator[GridRow]:
        """The rows of the table that has just begun; tables in it wait until their row has been read."""
        number, row, shaded = 0, Row(), False
        for kind, name, attributes, text in self._events:
            if kind == ROW:
                number += 1
                values = self._plain.rows.popleft()
                yield GridRow(number, values, [TEXT_CELL if value else EMPTY_CELL for value in values])
            elif kind == START and name == "tbl":
                nested = list(self._rows())
                part = self._part
                self._pending.append(tables(nested, place=part.book.place, location=part.location))
            elif kind == END and name == "tbl":
                break
            elif kind == START and name == "tr":
                number, row = number + 1, Row()
            elif kind == START and name == "tc":
                self._cells.append(Cell())
            elif kind == END and name == "tc" and self._cells:
                self._end_cell(row)
            elif kind == END and name == "tr":
                kinds = [TEXT_CELL if value else EMPTY_CELL for value in row.values]
                yield GridRow(
                    number, row.values, kinds, row.concealment, row.cells or None, merged=row.merged
                )
            elif kind == START and name == "tblStyle" and not shaded:
                shaded = self._styles.is_shaded(attributes.get("val", ""))
                self._shaded_tables += shaded
            else:
                if kind == START and not (self._cells and self._cells[-1]):
                    row.take(name, attributes)
                self._event(kind, name, attributes, text)
        self._shaded_tables -= shaded

    def _end_cell(self, row: Row) -> None:
        cell = self._cells.pop()
        if cell is None:
            return
        texts = {how: "\n".join(found).strip() for how, found in cell.texts.items()}
        shown = _VISIBLE if texts.get(_VISIBLE) else next((how for how in texts if texts[how]), _VISIBLE)
        value = texts.pop(shown, "") or None
        how = self._hidden(cell.concealment.inside(shown))
        if how is not _VISIBLE:
            row.cells[len(row.values)] = how
        if cell.span > 1 or cell.is_joined:
            row.merged[len(row.values)] = (cell.span, cell.is_joined)
        row.values += [value] + [None] * (cell.span - 1)
        for other, text in texts.items():
            self._pending.append(iter([self._part.text(text, self._hidden(other))]) if text else iter(()))

    def _event(self, kind: str, name: str, attributes: dict[str, str], text: str) -> None:
        if kind == TEXT:
            if self._taken in ("t", "delText"):
                self._add(text)
            elif self._taken:
                self._say(text.strip(), Concealment.FORM_FIELD)
        elif kind == START:
            self._start(name, attributes)
        elif kind == END:
            self._end(name)

    def _add(self, text: str) -> None:
        """Text of the current run."""
        if not self._paragraphs:
            self._paragraphs.append(Paragraph())
        paragraph = self._paragraphs[-1]
        how = self._runs[-1] if self._runs else _VISIBLE
        if how is _VISIBLE:
            how = self._styles.concealment(paragraph.style)
        if how is _VISIBLE and self._white and self._white[-1] and not self._is_shaded(paragraph):
            how = Concealment.INVISIBLE_TEXT
        if self._removed:
            how = _CHANGED
        paragraph.texts.setdefault(how, []).append(text)

    def _is_shaded(self, paragraph: Paragraph) -> bool:
        return bool(paragraph.is_shaded or self._shaded_tables or any(c and c.is_shaded for c in self._cells))

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name in ("t", "delText", "instrText", "delInstrText"):
            self._taken = name
        elif name == "p":
            self._paragraphs.append(Paragraph())
        elif name == "r":
            self._runs.append(_VISIBLE)
            self._white.append(False)
        elif name in _BREAKS and self._runs:
            is_page = self._is_laid_out and attributes.get("type") == "page"
            self._add(PAGE_BREAK if is_page else _BREAKS[name])
        elif name.endswith("Change"):
            self._changes += 1
            self._say(attributes.get("author", ""), _CHANGED, TextRole.AUTHOR)
        elif not self._changes:
            self._property(name, attributes)
        if name in _REMOVED:
            self._removed += 1
        elif name == "Fallback":
            self._fallback += 1
        if name in _CHANGES:
            how = Concealment.COMMENT if name == "comment" else _CHANGED
            self._say(attributes.get("author", ""), how, TextRole.AUTHOR)

    def _property(self, name: str, attributes: dict[str, str]) -> None:
        value = attributes.get("val", "")
        if name == "shd" and is_dark(attributes):
            self._shade()
        elif self._runs and (found := hides(name, attributes)) is not None:
            if name == "color":
                self._white[-1] = True
            else:
                self._runs[-1] = found.inside(self._runs[-1])
        elif name == "rStyle" and self._runs:
            self._runs[-1] = self._styles.concealment(value).inside(self._runs[-1])
        elif name == "pStyle" and self._paragraphs:
            self._paragraphs[-1].style = value
            self._paragraphs[-1].is_heading = self._styles.is_heading(value)
            self._paragraphs[-1].level = self._styles.level(value)
            self._paragraphs[-1].entry = int(self._styles.is_listed(value))
        elif name == "outlineLvl" and self._paragraphs:
            self._paragraphs[-1].is_heading = value != "9"
            self._paragraphs[-1].level = outline_level(value)
        elif name == "numId" and self._paragraphs:
            self._paragraphs[-1].entry = max(self._paragraphs[-1].entry, 1) if value != "0" else 0
        elif name == "ilvl" and self._paragraphs:
            self._paragraphs[-1].entry = outline_level(value)
        elif self._cells and (cell := self._cells[-1]) is not None and name in _CELL_PROPERTIES:
            if name == "vMerge":
                cell.is_joined = value != "restart"
            elif name == "cellDel":
                cell.concealment = _CHANGED
            elif value.isdecimal() and len(value) < 9:
                cell.span = min(max(int(value), 1), _MOST_SPAN)
        elif name == "AlternateContent":
            self._choice.clear()
        elif name == "textpath":
            self._pending.append(iter([self._part.text(attributes.get("string", ""), self._how)]))
        else:
            for how, text in words(name, attributes):
                self._say(text, how)

    def _shade(self) -> None:
        if self._white:
            self._white[-1] = False
            self._paragraphs[-1].is_shaded = True
        elif self._paragraphs:
            self._paragraphs[-1].is_shaded = True
        elif self._cells and (cell := self._cells[-1]) is not None:
            cell.is_shaded = True

    def _end(self, name: str) -> None:
        if name == self._taken:
            self._taken = ""
        if name == "p" and self._paragraphs:
            self._end_paragraph()
        elif name == "r" and self._runs:
            self._runs.pop()
            self._white.pop()
        elif name.endswith("Change"):
            self._changes -= 1
        elif name in _REMOVED:
            self._removed -= 1
        elif name == "Fallback":
            self._fallback -= 1

    def _end_paragraph(self) -> None:
        """Gives the paragraph to its cell or out; one that only repeats the drawing's first form is left."""
        paragraph = self._paragraphs.pop()
        cell = self._cells[-1] if self._cells and not self._paragraphs else None
        for how, texts in paragraph.texts.items():
            text = "".join(texts)
            if self._fallback:
                if text in self._choice:
                    continue
                how = Concealment.INVISIBLE_TEXT.inside(how)
            elif self._paragraphs:
                self._choice.add(text)
            if cell is not None:
                cell.texts.setdefault(how, []).append(text)
            elif text.strip() or PAGE_BREAK in text:
                role = TextRole.HEADING if paragraph.is_heading else TextRole.PROSE
                found = self._part.text(text, self._hidden(how), role)
                self._pending.append(iter([_placed(found, paragraph) if self._is_laid_out else found]))


def _placed(text: Text, paragraph: Paragraph) -> Text:
    """The text with what it is in the document, as a last step of its place."""
    if text.role is TextRole.HEADING:
        return replace(text, location=text.location.child("path", f"/h{paragraph.level or 1}"))
    if paragraph.entry:
        return replace(text, location=text.location.child("path", f"/li[{paragraph.entry}]"))
    return text
