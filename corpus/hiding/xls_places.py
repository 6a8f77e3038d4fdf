"""Hiding places of Excel workbooks of the old format."""

import struct
from collections.abc import Callable
from datetime import date
from random import Random

from corpus.content import Content, aggregate
from corpus.hiding.ooxml_package import ASCII, module_directory
from corpus.hiding.place import HidingPlace
from corpus.ole import compressed
from corpus.xls.properties import AUTHOR, COMMENTS, summary
from corpus.xls.records import BLANK_FORMAT, WHITE, Value, constants, record, text_token, wide
from corpus.xls.workbook import XlsBook, XlsSheet

Plant = Callable[[XlsBook, Content], None]


def _making(plant: Plant) -> Callable[[Random, Content], bytes]:
    def make(rng: Random, content: Content) -> bytes:
        quarters: list[list[Value]] = [["Quarter", "Received"]]
        quarters += [[f"Q{n} 2022", rng.randrange(4000)] for n in range(1, 5)]
        book = XlsBook([XlsSheet("Summary", aggregate(rng)), XlsSheet("Quarters", quarters)])
        plant(book, content)
        return book.file()

    return make


def _tab(**how: object) -> Plant:
    """A tab of its own, hidden in some way."""

    def plant(book: XlsBook, content: Content) -> None:
        book.sheets.append(XlsSheet("Data", content.table, **how))  # type: ignore[arg-type]

    return plant


def _filtered(book: XlsBook, content: Content) -> None:
    after = record(0x9B) + record(0x9D, struct.pack("<H", 4))
    book.sheets.append(XlsSheet("Data", content.table, rows_hidden=range(1, 40), after=after))


def _column(width: int, flags: int) -> Plant:
    def plant(book: XlsBook, content: Content) -> None:
        rows = [("No.", *content.header), *((n, *one) for n, one in enumerate(content.rows, 1))]
        book.sheets.append(XlsSheet("Data", rows, columns=(1, 4, width, flags)))

    return plant


def _below(style: int, shift: int = 0) -> Plant:
    """Under a table that anybody sees, in a style of its own or far to the right."""

    def plant(book: XlsBook, content: Content) -> None:
        sheet = book.sheets[1]
        sheet.styled_from, sheet.style, sheet.shift = len(sheet.rows) + 1, style, shift
        sheet.rows = [*sheet.rows, [], *content.texts]

    return plant


def _note(book: XlsBook, content: Content) -> None:
    parts = []
    for number, line in enumerate(content.lines, 1):
        parts += [_object(0x19, number), _box(line)]
    parts += [
        record(0x1C, struct.pack("<HHHH", number, 0, 0, number) + wide("Reports") + b"\0")
        for number in range(1, len(content.lines) + 1)
    ]
    book.sheets[0].after = b"".join(parts)


def _object(kind: int, number: int) -> bytes:
    return record(0x5D, struct.pack("<HHHHH", 0x15, 0x12, kind, number, 0x4011) + bytes(16))


