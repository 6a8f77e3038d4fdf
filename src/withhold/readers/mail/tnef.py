"""winmail.dat: what Outlook wraps a message and its files in. Layout: [MS-OXTNEF]."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from withhold.domain.piece import PartRead, ReadItem
from withhold.readers.interface import Corrupt, OverLimit, Place, Reader, Source
from withhold.readers.mail.attached import attachment
from withhold.readers.mail.bodies import BODIES, bodies
from withhold.readers.mail.charsets import of_code_page
from withhold.readers.mail.header_pieces import header_texts
from withhold.readers.mail.mapi import (
    BINARY,
    BODY,
    DATA,
    HEADERS,
    MANY,
    OBJECT,
    SHORT_NAME,
    STRING8,
    SUBJECT,
    UNICODE,
    Properties,
    Property,
    object_pieces,
    receivers,
)

SIGNATURE = b"\x78\x9f\x3e\x22"
_MOST = 256 << 20
_MOST_PROPERTIES = 100_000
_START_OF_FILE, _PROPERTIES, _FILE_PROPERTIES, _RECEIVERS, _CODE_PAGE = 0x9002, 0x9003, 0x9005, 0x9004, 0x9007
_LEGACY = {0x8004: SUBJECT, 0x800C: BODY}
_LEGACY_OF_FILES = {0x800F: DATA, 0x8010: SHORT_NAME, 0x9001: 0x3001}
_SIZES = {
    0x02: 4,
    0x03: 4,
    0x04: 4,
    0x05: 8,
    0x06: 8,
    0x07: 8,
    0x0A: 4,
    0x0B: 4,
    0x14: 8,
    0x40: 8,
    0x48: 16,
    0x01: 4,
}
"""Bytes of a value by its type; types not listed have a length of their own."""
_OF_VARIABLE_SIZE = (STRING8, UNICODE, BINARY, OBJECT)


@dataclass(slots=True)
class _Message:
    """What the attributes say, collected."""

    own: Properties = field(default_factory=Properties)
    files: list[Properties] = field(default_factory=list)
    people: list[Properties] = field(default_factory=list)


def read(source: Source, place: Place) -> Iterator[ReadItem]:
    """The message and its files.

    Raises Corrupt for one that is cut short, after what stands before the cut.
    """
    if source.size > _MOST:
        raise OverLimit(f"a message of more than {_MOST} bytes")
    place.budget.spend(source.size)
    source.stream.seek(0)
    data = source.stream.read()
    message = _Message()
    problem: Corrupt | None = None
    try:
        _collect(data, message)
    except (Corrupt, struct.error):
        problem = Corrupt("the message is damaged or cut short")
    for properties in (message.own, *message.files, *message.people):
        properties.settle()
    location = place.location.child("part", "properties")
    yield from object_pieces(message.own, place, location, (*BODIES, HEADERS))
    yield from header_texts(message.own.text(HEADERS), place)
    yield from receivers(message.people, place, location)
    yield from bodies(message.own, place)
    for number, properties in enumerate(message.files, 1):
        yield from attachment(properties, properties.data(DATA), number, place)
    if problem is not None:
        raise problem
    yield PartRead(place.location)


def _collect(data: bytes, message: _Message) -> None:
    if not data.startswith(SIGNATURE):
        raise Corrupt("no TNEF signature")
    at = len(SIGNATURE) + 2
    codec = ""
    while at < len(data):
        level, number, _, length = struct.unpack_from("<BHHI", data, at)
        body = data[at + 9 : at + 9 + length]
        if level not in (1, 2) or len(body) < length:
            raise Corrupt("an attribute is cut short")
        at += 9 + length + 2
        if number == _CODE_PAGE and length >= 4:
            codec = of_code_page(struct.unpack_from("<I", body)[0])
            message.own.codec = codec
        else:
            _attribute(number, level, body, message, codec)


def _attribute(number: int, level: int, body: bytes, message: _Message, codec: str) -> None:
    if number == _START_OF_FILE:
        message.files.append(Properties(codec=codec))
    elif number == _RECEIVERS:
        (count,) = struct.unpack_from("<I", body)
        at = 4
        for _ in range(min(count, _MOST_PROPERTIES)):
            who = Properties(codec=codec)
            at = properties_at(body, at, who)
            message.people.append(who)
    elif level == 2:
        if not message.files:
            message.files.append(Properties(codec=codec))
        _add(number, body, message.files[-1], _FILE_PROPERTIES, _LEGACY_OF_FILES)
    else:
        _add(number, body, message.own, _PROPERTIES, _LEGACY)


def _add(number: int, body: bytes, to: Properties, packed: int, known: dict[int, int]) -> None:
    """An attribute that holds properties, that stands for one, or of which only the strings are known."""
    if number == packed:
        properties_at(body, 0, to)
        return
    kind = BINARY if number not in known or known[number] == DATA else STRING8
    to.items.append(Property(known.get(number, 0), kind, (body,)))


def properties_at(data: bytes, at: int, to: Properties) -> int:
    """Reads properties packed after their count, and returns where they end. Raises struct.error, Corrupt."""
    (count,) = struct.unpack_from("<I", data, at)
    at += 4
    for _ in range(min(count, _MOST_PROPERTIES)):
        kind, number = struct.unpack_from("<HH", data, at)
        at += 4
        if number >= 0x8000:
            at = _named(data, at, to)
        values, at = _values(data, at, kind)
        to.items.append(Property(number, kind, values))
    return at


def _named(data: bytes, at: int, to: Properties) -> int:
    """Past the name of a property that has one; a name in words is a text itself."""
    kind, length = struct.unpack_from("<II", data, at + 16)
    at += 24
    if kind == 0:
        return at
    size = int(length)
    to.items.append(Property(0, UNICODE, (_taken(data, at, size),)))
    return at + size + -size % 4


def _values(data: bytes, at: int, kind: int) -> tuple[tuple[bytes, ...], int]:
    single = kind & ~MANY
    is_variable = single in _OF_VARIABLE_SIZE
    count = 1
    if is_variable or kind & MANY:
        (count,) = struct.unpack_from("<I", data, at)
        at += 4
    values: list[bytes] = []
    for _ in range(min(count, _MOST_PROPERTIES)):
        if is_variable:
            (size,) = struct.unpack_from("<I", data, at)
            at += 4
        elif single in _SIZES:
            size = _SIZES[single]
        else:
            raise Corrupt("a property of an unknown type")
        values.append(_taken(data, at, size))
        at += size + -size % 4
    return tuple(values), at


def _taken(data: bytes, at: int, size: int) -> bytes:
    if at + size > len(data):
        raise Corrupt("a property is cut short")
    return data[at : at + size]


READER = Reader("tnef", ("application/vnd.ms-tnef",), read)
