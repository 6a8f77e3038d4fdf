"""What stands around the cells of a sheet: headers, notes, boxes, lists, links, charts, pivot tables."""

import struct
from collections.abc import Callable

from withhold.domain.concealment import Concealment
from withhold.domain.location import column_letters
from withhold.domain.piece import Text, TextRole
from withhold.readers.grid import tables
from withhold.readers.interface import Corrupt, Place
from withhold.readers.ole.document import Items, Teller
from withhold.readers.ooxml.macro import likely
from withhold.readers.ooxml.sheet_extras import header_text
from withhold.readers.strings import strings
from withhold.readers.xls.cells import Cell, RowStates, grid_rows
from withhold.readers.xls.records import Record
from withhold.readers.xls.texts import Feed, literals
from withhold.readers.xls.workbook import Workbook

C = Concealment
_NOTE_OBJECT = 0x19
_STRUCTURE = frozenset(
    (
        0x00, 0x0B, 0x0C, 0x0D, 0x0F, 0x10, 0x11, 0x5F, 0x2A, 0x2B, 0x82, 0x80, 0x81, 0x83,
        0x84, 0x26, 0x27, 0x28, 0x29, 0xA1, 0x33, 0x55, 0x20B, 0x200, 0x23E, 0x1D, 0xE5, 0xD7,
        0x1BA, 0x867, 0x868, 0x862, 0x8A, 0x41, 0xA0, 0x12, 0x13, 0x63, 0x7D, 0x208, 0x225, 0x9B,
        0x9D, 0xEF, 0xAB, 0x99, 0x1B0, 0x1B2, 0x221, 0x21, 0xBC, 0x4BC, 0x89C, 0x88B, 0x8C, 0x00E,
        0xDD, 0x19,
    )
)  # fmt: skip
"""Records of sizes, switches and looks."""
_CHART_LOOKS = range(0x1001, 0x1070)
_HIDINGS = {
    0xEC: C.ALT_TEXT, 0x800: C.ALT_TEXT, 0x1B1: C.INVISIBLE_TEXT, 0x87A: C.INVISIBLE_TEXT,
    0xAF: C.INVISIBLE_TEXT, 0xAE: C.INVISIBLE_TEXT, 0x9E: C.INVISIBLE_TEXT, 0x87E: C.INVISIBLE_TEXT,
    0x4D: C.METADATA, 0xE9: C.METADATA, 0x1A9: C.METADATA, 0x1AA: C.METADATA, 0x1B8: C.VISIBLE,
    0x1AD: C.QUERY_CACHE, 0x50: C.QUERY_CACHE, 0x51: C.QUERY_CACHE, 0x52: C.QUERY_CACHE, 0xDC: C.QUERY_CACHE,
    0x802: C.QUERY_CACHE, 0x803: C.QUERY_CACHE, 0x804: C.QUERY_CACHE, 0x805: C.QUERY_CACHE,
    0x872: C.FORM_FIELD, 0x5D: C.FORM_FIELD,
}  # fmt: skip
"""How the strings of a record are hidden; those of others are told as metadata."""
_PIVOT = frozenset(
    (*range(0xB0, 0xB9), 0xC5, 0xD0, 0xD1, 0xD2, 0xF0, 0xF1, 0xF2, 0xF5, 0xF6, 0xF7, 0xF8, 0xF9)
)


