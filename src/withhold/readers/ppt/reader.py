"""A presentation of the old format: slides in their order, notes, masters, comments, and earlier saves."""

import struct
from io import BytesIO

from withhold.domain.concealment import Concealment
from withhold.domain.location import Location
from withhold.domain.piece import PartRead, TextRole
from withhold.readers.container import Container
from withhold.readers.interface import Corrupt, OverLimit, ReaderError, Source
from withhold.readers.ole.document import Items, OleDocument, Teller, told
from withhold.readers.ole.passwords import read_unlocked
from withhold.readers.ole.rest import read_rest
from withhold.readers.ooxml.macro import likely
from withhold.readers.ooxml.xml import child_texts, events
from withhold.readers.ppt.pictures import read_pictures, unpacked
from withhold.readers.ppt.records import Record, children, record_at, walk
from withhold.readers.ppt.saved import Saved, read_saved
from withhold.readers.strings import strings

C = Concealment
_LOCKED = 0xF3D1C4DF
_DOCUMENT, _SLIDE, _NOTES, _MASTER, _HANDOUT, _OBJECT = 1000, 1006, 1008, 1016, 4041, 4113
_SLIDE_ATOM, _SHOW, _PLACE, _LIST = 1007, 1017, 1011, 4080
_CHARACTERS, _BYTES, _WORDS = 4000, 4008, 4026
_COMMENT, _PROPERTIES, _LINK, _HEADERS = 12000, 0xF00B, 4055, 4057
_HIDDEN = 0x0004
_COPIED = frozenset(("t",))
_TAG = "___PPT"
"""Begins the names of blocks that newer programs added."""
_HIDINGS = {"powerpoint document": C.VISIBLE, "header": C.METADATA}


def read(document: OleDocument, source: Source) -> Items:
    """Everything in a presentation of PowerPoint 97 to 2003. Raises Encrypted, or Corrupt if it is none."""
    name = document.find("PowerPoint Document")
    if name is None:
        raise Corrupt("the compound file holds no presentation")
    user = document.find("Current User")
    current = document.file.read(user) if user is not None else b""
    if len(current) >= 16 and struct.unpack_from("<I", current, 12)[0] == _LOCKED:
        yield from read_unlocked(source, document.place)
        return
    if user is not None:
        yield from document.account(user, _author)
    yield from document.account(name, lambda data, teller: _Reader(document, data, teller, current).read())
    pictures = document.find("Pictures")
    if pictures is not None:
        yield from document.account(
            pictures, lambda data, teller: read_pictures(data, teller, document.place)
        )
    yield from read_rest(document, _HIDINGS)


def _author(data: bytes, teller: Teller) -> Items:
    """Who saved the presentation last ([MS-PPT] 2.3.2)."""
    yield from teller.lines(strings([data]), C.METADATA, TextRole.AUTHOR)


