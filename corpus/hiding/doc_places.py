"""Hiding places of Word documents of the old format."""

import struct
from collections.abc import Callable
from random import Random

from corpus.content import Content
from corpus.hiding.place import HidingPlace
from corpus.word97.document import DELETED, HIDDEN, INSERTED, WHITE, Document, Run, sttb, table
from corpus.xls.properties import COMMENTS, summary
from corpus.xls.workbook import XlsBook, XlsSheet

Plant = Callable[[Document, Content], None]


def _making(plant: Plant) -> Callable[[Random, Content], bytes]:
    def make(rng: Random, content: Content) -> bytes:
        received = rng.randrange(1000, 4000)
        lines = [
            "Quarterly report",
            f"The office received {received} forms in the first quarter.",
            "It was a cold spring.",
        ]
        document = Document({"main": [Run("".join(f"{line}\r" for line in lines))]})
        plant(document, content)
        return document.file()

    return make


def _lines(content: Content) -> str:
    return "".join(f"{line}\r" for line in content.lines)


def _text(look: bytes = b"") -> Plant:
    def plant(document: Document, content: Content) -> None:
        document.stories["main"] += [Run(_lines(content), look), Run("So much for the quarter.\r")]

    return plant


def _story(name: str) -> Plant:
    def plant(document: Document, content: Content) -> None:
        document.stories[name] = [Run(_lines(content))]

    return plant


def _table(document: Document, content: Content) -> None:
    document.stories["main"] += [*table(content.texts), Run("\r")]


def _field(document: Document, content: Content) -> None:
    for line in content.lines:
        document.stories["main"].append(Run(f"\x13 QUOTE {line} \x14see there\x15\r"))


def _comments(document: Document, content: Content) -> None:
    _story("comments")(document, content)
    document.tables[36] = struct.pack("<H", 7) + "Reports".encode("utf-16-le")


def _saved_by(document: Document, content: Content) -> None:
    document.tables[71] = sttb([str(content.rows[0][0]), "C:\\reports\\quarter.doc"])


def _left_behind(document: Document, content: Content) -> None:
    """A fast save leaves what was deleted in the file: no piece of the text leads there."""
    document.behind = _lines(content)


def _variables(document: Document, content: Content) -> None:
    document.tables[60] = sttb(content.lines)


def _property(document: Document, content: Content) -> None:
    document.streams["\x05SummaryInformation"] = summary({COMMENTS: content.text})


def _embedded(document: Document, content: Content) -> None:
    book = XlsBook([XlsSheet("Register", content.table)])
    document.streams["_1234567890/Workbook"] = book.stream()


TEXT = ("part:WordDocument",)
PLACES = (
    HidingPlace("text", _making(_text()), "visible", TEXT),
    HidingPlace("table", _making(_table), "visible", TEXT),
    HidingPlace("hidden_text", _making(_text(HIDDEN)), "invisible_text", TEXT),
    HidingPlace("white_text", _making(_text(WHITE)), "invisible_text", TEXT),
    HidingPlace("deleted_text", _making(_text(DELETED)), "tracked_change", TEXT),
    HidingPlace("inserted_text", _making(_text(INSERTED)), "tracked_change", TEXT),
    HidingPlace("footnote", _making(_story("footnotes")), "visible", TEXT),
    HidingPlace("header", _making(_story("headers")), "header_footer", (*TEXT, "part:headers")),
    HidingPlace("comment", _making(_comments), "comment", (*TEXT, "part:comments")),
    HidingPlace("text_box", _making(_story("boxes")), "visible", TEXT),
    HidingPlace("field_code", _making(_field), "invisible_text", TEXT),
    HidingPlace("saved_by", _making(_saved_by), None, author=True),
    HidingPlace("variables", _making(_variables), "metadata", TEXT),
    HidingPlace("left_behind", _making(_left_behind), "previous_version", TEXT),
    HidingPlace("property_comments", _making(_property), "metadata"),
    HidingPlace("embedded_workbook", _making(_embedded), "embedded_object", ("part:_1234567890",)),
)
"""One hiding place per file, each with a benign twin that holds something harmless in the same place."""