class Around:
    """Takes the records that are no cells; `chart_cells` are the copies that charts keep."""

    def __init__(self, book: Workbook, place: Place, teller: Teller) -> None:
        self.chart_cells: list[Cell] = []
        self._book = book
        self._place = place
        self._teller = teller
        self._held: dict[tuple[Concealment, TextRole], list[str]] = {}
        self._found: list[Text] = []
        self._object = (0, 0)
        self._boxes: dict[int, str] = {}
        self._readers: dict[int, Callable[[Record], None]] = {
            **dict.fromkeys((0x14, 0x15), self._header),
            0x1C: self._note,
            0x5D: self._begin_object,
            0x1B6: self._box,
            0x1BE: self._validation,
            0x100D: self._series,
        }

    def take(self, record: Record, *, in_chart: bool) -> None:
        """One record. Raises struct.error or IndexError when it is cut short."""
        kind = record.kind
        if kind in self._readers:
            self._readers[kind](record)
        elif kind in _PIVOT:
            self._hold(strings(record.parts), C.VISIBLE)
        elif kind in _STRUCTURE or kind in _CHART_LOOKS:
            return
        elif self._book.version == 8 and kind in (0x1B1, 0x87A):
            self._hold(literals(record.joined), C.INVISIBLE_TEXT)
        else:
            how = _HIDINGS.get(kind, C.CHART_CACHE if in_chart else C.METADATA)
            self._hold(filter(likely, strings(record.parts)), how, TextRole.CODE)

    def damaged(self, record: Record) -> None:
        """The strings of a record that is not as it should be."""
        self._hold(strings(record.parts), C.VISIBLE, TextRole.CODE)

    def finish(self) -> Items:
        """Everything taken."""
        yield from self._found
        for text in self._boxes.values():  # notes that no cell has any more
            yield self._teller.text(text, C.COMMENT)
        for (how, role), texts in self._held.items():
            yield from self._teller.lines(texts, how, role)
        if self.chart_cells:
            cells = sorted(self.chart_cells, key=lambda cell: cell[:2])
            yield from tables(
                grid_rows(cells, RowStates(), self._book.styles),
                place=self._place,
                location=self._teller.location.child("part", "chart"),
                concealment=C.CHART_CACHE.inside(self._teller.concealment),
            )

    def _hold(self, texts: object, how: Concealment, role: TextRole = TextRole.LABEL) -> None:
        self._held.setdefault((how, role), []).extend(texts)  # type: ignore[arg-type]

    def _header(self, record: Record) -> None:
        size = 2 if self._book.version == 8 else 1
        if record.data and (plain := header_text(self._book.coder.text(record.joined, 0, size))):
            self._found.append(self._teller.text(plain, C.HEADER_FOOTER))

    def _begin_object(self, record: Record) -> None:
        """Which drawn object the next text belongs to ([MS-XLS] 2.5.143)."""
        data = record.data
        if self._book.version == 8 and len(data) >= 8:
            self._object = struct.unpack_from("<HH", data, 4)
            self._hold(filter(likely, strings([data[8:]])), C.FORM_FIELD, TextRole.CODE)
        else:
            self._hold(filter(likely, strings(record.parts)), C.VISIBLE)

    def _box(self, record: Record) -> None:
        """The text of a box, of a control, or of the note that follows ([MS-XLS] 2.4.329)."""
        data = record.data
        length = struct.unpack_from("<H", data, 10)[0]
        if not length:
            return
        if len(record.parts) < 2:
            return
        feed = Feed(record.parts[1:])
        try:
            text = feed.unicode(length=length)
        except Corrupt:
            text = "\n".join(strings(record.parts))
        if len(record.parts[1]) > 1 + 2 * length:
            # The record tells fewer letters than follow it.
            self._hold(strings(record.parts[1:]), C.VISIBLE)
        kind, number = self._object
        if kind == _NOTE_OBJECT:
            if number in self._boxes:
                self._found.append(self._teller.text(self._boxes[number], C.COMMENT))
            self._boxes[number] = text
        else:
            self._found.append(self._teller.text(text))

    def _note(self, record: Record) -> None:
        data = record.joined
        row, column, length_or_flags = struct.unpack_from("<3H", data)
        cell = f"{column_letters(column)}{row + 1}"
        if self._book.version == 8:
            number = struct.unpack_from("<H", data, 6)[0]
            author = self._book.coder.text(data, 8)
            self._hold([author], C.COMMENT, TextRole.AUTHOR)
            text = self._boxes.pop(number, "")
        else:
            text = data[6 : 6 + length_or_flags].decode(self._book.coder.codec, "replace")
        if text.strip():
            self._found.append(self._teller.text(text, C.COMMENT, cells="" if row == 0xFFFF else cell))

    def _validation(self, record: Record) -> None:
        """Prompts, messages and lists ([MS-XLS] 2.4.89)."""
        data = record.joined
        feed = Feed([data[4:]])
        try:
            texts = [feed.unicode() for _ in range(4)]
        except Corrupt:
            texts = list(strings([data]))
        for literal in literals(data):
            texts += literal.split(",")
        self._hold(texts, C.VALIDATION_LIST)

    def _series(self, record: Record) -> None:
        text = self._book.coder.text(record.joined, 2, 1)
        self._hold([text], C.VISIBLE)
