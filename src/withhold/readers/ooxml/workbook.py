"""A workbook from its package: shared parts first, then sheet by sheet, then every other member."""

from collections.abc import Iterator

from withhold.domain.concealment import Concealment
from withhold.domain.piece import TEXT_CELL, Column, PartRead, ReadItem, Skipped, SkipReason, Table, TextRole
from withhold.readers.container import Container
from withhold.readers.extra_fields import foreign_fields
from withhold.readers.interface import Corrupt, Place, ReaderError, Source
from withhold.readers.ooxml.dates import SerialDates
from withhold.readers.ooxml.defined_names import read_defined_names
from withhold.readers.ooxml.package import Package
from withhold.readers.ooxml.part import Book, Items, Part, Sheet, accounted, skipped
from withhold.readers.ooxml.parts import KINDS, PartKind, kind_of
from withhold.readers.ooxml.shared_strings import read_shared_strings
from withhold.readers.ooxml.sheet import sheet_title
from withhold.readers.ooxml.styles import read_styles, read_theme
from withhold.readers.ooxml.xml import END, START, TEXT
from withhold.readers.strings import strings

_BATCH = 4096
_STATES = {"hidden": Concealment.HIDDEN_SHEET, "veryHidden": Concealment.VERY_HIDDEN_SHEET}
_MOST_OWNERS = 16


def read(source: Source, place: Place) -> Iterator[ReadItem]:
    """Everything in a spreadsheet of the Office Open XML family. Raises Corrupt if it is no zip archive."""
    package = Package(Container(source, place.budget))
    if not package.names:
        raise Corrupt("the archive is empty")
    yield from WorkbookReader(Book(package, place)).read()


