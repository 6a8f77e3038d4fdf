"""Hiding places of binary workbooks, those that stand in binary records."""

import struct
from collections.abc import Callable
from datetime import date
from random import Random

from corpus.content import Content, aggregate
from corpus.hiding.place import HidingPlace
from corpus.xlsb.workbook import (
    BLANK_FORMAT,
    WHITE,
    Value,
    XlsbBook,
    XlsbSheet,
    record,
    text_token,
    wide,
)

Plant = Callable[[XlsbBook, Content], None]


def _making(plant: Plant) -> Callable[[Random, Content], bytes]:
    def make(rng: Random, content: Content) -> bytes:
        quarters: list[list[Value]] = [["Quarter", "Received"]]
        quarters += [[f"Q{n} 2022", rng.randrange(4000)] for n in range(1, 5)]
        book = XlsbBook([XlsbSheet("Summary", aggregate(rng)), XlsbSheet("Quarters", quarters)])
        plant(book, content)
        return book.file()

    return make


def _tab(state: int = 0, rows_hidden: range = range(0), after: bytes = b"") -> Plant:
    def plant(book: XlsbBook, content: Content) -> None:
        sheet = XlsbSheet("Data", content.table, state=state, rows_hidden=rows_hidden, after=after)
        book.sheets.append(sheet)

    return plant


def _column(width: int, flags: int) -> Plant:
    def plant(book: XlsbBook, content: Content) -> None:
        rows = [("No.", *content.header), *((n, *one) for n, one in enumerate(content.rows, 1))]
        book.sheets.append(XlsbSheet("Data", rows, columns=(1, 4, width, flags)))

    return plant


def _below(style: int) -> Plant:
    def plant(book: XlsbBook, content: Content) -> None:
        sheet = book.sheets[1]
        sheet.styled_from, sheet.style = len(sheet.rows) + 1, style
        sheet.rows = [*sheet.rows, [], *content.texts]

    return plant


def _orphan(book: XlsbBook, content: Content) -> None:
    book.unused = list(content.lines)


def _defined_name(book: XlsbBook, content: Content) -> None:
    for number, line in enumerate(content.lines, 1):
        token = text_token(line)
        formula = struct.pack("<I", len(token)) + token + struct.pack("<I", 0)
        head = struct.pack("<IBI", 1, 0, 0xFFFFFFFF) + wide(f"note_{number}")
        book.names += record(39, head + formula + struct.pack("<I", 0xFFFFFFFF))


def _validation(book: XlsbBook, content: Content) -> None:
    for line in content.lines:
        token = text_token(line)
        texts = struct.pack("<I", 0xFFFFFFFF) * 2 + wide("Choose") + struct.pack("<I", 0xFFFFFFFF)
        formula = struct.pack("<I", len(token)) + token + struct.pack("<II", 0, 0)
        book.sheets[0].after += record(64, struct.pack("<IIIIII", 3, 1, 1, 1, 0, 0) + texts + formula)


def _footer(book: XlsbBook, content: Content) -> None:
    none = struct.pack("<I", 0xFFFFFFFF)
    book.sheets[0].after = record(479, struct.pack("<H", 0) + none + wide("&L" + content.text) + none * 4)


def _comments(book: XlsbBook, content: Content) -> None:
    part = record(628) + record(630) + record(632, wide("Reports")) + record(631) + record(633)
    for row, line in enumerate(content.lines, 1):
        place = struct.pack("<5I", 0, row, row, 0, 0)
        part += record(635, place + bytes(16)) + record(637, b"\0" + wide(line)) + record(636)
    book.parts["comments", "xl/comments1.bin"] = part + record(634) + record(629)
    book.links["xl/worksheets/sheet1.bin"] = [("comments", "/xl/comments1.bin")]


def _link_cache(book: XlsbBook, content: Content) -> None:
    part = record(360, bytes(10)) + record(359, struct.pack("<I", 1) + wide("Register"))
    part += record(363, struct.pack("<I", 0))
    for number, row in enumerate(content.texts):
        part += record(366, struct.pack("<I", number))
        part += b"".join(record(371, struct.pack("<I", at) + wide(cell)) for at, cell in enumerate(row))
    book.parts["externalLink", "xl/externalLinks/externalLink1.bin"] = part + record(364)


def _pivot_cache(book: XlsbBook, content: Content) -> None:
    """All columns but the dates as shared items that the records point to."""
    part, rows = record(179, bytes(20)), [b""] * len(content.rows)
    for column, name in enumerate(content.header):
        part += record(183, bytes(21) + wide(name)) + record(189, bytes(4))
        for number, row in enumerate(content.rows):
            value = row[column]
            if isinstance(value, date):
                day = struct.pack("<HHBBBB", value.year, value.month, value.day, 0, 0, 0)
                rows[number] += record(25, day)
            else:
                part += record(24, wide(str(value)))
                rows[number] += record(26, struct.pack("<I", number))
        part += record(190) + record(184)
    definition, records = "xl/pivotCache/pivotCacheDefinition1.bin", "xl/pivotCache/pivotCacheRecords1.bin"
    book.parts["pivotCacheDefinition", definition] = part + record(180)
    book.links[definition] = [("pivotCacheRecords", f"/{records}")]
    book.parts["pivotCacheRecords", records] = b"".join(record(34) + row for row in rows)


DATA = ("sheet:Data",)
PLACES = (
    HidingPlace("visible_tab", _making(_tab()), "visible", DATA),
    HidingPlace("hidden_sheet", _making(_tab(1)), "hidden_sheet", DATA),
    HidingPlace("very_hidden_sheet", _making(_tab(2)), "very_hidden_sheet", DATA),
    HidingPlace("hidden_row", _making(_tab(0, range(1, 40))), "hidden_row", DATA),
    HidingPlace("filtered_row", _making(_tab(0, range(1, 40), record(163, bytes(6)))), "filtered_row", DATA),
    HidingPlace("hidden_column", _making(_column(2560, 1)), "hidden_column", DATA),
    HidingPlace("narrow_column", _making(_column(0, 0)), "zero_size", DATA),
    HidingPlace("white_font", _making(_below(WHITE)), "invisible_text", ("sheet:Quarters",)),
    HidingPlace("blank_format", _making(_below(BLANK_FORMAT)), "invisible_text", ("sheet:Quarters",)),
    HidingPlace("orphan_string", _making(_orphan), "orphan_string"),
    HidingPlace("defined_name", _making(_defined_name), "defined_name"),
    HidingPlace("validation_list", _making(_validation), "validation_list", ("sheet:Summary",)),
    HidingPlace("footer", _making(_footer), "header_footer", ("sheet:Summary",)),
    HidingPlace("comment", _making(_comments), "comment", ("sheet:Summary",)),
    HidingPlace("external_link_cache", _making(_link_cache), "external_link_cache", ("sheet:Register",)),
    HidingPlace("pivot_cache", _making(_pivot_cache), "pivot_cache"),
)
"""One hiding place per file, each with a benign twin that holds something harmless in the same place."""
