"""The Pictures stream: each picture is opened as a document ([MS-ODRAW] 2.2.23)."""

import zlib
from io import BytesIO

from withhold.domain.concealment import Concealment
from withhold.domain.piece import Skipped, SkipReason, TextRole
from withhold.readers.interface import Corrupt, OverLimit, Place, Source
from withhold.readers.ole.document import Items, Teller, told
from withhold.readers.ppt.records import Record, children
from withhold.readers.strings import strings

_STARTS = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*")
_METAFILES = (0xF01A, 0xF01B, 0xF01C)
_PACKED = b"\x78"
_MOST_UNPACKED = 256 << 20


def read_pictures(data: bytes, teller: Teller, place: Place) -> Items:
    """Pictures in the order of the stream."""
    for number, record in enumerate(children(data, 0, len(data)), 1):
        location = teller.location.child("member", str(number), number)
        if record.kind in _METAFILES:
            yield from _metafile(record, record.data(data), Teller(location, teller.concealment), place)
            continue
        content = record.data(data)
        starts = [content.find(start, 0, 64) for start in _STARTS]
        start = min((at for at in starts if at >= 0), default=0)
        source = Source(BytesIO(content[start:]), len(content) - start, "")
        yield from place.open_nested(source, place.inside(location))


def _metafile(record: Record, data: bytes, teller: Teller, place: Place) -> Items:
    """A drawing: the texts in it, which may be written letter by letter, so that strings are not all."""
    at = data.find(_PACKED, 16, 128)
    try:
        content = unpacked(data[at:]) if at >= 0 else data
    except (Corrupt, OverLimit) as error:
        yield told(teller.location, error, len(data))
        return
    place.budget.spend(len(content))
    yield from teller.lines(strings([content]), Concealment.IMAGE_TEXT, TextRole.CODE)
    yield Skipped(teller.location, SkipReason.DECODED_AS_STRINGS, len(content), "a drawing: only its strings")


def unpacked(data: bytes, size: int | None = None) -> bytes:
    """Deflated bytes; with a `size`, so many are enough: some programs leave the end out.

    Raises Corrupt for damaged ones, OverLimit for far too many.
    """
    unpacker = zlib.decompressobj()
    try:
        found = unpacker.decompress(data, _MOST_UNPACKED)
    except zlib.error:
        raise Corrupt("packed bytes are damaged") from None
    if unpacker.unconsumed_tail:
        raise OverLimit(f"unpacks to more than {_MOST_UNPACKED} bytes")
    if not unpacker.eof and (size is None or len(found) < size):
        raise Corrupt("packed bytes are cut short")
    return found
