"""A workbook of the old format: its own part, its sheets, the strings nobody uses, every other stream."""

from bisect import bisect_right
from collections.abc import Iterator
from functools import partial
from itertools import islice

from withhold.domain.concealment import Concealment
from withhold.domain.piece import TEXT_CELL, Column, PartRead, ReadItem, Skipped, SkipReason, Table, TextRole
from withhold.readers.interface import Corrupt, Encrypted, Place, ReaderError, Source
from withhold.readers.ole.document import Items, OleDocument, Teller, opened, told, whole
from withhold.readers.ole.passwords import read_unlocked
from withhold.readers.ole.rest import read_rest
from withhold.readers.ooxml.cfb import SIGNATURE
from withhold.readers.strings import strings
from withhold.readers.xls.links import Links
from withhold.readers.xls.pivot import read_pivot_cache
from withhold.readers.xls.records import records
from withhold.readers.xls.sheet import SheetReader
from withhold.readers.xls.texts import Coder, texts_in
from withhold.readers.xls.workbook import LOCK, GlobalsReader, SheetEntry, Workbook, version_of

C = Concealment
_HIDINGS = {
    "ctls": C.FORM_FIELD,
    "xml": C.CUSTOM_XML,
    "_signatures": C.METADATA,
}
_BATCH = 4096
_FIRST = 16
"""The record that says that a workbook is locked stands behind the first one."""


def read(source: Source, place: Place) -> Iterator[ReadItem]:
    """Everything in a workbook of Excel 2 to 2003. Raises Encrypted, or Corrupt if it is none."""
    source.stream.seek(0)
    if source.stream.read(8) != SIGNATURE:
        yield from _read_workbook(whole(source, place), place, Teller(place.location, place.concealment))
        yield PartRead(place.location)
        return
    yield from opened(_read_compound)(source, place)


def _read_compound(document: OleDocument, source: Source) -> Items:
    place = document.place
    names = [name for name in map(document.find, ("Workbook", "Book")) if name is not None]
    if not names:
        raise Corrupt("the compound file holds no workbook")
    if any(_is_locked(document.file.read(name)) for name in names):
        yield from read_unlocked(source, place)
        return
    for name in names:
        yield from document.account(name, lambda data, teller: _read_workbook(data, place, teller))
    yield from _pivot_caches(document)
    for name in ("Revision Log", "User Names"):
        if (stream := document.find(name)) is not None:
            yield from document.account(stream, _revisions)
    yield from read_rest(document, _HIDINGS)


def _is_locked(stream: bytes) -> bool:
    """Whether a FilePass record stands among the first ones."""
    try:
        return any(record.kind == LOCK for record in islice(records(stream), _FIRST))
    except ReaderError:
        return False


def _read_workbook(stream: bytes, place: Place, teller: Teller) -> Items:
    version = version_of(stream)
    book = Workbook(stream, version, Coder(is_unicode=version == 8))
    links = Links(place, teller, is_unicode=version == 8)
    failure: ReaderError | None = None
    if version >= 5:
        try:
            yield from GlobalsReader(book, teller, links).read()
        except Encrypted:
            raise
        except ReaderError as error:
            failure = error
    if not book.sheets:
        book.sheets.append(SheetEntry("", 1, book.end if version >= 5 else 0))
    ends = [book.end]
    yield from _sheets(book, place, ends)
    yield from _orphans(book, teller, place)
    yield from _behind(stream, max(ends), teller)
    failure = failure or book.failure
    if failure is not None:
        yield told(teller.location, failure, len(stream))


def _sheets(book: Workbook, place: Place, ends: list[int]) -> Items:
    """Every sheet; where they end goes to `ends`. Tabs that lead into each other are a bomb or damage."""
    ranges: list[tuple[int, int]] = []
    for entry in book.sheets:
        at = bisect_right(ranges, (entry.at, len(book.stream)))
        if at and entry.at < ranges[at - 1][1]:
            location = place.location.child("sheet", entry.name, entry.index)
            yield told(location, Corrupt("two tabs lead to the same records"), 0)
            continue
        sheet = SheetReader(book, entry, place)
        yield from sheet.read()
        ranges.insert(at, (entry.at, max(sheet.end, entry.at + 1)))
        ends.append(sheet.end)


def _orphans(book: Workbook, teller: Teller, place: Place) -> Items:
    """Shared strings that no cell uses: what is left of deleted cells."""
    table_id, continues = next(place.table_ids), False
    batch: list[tuple[int, str]] = []
    for orphan in book.strings.orphans():
        batch.append(orphan)
        if len(batch) == _BATCH:
            yield from _batch(batch, table_id, teller, continues=continues)
            batch, continues = [], True
    if batch:
        yield from _batch(batch, table_id, teller, continues=continues)


def _batch(batch: list[tuple[int, str]], table_id: int, teller: Teller, *, continues: bool) -> Items:
    """As a column, for lists of one kind, and as lines, for the mixed values of whole rows."""
    rows, texts = [row for row, _ in batch], [text for _, text in batch]
    column = Column(None, 0, texts, TEXT_CELL * len(texts))
    how = teller.how(C.ORPHAN_STRING)
    yield Table(teller.location, table_id, (column,), rows, how, continues=continues)
    yield from teller.lines(texts, C.ORPHAN_STRING)


def _behind(stream: bytes, end: int, teller: Teller) -> Items:
    """What is in the stream behind its last sheet: left of an earlier, longer one."""
    rest = stream[end:]
    if not rest.strip(b"\0"):
        return
    yield from teller.lines(strings([rest]), C.PREVIOUS_VERSION, TextRole.CODE)
    location = teller.location.child("part", "behind the last sheet")
    yield Skipped(location, SkipReason.DECODED_AS_STRINGS, len(rest), "bytes behind the last sheet")


def _pivot_caches(document: OleDocument) -> Items:
    for stream in document.file.streams:
        folder = stream.split("/")[0].upper()
        if folder == "_SX_DB_CUR":
            yield from document.account(stream, partial(read_pivot_cache, place=document.place))
        elif folder == "_SX_DB":
            yield from document.account(stream, _old_cache)


def _revisions(data: bytes, teller: Teller) -> Items:
    """Old and new values of a shared workbook, and who changed them ([MS-XLS] 2.1.7.16)."""
    for record in records(data):
        yield from teller.lines(texts_in(record.joined), C.TRACKED_CHANGE)


def _old_cache(data: bytes, teller: Teller) -> Items:
    """A pivot cache of Excel 5 and 95, whose records have no Unicode: its strings."""
    yield from teller.lines(strings([data]), C.PIVOT_CACHE, TextRole.CODE)
    yield Skipped(teller.location, SkipReason.DECODED_AS_STRINGS, len(data), "a pivot cache of Excel 95")
