"""Links to other workbooks, and the cells of them that this one keeps a copy of ([MS-XLS] 2.4.271)."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from withhold.domain.concealment import Concealment
from withhold.domain.piece import EMPTY_CELL, ReadItem
from withhold.readers.grid import GridRow, tables
from withhold.readers.interface import Corrupt, Place
from withhold.readers.ole.document import Items, Teller
from withhold.readers.xls.names import array_rows, constant
from withhold.readers.xls.records import Record
from withhold.readers.xls.texts import Feed, literals

_HOW = Concealment.EXTERNAL_LINK_CACHE
_BOOK, _SHEET, _ROW, _NAME, _OLD_LINK = 0x1AE, 0x59, 0x5A, 0x23, 0x17
_SELF, _ADD_IN = 0x401, 0x3A01


@dataclass(slots=True)
class Links:
    """Collects the rows of one cached sheet after the other; `ready` gives those that are complete."""

    place: Place
    teller: Teller
    is_unicode: bool
    _names: list[str] = field(default_factory=list)
    _sheet: int = 0
    _rows: list[GridRow] = field(default_factory=list)
    _done: list[tuple[int, str, list[GridRow]]] = field(default_factory=list)
    _labels: list[str] = field(default_factory=list)

    def take(self, record: Record) -> bool:
        """Whether the record was about links."""
        if record.kind == _BOOK:
            self._close()
            self._book(record)
        elif record.kind == _SHEET:
            self._close()
            self._sheet = struct.unpack_from("<H", record.data, 2)[0] if len(record.data) >= 4 else 0
        elif record.kind == _ROW:
            self._row(record)
        elif record.kind == _NAME:
            self._name(record)
        elif record.kind == _OLD_LINK:
            if not self.is_unicode:
                self._labels.append(_path(record.data[2:].decode("cp1252", "replace")))
        else:
            return False
        return True

    def _book(self, record: Record) -> None:
        feed = Feed(record.parts)
        self._names = []
        try:
            count, kind = feed.number(), feed.number()
            if kind in (_SELF, _ADD_IN):
                return
            self._labels.append(_path(feed.unicode(length=kind)))
            for _ in range(count):
                self._names.append(feed.unicode())
        except Corrupt:
            return  # what there was of the names is kept; the cached rows are records of their own
        finally:
            self._labels += self._names

    def _row(self, record: Record) -> None:
        """Constants beside each other ([MS-XLS] 2.4.68)."""
        last, first, number = struct.unpack_from("<BBH", record.data)
        feed = Feed([record.joined[4:]])
        row = GridRow(number + 1, [None] * first, [EMPTY_CELL] * first)
        try:
            for _ in range(last - first + 1):
                value, kind = constant(feed)
                row.values.append(value)
                row.kinds.append(kind)
        except Corrupt:
            row.values += literals(record.joined)
            row.kinds += "t" * (len(row.values) - len(row.kinds))
        self._rows.append(row)

    def _name(self, record: Record) -> None:
        data = record.joined
        if self.is_unicode and len(data) > 8:
            size = data[6] * (2 if data[7] & 1 else 1)
            self._labels.append(
                data[8 : 8 + size].decode("utf-16-le" if data[7] & 1 else "latin-1", "replace")
            )
            self._labels += literals(data[8 + size :])
            rows = data[8 + size :]
            if len(rows) > 3 and rows[3] in (1, 2):
                # The values of a link to another program are an array.
                self._labels += [value for value in _values(rows) if value]

    def _close(self) -> None:
        if self._rows:
            name = self._names[self._sheet] if self._sheet < len(self._names) else ""
            self._done.append((self._sheet, name, self._rows))
            self._rows = []

    def ready(self) -> Iterator[ReadItem]:
        """The cached sheets that are complete."""
        done, self._done = self._done, []
        for index, name, rows in done:
            location = self.teller.location.child("sheet", name, index + 1)
            yield from tables(rows, place=self.place, location=location, concealment=self.teller.how(_HOW))

    def finish(self) -> Items:
        """The rest, with paths and names."""
        self._close()
        yield from self.ready()
        yield from self.teller.lines(self._labels, _HOW)


def _values(data: bytes) -> Iterator[str | None]:
    for row in array_rows(data):
        yield from row.values


def _path(encoded: str) -> str:
    """An encoded path ([MS-XLS] 2.5.277) with its marks as separators."""
    return "".join(one if one >= " " else "\\" for one in encoded).strip("\\")