class _Reader:
    """Reads what is live by the last save; then the rest of the stream as what it was before."""

    def __init__(self, document: OleDocument, stream: bytes, teller: Teller, current: bytes) -> None:
        self._place = document.place
        self._stream = stream
        self._teller = teller
        self._saved: Saved = read_saved(stream, current)
        self._slides: dict[int, int] = {}
        """The position of each slide by its number in the presentation."""

    def read(self) -> Items:
        top = list(children(self._stream, 0, len(self._stream)))
        live = self._saved.live
        is_known = any(record.kind == _DOCUMENT and record.at in live for record in top)
        yield from self._read_main()
        for record in top:
            is_old = is_known and record.at not in live
            if record.kind == _DOCUMENT and not is_old:
                continue
            yield from self._one(record, C.PREVIOUS_VERSION if is_old else C.VISIBLE)
        if not is_known:
            for record in top:
                if record.kind == _DOCUMENT:
                    yield from self._texts(record, self._teller, C.VISIBLE)
        yield PartRead(self._teller.location)

    def _read_main(self) -> Items:
        """The container of the document: the order of the slides, and texts that stand in it."""
        main = record_at(
            self._stream, self._saved.offsets.get(self._saved.document, 1 << 60), len(self._stream)
        )
        if main is None or main.kind != _DOCUMENT:
            return
        for part in children(self._stream, main.at + 8, main.end, 1):
            if part.kind == _LIST and part.instance == 0:
                yield from self._read_list(part)
            else:
                yield from self._texts(part, self._teller, C.VISIBLE)

    def _read_list(self, part: Record) -> Items:
        """The slides in order, with the texts that their outlines hold."""
        position, offset = 0, -1
        held: list[str] = []
        for record in walk(self._stream, part):
            data = record.data(self._stream)
            if record.kind == _PLACE and len(data) >= 4:
                yield from self._outline(position, offset, held)
                position, held = position + 1, []
                (number,) = struct.unpack_from("<I", data)
                offset = self._saved.offsets.get(number, -1)
                self._slides[offset] = position
            elif (text := _plain(record, data)) is not None:
                held.append(text)
        yield from self._outline(position, offset, held)

    def _outline(self, position: int, offset: int, texts: list[str]) -> Items:
        slide = record_at(self._stream, offset, len(self._stream)) if offset >= 0 else None
        is_hidden = slide is not None and slide.kind == _SLIDE and self._is_hidden(slide)
        how = C.HIDDEN_SLIDE if is_hidden else C.VISIBLE
        yield from Teller(self._slide(position), self._teller.concealment).lines(texts, how, TextRole.PROSE)

    def _slide(self, position: int) -> Location:
        return (
            self._place.location.child("slide", str(position), position)
            if position
            else self._teller.location
        )

    def _one(self, record: Record, how: Concealment) -> Items:
        """A record at the top of the stream: a slide, notes, a master, an object."""
        teller = self._teller
        if record.kind == _SLIDE:
            position = self._slides.get(record.at, 0)
            teller = Teller(self._slide(position), teller.concealment)
            if how is C.VISIBLE and self._is_hidden(record):
                how = C.HIDDEN_SLIDE
        elif record.kind == _NOTES:
            how = C.SPEAKER_NOTES.inside(how)
        elif record.kind in (_MASTER, _HANDOUT):
            teller = Teller(teller.location.child("part", "master"), teller.concealment)
        elif record.kind == _OBJECT:
            yield from self._object(record, how)
            return
        yield from self._texts(record, teller, how)

    def _is_hidden(self, slide: Record) -> bool:
        for record in children(self._stream, slide.at + 8, slide.end):
            if record.kind == _SHOW and record.end - record.at >= 20:
                return bool(struct.unpack_from("<H", self._stream, record.at + 18)[0] & _HIDDEN)
        return False

    def _texts(self, top: Record, teller: Teller, how: Concealment) -> Items:
        """Every text in a container; atoms that are no text and hold strings come as such."""
        held: dict[Concealment, list[str]] = {}
        authors: list[str] = []
        limits: list[tuple[int, Concealment]] = []
        found = walk(self._stream, top) if top.is_container else iter([top])
        for record in found:
            while limits and record.at >= limits[-1][0]:
                limits.pop()
            inner = limits[-1][1] if limits else C.VISIBLE
            if record.kind == _COMMENT and record.is_container:
                limits.append((record.end, C.COMMENT))
            elif record.kind == _HEADERS:
                limits.append((record.end, C.HEADER_FOOTER))
            elif not record.is_container:
                data = record.data(self._stream)
                text = _plain(record, data)
                if text is not None:
                    is_author = inner is C.COMMENT and record.instance != 1
                    if not text.startswith(_TAG):
                        (authors if is_author else held.setdefault(inner.inside(how), [])).append(text)
                elif (at := data.find(b"PK\x03\x04")) >= 0:
                    yield from self._copy(record, teller, data[at:])
                elif record.kind == _PROPERTIES:
                    held.setdefault(C.ALT_TEXT.inside(how), []).extend(filter(likely, strings([data])))
                elif len(data) >= 10:
                    held.setdefault(C.METADATA.inside(how), []).extend(filter(likely, strings([data])))
        yield from teller.lines(authors, C.COMMENT.inside(how), TextRole.AUTHOR)
        for concealment, texts in held.items():
            role = TextRole.CODE if concealment in (C.ALT_TEXT, C.METADATA) else TextRole.PROSE
            yield from teller.lines(texts, concealment, role)

    def _copy(self, record: Record, teller: Teller, data: bytes) -> Items:
        """A packed copy of a shape for newer programs, which may still say what the shape said before."""
        location = teller.location.child("part", f"shape at {record.at}")
        copy = Teller(location, teller.concealment)
        try:
            container = Container(Source(BytesIO(data), len(data)), self._place.budget)
            for name in container.names():
                if name.endswith(".xml") and "theme" not in name:
                    found = child_texts(events(container.open(name)), _COPIED)
                    yield from copy.lines((words for _, words in found), C.METADATA)
        except ReaderError as error:
            yield told(location, error, len(data))
        else:
            yield PartRead(location)

    def _object(self, record: Record, how: Concealment) -> Items:
        """An embedded object: a compound file, packed or not ([MS-PPT] 2.10.34)."""
        data = record.data(self._stream)
        location = self._teller.location.child("part", f"object at {record.at}")
        try:
            data = unpacked(data[4:], int.from_bytes(data[:4], "little")) if record.instance else data
        except (Corrupt, OverLimit) as error:
            yield told(location, error, len(data))
            return
        self._place.budget.spend(len(data))
        place = self._place.inside(location, C.EMBEDDED_OBJECT.inside(how))
        yield from self._place.open_nested(Source(BytesIO(data), len(data), ""), place)


def _plain(record: Record, data: bytes) -> str | None:
    """The text of an atom that is one."""
    if record.kind in (_CHARACTERS, _WORDS):
        return data.decode("utf-16-le", "replace").replace("\r", "\n").replace("\v", "\n")
    if record.kind == _BYTES:
        return data.decode("latin-1").replace("\r", "\n").replace("\v", "\n")
    return None
