"""customXml: data that add-ins and forms keep in the file, among it the queries of Power Query."""

import base64
import binascii
from io import BytesIO

from withhold.domain.concealment import Concealment
from withhold.readers.interface import Corrupt, Source
from withhold.readers.ooxml.part import Items, Part
from withhold.readers.ooxml.xml import child_texts, events

_HOW = Concealment.CUSTOM_XML
_MOST = 256 << 20
_MASHUP_HEADER = 8
"""Version and length before the archive in a DataMashup ([MS-QDEFF] 2.2)."""


def read_custom_xml(part: Part) -> Items:
    """An XML document of its own; in a DataMashup the archive of queries is opened."""
    source = part.book.package.container.source(part.member, _MOST)
    data = source.stream.read()
    source.stream.seek(0)
    place = part.book.place.inside(part.location, part.how(_HOW))
    if b"DataMashup" in data[:1000] or b"D\0a\0t\0a\0M\0a\0s\0h" in data[:1000]:
        for _, text in child_texts(events([data]), frozenset(("DataMashup",))):
            try:
                packed = base64.b64decode(text)
            except (binascii.Error, ValueError):
                raise Corrupt("the query package is not sound base64") from None
            size = int.from_bytes(packed[4:8], "little")
            archive = packed[_MASHUP_HEADER : _MASHUP_HEADER + size]
            inner = Source(BytesIO(archive), len(archive), "")
            yield from part.book.place.open_nested(inner, place)
        return
    yield from part.book.place.open_nested(source, place)
