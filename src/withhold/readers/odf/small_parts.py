"""Members of an OpenDocument package beside its text: lists, settings, signatures, caches, thumbnails."""

import binascii
import struct
import zlib
from base64 import b64decode
from collections.abc import Callable, Iterable, Iterator

from withhold.domain.concealment import Concealment
from withhold.domain.location import Location
from withhold.domain.piece import Text, TextRole
from withhold.readers.container import Container
from withhold.readers.interface import Place
from withhold.readers.lines import in_chunks
from withhold.readers.ooxml.generic import words
from withhold.readers.ooxml.xml import COMMENT, END, START, TEXT, events
from withhold.readers.strings import strings

Chunks = Iterable[bytes]
Say = Callable[[Iterable[str], Concealment, TextRole], Iterator[Text]]
_C = Concealment
_ENCODED = frozenset(
    {"X509Certificate", "DigestValue", "SignatureValue", "Modulus", "EncapsulatedX509Certificate"}
)
_VOCABULARIES = ("http://docs.oasis-open.org/ns/office/", "http://www.w3.org/")
_SIGNERS = frozenset({"X509IssuerName", "X509SubjectName"})
_THUMBNAIL_SIDE = 256
_LAYOUT_RECORDS = {ord("P"): 9, ord("T"): 13, ord("F"): 27}
_PLAIN_CHUNKS = frozenset(
    {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"pHYs", b"bKGD", b"sBIT"}
)
_SAMPLES = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
"""Samples of a pixel by colour type (PNG, 11.2.2)."""


def saying(place: Place, location: Location) -> Say:
    """Gives short texts of one part, one a line."""

    def say(texts: Iterable[str], how: Concealment, role: TextRole) -> Iterator[Text]:
        for text in in_chunks(texts):
            yield Text(location, text, role, how.inside(place.concealment))

    return say


def read_manifest(chunks: Chunks, container: Container, say: Say) -> Iterator[Text]:
    """The names that the manifest still tells of members that are gone (ODF 1.3 part 2, 4.3)."""
    known = {container.original(name) for name in container.names()}
    told = (
        attributes.get("full-path", "")
        for kind, name, attributes, _ in events(chunks)
        if kind == START and name == "file-entry"
    )
    gone = (path for path in told if path not in known and not path.endswith("/"))
    yield from say(gone, _C.METADATA, TextRole.LABEL)


def read_metadata(chunks: Chunks, say: Say) -> Iterator[Text]:
    """RDF statements about the document or its parts (ODF 1.3 part 2, 6)."""
    told = (text for text in words(events(chunks)) if not text.startswith(_VOCABULARIES))
    yield from say(told, _C.CUSTOM_XML, TextRole.PROSE)


def read_versions(chunks: Chunks, say: Say) -> Iterator[Text]:
    """The list of saved versions: who saved them and with which remark."""
    for kind, _, attributes, _ in events(chunks):
        if kind == START:
            yield from say([attributes.get("creator", "")], _C.PREVIOUS_VERSION, TextRole.AUTHOR)
            told = [attributes.get("comment", ""), attributes.get("title", "")]
            yield from say(told, _C.PREVIOUS_VERSION, TextRole.PROSE)


def read_signatures(chunks: Chunks, say: Say) -> Iterator[Text]:
    """Who signed, and whatever words stand beside; keys and digests are no words."""
    open_names = [""]
    for kind, name, _, text in events(chunks):
        if kind == START:
            open_names.append(name)
        elif kind == END:
            open_names.pop()
        elif kind == COMMENT:
            yield from say([text], _C.METADATA, TextRole.PROSE)
        elif kind == TEXT and open_names[-1] in _SIGNERS:
            yield from say([text], _C.METADATA, TextRole.AUTHOR)
        elif kind == TEXT and open_names[-1] in _ENCODED:
            yield from say(filter(_is_legible, strings([_decoded(text)])), _C.METADATA, TextRole.AUTHOR)
        elif kind == TEXT:
            yield from say([text], _C.METADATA, TextRole.PROSE)


def read_settings(chunks: Chunks, say: Say) -> Iterator[Text]:
    """Values of settings; those in base64 (a printer's setup) as the strings in them."""
    yield from say(_values(chunks), _C.METADATA, TextRole.CODE)


def _values(chunks: Chunks) -> Iterator[str]:
    is_binary = False
    for kind, name, attributes, text in events(chunks):
        if kind == START and name == "config-item":
            is_binary = attributes.get("type") == "base64Binary"
        elif kind == TEXT and is_binary:
            yield from filter(_is_legible, strings([_decoded(text)]))
        elif kind in (TEXT, COMMENT) and any(map(str.isalpha, text)) and text not in ("true", "false"):
            yield text


def is_layout_cache(data: bytes) -> bool:
    """Whether these are where pages of a text broke when it was saved, and nothing more.

    Records of a fixed size within one that holds them: numbers of nodes and offsets, and no room for words.
    """
    if len(data) < 8 or data[:2] not in (b"\1\0", b"\0\0") or data[4:5] != b"p":
        return False
    if int.from_bytes(data[5:8], "little") != len(data) - 4:
        return False
    at = 9  # a flag of the outer record stands before the first in it
    while at + 4 <= len(data):
        size = int.from_bytes(data[at + 1 : at + 4], "little")
        if _LAYOUT_RECORDS.get(data[at]) != size:
            return False
        at += size
    return at == len(data)


def is_bare_thumbnail(data: bytes) -> bool:
    """Whether bytes are a PNG of at most 256 by 256 pixels and hold nothing else (PNG, 5.6 and 11.2).

    A page of text this small has lines of three or four pixels: nobody reads a row of it. There is one
    frame, no text or profile beside it, nothing behind the pixels nor behind the picture.
    """
    if len(data) < 33 or not data.startswith(b"\x89PNG\r\n\x1a\n"):
        return False
    width, height, depth, colour, _, _, interlaced = struct.unpack_from(">IIBBBBB", data, 16)
    if not (0 < width <= _THUMBNAIL_SIDE and 0 < height <= _THUMBNAIL_SIDE):
        return False
    packed, at, kind = b"", 8, b""
    while at + 12 <= len(data):
        length, kind = struct.unpack_from(">I4s", data, at)
        body = data[at + 8 : at + 8 + length]
        if kind not in _PLAIN_CHUNKS or at + 12 + length > len(data):
            return False
        packed += body if kind == b"IDAT" else b""
        at += 12 + length
        if kind == b"IEND":
            break
    if kind != b"IEND" or at != len(data) or depth not in (1, 2, 4, 8, 16) or colour not in _SAMPLES:
        return False
    line = 1 + -(-width * depth * _SAMPLES[colour] // 8)
    return not interlaced and _inflates_to(packed, line * height)


def _inflates_to(packed: bytes, size: int) -> bool:
    stream = zlib.decompressobj()
    try:
        pixels = stream.decompress(packed, size + 1)
    except zlib.error:
        return False
    return len(pixels) == size and stream.eof and not stream.unused_data


def _is_legible(text: str) -> bool:
    """A base64 blob gives chance characters; words are mostly letters of one script."""
    letters = sum(map(str.isalpha, text))
    return letters >= 4 and 2 * sum(map(str.isascii, text)) >= len(text)


def _decoded(text: str) -> bytes:
    try:
        return b64decode(text)
    except (binascii.Error, ValueError):
        return text.encode("utf-8", "replace")
