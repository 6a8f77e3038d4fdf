"""Embedded files and objects, pictures, and binary parts of which only strings can be taken."""

import struct
from collections.abc import Callable, Iterator
from io import BytesIO

from withhold.domain.concealment import Concealment
from withhold.domain.piece import PartRead, Skipped, SkipReason, TextRole
from withhold.readers.interface import Corrupt, Source
from withhold.readers.ooxml.cfb import SIGNATURE, CompoundFile
from withhold.readers.ooxml.part import Items, Part
from withhold.readers.strings import strings

_MOST = 1 << 30
_HOW = Concealment.EMBEDDED_OBJECT
_DOCUMENTS = ("package", "contents", "embeddedodf")
"""Streams that hold a whole file of another program."""
_OFFICE = (
    "workbook",
    "book",
    "worddocument",
    "powerpoint document",
    "encryptedpackage",
    "__properties_version1.0",
)
"""Streams that make the compound file itself a document."""


def nested(concealment: Concealment) -> Callable[[Part], Items]:
    """A reader that hands the part on as a document of its own."""

    def read(part: Part) -> Items:
        source = part.book.package.container.source(part.member, _MOST)
        yield from part.book.place.open_nested(
            source, part.book.place.inside(part.location, part.how(concealment))
        )

    return read


def read_embedded(part: Part) -> Items:
    """An embedded file; out of an OLE object the files it wraps, and the strings of the rest."""
    source = part.book.package.container.source(part.member, _MOST)
    place = part.book.place.inside(part.location, part.how(_HOW))
    data = source.stream.read()
    source.stream.seek(0)
    if not data.startswith(SIGNATURE):
        yield from part.book.place.open_nested(source, place)
        return
    try:
        file = CompoundFile(data)
    except Corrupt as error:
        yield from part.lines(strings([data]), _HOW, TextRole.CODE)
        yield Skipped(part.location, SkipReason.CORRUPT, len(data), str(error))
        return
    if any(name.lower() in _OFFICE for name in file.streams):
        yield from part.book.place.open_nested(source, place)
        return
    for index, name in enumerate(file.streams, 1):
        content = file.read(name)
        short = name.rpartition("/")[2].lower()
        if short == "\x01ole10native":
            content, labels = native(content)
            yield from part.lines(labels, _HOW)
        if short in (*_DOCUMENTS, "\x01ole10native") and content:
            location = part.location.child("member", name.lstrip("\x01"), index)
            inner = Source(BytesIO(content), len(content), "")
            yield from part.book.place.open_nested(inner, part.book.place.inside(location, part.how(_HOW)))
        else:
            yield from part.lines(strings([content]), _HOW, TextRole.CODE)
    yield PartRead(part.location)


def native(content: bytes) -> tuple[bytes, list[str]]:
    """The file in an Ole10Native stream, with the names and paths stored beside it ([MS-OLEDS] 2.3.6)."""
    at = 6
    labels = []
    for _ in range(2):
        end = content.find(b"\0", at, at + 1024)
        if end < 0:
            return content, []
        labels.append(content[at:end].decode("cp1252", "replace"))
        at = end + 1
    at += 4
    if at + 4 > len(content):
        return content, labels
    (length,) = struct.unpack_from("<I", content, at)
    labels.append(content[at + 4 : at + 4 + min(length, 1024)].rstrip(b"\0").decode("cp1252", "replace"))
    at += 4 + length
    if at + 4 > len(content):
        return content, labels
    (size,) = struct.unpack_from("<I", content, at)
    return content[at + 4 : at + 4 + size], labels


def as_strings(concealment: Concealment) -> Callable[[Part], Items]:
    """A reader for binary parts that hold little but readable strings (printer settings)."""

    def read(part: Part) -> Items:
        yield from part.lines(strings(part.chunks()), concealment, TextRole.CODE)

    return read


def read_data_model(part: Part) -> Items:
    """xl/model/item.data: its strings. Columns that the engine packed cannot be read, and that is said."""
    yield from part.lines(strings(part.chunks()), Concealment.DATA_MODEL, TextRole.CODE)
    size = part.book.package.container.size(part.member)
    yield Skipped(
        part.location, SkipReason.DECODED_AS_STRINGS, size, "columns of the data model may be packed"
    )


def peek(chunks: Iterator[bytes]) -> tuple[bytes, Iterator[bytes]]:
    """The first chunk, and the chunks with it before them again."""
    first = next(chunks, b"")

    def again() -> Iterator[bytes]:
        yield first
        yield from chunks

    return first, again()
