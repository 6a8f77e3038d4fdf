"""What the fields of a header say: subject, people, and what programs wrote there on the way."""

from collections.abc import Iterator
from io import BytesIO

from withhold.domain.concealment import Concealment
from withhold.domain.location import Location
from withhold.domain.piece import EMPTY_CELL, TEXT_CELL, ReadItem, Text, TextRole
from withhold.readers.interface import Place
from withhold.readers.mail.addresses import addresses
from withhold.readers.mail.fields import Field, header
from withhold.readers.mail.spans import Span
from withhold.readers.records import Cell, Records

_SHOWN = ("from", "sender", "to", "cc")
_NOT_SHOWN = (
    "bcc", "reply-to", "resent-from", "resent-sender", "resent-to", "resent-cc", "resent-bcc", "delivered-to",
    "return-path", "x-original-to", "x-envelope-to", "disposition-notification-to", "mail-followup-to",
    "apparently-to", "errors-to", "return-receipt-to", "x-apparently-to", "x-original-from", "approved",
)  # fmt: skip
_TITLES = ("subject", "thread-topic")
_OF_PROGRAMS = (
    "received", "dkim-", "arc-", "authentication-results", "x-ms-", "x-google-", "x-gm-", "domainkey-",
    "x-spam", "message-id", "in-reply-to", "references", "thread-index", "mime-version", "content-", "date",
    "list-", "x-microsoft-", "x-exchange-", "x-forefront-", "x-proofpoint-", "user-agent", "x-mailer",
)  # fmt: skip
_TEXT_CHUNK = 1 << 16


def header_pieces(fields: list[Field], place: Place, location: Location) -> Iterator[ReadItem]:
    """The subject as a heading, people as a table with the field they stand in, the rest as metadata."""
    hidden = Concealment.METADATA.inside(place.concealment)
    for field in fields:
        if field.name in _TITLES and field.text.strip():
            yield Text(location, field.text, TextRole.HEADING, place.concealment)
    yield from people(fields, _SHOWN, Concealment.VISIBLE, place, location)
    yield from people(fields, _NOT_SHOWN, Concealment.METADATA, place, location)
    told = {*_TITLES, *_SHOWN, *_NOT_SHOWN}
    rest = [field for field in fields if field.name not in told]
    for role in (TextRole.PROSE, TextRole.CODE):
        lines = [f"{f.name}: {f.text}" for f in rest if _role(f) is role and f.text.strip()]
        text = "\n".join(lines)
        for at in range(0, len(text), _TEXT_CHUNK):
            yield Text(location, text[at : at + _TEXT_CHUNK], role, hidden)


def header_texts(text: str, place: Place) -> Iterator[ReadItem]:
    """The header that came with a message, kept in one of its properties where nobody sees it."""
    if text.strip():
        data = text.encode("utf-8", "replace")
        fields, rest = header(Span(BytesIO(data), 0, len(data)), is_message=True)
        location = place.location.child("part", "header")
        hidden = place.inside(location, Concealment.METADATA)
        yield from header_pieces(fields, hidden, location)
        if beyond := b"".join(rest.chunks()).decode("utf-8").strip():
            yield Text(location, beyond, TextRole.CODE, hidden.concealment)


def _role(field: Field) -> TextRole:
    return TextRole.CODE if field.name.startswith(_OF_PROGRAMS) else TextRole.PROSE


def people(
    fields: list[Field], names: tuple[str, ...], how: Concealment, place: Place, location: Location
) -> Iterator[ReadItem]:
    """A table of the people in some address fields."""
    records = Records(place, location, how)
    for field in fields:
        if field.name in names:
            for name, address in addresses(field.raw):
                yield from records.add("", person(field.name.title(), name, address))
    yield from records.rest()


def person(field: str, name: str, address: str) -> dict[str, Cell]:
    """One row of such a table."""
    return {"Field": _cell(field), "Name": _cell(name), "Email": _cell(address)}


def _cell(value: str) -> Cell:
    return (value, TEXT_CELL) if value else (None, EMPTY_CELL)
