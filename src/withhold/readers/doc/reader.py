"""A Word document of the old format: its stories, what lies beside them, every other stream."""

import struct
from collections.abc import Iterator

from withhold.domain.concealment import Concealment
from withhold.domain.piece import PartRead, Skipped, SkipReason, TextRole
from withhold.readers.doc.fib import Fib, read_fib
from withhold.readers.doc.pieces import Segment, read_pieces, segments, unused
from withhold.readers.doc.runs import read_runs
from withhold.readers.doc.story import Story
from withhold.readers.doc.tables import table_texts
from withhold.readers.interface import Corrupt, Place, ReaderError, Source
from withhold.readers.ole.document import Items, OleDocument, Teller, told
from withhold.readers.ole.found_pictures import read_with_pictures
from withhold.readers.ole.passwords import read_unlocked
from withhold.readers.ole.rest import read_rest
from withhold.readers.ooxml.macro import likely
from withhold.readers.strings import strings

C = Concealment
_STORIES = {
    "headers": C.HEADER_FOOTER,
    "header boxes": C.HEADER_FOOTER,
    "comments": C.COMMENT,
    "macros": C.MACRO,
}
_CHARACTERS, _PARAGRAPHS, _PIECES, _PROPERTIES = 12, 13, 33, 32
_AUTHORS = (6, 7)
"""Places in the table of properties: author, last author ([MS-DOC] 2.9.276)."""
_TABLES = (
    (51, C.TRACKED_CHANGE, TextRole.AUTHOR),
    (36, C.COMMENT, TextRole.AUTHOR),
    (71, C.METADATA, TextRole.AUTHOR),
    (21, C.METADATA, TextRole.LABEL),
    (60, C.METADATA, TextRole.LABEL),
    (22, C.METADATA, TextRole.LABEL),
)
"""Tables of texts by their number: who changed, who commented, who saved, bookmarks, variables."""
_HIDINGS = {"1table": C.METADATA, "0table": C.METADATA, "worddocument": C.VISIBLE}


def read(document: OleDocument, source: Source) -> Items:
    """Everything in a Word document of Word 6 to 2003. Raises Encrypted, or Corrupt if it is none."""
    name = document.find("WordDocument")
    if name is None:
        raise Corrupt("the compound file holds no document")
    stream = document.file.read(name)
    document.said.add(name)
    try:
        fib = read_fib(stream)
    except ReaderError as error:
        teller = document.teller(name)
        yield from teller.lines(strings([stream]), C.VISIBLE, TextRole.CODE)
        yield told(teller.location, error, len(stream))
    else:
        if fib.is_encrypted:
            yield from read_unlocked(source, document.place)
            return
        yield from _read_text(document, name, stream, fib)
    if (drawings := document.find("Data")) is not None:
        yield from document.account(
            drawings, lambda data, to: read_with_pictures(data, to, document.place, C.ALT_TEXT)
        )
    yield from read_rest(document, _HIDINGS)


def _read_text(document: OleDocument, name: str, stream: bytes, fib: Fib) -> Items:
    teller = document.teller(name)
    table_name = document.find(fib.table)
    try:
        if fib.is_old:
            yield from _old_text(document.place, teller, stream, fib)
        elif table_name is None:
            raise Corrupt("the document has no table stream")
        else:
            table = document.file.read(table_name)
            drawings = document.find("Data")
            long_ones = b"" if drawings is None else document.file.read(drawings)
            yield from _stories(document.place, teller, stream, table, long_ones, fib)
            yield from document.account(table_name, lambda data, to: _others(data, to, fib))
        yield PartRead(teller.location)
    except (ReaderError, struct.error) as error:
        yield from teller.lines(strings([stream]), C.VISIBLE, TextRole.CODE)
        reason = error if isinstance(error, ReaderError) else Corrupt("the document is damaged")
        yield told(teller.location, reason, len(stream))


def _stories(place: Place, teller: Teller, stream: bytes, table: bytes, long_ones: bytes, fib: Fib) -> Items:
    def structure(number: int) -> bytes:
        offset, size = fib.pair(number)
        return table[offset : offset + size]

    pieces = read_pieces(structure(_PIECES))
    characters = read_runs(stream, structure(_CHARACTERS), of_paragraphs=False)
    paragraphs = read_runs(stream, structure(_PARAGRAPHS), of_paragraphs=True, long_ones=long_ones)
    first = 0
    for name, length in fib.lengths:
        how = _STORIES.get(name, C.VISIBLE)
        location = teller.location if name == "main text" else teller.location.child("part", name)
        inside = Teller(location, teller.concealment)
        found = _counted(segments(stream, pieces, first, first + length, characters, paragraphs), place)
        yield from Story(place, inside, how).read(found)
        first += length
    last = max(piece.end for piece in pieces)
    beyond = _counted(segments(stream, pieces, first + 1, last, characters, paragraphs), place)
    yield from Story(place, teller, C.PREVIOUS_VERSION).read(beyond)
    for number, how, role in _TABLES:
        yield from teller.lines(table_texts(structure(number)), how, role)
    for at, text in enumerate(table_texts(structure(_PROPERTIES))):
        role = TextRole.AUTHOR if at in _AUTHORS else TextRole.PROSE
        yield from teller.lines([text], C.METADATA, role)
    remains = unused(stream, pieces, fib.first)
    yield from teller.lines(filter(likely, strings(remains)), C.PREVIOUS_VERSION, TextRole.CODE)


def _counted(found: Iterator[Segment], place: Place) -> Iterator[Segment]:
    """The segments, within the budget: many pieces may lead to the same bytes."""
    for segment in found:
        place.budget.spend(len(segment.text))
        yield segment


def _others(table: bytes, teller: Teller, fib: Fib) -> Items:
    """The strings of the structures that have no reader of their own."""
    reach = 0
    parts = []
    for offset, size in sorted(fib.pair(number) for number in (_PROPERTIES, *(one[0] for one in _TABLES))):
        parts.append(table[reach:offset])
        reach = max(reach, offset + size)
    parts.append(table[reach:])
    for part in parts:
        yield from teller.lines(filter(likely, strings([part])), C.METADATA, TextRole.CODE)


def _old_text(place: Place, teller: Teller, stream: bytes, fib: Fib) -> Items:
    """Word 6 and 95: the run of text, of which fast saves may have left some lines out of order."""
    text = stream[fib.first : fib.end].decode("cp1252", "replace")
    segment = Segment(text.replace("\x07\x07", "\r").replace("\x07", "\t"), C.VISIBLE, False, False)
    yield from Story(place, teller, C.VISIBLE).read([segment])
    rest = [stream[: fib.first], stream[fib.end :]]
    yield from teller.lines(filter(likely, strings(rest)), C.PREVIOUS_VERSION, TextRole.CODE)
    detail = "a document of Word 6 or 95: hidden and deleted text is not told apart"
    yield Skipped(teller.location, SkipReason.DECODED_AS_STRINGS, len(stream), detail)
