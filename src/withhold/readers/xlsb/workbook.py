"""A binary workbook: the same package as of an xlsx, with binary parts among those of XML."""

import struct
from collections.abc import Callable, Iterator

from withhold.domain.concealment import Concealment
from withhold.domain.piece import ReadItem, TextRole
from withhold.readers.container import Container
from withhold.readers.interface import Corrupt, Place, ReaderError, Source
from withhold.readers.ooxml.dates import SerialDates
from withhold.readers.ooxml.package import Package
from withhold.readers.ooxml.part import Book, Items, Part
from withhold.readers.ooxml.parts import PartKind, kind_of, read_nothing
from withhold.readers.ooxml.workbook import WorkbookReader
from withhold.readers.xls.texts import literals
from withhold.readers.xlsb.comments import read_comments
from withhold.readers.xlsb.links import read_external_link
from withhold.readers.xlsb.pivot import read_pivot_cache, read_pivot_records
from withhold.readers.xlsb.records import records, texts_in, wide
from withhold.readers.xlsb.sheet import read_sheet
from withhold.readers.xlsb.styles import read_styles

_NAME, _PROPERTIES, _SHEET, _STRING = 39, 153, 156, 19
_STATES = {1: Concealment.HIDDEN_SHEET, 2: Concealment.VERY_HIDDEN_SHEET}
_BUILT_IN = 0x20
_FILE_SHARING = (548, 549)


def worded(how: Concealment) -> Callable[[Part], Items]:
    """A reader for parts whose strings all are hidden in one way."""

    def read(part: Part) -> Items:
        for _, data in records(part.chunks()):
            yield from part.lines(texts_in(data), how)

    return read


C = Concealment
_SHEETS = ("worksheet", "chartsheet", "dialogsheet", "xlMacrosheet", "xlIntlMacrosheet")
KINDS = (
    PartKind("sheet", read_sheet, _SHEETS),
    PartKind("pivot cache", read_pivot_cache, ("pivotCacheDefinition",)),
    PartKind("pivot records", read_pivot_records, ("pivotCacheRecords",)),
    PartKind("pivot table", worded(C.VISIBLE), ("pivotTable",)),
    PartKind("external link", read_external_link, ("externalLink",)),
    PartKind("comments", read_comments, ("comments",)),
    PartKind("table", worded(C.VISIBLE), ("table", "tableSingleCells")),
    PartKind("query", worded(C.QUERY_CACHE), ("queryTable", "connections")),
    PartKind("slicer", worded(C.SLICER_CACHE), ("slicer", "slicerCache", "timeline", "timelineCache")),
    PartKind("users", worded(C.TRACKED_CHANGE), ("usernames", "revisionHeaders", "revisionLog")),
    PartKind("metadata", worded(C.METADATA), ("sheetMetadata", "xmlMaps", "volatileDependencies")),
    PartKind("structure", read_nothing, ("styles", "sharedStrings", "calcChain", "xlBinaryIndex")),
)
_BY_RELATIONSHIP = {relationship: kind for kind in KINDS for relationship in kind.relationships}


def read(source: Source, place: Place) -> Iterator[ReadItem]:
    """Everything in a binary workbook. Raises Corrupt if it is no zip archive."""
    package = Package(Container(source, place.budget))
    if not package.names:
        raise Corrupt("the archive is empty")
    yield from _BinaryReader(Book(package, place)).read()


class _BinaryReader(WorkbookReader):
    """The same order of reading, with the readers of binary parts."""

    ending = "bin"
    sheet_kind = KINDS[0]

    def kind_of(self, member: str) -> PartKind:
        """By the relationship that leads to a binary part; parts of XML are what they are in any workbook."""
        owner = self.package.owner(member)
        name = self.package.container.original(member).lower()
        if name.endswith(".bin"):
            if owner is not None and owner[1] in _BY_RELATIONSHIP:
                return _BY_RELATIONSHIP[owner[1]]
            if "/worksheets/sheet" in f"/{name}":
                return self.sheet_kind
        return kind_of(self.package, member)

    def read_workbook(self, part: Part) -> Items:
        """Sheets with their names and states, the date system, defined names."""
        names: list[str] = []
        labels: list[str] = []
        authors: list[str] = []
        for kind, data in records(part.chunks()):
            try:
                if kind == _SHEET:
                    identifier, name = _tab(data)
                    state = _STATES.get(data[0] & 3, Concealment.VISIBLE)
                    self.add_sheet(part, name, identifier, state)
                elif kind == _PROPERTIES:
                    self.book.dates = SerialDates(is_1904=bool(data[0] & 1))
                elif kind == _NAME:
                    names += _name(data)
                else:
                    (authors if kind in _FILE_SHARING else labels).extend(texts_in(data))
            except (struct.error, IndexError):
                labels += texts_in(data)
        yield from part.lines(names, Concealment.DEFINED_NAME)
        yield from part.lines(labels, Concealment.METADATA)
        yield from part.lines(authors, Concealment.METADATA, TextRole.AUTHOR)

    def read_styles(self, part: Part, theme: list[str]) -> Items:
        """Sets the styles of the book."""
        self.book.styles = read_styles(records(part.chunks()), theme)
        yield from ()

    def read_strings(self, part: Part) -> Items:
        """Fills the strings of the book; formatting runs hold no text, reading aids stand behind it."""
        strings = self.book.strings
        try:
            for kind, data in records(part.chunks()):
                if kind == _STRING and len(data) >= 5:
                    text, end = wide(data, 1)
                    strings.add(text)
                    if data[0] & 2:
                        for aid in texts_in(data[end:]):
                            strings.add_phonetic(aid)
        except ReaderError as error:
            part.failures.append(error)
        yield from part.lines(strings.phonetic)


def _tab(data: bytes) -> tuple[str, str]:
    """(relationship, name) of a tab; programs before 2007 wrote one number more."""
    for start in (8, 12):
        identifier, at = wide(data, start)
        if at + 4 <= len(data):
            name, end = wide(data, at)
            if end == len(data):
                return identifier, name
    return "", "\n".join(texts_in(data))


def _name(data: bytes) -> list[str]:
    """A defined name and the texts it holds ([MS-XLSB] 2.4.711)."""
    name, end = wide(data, 9)
    texts = [] if data[0] & _BUILT_IN else [name]
    return [*texts, *literals(data[end:], length_size=2), *texts_in(data[end:])]