class WorkbookReader:
    """The order of reading. A workbook whose parts are binary has other readers in the same order."""

    ending = "xml"
    """Of the usual names of the parts."""
    sheet_kind = KINDS[0]

    def __init__(self, book: Book) -> None:
        self.book = book
        self.package = book.package
        self.workbook = self._main_part()
        self._names: list[tuple[str, str, str]] = []

    def read(self) -> Items:
        """Everything in the package."""
        yield from self.read_shared()
        yield from self.read_sheets()
        yield from self.read_orphans()
        yield from self.read_rest()
        yield from read_gaps(self.book)

    def kind_of(self, member: str) -> PartKind:
        """What a part is."""
        return kind_of(self.package, member)

    def _main_part(self) -> str | None:
        for relationship in self.package.relationships(""):
            if relationship.kind == "officeDocument" and relationship.part:
                return relationship.part
        return self.package.find(f"xl/workbook.{self.ending}")

    def _related(self, kind: str, usual: str, *, in_xml: bool = False) -> str | None:
        links = self.package.relationships(self.workbook or "")
        found = next((link.part for link in links if link.kind == kind and link.part), None)
        return found or self.package.find(f"xl/{usual}" if in_xml else f"xl/{usual}.{self.ending}")

    def read_shared(self) -> Items:
        """The workbook part, styles and strings, which the sheets need."""
        if self.workbook is not None:
            yield from accounted(Part(self.book, self.workbook), self.read_workbook)
        theme = list(read_theme(()))
        if (member := self._related("theme", "theme/theme1.xml", in_xml=True)) is not None:
            holder = [theme]
            yield from accounted(Part(self.book, member), lambda part: self._theme(part, holder))
            theme = holder[0]
        if (member := self._related("styles", "styles")) is not None:
            yield from accounted(Part(self.book, member), lambda part: self.read_styles(part, theme))
        if (member := self._related("sharedStrings", "sharedStrings")) is not None:
            yield from accounted(Part(self.book, member), self.read_strings)

    def _theme(self, part: Part, holder: list[list[str]]) -> Items:
        holder[0] = read_theme(part.events())
        for _ in part.chunks():
            pass
        yield from ()

    def read_styles(self, part: Part, theme: list[str]) -> Items:
        """Sets the styles of the book, and tells the words in them."""
        self.book.styles = read_styles(part.events(), theme)
        yield from part.lines(self.book.styles.words, Concealment.METADATA, TextRole.LABEL)

    def read_strings(self, part: Part) -> Items:
        """Fills the strings of the book."""
        limit = self.book.place.budget.limits.text_bytes
        try:
            read_shared_strings(part.chunks(), self.book.strings, limit)
        except ReaderError as error:
            part.failures.append(error)
        yield from part.lines(self.book.strings.phonetic)

    def read_workbook(self, part: Part) -> Items:
        """Sheets with their names and states, the date system, defined names, who shares the file."""
        name = comment = ""
        texts: list[str] = []
        labels: list[str] = []
        authors: list[str] = []
        for kind, element, attributes, text in part.events():
            if kind == START:
                texts.clear()
                if element == "sheet":
                    state = _STATES.get(attributes.get("state", ""), Concealment.VISIBLE)
                    self.add_sheet(part, attributes.get("name", ""), attributes.get("id", ""), state)
                elif element == "definedName":
                    name, comment = attributes.get("name", ""), attributes.get("comment", "")
                elif element == "workbookPr":
                    is_1904 = attributes.get("date1904") in ("1", "true")
                    self.book.dates = SerialDates(is_1904=is_1904)
                elif element == "fileSharing":
                    authors.append(attributes.get("userName", ""))
                elif element in ("customWorkbookView", "absPath", "webPublishObject"):
                    labels += [
                        attributes.get("name", ""),
                        attributes.get("url", ""),
                        attributes.get("title", ""),
                    ]
            elif kind == TEXT:
                texts.append(text)
            elif kind == END and element == "definedName":
                self._names.append((name, comment, "".join(texts)))
        yield from read_defined_names(part, self._names)
        yield from part.lines(labels, Concealment.METADATA)
        yield from part.lines(authors, Concealment.METADATA, TextRole.AUTHOR)

    def add_sheet(self, part: Part, name: str, identifier: str, state: Concealment) -> None:
        """The next tab, by its relationship."""
        index = len(self.book.sheets) + 1
        links = self.package.relationships(part.member)
        member = next((link.part for link in links if link.identifier == identifier), None)
        if member is None:
            member = self.package.find(f"xl/worksheets/sheet{index}.{self.ending}")
        if member is not None and member not in self.book.sheets:
            self.book.sheets[member] = Sheet(name, index, member, state)

    def read_sheets(self) -> Items:
        """The sheets in the order of their tabs, then those that the workbook does not list."""
        for member in self.package.names:
            if member not in self.book.sheets and self.kind_of(member) is self.sheet_kind:
                index = len(self.book.sheets) + 1
                name = self.package.container.original(member)
                self.book.sheets[member] = Sheet(name, index, member, Concealment.VERY_HIDDEN_SHEET)
        for sheet in list(self.book.sheets.values()):
            part = Part(self.book, sheet.member, sheet)
            yield from sheet_title(part)
            yield from accounted(part, self.sheet_kind.read)

    def read_orphans(self) -> Items:
        """Shared strings that no cell uses: what is left of deleted cells."""
        member = self._related("sharedStrings", "sharedStrings")
        if member is None:
            return
        part = Part(self.book, member)
        how = Concealment.VISIBLE if self.book.is_damaged else Concealment.ORPHAN_STRING
        table_id, continues = next(self.book.place.table_ids), False
        rows: list[int] = []
        texts: list[str] = []
        for row, text in self.book.strings.orphans():
            rows.append(row)
            texts.append(text)
            if len(rows) == _BATCH:
                yield from self._orphan_batch(part, table_id, rows, texts, how, continues=continues)
                rows, texts, continues = [], [], True
        yield from self._orphan_batch(part, table_id, rows, texts, how, continues=continues)

    def _orphan_batch(
        self,
        part: Part,
        table_id: int,
        rows: list[int],
        texts: list[str],
        how: Concealment,
        *,
        continues: bool,
    ) -> Items:
        """As a column, for lists of one kind, and as lines, for the mixed values of whole rows."""
        if rows:
            column = Column(None, 0, texts, TEXT_CELL * len(texts))
            yield Table(part.location, table_id, (column,), rows, part.how(how), continues=continues)
            yield from part.lines(texts, how)

    def read_rest(self) -> Items:
        """Every member that has not been read yet."""
        for member in self.package.names:
            if member in self.book.said:
                continue
            part = Part(self.book, member, self._sheet_of(member))
            damage = self.package.damaged.get(member)
            if damage is not None:
                self.book.said.add(member)
                yield skipped(part.location, damage, self.package.container.size(member))
                continue
            yield from accounted(part, self.kind_of(member).read)

    def _sheet_of(self, member: str) -> Sheet | None:
        """The sheet whose relationships lead to a part, over some parts between."""
        for _ in range(_MOST_OWNERS):
            owner = self.package.owner(member)
            if owner is None:
                return None
            member = owner[0]
            if member in self.book.sheets:
                return self.book.sheets[member]
        return None


def read_gaps(book: Book) -> Items:
    """Bytes of the file that are in no member: before, between or behind them."""
    container = book.package.container
    for first, end in container.gaps():
        location = book.place.location.child("part", f"bytes {first} to {end}")
        part = Part(book, f"bytes {first} to {end}")
        yield from part.lines(strings(container.gap(first, end)), Concealment.PREVIOUS_VERSION, TextRole.CODE)
        yield Skipped(
            location, SkipReason.DECODED_AS_STRINGS, end - first, "bytes outside the archive's members"
        )
    extra = [foreign_fields(container.extra(name)) for name in container.names()]
    if any(extra):
        part = Part(book, "extra fields")
        yield from part.lines(strings(extra), Concealment.METADATA, TextRole.CODE)
        yield PartRead(part.location)
    if container.comment:
        part = Part(book, "archive comment")
        yield from part.lines(strings([container.comment]), Concealment.METADATA)
        yield PartRead(part.location)
