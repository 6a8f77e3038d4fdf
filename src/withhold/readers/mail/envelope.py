"""Signed and encrypted content: CMS (RFC 5652: .p7m, .p7s) and armoured OpenPGP."""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

from withhold.domain.concealment import Concealment
from withhold.domain.piece import PartRead, ReadItem, Text, TextRole
from withhold.readers.interface import Corrupt, Encrypted, OverLimit, Place, Reader, Source
from withhold.readers.lines import in_chunks
from withhold.readers.ooxml.macro import likely
from withhold.readers.strings import strings

_SIGNED, _DATA = bytes.fromhex("06092a864886f70d010702"), bytes.fromhex("06092a864886f70d010701")
_OCTETS, _CONSTRUCTED_OCTETS, _CONTEXT_0 = 0x04, 0x24, 0xA0
_MOST = 256 << 20
_DEEPEST = 20


@dataclass(frozen=True, slots=True)
class _Element:
    """A BER element: its tag, where its content stands, where the next element begins."""

    tag: int
    start: int
    end: int
    after: int


def read(source: Source, place: Place) -> Iterator[ReadItem]:
    """What is signed, as a document of its own, and the names in certificates.

    Raises Encrypted for anything that needs a key.
    """
    source.stream.seek(0)
    if source.size > _MOST:
        raise OverLimit(f"an envelope of more than {_MOST} bytes")
    data = source.stream.read()
    if _SIGNED not in data[:64]:
        raise Encrypted("the content is encrypted for its receivers")
    place.budget.spend(len(data))
    content, rest = _content(data)
    if content:
        inner = place.inside(place.location.child("part", "signed content"))
        yield from place.open_nested(Source(BytesIO(content), len(content), "message.eml"), inner)
    for text in in_chunks(filter(likely, strings([rest]))):
        yield Text(place.location, text, TextRole.CODE, Concealment.METADATA.inside(place.concealment))
    yield PartRead(place.location)


def _content(data: bytes) -> tuple[bytes, bytes]:
    """The signed bytes, none if they travel apart, and all that stands around them."""
    at = data.find(_DATA)
    if at < 0:
        return b"", data
    wrapped = at + len(_DATA)
    outer = _element(data, wrapped) if data[wrapped : wrapped + 1] == bytes((_CONTEXT_0,)) else None
    if outer is None:
        return b"", data
    pieces: list[bytes] = []
    after = _octets(data, outer.start, outer.end, pieces, 0)
    return b"".join(pieces), data[: outer.start] + data[after:]


def _octets(data: bytes, at: int, end: int, pieces: list[bytes], depth: int) -> int:
    """Collects octet strings, in one piece or in many. Returns where they end."""
    if depth > _DEEPEST:
        raise Corrupt("octet strings nested too deep")
    while at < end and data[at : at + 2] != b"\0\0":
        element = _element(data, at)
        if element.tag == _OCTETS:
            pieces.append(data[element.start : element.end])
            at = element.after
        elif element.tag == _CONSTRUCTED_OCTETS:
            inner = _octets(data, element.start, element.end, pieces, depth + 1)
            at = element.after if element.after <= len(data) else inner + 2
        else:
            return at
    return at


def _element(data: bytes, at: int) -> _Element:
    """The element at a position. One of indefinite length reaches to the end of the data."""
    head = data[at : at + 2]
    if len(head) < 2:
        raise Corrupt("the envelope is cut short")
    if head[1] == 0x80:
        return _Element(head[0], at + 2, len(data), len(data) + 1)
    if head[1] < 0x80:
        start, length = at + 2, head[1]
    else:
        size = head[1] & 0x7F
        start, length = at + 2 + size, int.from_bytes(data[at + 2 : at + 2 + min(size, 8)], "big")
    return _Element(head[0], start, min(start + length, len(data)), min(start + length, len(data)))


READER = Reader("envelope", ("application/pkcs7-mime", "application/pgp-encrypted"), read)
