"""Words in the objects of a PDF that stand on no page: links, choices, descriptions, scripts, properties."""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import pikepdf

from withhold.domain.concealment import Concealment
from withhold.domain.piece import TextRole
from withhold.readers.interface import OverLimit

_C = Concealment
_MOST_OBJECTS = 2_000_000
_MOST_BYTES = 4 << 20
_TOKEN = re.compile(rb"/([^\s/<>\[\]()]*)|(\((?:[^\\()]|\\.)*\)|<[0-9a-fA-F]+>(?!>))", re.DOTALL)
_REFERENCE = re.compile(rb"(\d{1,9}) (\d{1,5}) R")
_STREAMED = re.compile(rb"/(JS|RC|RV|XFA)\s+(\[[^\]]*\]|\d{1,9} \d{1,5} R)")
"""Values that may be streams: scripts (12.6.4.16), rich texts (12.7.3.4), the form as XML (12.7.8)."""
_MARKED_UP = re.compile(r"<[^<>]*>")
_WORDED = re.compile(r"[^\W\d_]{2}")
_TECHNICAL = frozenset(
    b"ID CreationDate ModDate M NM Lang DA DS LastModified Registry Ordering IDTree CharSet FontFamily "
    b"Panose Style Cert ByteRange CheckSum Info OutputConditionIdentifier OutputCondition RegistryName "
    b"Marked Indexed".split()
)
_TOLD = frozenset(b"Title Author Subject Keywords Creator Producer".split())
"""The properties and the headings of the outline: PDFium tells them."""
_OF_NOTES = frozenset(b"Contents Subj T V DV TU".split())
_HOW = {
    b"URI": _C.ALT_TEXT,
    b"F": _C.ALT_TEXT,
    b"UF": _C.ALT_TEXT,
    b"Alt": _C.ALT_TEXT,
    b"ActualText": _C.ALT_TEXT,
    b"E": _C.ALT_TEXT,
    b"Opt": _C.VALIDATION_LIST,
    b"XFA": _C.FORM_FIELD,
    b"RV": _C.FORM_FIELD,
    b"RC": _C.COMMENT,
    b"OverlayText": _C.COMMENT,
    b"JS": _C.SCRIPT_DATA,
    b"Names": _C.DEFINED_NAME,
}


class Words(NamedTuple):
    """A text, how it is hidden and what it is."""

    text: str
    how: Concealment
    role: TextRole


def words_of(document: pikepdf.Pdf) -> Iterator[Words]:
    """Every text of the objects that no page, note, field, outline or property has told already.

    Raises OverLimit for more than two million objects, and nothing for those that are damaged: they are what
    the document says is damaged.
    """
    for number, thing in enumerate(document.objects):
        if number == _MOST_OBJECTS:
            raise OverLimit(f"more than {_MOST_OBJECTS} objects")
        if isinstance(thing, pikepdf.Dictionary | pikepdf.Array):
            raw = thing.unparse(resolved=True)
            if b"(" in raw or b"<" in raw:
                yield from _strings(raw)
            if b"/JS" in raw or b"/R" in raw or b"/XFA" in raw:
                yield from _streams(document, raw)


def packets_of(document: pikepdf.Pdf) -> Iterator[bytes]:
    """The XMP packets of pages, pictures and other parts (14.3.2): all but the document's own."""
    own = document.Root.get("/Metadata")
    for thing in document.objects:
        if not isinstance(thing, pikepdf.Stream) or thing.get("/Type") != "/Metadata":
            continue
        if not isinstance(own, pikepdf.Stream) or thing.objgen != own.objgen:
            yield _bytes(thing)


def _strings(raw: bytes) -> Iterator[Words]:
    is_field = b"/FT" in raw or (b"/T" in raw and b"/Kids" in raw)
    is_told = is_field or b"/Rect" in raw
    is_signature = b"/ByteRange" in raw
    key = b""
    for match in _TOKEN.finditer(raw):
        if match[1] is not None:
            key = match[1]
            continue
        if key in _TECHNICAL or key in _TOLD or (key in _OF_NOTES and (is_told or is_signature)):
            continue
        text = _plain(str(pikepdf.Object.parse(match[2])), key)
        if _WORDED.search(text):
            yield Words(text, _HOW.get(key, _C.METADATA), _role(key, is_signature))


def _streams(document: pikepdf.Pdf, raw: bytes) -> Iterator[Words]:
    for key, value in _STREAMED.findall(raw):
        for number, generation in _REFERENCE.findall(value):
            thing = document.get_object(int(number), int(generation))
            if isinstance(thing, pikepdf.Stream):
                text = _plain(_bytes(thing).decode("utf-8", "replace"), key)
            else:
                text = _plain(str(thing), key) if isinstance(thing, pikepdf.String) else ""
            if text:
                yield Words(text, _HOW[key], _role(key, is_signature=False))


def _role(key: bytes, is_signature: bool) -> TextRole:
    if is_signature:
        return TextRole.AUTHOR if key == b"Name" else TextRole.LABEL
    if key == b"JS":
        return TextRole.CODE
    return TextRole.PROSE if key in (b"RC", b"RV", b"XFA", b"Alt", b"ActualText") else TextRole.LABEL


def _plain(text: str, key: bytes) -> str:
    return _MARKED_UP.sub("\n", text).strip() if key in (b"RC", b"RV", b"XFA") else text.strip()


def _bytes(stream: Any) -> bytes:
    try:
        return bytes(stream.read_bytes())[:_MOST_BYTES]
    except (pikepdf.PdfError, RuntimeError):
        return b""
