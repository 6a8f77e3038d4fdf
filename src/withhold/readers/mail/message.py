"""Messages of Internet mail (RFC 5322, MIME): header, bodies, alternatives, attachments."""

from collections.abc import Iterator

from withhold.domain.piece import PartRead, ReadItem
from withhold.readers.interface import Place, Reader, Source
from withhold.readers.mail.parts import Parts
from withhold.readers.mail.spans import Span


def read(source: Source, place: Place) -> Iterator[ReadItem]:
    """One message: its people and subject, every part as a document of its own, what stands between them."""
    yield from Parts(place).message(Span(source.stream, 0, source.size))
    yield PartRead(place.location)


READER = Reader("mail", ("message/rfc822",), read)
