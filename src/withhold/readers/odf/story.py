"""The body of a text, presentation or drawing, and master pages: paragraphs, tables, slides."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from withhold.domain.concealment import Concealment
from withhold.domain.location import Location
from withhold.domain.piece import EMPTY_CELL, TEXT_CELL, ReadItem, Text, TextRole
from withhold.readers.grid import tables
from withhold.readers.grid_row import GridRow
from withhold.readers.interface import Place, ReaderError
from withhold.readers.lines import in_chunks
from withhold.readers.odf.inline import InlineData
from withhold.readers.odf.looks import UNKNOWN, Box, Look
from withhold.readers.odf.shapes import SHAPES, Sheet, box_of, hiding, look_of
from withhold.readers.odf.styles import Styles
from withhold.readers.odf.words import REGIONS, branches, deeper, told
from withhold.readers.ooxml.xml import COMMENT, END, START, TEXT, Event

Items = Iterator[ReadItem]
_VISIBLE = Concealment.VISIBLE
_INVISIBLE = Concealment.INVISIBLE_TEXT
_SPACES = {"tab": "\t", "line-break": "\n", "soft-page-break": ""}
_PARAGRAPHS = frozenset({"p", "h"})
_ASIDE = frozenset({"annotation", "note", "forms", "change-info", "binary-data", *SHAPES})
"""Elements inside a paragraph that are no part of its sentence."""
_TITLES = frozenset({"title", "subtitle"})
_AUTHORS = frozenset({"creator", "creator-initials", "chg-author"})
_MOST_ASIDE = 512
_MOST_SPACES = 1024
_MOST_HELD = 1 << 14
_MOST_SPAN = 64
_MOST_COPIES = 256


@dataclass(slots=True)
class _Paragraph:
    """What was read of a paragraph, by how it is hidden."""

    is_heading: bool = False
    texts: dict[Concealment, list[str]] = field(default_factory=dict)
    is_hidden: bool = False


@dataclass(slots=True)
class _Cell:
    span: int = 1
    copies: int = 1
    concealment: Concealment = _VISIBLE
    texts: dict[Concealment, list[str]] = field(default_factory=dict)


class _Open(NamedTuple):
    """An element whose end has not come: how its region is hidden, and how text in it looks."""

    name: str
    region: Concealment
    look: Look


class Story:
    """Follows the events of one element up to its end; its start has been taken already.

    `how` is how all of it is hidden, `pages` what a page is called in locations, `inline` reads documents
    written inside of this one. `objects` lists the members that its frames show.
    """

    def __init__(
        self,
        events: Iterator[Event],
        styles: Styles,
        place: Place,
        location: Location,
        how: Concealment,
        pages: str,
        inline: Callable[[Iterator[Event], Location], Items],
    ) -> None:
        self._events, self._styles, self._place = self._guarded(events), styles, place
        self._base = self._location = location
        self._inline, self._page_key = inline, pages
        self._error: ReaderError | None = None
        self._sheet = Sheet(styles.paper())
        look = styles.look("paragraph", "", Look()).on(self._sheet.master.background)
        self._open = [_Open("", how, look)]
        self._paragraphs: list[_Paragraph | None] = []
        self._cells: list[_Cell] = []
        self._branches: set[str] = set()
        self._loose: list[str] = []
        self._binary: InlineData | None = None
        self._held: list[str] = []
        self._held_size = 0
        self._held_as = (_VISIBLE, TextRole.PROSE)
        self._pending: list[Items] = []
        self._aside: dict[tuple[Concealment, TextRole], list[str]] = {}
        self._pages = 0
        self._box: Box | None = None
        self._is_title = False
        self.objects: list[str] = []

    def read(self) -> Items:
        """Everything up to the end, in order, then what stands beside it. Raises ReaderError after what
        could be read."""
        for event in self._events:
            if event.kind == END and len(self._open) == 1:
                break
            if event.kind == START and event.name == "table":
                self._flush()
                yield from self._waiting()
                yield from self._table(event.attributes)
            else:
                self._event(event)
            if self._pending:
                yield from self._waiting()
        while self._paragraphs:
            self._end_paragraph()
        self._flush()
        self._beside()
        yield from self._waiting()
        if self._error is not None:
            raise self._error

    def _guarded(self, events: Iterator[Event]) -> Iterator[Event]:
        """The events up to where the part is damaged; the damage is kept until all has been given."""
        try:
            for event in events:  # noqa: UP028 `yield from` would close what others go on reading
                yield event
        except ReaderError as error:
            self._error = error

    def _waiting(self) -> Items:
        while self._pending:
            yield from self._pending.pop(0)

    def _event(self, event: Event) -> None:
        kind, name, attributes, text = event
        if kind == TEXT:
            if self._binary is not None:
                self._binary.add(text)
            elif self._paragraphs and self._paragraphs[-1] is not None:
                self._add(text)
            elif not text.isspace():
                self._loose.append(text)
        elif kind == START:
            self._start(name, attributes)
        elif kind == END:
            self._end()
        elif kind == COMMENT and text.strip():
            self._say(text, Concealment.PAGE_SOURCE, TextRole.PROSE)

    def _add(self, text: str) -> None:
        """Text of the current paragraph."""
        paragraph = self._paragraphs[-1] if self._paragraphs else None
        if paragraph is None or not text:
            return
        if self._branches:
            self._branches.discard(text)
        now = self._open[-1]
        how = deeper(now.region, now.look.concealment)
        if how in paragraph.texts:
            paragraph.texts[how].append(text)
        else:
            paragraph.texts[how] = [text]

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        around = self._open[-1]
        if name in _ASIDE:
            self._paragraphs.append(None)
        if name in _PARAGRAPHS:
            self._paragraphs.append(_Paragraph(name == "h" or self._is_title))
            look = self._styles.look("paragraph", attributes.get("style-name", ""), around.look)
            self._open.append(_Open(name, around.region, look))
        elif name == "span" or name == "a":
            look = self._styles.look("text", attributes.get("style-name", ""), around.look)
            self._open.append(_Open(name, around.region, look))
            if name == "a":
                self._tell(name, attributes)
        elif name == "s":
            self._add(" " * _number(attributes.get("c", "1"), _MOST_SPACES))
            self._open.append(_Open(name, around.region, around.look))
        elif name in _SPACES:
            self._add(_SPACES[name])
            self._open.append(_Open(name, around.region, around.look))
        elif name in SHAPES:
            self._shape(name, attributes)
        elif name in ("page", "master-page", "handout-master"):
            self._page(name, attributes)
        else:
            self._other(name, attributes)

    def _shape(self, name: str, attributes: dict[str, str]) -> None:
        around = self._open[-1]
        is_on_page = self._pages > 0 or attributes.get("anchor-type") == "page"
        how = hiding(attributes, self._styles, self._sheet, is_on_page=is_on_page)
        look = look_of(name, attributes, self._styles, self._sheet, around.look)
        self._open.append(_Open(name, deeper(around.region, how), look))
        if name == "frame":
            self._is_title = attributes.get("class") in _TITLES
            self._box = box_of(attributes)
        for key in ("name", "caption-id"):
            self._say(attributes.get(key, ""), deeper(around.region, Concealment.ALT_TEXT))

    def _page(self, name: str, attributes: dict[str, str]) -> None:
        """A slide, a page of a drawing, or a master of them."""
        around = self._open[-1]
        self._flush()
        self._beside()
        style, how = attributes.get("style-name", ""), around.region
        if name == "page":
            self._pages += 1
            master = self._styles.masters.get(attributes.get("master-page-name", ""))
            self._sheet = Sheet(master) if master else Sheet()
            self._sheet.fills = list(self._sheet.master.fills)
            own = self._styles.fill("drawing-page", style)
            self._sheet.background = own or self._sheet.master.background
            self._location = self._base.child(self._page_key, str(self._pages), self._pages)
            if self._styles.says("drawing-page", style, "visibility") == "hidden":
                how = deeper(how, Concealment.HIDDEN_SLIDE)
            self._say(attributes.get("name", ""), how)
        else:
            master = self._styles.see_master(attributes)
            self._sheet = Sheet(master, master.background, master.fills)
        self._say(attributes.get("display-name", ""), deeper(how, Concealment.DEFINED_NAME))
        self._open.append(_Open(name, how, replace(around.look, background=self._sheet.background)))

    def _other(self, name: str, attributes: dict[str, str]) -> None:
        around = self._open[-1]
        look, how = around.look, REGIONS.get(name, _VISIBLE)
        if name in ("title", "desc") and not (self._paragraphs and self._paragraphs[-1]):
            how = Concealment.ALT_TEXT
        elif name == "section" and _is_hidden_section(attributes):
            look = Look(is_hidden=True)
        elif name in ("hidden-paragraph", "hidden-text") and attributes.get("is-hidden") == "true":
            self._hide(name)
        elif name == "layer" and attributes.get("display") in ("none", "printer"):
            self._styles.hidden_layers.add(attributes.get("name", ""))
        region = deeper(around.region, how)
        self._open.append(_Open(name, region, look))
        self._tell(name, attributes)
        self._branches |= branches(name, attributes)
        if name in ("object", "object-ole", "image", "plugin", "fill-image") and attributes.get("href"):
            self._shows(attributes["href"], name == "image")
        elif name == "binary-data":
            self._binary = InlineData()
        elif name == "document":
            self._pending.append(iter(list(self._inline(self._until_end(), self._location))))

    def _shows(self, target: str, is_picture: bool) -> None:
        self.objects.append(target)
        if ":" in target:
            self._say(target, deeper(self._open[-1].region, Concealment.ALT_TEXT))
        if is_picture:
            self._sheet.cover(self._box, UNKNOWN)

    def _hide(self, name: str) -> None:
        if name == "hidden-paragraph" and self._paragraphs and self._paragraphs[-1]:
            self._paragraphs[-1].is_hidden = True

    def _until_end(self) -> Iterator[Event]:
        """The events of the element that has just begun, without its end."""
        depth = 1
        for event in self._events:
            depth += (event.kind == START) - (event.kind == END)
            if not depth:
                self._end()
                return
            yield event

    def _tell(self, name: str, attributes: dict[str, str]) -> None:
        if attributes:
            for text, how in told(name, attributes, self._open[-1].region):
                self._say(text, how)
            if author := attributes.get("chg-author"):
                self._say(author, Concealment.TRACKED_CHANGE, TextRole.AUTHOR)

    def _end(self) -> None:
        if len(self._open) == 1:
            return
        ended = self._open.pop()
        name = ended.name
        if name in _PARAGRAPHS:
            self._end_paragraph()
        elif name == "binary-data":
            self._end_binary(ended.region)
        if self._loose:
            self._end_loose(ended)
        if self._branches and name not in ("span", "s"):
            for text in self._branches:
                self._say(text, deeper(ended.region, _INVISIBLE), TextRole.PROSE)
            self._branches.clear()
        if name in _ASIDE and self._paragraphs:
            self._paragraphs.pop()
            self._is_title = self._is_title and name != "frame"
        elif name == "page":
            self._flush()
            self._beside()
            self._location, self._sheet = self._base, Sheet()

    def _end_loose(self, ended: _Open) -> None:
        """Text that is in no paragraph: a description, an author, the number of a note."""
        text = "".join(self._loose).strip()
        self._loose.clear()
        if ended.name in _AUTHORS:
            self._say(text, ended.region, TextRole.AUTHOR)
        elif ended.name != "date":
            how = deeper(ended.region, ended.look.concealment)
            self._say(text, how, TextRole.CODE if ended.region is Concealment.MACRO else TextRole.PROSE)

    def _end_paragraph(self) -> None:
        paragraph = self._paragraphs.pop()
        if paragraph is None:
            return
        role = TextRole.HEADING if paragraph.is_heading else TextRole.PROSE
        cell = self._cells[-1] if self._cells and not self._paragraphs else None
        for how, texts in paragraph.texts.items():
            text = "".join(texts)
            if paragraph.is_hidden:
                how = deeper(how, _INVISIBLE)
            if cell is not None:
                cell.texts.setdefault(how, []).append(text)
            elif not text.isspace() and text:
                self._hold(text, how, role)

    def _hold(self, text: str, how: Concealment, role: TextRole) -> None:
        """Paragraphs that are hidden alike are given together, for each speaks of the next."""
        if self._held_as != (how, role) or self._held_size > _MOST_HELD:
            self._flush()
            self._held_as = (how, role)
        self._held.append(text.strip())
        self._held_size += len(text)

    def _flush(self) -> None:
        if self._held:
            how, role = self._held_as
            text = "\n".join(self._held)
            how = how.inside(self._place.concealment)
            self._pending.append(iter([Text(self._location, text, role, how)]))
            self._held, self._held_size = [], 0

    def _say(self, text: str, how: Concealment, role: TextRole = TextRole.LABEL) -> None:
        if text:
            said = self._aside.setdefault((how, role), [])
            said.append(text)
            if len(said) > _MOST_ASIDE:
                self._beside()

    def _beside(self) -> None:
        for (how, role), texts in self._aside.items():
            how = how.inside(self._place.concealment)
            found = [Text(self._location, text, role, how) for text in in_chunks(texts)]
            self._pending.append(iter(found))
        self._aside.clear()

    def _table(self, attributes: dict[str, str]) -> Items:
        self._tell("table", attributes)
        style = attributes.get("style-name", "")
        how = self._open[-1].region
        if self._styles.is_table_hidden(style):
            how = deeper(how, _INVISIBLE)
        rows = self._rows(style)
        yield from tables(rows, place=self._place, location=self._location, concealment=how)

    def _rows(self, style: str) -> Iterator[GridRow]:
        """The rows of the table that has just begun; what else is in it waits until it has been read."""
        kept, self._paragraphs = self._paragraphs, []
        around = self._open[-1]
        behind = self._styles.fill("table", style)
        self._open.append(_Open("rows", around.region, around.look.on(behind)))
        depth, number, row = len(self._open), 0, GridRow(0, [], [])
        for event in self._events:
            kind, name, attributes, _ = event
            if kind == START and name == "table":
                found = list(self._table(attributes))
                self._pending.append(iter(found))
            elif kind == END and len(self._open) == depth:
                break
            elif kind == START and name == "table-row":
                row = _row_of(number + 1, attributes)
                self._event(event)
            elif kind == START and name in ("table-cell", "covered-table-cell"):
                self._start_cell(name, attributes)
            elif kind == END and name in ("table-cell", "covered-table-cell") and self._cells:
                self._end_cell(row)
            elif kind == END and name == "table-row":
                self._end()
                number = row.number
                yield row
            else:
                self._event(event)
        while len(self._open) >= depth:
            self._open.pop()
        self._paragraphs = kept

    def _start_cell(self, name: str, attributes: dict[str, str]) -> None:
        around = self._open[-1]
        style = attributes.get("style-name", "")
        look = self._styles.look("table-cell", style, around.look).on(self._styles.fill("table-cell", style))
        copies = _number(attributes.get("number-columns-repeated", "1"), _MOST_COPIES)
        how = _INVISIBLE if name == "covered-table-cell" else _VISIBLE
        self._cells.append(_Cell(1, copies, how))
        self._open.append(_Open(name, around.region, look))

    def _end_cell(self, row: GridRow) -> None:
        """What is seen in a cell is its value; what is hidden beside that comes as texts."""
        cell, region = self._cells.pop(), self._open.pop().region
        texts = {how: "\n".join(found).strip() for how, found in cell.texts.items()}
        shown = region if texts.get(region) else next((how for how in texts if texts[how]), region)
        value = texts.pop(shown, "") or None
        how = cell.concealment.inside(shown if shown is not region else _VISIBLE)
        for _ in range(cell.copies):
            if how is not _VISIBLE and value:
                row.cells = {**(row.cells or {}), len(row.values): how}
            row.values.append(value)
            row.kinds.append(TEXT_CELL if value else EMPTY_CELL)
        for other, text in texts.items():
            if text:
                self._say(text, deeper(other, cell.concealment), TextRole.PROSE)

    def _end_binary(self, region: Concealment) -> None:
        """A picture or object that a flat file holds in itself."""
        data, self._binary = self._binary, None
        if data is not None:
            how = Concealment.EMBEDDED_OBJECT if region is _VISIBLE else region
            self._pending.append(data.read(self._place, self._location.child("part", "binary data"), how))


def _row_of(number: int, attributes: dict[str, str]) -> GridRow:
    how = Concealment.HIDDEN_ROW if attributes.get("visibility") in ("collapse", "filter") else _VISIBLE
    return GridRow(number, [], [], how)


def _is_hidden_section(attributes: dict[str, str]) -> bool:
    shown = attributes.get("display", "true")
    return shown == "none" or (shown == "condition" and attributes.get("is-hidden") != "false")


def _number(value: str, most: int) -> int:
    return min(int(value), most) if value.isascii() and value.isdigit() and 0 < len(value) < 9 else 1
