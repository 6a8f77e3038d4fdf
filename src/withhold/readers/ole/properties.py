"""Property set streams: title, author, company, custom properties. Layout: [MS-OLEPS]."""

import codecs
import struct
from collections.abc import Iterator

from withhold.domain.concealment import Concealment
from withhold.domain.piece import TextRole
from withhold.readers.interface import Corrupt
from withhold.readers.ole.document import Items, Teller
from withhold.readers.strings import strings

_HOW = Concealment.METADATA
_SUMMARY = bytes.fromhex("e0859ff2f94f6810ab9108002b27b3d9")
_DOCUMENT = bytes.fromhex("02d5cdd59c2e1b10939708002b2cf9ae")
_AUTHORS = {_SUMMARY: (4, 8), _DOCUMENT: (14,)}
"""Author and last author; manager."""
_PROGRAMS = {_SUMMARY: (18,), _DOCUMENT: ()}
_CODE_PAGE = 1
_TEXT, _WIDE, _BLOB, _VECTOR, _VARIANT = 0x1E, 0x1F, 0x41, 0x1000, 0x0C
_MOST = 10_000
_CODE_PAGES = (437, 850, 852, 855, 857, 866, 869, 874, 932, 936, 949, 950, *range(1250, 1259))
"""Of the programs that wrote these formats, in the regions of their users."""


def read_properties(data: bytes, teller: Teller) -> Items:
    """Every text of the stream, authors as such; a damaged set as the strings that are in it."""
    try:
        sets = list(_sets(data))
    except (struct.error, Corrupt):
        yield from teller.lines(strings([data]), _HOW, TextRole.CODE)
        raise Corrupt("a property set is damaged: only its strings were read") from None
    labels: list[str] = []
    for kind, names, properties in sets:
        for number, texts in properties:
            if number in _AUTHORS.get(kind, ()):
                yield from teller.lines(texts, _HOW, TextRole.AUTHOR)
            elif number in _PROGRAMS.get(kind, ()):
                continue
            elif kind == _SUMMARY:
                yield from teller.lines(texts, _HOW, TextRole.PROSE)
            else:
                named = names.get(number, "")
                labels += [f"{named}: {text}" if named else text for text in texts]
    yield from teller.lines(labels, _HOW)


def _sets(data: bytes) -> Iterator[tuple[bytes, dict[int, str], list[tuple[int, list[str]]]]]:
    """(kind, names of custom properties, (number, texts) of each property) of every set in the stream."""
    (count,) = struct.unpack_from("<I", data, 24)
    if not data.startswith(b"\xfe\xff") or count > 16:
        raise Corrupt("no property set")
    for position in range(count):
        kind = data[28 + 20 * position : 44 + 20 * position]
        (start,) = struct.unpack_from("<I", data, 44 + 20 * position)
        size, number = struct.unpack_from("<II", data, start)
        section = data[start : start + size]
        offsets = [struct.unpack_from("<II", section, 8 + 8 * at) for at in range(min(number, _MOST))]
        codec = _codec(section, dict(offsets))
        names = _names(section, dict(offsets).get(0), codec)
        found = [(which, list(_texts(section, at, codec))) for which, at in offsets if which > _CODE_PAGE]
        yield kind, names, found


def _codec(section: bytes, offsets: dict[int, int]) -> str:
    at = offsets.get(_CODE_PAGE)
    number = struct.unpack_from("<H", section, at + 4)[0] if at is not None else 1252
    return code_page(number)


def code_page(number: int) -> str:
    """The codec of a Windows code page; Latin for what is not known."""
    known = {
        1200: "utf-16-le",
        65001: "utf-8",
        1361: "johab",
        10000: "mac-roman",
        0x8000: "mac-roman",
        0x8001: "cp1252",
    }
    name = known.get(number, f"cp{number}")
    try:
        "".encode(name)
    except LookupError:
        return "cp1252"
    return name


for _number in _CODE_PAGES:
    # Where documents are read no file can be opened any more, not even that of a codec.
    codecs.lookup(f"cp{_number}")
for _name in ("mac-roman", "johab"):
    codecs.lookup(_name)


def _names(section: bytes, at: int | None, codec: str) -> dict[int, str]:
    """The dictionary of custom properties."""
    found: dict[int, str] = {}
    if at is None:
        return found
    (count,) = struct.unpack_from("<I", section, at)
    at += 4
    for _ in range(min(count, _MOST)):
        number, length = struct.unpack_from("<II", section, at)
        size = length * 2 if codec == "utf-16-le" else length
        found[number] = section[at + 8 : at + 8 + size].decode(codec, "replace").rstrip("\0")
        at += 8 + size + (-size % 4 if codec == "utf-16-le" else 0)
    return found


def _texts(section: bytes, at: int, codec: str) -> Iterator[str]:
    (kind,) = struct.unpack_from("<I", section, at)
    if not kind & _VECTOR:
        yield from _one(section, at + 4, kind, codec)[0]
        return
    (count,) = struct.unpack_from("<I", section, at + 4)
    at += 8
    for _ in range(min(count, _MOST)):
        element = kind & 0xFFF
        if element == _VARIANT:
            (element,) = struct.unpack_from("<I", section, at)
            at += 4
        texts, size = _one(section, at, element, codec)
        yield from texts
        at += size


def _one(section: bytes, at: int, kind: int, codec: str) -> tuple[list[str], int]:
    """(texts, size) of a value; numbers and times hold no text."""
    if kind not in (_TEXT, _WIDE, _BLOB):
        return [], 4 if kind in (2, 3, 0x0B, 0x13) else 8
    (length,) = struct.unpack_from("<I", section, at)
    size = length * 2 if kind == _WIDE else length
    raw = section[at + 4 : at + 4 + size]
    if kind == _BLOB:
        return list(strings([raw])), 4 + size + -size % 4
    text = raw.decode("utf-16-le" if kind == _WIDE else codec, "replace").rstrip("\0")
    return [text], 4 + size + (-size % 4 if kind == _WIDE else 0)
