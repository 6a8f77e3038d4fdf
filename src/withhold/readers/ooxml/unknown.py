"""Parts that no reader knows: files of other types are opened, the rest is decoded as strings and said."""

from withhold.domain.concealment import Concealment
from withhold.domain.piece import Skipped, SkipReason, TextRole
from withhold.readers.interface import Corrupt
from withhold.readers.ooxml.cfb import SIGNATURE
from withhold.readers.ooxml.embedded import peek, read_embedded
from withhold.readers.ooxml.generic import words
from withhold.readers.ooxml.part import Items, Part
from withhold.readers.ooxml.xml import events
from withhold.readers.strings import strings

_FILES = (
    SIGNATURE,
    b"PK\x03\x04",
    b"%PDF-",
    b"\x1f\x8b\x08",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"Rar!",
    b"7z\xbc\xaf",
)
_XML = (b"<?xml", b"\xef\xbb\xbf<", b"<", b"\xff\xfe<", b"\xfe\xff\0<")
_HOW = Concealment.EMBEDDED_OBJECT


def read_unknown(part: Part) -> Items:
    """A part of unknown type."""
    first, chunks = peek(part.chunks())
    if first.startswith(_FILES):
        yield from read_embedded(part)
        return
    size = part.book.package.container.size(part.member)
    detail = "no reader knows this part"
    if first.startswith(_XML):
        try:
            yield from part.lines(words(events(chunks)), _HOW, TextRole.CODE)
        except Corrupt:
            detail = "no reader knows this part, and it is not sound XML"
            yield from part.lines(strings(part.chunks()), _HOW, TextRole.CODE)
    else:
        yield from part.lines(strings(chunks), _HOW, TextRole.CODE)
    yield Skipped(part.location, SkipReason.DECODED_AS_STRINGS, size, detail)
