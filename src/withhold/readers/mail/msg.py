"""Outlook messages: properties as streams of a compound file. Layout: [MS-OXMSG]."""

import re
import struct
from collections.abc import Iterator
from io import BytesIO

from withhold.domain.concealment import Concealment
from withhold.domain.piece import PartRead, ReadItem, Skipped, SkipReason, TextRole
from withhold.readers.interface import Corrupt, Place, Reader, ReaderError, Source
from withhold.readers.mail.attached import attachment, labels
from withhold.readers.mail.bodies import BODIES, bodies
from withhold.readers.mail.header_pieces import header_texts
from withhold.readers.mail.mapi import DATA, HEADERS, MANY, Properties, Property, object_pieces, receivers
from withhold.readers.ole.document import OleDocument, opened, told
from withhold.readers.ole.packing import packed
from withhold.readers.ooxml.macro import likely
from withhold.readers.strings import strings

_STREAM = re.compile(r"__substg1\.0_([0-9A-F]{4})([0-9A-F]{4})(?:-([0-9A-F]{8}))?", re.I)
_TABLE = "__properties_version1.0"
_RECEIVER, _ATTACHMENT, _NAMES = "__recip_version1.0_", "__attach_version1.0_", "__nameid_version1.0"
_EMBEDDED = "__substg1.0_3701000D"
_VARIABLE = (0x0D, 0x1E, 0x1F, 0x48, 0x102)
_ENTRY = 16

Folder = dict[str, "Folder | str"]
"""A storage: its streams by name, as their paths, and the storages in it."""


def read(document: OleDocument, source: Source) -> Iterator[ReadItem]:
    """The message, the messages and files in it, and what is left of earlier ones between its streams.

    Raises Corrupt where there is no message.
    """
    folder = _tree(document)
    if _TABLE not in folder:
        yield from _rest(document)
        raise Corrupt("the message has no table of its properties")
    yield from _Message(document, document.place, folder).read()
    yield from _rest(document)
    if document.file.has_more:
        part = document.place.location.child("part", "directory")
        yield Skipped(part, SkipReason.OVER_LIMIT, source.size, "more streams than are looked at")
    yield PartRead(document.place.location)


def _tree(document: OleDocument) -> Folder:
    root: Folder = {}
    for path in document.file.streams:
        folder = root
        *above, name = path.split("/")
        for step in above:
            inner = folder.setdefault(step, {})
            if isinstance(inner, str):
                break
            folder = inner
        folder.setdefault(name, path)
    return root


