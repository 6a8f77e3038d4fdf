"""content.xml (or a flat file) of an OpenDocument: sheets as grids, everything else as text."""

from collections.abc import Iterator

from withhold.domain.concealment import Concealment
from withhold.domain.location import Location
from withhold.domain.piece import ReadItem, Text, TextRole
from withhold.readers.font_names import is_font_name
from withhold.readers.grid import tables
from withhold.readers.interface import OverLimit, Place, ReaderError
from withhold.readers.odf.cells import SheetReader
from withhold.readers.odf.story import Story
from withhold.readers.odf.styles import Styles
from withhold.readers.ooxml.xml import COMMENT, END, START, TEXT, Event

_VISIBLE = Concealment.VISIBLE
_SECTIONS = {
    "tracked-changes": Concealment.TRACKED_CHANGE,
    "content-validations": Concealment.VALIDATION_LIST,
    "named-expressions": Concealment.DEFINED_NAME,
    "database-ranges": Concealment.DEFINED_NAME,
    "label-ranges": Concealment.DEFINED_NAME,
    "data-pilot-tables": Concealment.PIVOT_CACHE,
    "consolidation": Concealment.DEFINED_NAME,
    "scripts": Concealment.MACRO,
    "meta": Concealment.METADATA,
    "settings": Concealment.METADATA,
    "annotation": Concealment.COMMENT,
    "forms": Concealment.FORM_FIELD,
    "conditional-formats": Concealment.VALIDATION_LIST,
}
_TELLING = frozenset(
    {
        "name", "condition", "display", "title", "value", "expression", "source-name", "query-name", "href",
        "base-cell-address", "cell-range-address", "table-name", "sql-statement", "database-name",
        "string-value",
        "current-value", "label", "date-value", "user-name", "filter-name",
    }
)  # fmt: skip
_STORIES = frozenset({"text", "presentation", "drawing", "image"})
"""Bodies of what is no spreadsheet (ODF 1.3 part 3, 3.7)."""
_STYLES = frozenset({"automatic-styles", "styles"})
_AUTHORS = frozenset({"creator", "initial-creator", "printed-by", "editor"})
_AROUND_SHEETS = frozenset({_VISIBLE, Concealment.CHART_CACHE, Concealment.EMBEDDED_OBJECT})
_PLAIN = frozenset({_VISIBLE, Concealment.EMBEDDED_OBJECT})
_CHUNK = 1 << 16
_SHORTEST_FORMAT_TEXT = 5


