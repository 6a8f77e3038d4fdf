"""Mailboxes: messages one after another behind "From " lines (RFC 4155; mboxo, mboxrd)."""

import re
from collections.abc import Iterator
from io import BytesIO

from withhold.domain.concealment import Concealment
from withhold.domain.location import Location
from withhold.domain.piece import PartRead, ReadItem, Text, TextRole
from withhold.readers.encoding import decode
from withhold.readers.interface import Place, Reader, Source
from withhold.readers.mail.header_pieces import person
from withhold.readers.mail.spans import Span
from withhold.readers.records import Records

_FROM = re.compile(
    rb"^From [^\r\n]{0,300}?\d{1,2}:\d{2}[^\r\n]{0,60}\r?\n(?=[!-9;-~]{1,100}:|>From |[ \t]*\r?\n)", re.M
)
_ENVELOPE = re.compile(rb"\s*From [^\r\n]*\r?\n")
_QUOTED = re.compile(rb"^>(>*From )", re.M)
_LARGEST = 128 << 20
"""Bytes of one message; what is beyond is read as a message of its own, so that no byte is lost."""
_MARGIN = 1 << 10


def read(source: Source, place: Place) -> Iterator[ReadItem]:
    """Every message as a document of its own, as it comes: `member:message 1` and so on."""
    for number, message in enumerate(_messages(Span(source.stream, 0, source.size)), 1):
        place.budget.member()
        place.budget.spend(len(message))
        location = place.location.child("member", f"message {number}", number)
        envelope = _ENVELOPE.match(message)
        if envelope is not None:
            yield from _envelope(decode(envelope.group()), place, location)
        data = _QUOTED.sub(rb"\1", message[envelope.end() if envelope else 0 :])
        yield from place.open_nested(Source(BytesIO(data), len(data), "message.eml"), place.inside(location))
    yield PartRead(place.location)


def _envelope(line: str, place: Place, location: Location) -> Iterator[ReadItem]:
    """The "From " line: the address of the sender, and when the message came."""
    address, _, rest = line.strip()[5:].strip().partition(" ")
    sender = Records(place, location, Concealment.METADATA)
    yield from sender.add("", person("Envelope", "", address))
    yield from sender.rest()
    if rest.strip():
        yield Text(location, rest.strip(), TextRole.CODE, Concealment.METADATA.inside(place.concealment))


def _messages(span: Span) -> Iterator[bytes]:
    """The bytes of each message, its "From " line with it."""
    held = bytearray()
    at = 1
    for chunk in span.chunks():
        held += chunk
        while (found := _FROM.search(held, at)) and found.end() < len(held) - _MARGIN:
            yield bytes(held[: found.start()])
            del held[: found.start()]
            at = 1
        at = max(1, (found.start() if found else len(held)) - _MARGIN)
        if len(held) > _LARGEST:
            yield bytes(held)
            held.clear()
            at = 1
    while found := _FROM.search(held, at):
        yield bytes(held[: found.start()])
        del held[: found.start()]
        at = 1
    yield bytes(held)


READER = Reader("mailbox", ("application/mbox",), read)
