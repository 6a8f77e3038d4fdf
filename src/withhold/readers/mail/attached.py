"""Files that travel in Outlook's formats: their names, and they themselves."""

from collections.abc import Iterator
from io import BytesIO

from withhold.domain.concealment import Concealment
from withhold.domain.location import Location
from withhold.domain.piece import PartRead, ReadItem, Text, TextRole
from withhold.readers.interface import Place, Source
from withhold.readers.mail.mapi import (
    DATA,
    DISPLAY_NAME,
    LONG_NAME,
    OBJECT,
    SHORT_NAME,
    Properties,
    object_pieces,
)

_NAMES = (LONG_NAME, DISPLAY_NAME, SHORT_NAME)
_INTERFACE = 16
"""Bytes before an object that say which interface it has."""


def attachment(properties: Properties, data: bytes | None, number: int, place: Place) -> Iterator[ReadItem]:
    """One file as a document of its own, `member:` with its name and number."""
    location, items = labels(properties, number, place)
    yield from items
    if not data:
        yield PartRead(location)
        return
    if properties.kind(DATA) == OBJECT:
        data = data[_INTERFACE:]
    name = properties.text(*_NAMES)
    place.budget.member()
    yield from place.open_nested(
        Source(BytesIO(data), len(data), name), place.inside(location, Concealment.ATTACHMENT)
    )


def labels(properties: Properties, number: int, place: Place) -> tuple[Location, Iterator[ReadItem]]:
    """Where an attached file stands, and what is written beside it."""
    name = properties.text(*_NAMES)
    location = place.location.child("member", name or f"attachment {number}", number)
    return location, _labels(properties, name, location, place)


def _labels(properties: Properties, name: str, location: Location, place: Place) -> Iterator[ReadItem]:
    if name:
        yield Text(location, name, TextRole.HEADING, place.concealment)
    same = [number for number in _NAMES if properties.text(number) == name]
    yield from object_pieces(properties, place, location, (DATA, *same))