def _box(text: str) -> bytes:
    encoded = text.encode("utf-16-le")
    head = struct.pack("<HHHHHHHI", 0x212, 0, 0, 0, 0, len(encoded) // 2, 16, 0)
    return record(0x1B6, head) + record(0x3C, b"\1" + encoded) + record(0x3C, bytes(16))


def _text_box(book: XlsBook, content: Content) -> None:
    book.sheets[0].after = _object(6, 1) + _box(content.text)


def _footer(book: XlsBook, content: Content) -> None:
    book.sheets[0].after = record(0x15, wide("&L" + content.text))


def _orphan(book: XlsBook, content: Content) -> None:
    book.unused = list(content.lines)


def _defined_name(book: XlsBook, content: Content) -> None:
    for number, line in enumerate(content.lines, 1):
        formula, name = text_token(line), f"note_{number}"
        head = struct.pack("<HBBHHHBBBB", 1, 0, len(name), len(formula), 0, 0, 0, 0, 0, 0)
        book.records += record(0x18, head + b"\0" + name.encode() + formula)


def _named_array(book: XlsBook, content: Content) -> None:
    rows = content.texts
    array = struct.pack("<BH", len(rows[0]) - 1, len(rows) - 1) + b"".join(map(constants, rows))
    head = struct.pack("<HBBHHHBBBB", 1, 0, 5, 8, 0, 0, 0, 0, 0, 0)
    book.records += record(0x18, head + b"\0store\x60" + bytes(7) + array)


def _link_cache(book: XlsBook, content: Content) -> None:
    book.records += record(
        0x1AE, struct.pack("<H", 1) + wide("\1\1S\3reports\3source.xls") + wide("Register")
    )
    book.records += record(0x59, struct.pack("<HH", len(content.texts), 0))
    for number, row in enumerate(content.texts):
        book.records += record(0x5A, struct.pack("<BBH", len(row) - 1, 0, number) + constants(row))


def _validation(book: XlsBook, content: Content) -> None:
    """The list of choices has room for 255 characters; the prompt holds the rest."""
    after = b""
    for line in content.lines:
        choices = text_token(line[:255])
        texts = b"".join(wide(text) for text in ("\0", "\0", "Choose", "\0"))
        formula = struct.pack("<HH", len(choices), 0) + choices + struct.pack("<HH", 0, 0)
        after += record(0x1BE, struct.pack("<I", 3) + texts + formula + struct.pack("<HHHHH", 1, 1, 1, 0, 0))
    book.sheets[0].after = after


def _pivot_cache(book: XlsBook, content: Content) -> None:
    """Some columns as shared items that the records point to, the dates in the records themselves."""
    at = next(at for at, value in enumerate(content.rows[0]) if isinstance(value, date))
    count = len(content.rows)
    stream = record(0xC6, struct.pack("<IHHHHHHHH", count, 1, 1, 0x13FF, 4, 4, 0, 1, 7) + b"\0Reports")
    for column, name in enumerate(content.header):
        shared = column != at
        flags = (count if shared else 0,)
        stream += record(0xC7, struct.pack("<7H", int(shared), 0, 0, count, 0, count, *flags) + wide(name))
        if shared:
            stream += b"".join(record(0xCD, wide(str(row[column]))) for row in content.rows)
    for number, row in enumerate(content.rows):
        day = row[at]
        assert isinstance(day, date)
        stream += record(0xC8, bytes([number] * (len(row) - 1)))
        stream += record(0xCE, struct.pack("<HHBBBB", day.year, day.month, day.day, 0, 0, 0))
    book.streams["_SX_DB_CUR/0001"] = stream + record(0x0A)


def _comments_property(book: XlsBook, content: Content) -> None:
    book.streams["\x05SummaryInformation"] = summary({COMMENTS: content.text})


def _author_property(book: XlsBook, content: Content) -> None:
    book.streams["\x05SummaryInformation"] = summary({AUTHOR: str(content.rows[0][0])})


def _macro(book: XlsBook, content: Content) -> None:
    code = 'Attribute VB_Name = "Module1"\r\nSub Check()\r\n'
    code += "".join(f"    ' {line}\r\n" for line in content.lines) + "End Sub\r\n"
    book.streams["VBA/Module1"] = bytes(16) + compressed(code.encode("ascii"))
    book.streams["VBA/dir"] = compressed(module_directory(16))


def _embedded(book: XlsBook, content: Content) -> None:
    book.streams["MBD0001/Workbook"] = XlsBook([XlsSheet("Register", content.table)]).stream()


def _revision_log(book: XlsBook, content: Content) -> None:
    book.streams["Revision Log"] = b"".join(record(0x148, bytes(8) + wide(line)) for line in content.lines)


def _behind(book: XlsBook, content: Content) -> None:
    book.behind = b"\0" * 64 + b"".join(wide(line) + bytes(4) for line in content.lines)


def _unused_sector(rng: Random, content: Content) -> bytes:
    """A piece of an earlier save in a sector that belongs to no stream."""
    plain = _making(lambda book, nothing: None)(rng, content)
    return plain + b"".join(line.encode("utf-16-le").ljust(512, b"\0") for line in content.lines)


DATA = ("sheet:Data",)
PLACES = (
    HidingPlace("visible_tab", _making(_tab()), "visible", DATA),
    HidingPlace("hidden_sheet", _making(_tab(state=1)), "hidden_sheet", DATA),
    HidingPlace("very_hidden_sheet", _making(_tab(state=2)), "very_hidden_sheet", DATA),
    HidingPlace("hidden_row", _making(_tab(rows_hidden=range(1, 40))), "hidden_row", DATA),
    HidingPlace("flat_row", _making(_tab(rows_flat=range(1, 40))), "zero_size", DATA),
    HidingPlace("filtered_row", _making(_filtered), "filtered_row", DATA),
    HidingPlace("hidden_column", _making(_column(2560, 1)), "hidden_column", DATA),
    HidingPlace("narrow_column", _making(_column(0, 0)), "zero_size", DATA),
    HidingPlace("white_font", _making(_below(WHITE)), "invisible_text", ("sheet:Quarters",)),
    HidingPlace("blank_format", _making(_below(BLANK_FORMAT)), "invisible_text", ("sheet:Quarters",)),
    HidingPlace("far_right", _making(_below(0, 200)), "off_page", ("sheet:Quarters",)),
    HidingPlace("note", _making(_note), "comment", ("sheet:Summary",)),
    HidingPlace("text_box", _making(_text_box), "visible", ("sheet:Summary",)),
    HidingPlace("footer", _making(_footer), "header_footer", ("sheet:Summary",)),
    HidingPlace("orphan_string", _making(_orphan), "orphan_string"),
    HidingPlace("defined_name", _making(_defined_name), "defined_name"),
    HidingPlace("named_array", _making(_named_array), "defined_name"),
    HidingPlace("external_link_cache", _making(_link_cache), "external_link_cache", ("sheet:Register",)),
    HidingPlace("validation_list", _making(_validation), "validation_list", ("sheet:Summary",)),
    HidingPlace("pivot_cache", _making(_pivot_cache), "pivot_cache", ("part:_SX_DB_CUR/0001",)),
    HidingPlace("property_comments", _making(_comments_property), "metadata"),
    HidingPlace("property_author", _making(_author_property), None, author=True),
    HidingPlace("macro", _making(_macro), "macro", among=ASCII),
    HidingPlace("embedded_workbook", _making(_embedded), "embedded_object", ("part:MBD0001",)),
    HidingPlace("revision_log", _making(_revision_log), "tracked_change", ("part:Revision Log",)),
    HidingPlace("behind_the_sheets", _making(_behind), "previous_version", skipped=True),
    HidingPlace("unused_sector", _unused_sector, "previous_version", ("part:unused sectors",), skipped=True),
)
"""One hiding place per file, each with a benign twin that holds something harmless in the same place."""
