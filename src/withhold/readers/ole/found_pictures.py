"""Pictures that stand somewhere in the bytes of a stream: opened as pictures, not read as chance strings."""

import zlib
from collections.abc import Iterator
from io import BytesIO

from withhold.domain.concealment import Concealment
from withhold.domain.piece import TextRole
from withhold.readers.interface import Place, Source
from withhold.readers.ole.document import Items, Teller
from withhold.readers.ooxml.macro import likely
from withhold.readers.strings import strings

_KINDS = ((b"\x89PNG\r\n\x1a\n", b"IEND", 8), (b"\xff\xd8\xff", b"\xff\xd9", 2))
"""How a picture begins and ends, and how many bytes its end has."""
_METAFILE = b"\x00\xfe\x78"
"""The end of a packed metafile's head, and the beginning of its packed bytes."""
_MOST_UNPACKED = 64 << 20


def read_with_pictures(data: bytes, teller: Teller, place: Place, how: Concealment) -> Items:
    """Each picture as a document, and the strings of what is around them, hidden like `how`."""
    reach = 0
    rest: list[bytes] = []
    for number, (first, end) in enumerate(_pictures(data), 1):
        rest.append(data[reach:first])
        reach = end
        location = teller.location.child("member", f"picture {number}", number)
        inner = Source(BytesIO(data[first:end]), end - first, "")
        yield from place.open_nested(inner, place.inside(location))
    rest.append(data[reach:])
    for part in rest:
        for plain in _without_metafiles(part, place):
            yield from teller.lines(filter(likely, strings([plain])), how, TextRole.CODE)


def _without_metafiles(data: bytes, place: Place) -> Iterator[bytes]:
    """The bytes between packed metafiles, and what is in those ([MS-ODRAW] 2.2.31)."""
    reach = 0
    while (at := data.find(_METAFILE, reach)) >= 0:
        yield data[reach:at]
        unpacker = zlib.decompressobj()
        try:
            plain = unpacker.decompress(data[at + 2 :], _MOST_UNPACKED)
        except zlib.error:
            plain = b""
        place.budget.spend(len(plain))
        yield plain
        left = len(unpacker.unused_data) + len(unpacker.unconsumed_tail)
        reach = len(data) - left if plain else at + len(_METAFILE)
    yield data[reach:]


def _pictures(data: bytes) -> Iterator[tuple[int, int]]:
    """Where pictures begin and end, one behind the other; one without an end reaches no further."""
    at = 0
    lost: set[bytes] = set()
    while True:
        begun = [(data.find(kind[0], at), kind) for kind in _KINDS if kind[0] not in lost]
        begun = [one for one in begun if one[0] >= 0]
        if not begun:
            return
        first, (start, last, size) = min(begun, key=lambda one: one[0])
        end = data.find(last, first + len(start))
        if end < 0:
            lost.add(start)
            continue
        yield first, end + size
        at = end + size