class Content:
    """The pieces of one XML part of an OpenDocument, given as events. `objects` lists members its frames
    show."""

    def __init__(self, events: Iterator[Event], styles: Styles, place: Place, part: str) -> None:
        self._events = events
        self._styles = styles
        self._place = place
        self._location = place.location.child("part", part) if part else place.location
        self._part = part
        self._hidden, self._names = [_VISIBLE], [""]
        self._is_settings = part == "settings.xml"
        self._sheets = 0
        self._texts: list[str] = []
        self._size = 0
        self.objects: list[str] = []

    def read(self, how: Concealment = _VISIBLE) -> Iterator[ReadItem]:
        """All pieces; texts outside sheets are hidden as `how` says, or as their section is. Raises
        ReaderError after what could be read."""
        self._hidden, self._names = [how], [""]
        error: ReaderError | None = None
        try:
            yield from self._read()
        except ReaderError as problem:
            error = problem
        yield from self._flush(self._hidden[-1], self._names[-1])
        if error is not None:
            raise error

    def _read(self) -> Iterator[ReadItem]:
        hidden, names = self._hidden, self._names
        in_styles = 0
        for event in self._events:
            kind, name, attributes, text = event
            if in_styles:
                self._styles.see(event)
            if kind == TEXT and in_styles:
                yield from self._format_text(text)
            elif kind == TEXT:
                self._texts.append(text)
                self._size += len(text)
                if self._size > _CHUNK:
                    yield from self._flush(hidden[-1], names[-1])
            elif kind == START:
                if name in _SECTIONS or name in _AUTHORS or name in ("dde-link", "chart"):
                    yield from self._flush(hidden[-1], names[-1])
                if name == "master-styles" or (name in _STORIES and names[-1] == "body"):
                    yield from self._flush(hidden[-1], names[-1])
                    yield from self._story(name, hidden[-1])
                    continue
                if name == "table" and hidden[-1] in _AROUND_SHEETS:
                    yield from self._flush(hidden[-1], names[-1])
                    yield from self._sheet(attributes, hidden[-1])
                    continue
                hidden.append(self._hiding(name, names[-1], hidden[-1]))
                names.append(name)
                in_styles += name in _STYLES
                self._see_start(name, attributes, hidden[-1], bool(in_styles))
            elif kind == END:
                if name in _SECTIONS or name in _AUTHORS or name == "chart":
                    yield from self._flush(hidden[-1], name)
                in_styles -= name in _STYLES
                if len(hidden) > 1:
                    hidden.pop()
                    names.pop()
            elif kind == COMMENT:
                yield from self._flush(hidden[-1], names[-1])
                self._texts.append(text)
                yield from self._flush(Concealment.PAGE_SOURCE, "")

    def _hiding(self, name: str, parent: str, around: Concealment) -> Concealment:
        if name == "dde-link":
            return Concealment.EXTERNAL_LINK_CACHE
        if name == "chart" and parent == "body":
            return Concealment.CHART_CACHE
        return _SECTIONS.get(name, around)

    def _story(self, name: str, around: Concealment) -> Iterator[ReadItem]:
        how = Concealment.HEADER_FOOTER.inside(around) if name == "master-styles" else around
        pages = "page" if name == "drawing" else "slide"
        story = Story(self._events, self._styles, self._place, self._location, how, pages, self._inline)
        yield from story.read()
        self.objects.extend(story.objects)

    def _inline(self, events: Iterator[Event], location: Location) -> Iterator[ReadItem]:
        """A document that is written inside of this one, as flat files do with their objects."""
        place = self._place.inside(location, Concealment.EMBEDDED_OBJECT)
        if place.depth > place.budget.limits.depth:
            raise OverLimit("documents nested too deep")
        yield from Content(events, Styles(), place, self._part).read()

    def _format_text(self, text: str) -> Iterator[Text]:
        """Literal text of a number format, which can be a word; currency signs and the like are not."""
        if sum(map(str.isalpha, text)) >= _SHORTEST_FORMAT_TEXT:
            how = Concealment.METADATA.inside(self._place.concealment)
            yield Text(self._location, text.strip(), TextRole.LABEL, how)

    def _see_start(self, name: str, attributes: dict[str, str], how: Concealment, in_styles: bool) -> None:
        if name in ("p", "h", "line-break", "tab", "list-item") or how is not _VISIBLE:
            self._texts.append("\n")
        if name == "s":
            self._texts.append(" ")
        if how not in _PLAIN and not in_styles:
            told = [attributes[key] for key in attributes if key in _TELLING]
            if name == "font-face":
                told = [value for value in told if not is_font_name(value)]
            self._texts.extend(f"{value}\n" for value in told)
            self._size += sum(map(len, told))
        if name in ("object", "object-ole", "image") and attributes.get("href"):
            self.objects.append(attributes["href"])

    def _sheet(self, attributes: dict[str, str], how: Concealment) -> Iterator[ReadItem]:
        self._sheets += 1
        name = attributes.get("name", "")
        if how is _VISIBLE and self._styles.is_table_hidden(attributes.get("style-name", "")):
            how = Concealment.HIDDEN_SHEET
        if how is _VISIBLE and (
            attributes.get("style-name") == "ta_extref" or name.startswith(("'file:", "'http"))
        ):
            how = Concealment.EXTERNAL_LINK_CACHE
        how = how.inside(self._place.concealment)
        base = self._location if "/" in self._part else self._place.location
        location = base.child("sheet", name, self._sheets)
        if name:
            yield Text(location, name, TextRole.HEADING, how)
        sheet = SheetReader(self._events, self._styles, location, how)
        yield from tables(
            sheet.rows(), place=self._place, location=location, concealment=how, columns=sheet.columns
        )
        yield from sheet.asides
        self.objects.extend(sheet.objects)
        for data in sheet.inline:
            yield from data.read(
                self._place, location.child("part", "binary data"), Concealment.EMBEDDED_OBJECT
            )
        if sheet.error is not None:
            raise sheet.error

    def _flush(self, how: Concealment, element: str) -> Iterator[Text]:
        lines = (line.strip() for line in "".join(self._texts).split("\n"))
        text = "\n".join(filter(None, lines))
        self._texts.clear()
        self._size = 0
        if text:
            role = TextRole.PROSE
            if element in _AUTHORS:
                role, how = TextRole.AUTHOR, how if how is not _VISIBLE else Concealment.METADATA
            elif element == "settings" or self._is_settings:
                role = TextRole.CODE
            elif how in (Concealment.DEFINED_NAME, Concealment.VALIDATION_LIST, Concealment.PIVOT_CACHE):
                role = TextRole.LABEL
            yield Text(self._location, text, role, how.inside(self._place.concealment))
