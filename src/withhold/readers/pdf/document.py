"""PDF documents: the text of every page, and what was not looked at."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from io import BytesIO
from itertools import groupby
from operator import attrgetter
from typing import Any

import pypdfium2.raw as pdfium
from PIL import Image

from withhold.domain.concealment import Concealment
from withhold.domain.location import Location
from withhold.domain.piece import PartRead, ReadItem, Skipped, SkipReason, Text, TextRole
from withhold.readers.interface import OverLimit, Place, Source
from withhold.readers.lines import in_chunks
from withhold.readers.pdf.beside import files, notes, outline, properties, scripts
from withhold.readers.pdf.drawn import as_file, drawn, pictures_on
from withhold.readers.pdf.layers import Layers
from withhold.readers.pdf.page import Pages
from withhold.readers.pdf.pictures import largest_picture
from withhold.readers.pdf.seen import seen_on
from withhold.readers.pdf.structure import Structure, earlier_versions
from withhold.readers.pdf.words import PageWords, page_words
from withhold.readers.picture_texts import xmp_texts
from withhold.readers.recognition import engine

MOST_BYTES = 192 << 20
"""A document is held in memory as a whole."""
MOST_PAGES = 5000

_REFUSED = {
    pdfium.FPDF_ERR_PASSWORD: (SkipReason.ENCRYPTED, "the document needs a password"),
    pdfium.FPDF_ERR_SECURITY: (SkipReason.ENCRYPTED, "encrypted in a way that is not known"),
}
_NO_STRUCTURE = (
    "only its pages can be opened: layers that are off, values of fields, metadata and earlier versions were "
    "not looked at"
)
_DAMAGED = "the table of its objects is damaged: what cannot be found without it was not looked at"
_MOST_VERSIONS = 20
_SCANNED = 1240 * 1754
"""Pixels of an A4 page at 150 dots an inch: what a page without text is taken to be."""


def _loaded(data: bytes, passwords: tuple[str, ...]) -> Any:
    """The document, by the first password that fits where it needs one; nothing where it cannot be opened."""
    document = pdfium.FPDF_LoadMemDocument64(data, len(data), None)
    for password in passwords:
        if document or pdfium.FPDF_GetLastError() != pdfium.FPDF_ERR_PASSWORD:
            break
        document = pdfium.FPDF_LoadMemDocument64(data, len(data), password.encode("utf-8") + b"\0")
    return document


def read(source: Source, place: Place) -> Iterator[ReadItem]:
    """Page by page. A document that cannot be opened is one `Skipped`."""
    if source.size > MOST_BYTES:
        yield Skipped(
            place.location, SkipReason.OVER_LIMIT, source.size, f"PDF documents above {MOST_BYTES >> 20} MiB"
        )
        return
    place.budget.spend(source.size)
    source.stream.seek(0)
    data = source.stream.read()
    yield from _document(data, place)
    ends = earlier_versions(data)
    for number, end in enumerate(ends[:_MOST_VERSIONS], 1):
        place.budget.spend(end)
        where = place.location.child("part", f"version {number}", number)
        yield from _document(data[:end], place.inside(where, Concealment.PREVIOUS_VERSION))
    if len(ends) > _MOST_VERSIONS:
        rest = f"{len(ends) - _MOST_VERSIONS} earlier versions after the first {_MOST_VERSIONS} are not read"
        yield Skipped(place.location, SkipReason.OVER_LIMIT, 0, rest)


def _document(data: bytes, place: Place) -> Iterator[ReadItem]:
    """A document, or an earlier version of one. One that cannot be opened is one `Skipped`."""
    document = _loaded(data, place.passwords)
    if not document:
        reason, detail = _REFUSED.get(
            pdfium.FPDF_GetLastError(), (SkipReason.CORRUPT, "cannot be opened as a PDF document")
        )
        yield Skipped(place.location, reason, len(data), detail)
        return
    structure = Structure.of(data, place.passwords)
    try:
        yield from properties(document, place)
        yield from scripts(document, place)
        yield from outline(document, place)
        yield from _pages(document, place, Layers(structure))
        yield from files(document, place)
        if structure is None:
            part = place.location.child("part", "structure")
            yield Skipped(part, SkipReason.CORRUPT, len(data), _NO_STRUCTURE)
        else:
            yield from _structure(structure, place)
    finally:
        pdfium.FPDF_CloseDocument(document)
        if structure is not None:
            structure.close()


def _structure(structure: Structure, place: Place) -> Iterator[ReadItem]:
    """What stands beside the pages, and PDFium does not tell."""
    for text, role in xmp_texts(structure.metadata()):
        yield Text(place.location, text, role, Concealment.METADATA.inside(place.concealment))
    how = Concealment.FORM_FIELD.inside(place.concealment)
    for name, value in structure.fields():
        yield Text(place.location, f"{name}: {value}" if name else value, TextRole.PROSE, how)
    for packet in structure.packets():
        for text, role in xmp_texts(packet):
            yield Text(place.location, text, role, Concealment.METADATA.inside(place.concealment))
    for (hidden, role), found in groupby(structure.words(), attrgetter("how", "role")):
        for text in in_chunks(one.text for one in found):
            yield Text(place.location, text, role, hidden.inside(place.concealment))
    if structure.is_damaged:
        yield Skipped(place.location.child("part", "structure"), SkipReason.CORRUPT, 0, _DAMAGED)


def _pages(document: Any, place: Place, layers: Layers) -> Iterator[ReadItem]:
    count = pdfium.FPDF_GetPageCount(document)
    if count <= 0:
        yield Skipped(place.location, SkipReason.CORRUPT, 0, "no pages")
    pages = _ByHidden(place, layers)
    for number in range(1, min(count, MOST_PAGES) + 1):
        location = place.location.child("page", str(number), number)
        with _opened(document, number - 1) as page:
            if page is None:
                yield Skipped(location, SkipReason.CORRUPT, 0, "the page cannot be opened")
            else:
                yield from _page(page, pages, location)
                yield from notes(page, place, location)
    if count > MOST_PAGES:
        rest = f"{count - MOST_PAGES} pages after the first {MOST_PAGES} are not read"
        yield Skipped(place.location, SkipReason.OVER_LIMIT, 0, rest)


@contextmanager
def _opened(document: Any, index: int) -> Iterator[Any]:
    page = pdfium.FPDF_LoadPage(document, index)
    try:
        yield page or None
    finally:
        if page:
            pdfium.FPDF_ClosePage(page)


class _ByHidden:
    """The pages by how their texts are hidden: what is seen goes on from page to page, and so does what is
    not."""

    def __init__(self, place: Place, layers: Layers) -> None:
        self.place = place
        self.layers = layers
        self._pages: dict[Concealment, Pages] = {}

    def read(self, found: dict[Concealment, PageWords], location: Location) -> Iterator[ReadItem]:
        """Everything that is written on a page."""
        for hidden, words in found.items():
            if hidden not in self._pages:
                concealment = hidden.inside(self.place.concealment)
                self._pages[hidden] = Pages(replace(self.place, concealment=concealment))
            yield from self._pages[hidden].read(words, location)


def _recognised(image: Image.Image, place: Place, location: Location) -> Iterator[ReadItem]:
    """What the reader of pictures recognises in a page or in a picture on it."""
    data = as_file(image)
    yield from place.open_nested(Source(BytesIO(data), len(data)), place.inside(location))


def _page(page: Any, pages: _ByHidden, location: Location) -> Iterator[ReadItem]:
    """The text of a page; its pictures, and a page that is nothing else, are told as skipped."""
    try:
        found = page_words(page, seen_on(page, pages.layers).how)
    except OverLimit as error:
        yield Skipped(location, SkipReason.OVER_LIMIT, 0, str(error))
        return
    pages.place.budget.spend(sum(len(word.text) for words in found.values() for word in words.words))
    yield from pages.read(found, location)
    if not any(words.words or words.across for words in found.values()):
        if pdfium.FPDFPage_CountObjects(page) > 0 and engine.is_ready():
            yield from _recognised(drawn(page), pages.place, location)
        elif pdfium.FPDFPage_CountObjects(page) > 0:
            detail = "a page without text: what is drawn on it needs OCR"
            yield Skipped(location, SkipReason.PICTURE, max(largest_picture(page), _SCANNED), detail)
        else:
            yield PartRead(location)
        return
    yield PartRead(location)
    if engine.is_ready():
        for number, image in enumerate(pictures_on(page), 1):
            part = location.child("part", f"picture {number}", number)
            yield from _recognised(image, pages.place, part)
    elif pixels := largest_picture(page):
        detail = "pictures on the page; their text is not read"
        yield Skipped(location.child("part", "pictures"), SkipReason.PICTURE, pixels, detail)
