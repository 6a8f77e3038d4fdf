"""What a PDF holds beside its pages: who made it, its outline, notes on pages, and files inside it."""

import ctypes
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any

import pypdfium2.raw as pdfium

from withhold.domain.concealment import Concealment
from withhold.domain.location import Location
from withhold.domain.piece import ReadItem, Skipped, SkipReason, Text, TextRole
from withhold.readers.interface import Place, Source

_MOST_BYTES = 1 << 20
_MOST_FILE_BYTES = 128 << 20
_MOST_NOTES = 5000
_MOST_HEADINGS = 20_000
_DEEPEST = 64
_PROPERTIES = {
    b"Title": TextRole.PROSE,
    b"Author": TextRole.AUTHOR,
    b"Subject": TextRole.PROSE,
    b"Keywords": TextRole.PROSE,
    b"Creator": TextRole.LABEL,
    b"Producer": TextRole.LABEL,
}
_NOTE = {b"Contents": TextRole.PROSE, b"Subj": TextRole.HEADING, b"T": TextRole.AUTHOR}
_FIELD = {b"V": TextRole.PROSE, b"DV": TextRole.PROSE, b"TU": TextRole.LABEL, b"T": TextRole.LABEL}
"""Keys of an annotation (ISO 32000-1, 12.5.6.2) and of a form field (12.7.3.1)."""

_Write = Callable[[Any, int], int]
"""Writes a text as UTF-16 into a buffer of some bytes; answers how many bytes it takes."""


def properties(document: Any, place: Place) -> Iterator[Text]:
    """The texts that the document tells of itself."""
    for key, role in _PROPERTIES.items():

        def write(buffer: Any, size: int, key: bytes = key) -> int:
            return int(pdfium.FPDF_GetMetaText(document, key, buffer, size))

        if text := _text(write):
            yield Text(place.location, text, role, Concealment.METADATA.inside(place.concealment))


def scripts(document: Any, place: Place) -> Iterator[Text]:
    """The scripts that run when the document is opened (12.6.4.16)."""
    for number in range(min(pdfium.FPDFDoc_GetJavaScriptActionCount(document), _MOST_NOTES)):
        action = pdfium.FPDFDoc_GetJavaScriptAction(document, number)
        if not action:
            continue
        try:

            def write(buffer: Any, size: int, action: Any = action) -> int:
                return int(pdfium.FPDFJavaScriptAction_GetScript(action, buffer, size))

            if text := _text(write):
                how = Concealment.SCRIPT_DATA.inside(place.concealment)
                yield Text(place.location, text, TextRole.CODE, how)
        finally:
            pdfium.FPDFDoc_CloseJavaScriptAction(action)


def outline(document: Any, place: Place) -> Iterator[Text]:
    """The headings beside the pages; the first 20,000, as they may go round in circles."""
    waiting = [(pdfium.FPDFBookmark_GetFirstChild(document, None), 1)]
    headings: list[str] = []
    for _ in range(_MOST_HEADINGS):
        if not waiting:
            break
        mark, depth = waiting.pop()
        if not mark:
            continue

        def write(buffer: Any, size: int, mark: Any = mark) -> int:
            return int(pdfium.FPDFBookmark_GetTitle(mark, buffer, size))

        headings.append(_text(write))
        waiting.append((pdfium.FPDFBookmark_GetNextSibling(document, mark), depth))
        if depth < _DEEPEST:
            waiting.append((pdfium.FPDFBookmark_GetFirstChild(document, mark), depth + 1))
    if text := "\n".join(filter(None, headings)):
        yield Text(place.location, text, TextRole.HEADING, place.concealment)


def notes(page: Any, place: Place, location: Location) -> Iterator[ReadItem]:
    """Notes and fields on an open page, and files that hang on it."""
    count = pdfium.FPDFPage_GetAnnotCount(page)
    for number in range(min(count, _MOST_NOTES)):
        note = pdfium.FPDFPage_GetAnnot(page, number)
        if not note:
            continue
        try:
            yield from _note(note, place, location)
        finally:
            pdfium.FPDFPage_CloseAnnot(note)
    if count > _MOST_NOTES:
        part = location.child("part", "notes")
        yield Skipped(part, SkipReason.OVER_LIMIT, 0, f"more than {_MOST_NOTES} notes on a page")


def _note(note: Any, place: Place, location: Location) -> Iterator[ReadItem]:
    is_field = pdfium.FPDFAnnot_GetSubtype(note) == pdfium.FPDF_ANNOT_WIDGET
    how = Concealment.FORM_FIELD if is_field else Concealment.COMMENT
    for key, role in (_FIELD if is_field else _NOTE).items():

        def write(buffer: Any, size: int, key: bytes = key) -> int:
            return int(pdfium.FPDFAnnot_GetStringValue(note, key, buffer, size))

        if text := _text(write):
            yield Text(location, text, role, how.inside(place.concealment))
    if pdfium.FPDFAnnot_GetSubtype(note) == pdfium.FPDF_ANNOT_FILEATTACHMENT:
        yield from _file(pdfium.FPDFAnnot_GetFileAttachment(note), place, location, 1)


def files(document: Any, place: Place) -> Iterator[ReadItem]:
    """The files inside the document, each read as what it is."""
    for number in range(pdfium.FPDFDoc_GetAttachmentCount(document)):
        place.budget.member()
        yield from _file(pdfium.FPDFDoc_GetAttachment(document, number), place, place.location, number + 1)


def _file(file: Any, place: Place, location: Location, number: int) -> Iterator[ReadItem]:
    name = _text(lambda buffer, size: int(pdfium.FPDFAttachment_GetName(file, buffer, size))) if file else ""
    where = location.child("member", name or f"attachment {number}", number)
    size = ctypes.c_ulong()
    if not file or not pdfium.FPDFAttachment_GetFile(file, None, 0, ctypes.byref(size)):
        yield Skipped(where, SkipReason.CORRUPT, 0, "the attached file cannot be taken out")
        return
    if size.value > _MOST_FILE_BYTES:
        detail = f"attached files above {_MOST_FILE_BYTES >> 20} MiB"
        yield Skipped(where, SkipReason.OVER_LIMIT, size.value, detail)
        return
    if name:
        yield Text(where, name, TextRole.HEADING, Concealment.ATTACHMENT.inside(place.concealment))
    place.budget.spend(size.value)
    content = ctypes.create_string_buffer(max(size.value, 1))
    pdfium.FPDFAttachment_GetFile(file, content, size.value, ctypes.byref(size))
    source = Source(BytesIO(content.raw[: size.value]), size.value, name)
    yield from place.open_nested(source, place.inside(where, Concealment.ATTACHMENT))


def _text(write: _Write) -> str:
    """A text of PDFium, which first tells how long it is; at most a MiB of it."""
    size = min(write(None, 0), _MOST_BYTES)
    if size <= 2:
        return ""
    buffer = ctypes.create_string_buffer(size)
    write(ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), size)
    return buffer.raw[: size - 2].decode("utf-16-le", "replace").strip("\0 \r\n\t")