class _Message:
    """Reads one message of the file; messages attached to it are further ones, a storage deeper."""

    def __init__(self, document: OleDocument, place: Place, folder: Folder) -> None:
        self._document = document
        self._place = place
        self._folder = folder
        self._failed: list[Skipped] = []

    def read(self) -> Iterator[ReadItem]:
        """Its properties and people, its bodies, its attachments."""
        own = self._properties(self._folder)
        own.settle()
        location = self._place.location.child("part", "properties")
        people = [self._inside(inner, own) for inner in self._storages(_RECEIVER)]
        yield from object_pieces(own, self._place, location, (*BODIES, HEADERS))
        yield from header_texts(own.text(HEADERS), self._place)
        yield from receivers(people, self._place, location)
        yield from bodies(own, self._place)
        for number, inner in enumerate(self._storages(_ATTACHMENT), 1):
            yield from self._attached(inner, own, number)
        yield from self._failed

    def _storages(self, start: str) -> list[Folder]:
        return [
            inner
            for name, inner in self._folder.items()
            if name.lower().startswith(start) and not isinstance(inner, str)
        ]

    def _inside(self, folder: Folder, outer: Properties) -> Properties:
        properties = self._properties(folder)
        properties.codec = outer.codec
        return properties

    def _attached(self, folder: Folder, outer: Properties, number: int) -> Iterator[ReadItem]:
        properties = self._inside(folder, outer)
        inner = next((value for name, value in folder.items() if name.upper() == _EMBEDDED.upper()), None)
        if inner is None or isinstance(inner, str):
            yield from attachment(properties, properties.data(DATA), number, self._place)
            return
        location, items = labels(properties, number, self._place)
        yield from items
        place = self._place.inside(location, Concealment.ATTACHMENT)
        if place.depth > place.budget.limits.depth:
            yield Skipped(location, SkipReason.OVER_LIMIT, 0, "documents nested too deep")
            self._document.said.update(_paths(inner))
        elif any(name.lower() == _TABLE for name in inner):
            yield from _Message(self._document, place, inner).read()
            yield PartRead(location)
        else:
            yield from self._object(inner, place)

    def _object(self, folder: Folder, place: Place) -> Iterator[ReadItem]:
        """An OLE object that is attached: packed into a compound file of its own and opened."""
        streams = {path.rpartition("/")[2]: self._bytes(path) for path in _paths(folder)}
        try:
            data = packed(streams)
        except ReaderError as error:
            yield told(place.location, error, sum(map(len, streams.values())))
            return
        yield from place.open_nested(Source(BytesIO(data), len(data), ""), place)

    def _properties(self, folder: Folder) -> Properties:
        """All properties of an object: those with a stream of their own, and the numbers in the table."""
        found: dict[tuple[int, int], dict[int, bytes]] = {}
        numbers: list[Property] = []
        for name, path in folder.items():
            if not isinstance(path, str):
                continue
            if name.lower() == _TABLE:
                numbers = list(_fixed(self._bytes(path)))
            elif match := _STREAM.fullmatch(name):
                number, kind, at = (int(part, 16) if part else -1 for part in match.groups())
                if not (kind & MANY and at < 0 and kind & ~MANY in _VARIABLE):  # lengths of the values
                    found.setdefault((number, kind), {})[at] = self._bytes(path)
                else:
                    self._document.said.add(path)
        texts = [
            Property(number, kind, tuple(values[at] for at in sorted(values)))
            for (number, kind), values in found.items()
        ]
        return Properties(texts + numbers)

    def _bytes(self, path: str) -> bytes:
        """A stream; empty, and told at the end, if it is damaged."""
        self._document.said.add(path)
        try:
            data = self._document.file.read(path)
        except ReaderError as error:
            location = self._document.teller(path).location
            self._failed.append(told(location, error, self._document.file.streams[path][1]))
            return b""
        self._place.budget.spend(len(data))
        return data


def _fixed(table: bytes) -> Iterator[Property]:
    """The properties of fixed size. Before them stands a header of 0, 8, 24 or 32 bytes; its end is found by
    the size of the whole, as entries have 16 bytes and the longer headers are told by what they hold."""
    start = len(table) % _ENTRY or (32 if table[:8] == bytes(8) else 0)
    for at in range(start, len(table) - _ENTRY + 1, _ENTRY):
        kind, number = struct.unpack_from("<HH", table, at)
        if kind & ~MANY not in _VARIABLE:
            yield Property(number, kind, (table[at + 8 : at + 16],))


def _paths(folder: Folder) -> Iterator[str]:
    waiting: list[Folder | str] = [folder]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            yield one
        else:
            waiting += one.values()


def _rest(document: OleDocument) -> Iterator[ReadItem]:
    """The strings of streams that belong to no object of a message, and of sectors that no stream holds."""
    for path in document.file.streams:
        if path in document.said:
            continue
        teller = document.teller(path)
        try:
            data = document.file.read(path)
        except ReaderError as error:
            yield told(teller.location, error, document.file.streams[path][1])
            continue
        document.place.budget.spend(len(data))
        yield from teller.lines(filter(likely, strings([data])), Concealment.METADATA, TextRole.CODE)
        if path.split("/")[0].lower() != _NAMES:
            detail = "no reader knows this stream: only its text was read"
            yield Skipped(teller.location, SkipReason.DECODED_AS_STRINGS, len(data), detail)
    remains = [part for part in document.file.remains() if part.strip(b"\0\xff")]
    if remains:
        teller = document.teller("unused sectors")
        previous = Concealment.PREVIOUS_VERSION
        yield from teller.lines(filter(likely, strings(remains)), previous, TextRole.CODE)
        size = sum(map(len, remains))
        detail = "bytes that belong to no stream: only their text was read"
        yield Skipped(teller.location, SkipReason.DECODED_AS_STRINGS, size, detail)


READER = Reader("outlook", ("application/vnd.ms-outlook",), opened(read))
