"""The records before the sheets: their names and states, strings, styles, names, links, who writes."""

import struct
from dataclasses import dataclass, field

from withhold.domain.concealment import Concealment
from withhold.domain.piece import TextRole
from withhold.readers.interface import Corrupt, Encrypted, OverLimit
from withhold.readers.ole.document import Items, Teller
from withhold.readers.ole.found_pictures import read_with_pictures
from withhold.readers.ole.properties import code_page
from withhold.readers.ooxml.dates import SerialDates
from withhold.readers.ooxml.macro import likely
from withhold.readers.ooxml.shared_strings import SharedStrings
from withhold.readers.ooxml.styles import Styles
from withhold.readers.strings import strings
from withhold.readers.xls.links import Links
from withhold.readers.xls.names import read_name
from withhold.readers.xls.records import BOFS, EOF, Record, records
from withhold.readers.xls.styles import StyleTable
from withhold.readers.xls.texts import Coder, Feed

_STATES = {1: Concealment.HIDDEN_SHEET, 2: Concealment.VERY_HIDDEN_SHEET}
_SHEET, _STRINGS, _CODE_PAGE, _DATES, LOCK = 0x85, 0xFC, 0x42, 0x22, 0x2F
_DRAWINGS = 0xEB
_NAMES = (0x18, 0x218)
_WRITER, _SHARING, _VIEW = 0x5C, 0x5B, 0x1A9
_STRUCTURE = frozenset(
    (
        0xE1, 0xC1, 0xE2, 0x161, 0x1C0, 0x13D, 0x9C, 0x19, 0x12, 0x13, 0x1AF, 0x1BC, 0x40, 0x8D, 0x3D, 0x0E,
        0x1B7, 0xDA, 0x160, 0x293, 0x892, 0x8C, 0x1C1, 0xFF, 0x863, 0x87C, 0x896, 0x8E, 0x88E, 0x897, 0x899,
        0x89B, 0x85, 0x86, 0x87, 0x88, 0xC0, 0xBF, 0xC2, 0xDD, 0xE3, 0xD5, 0x4D, 0x85E, 0x84B, 0x84C, 0x8A3,
    )
)  # fmt: skip
"""Records of counts, switches, window sizes and looks: nothing that a person wrote."""
_BEFORE_5 = {0x009: 2, 0x209: 3, 0x409: 4}


@dataclass(slots=True)
class SheetEntry:
    """One tab: its name, 1-based index, where its records begin, how it is hidden."""

    name: str
    index: int
    at: int
    concealment: Concealment = Concealment.VISIBLE


@dataclass(slots=True)
class Workbook:
    """What the sheets share. `version` is the number of the record format: 2, 3, 4, 5 or 8."""

    stream: bytes
    version: int
    coder: Coder
    strings: SharedStrings = field(default_factory=SharedStrings)
    styles: Styles = field(default_factory=Styles)
    dates: SerialDates = field(default_factory=lambda: SerialDates(is_1904=False))
    sheets: list[SheetEntry] = field(default_factory=list)
    end: int = 0
    """Where the records of the workbook end."""
    failure: Corrupt | None = None
    """What is wrong with a part of it, after which the rest could be read."""


def version_of(stream: bytes) -> int:
    """The version that the first record tells. Raises Corrupt if it is no workbook's."""
    if len(stream) < 8:
        raise Corrupt("the workbook stream is too short")
    kind, _, version = struct.unpack_from("<HHH", stream)
    if kind in _BEFORE_5:
        return _BEFORE_5[kind]
    if kind not in BOFS:
        raise Corrupt("the workbook stream does not begin as one")
    return 8 if version >= 0x600 else 5


class GlobalsReader:
    """Reads the records of the workbook itself; `book` is filled as it goes."""

    def __init__(self, book: Workbook, teller: Teller, links: Links) -> None:
        self.book = book
        self._teller = teller
        self._links = links
        self._styles = StyleTable()
        self._other: list[str] = []
        self._drawings: list[bytes] = []

    def read(self) -> Items:
        """Texts and tables of the workbook part. Raises Encrypted, and Corrupt at its damage."""
        book = self.book
        try:
            for record in records(book.stream):
                book.end = record.end
                if record.kind == EOF:
                    break
                if record.kind == LOCK:
                    raise Encrypted("the workbook needs a password")
                yield from self._take(record)
        finally:
            book.styles = self._styles.styles()
        yield from self._links.finish()
        drawings = b"".join(self._drawings)
        yield from read_with_pictures(drawings, self._teller, self._links.place, Concealment.ALT_TEXT)
        yield from self._teller.lines(self._other, Concealment.METADATA, TextRole.CODE)

    def _take(self, record: Record) -> Items:
        book, kind, data = self.book, record.kind, record.data
        try:
            if kind == _SHEET:
                self._sheet(data)
            elif kind == _STRINGS:
                if not _read_strings(record, book.strings):
                    yield from self._broken_strings(record)
            elif kind == _CODE_PAGE and len(data) >= 2:
                book.coder.codec = code_page(int.from_bytes(data[:2], "little"))
            elif kind == _DATES and data[:1] == b"\1":
                book.dates = SerialDates(is_1904=True)
            elif kind == _DRAWINGS:
                self._drawings += record.parts  # one group may go on in several records
            elif kind in _NAMES:
                yield from read_name(record, book, self._links.place, self._teller)
            elif kind in (_WRITER, _SHARING):
                at = 0 if kind == _WRITER else 4
                name = book.coder.text(data, at, 2 if book.version == 8 else 1)
                yield from self._teller.lines([name], Concealment.METADATA, TextRole.AUTHOR)
            elif self._links.take(record) or self._styles.take(record, book.coder, book.version):
                yield from self._links.ready()
            elif kind not in _STRUCTURE and kind not in BOFS:
                self._other += filter(likely, strings(record.parts))
        except (struct.error, IndexError):
            self._other += filter(likely, strings(record.parts))

    def _broken_strings(self, record: Record) -> Items:
        yield from self._teller.lines(strings(record.parts), Concealment.ORPHAN_STRING, TextRole.CODE)
        self.book.failure = Corrupt("the table of strings does not end where it must")

    def _sheet(self, data: bytes) -> None:
        at, state = struct.unpack_from("<IB", data)
        book = self.book
        name = book.coder.text(data, 6, 1)
        hidden = _STATES.get(state & 3, Concealment.VISIBLE)
        book.sheets.append(SheetEntry(name, len(book.sheets) + 1, at, hidden))


def _read_strings(record: Record, table: SharedStrings) -> bool:
    """The shared strings, and whether they are whole; a table that is cut short has those before the cut."""
    feed = Feed(record.parts)
    feed.skip(4)
    count = feed.number(4)
    total = 0
    for _ in range(count):
        try:
            text = feed.unicode()
        except Corrupt:
            return False
        total += len(text)
        if total > 1 << 28:
            raise OverLimit("the shared strings are too long")
        table.add(text)
    return feed.is_empty
