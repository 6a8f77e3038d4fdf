"""PDF documents: the text of every page, and what was not looked at."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pypdfium2.raw as pdfium

from withhold.domain.location import Location
from withhold.domain.piece import PartRead, ReadItem, Skipped, SkipReason
from withhold.readers.interface import OverLimit, Place, Source
from withhold.readers.pdf.beside import files, notes, outline, properties
from withhold.readers.pdf.page import Pages
from withhold.readers.pdf.pictures import largest_picture
from withhold.readers.pdf.words import page_words

MOST_BYTES = 192 << 20
"""A document is held in memory as a whole."""
MOST_PAGES = 5000

_REFUSED = {
    pdfium.FPDF_ERR_PASSWORD: (SkipReason.ENCRYPTED, "the document needs a password"),
    pdfium.FPDF_ERR_SECURITY: (SkipReason.ENCRYPTED, "encrypted in a way that is not known"),
}
_HIDDEN = (
    "the hidden parts of PDF documents are not read yet: layers, text under boxes, inherited form values, "
    "XMP metadata, earlier versions"
)
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
    document = _loaded(data, place.passwords)
    if not document:
        reason, detail = _REFUSED.get(
            pdfium.FPDF_GetLastError(), (SkipReason.CORRUPT, "cannot be opened as a PDF document")
        )
        yield Skipped(place.location, reason, source.size, detail)
        return
    try:
        yield from properties(document, place)
        yield from outline(document, place)
        yield from _pages(document, place)
        yield from files(document, place)
    finally:
        pdfium.FPDF_CloseDocument(document)
    hidden = place.location.child("part", "hidden parts")
    yield Skipped(hidden, SkipReason.UNSUPPORTED, source.size, _HIDDEN)


def _pages(document: Any, place: Place) -> Iterator[ReadItem]:
    count = pdfium.FPDF_GetPageCount(document)
    if count <= 0:
        yield Skipped(place.location, SkipReason.CORRUPT, 0, "no pages")
    pages = Pages(place)
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


def _page(page: Any, pages: Pages, location: Location) -> Iterator[ReadItem]:
    """The text of a page; its pictures, and a page that is nothing else, are told as skipped."""
    try:
        words = page_words(page)
    except OverLimit as error:
        yield Skipped(location, SkipReason.OVER_LIMIT, 0, str(error))
        return
    pages.place.budget.spend(sum(len(word.text) for word in words.words))
    yield from pages.read(words, location)
    if not words.words and not words.across:
        if pdfium.FPDFPage_CountObjects(page) > 0:
            detail = "a page without text: what is drawn on it needs OCR"
            yield Skipped(location, SkipReason.PICTURE, max(largest_picture(page), _SCANNED), detail)
        else:
            yield PartRead(location)
        return
    yield PartRead(location)
    if pixels := largest_picture(page):
        detail = "pictures on the page; their text is not read"
        yield Skipped(location.child("part", "pictures"), SkipReason.PICTURE, pixels, detail)
