"""XML of any vocabulary: repeated elements as records of tables, the rest as text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO

from withhold.domain.concealment import Concealment
from withhold.domain.location import Location
from withhold.domain.piece import PartRead, ReadItem, Text, TextRole
from withhold.readers.encoding import detect, text_chunks
from withhold.readers.interface import Place, Reader, ReaderError, Source
from withhold.readers.ooxml.xml import COMMENT, START, TEXT, Event, events
from withhold.readers.records import Cell, Records
from withhold.readers.spreadsheetml import is_workbook, read_workbook
from withhold.readers.values import typed

_CHUNK = 1 << 17
_TEXT_CHUNK = 1 << 16
_DECLARATION = re.compile(r"\s*<\?xml[^>]{0,200}\?>")
_ENCODING = re.compile(rb"""<\?xml[^>]{0,100}?encoding\s*=\s*["']([\w-]{2,40})""")
_MOST_JOINED = 8
_LONGEST_INHERITED = 200
_MOST_INHERITED = 20
_NAMED_VALUES = frozenset({"Data", "SimpleData"})
_PAGE = re.compile(
    r"<(?:!doctype|html|body|table|div|p|span|ul|ol|dl|h[1-6]|b|br|img|a|font|center)[\s/>]", re.IGNORECASE
)
_SHORTEST_PAGE = 24


def read(source: Source, place: Place) -> Iterator[ReadItem]:
    """An XML file of any size. Broken or entity-declaring XML is given as far as it goes, then as plain
    text, then raised."""
    place.budget.spend(source.size)
    source.stream.seek(0)
    head = source.stream.read(_CHUNK)
    try:
        if is_workbook(head):
            yield from read_workbook(lambda: _chunks(source), place)
        else:
            is_bare = True
            for item in _Tree(place).read(events(_chunks(source))):
                is_bare = False
                yield item
            if is_bare:  # only a declaration, references to entities, empty elements
                yield from _as_text(source, place)
    except ReaderError:
        yield from _as_text(source, place)
        raise
    yield PartRead(place.location)


def _as_text(source: Source, place: Place) -> Iterator[Text]:
    for text in text_chunks(source.stream, *detect(source.stream)):
        for at in range(0, len(text), _TEXT_CHUNK):
            chunk = text[at : at + _TEXT_CHUNK]
            yield Text(place.location, chunk, TextRole.CODE, place.concealment)


def _chunks(source: Source) -> Iterator[bytes]:
    """The bytes in an encoding that expat knows: UTF-8, recoded if need be."""
    codec, skip = detect(source.stream)
    source.stream.seek(0)
    declared = _ENCODING.search(source.stream.read(1024))
    name = declared.group(1).decode("ascii").lower() if declared else "utf-8"
    if codec == "utf-8" and (name in ("utf-8", "us-ascii", "ascii") or skip):
        source.stream.seek(skip)
        while chunk := source.stream.read(_CHUNK):
            yield chunk
        return
    if codec != "utf-8" and not codec.startswith(("utf-16", "utf-32")) and name not in ("utf-8", "utf-16"):
        codec = name
    try:
        texts = text_chunks(source.stream, codec, skip)
        first = next(texts, "")
    except LookupError:
        texts = text_chunks(source.stream, *detect(source.stream))
        first = next(texts, "")
    yield _DECLARATION.sub("", first, count=1).encode("utf-8", "replace")
    for text in texts:
        yield text.encode("utf-8", "replace")


@dataclass(slots=True)
class _Frame:
    """One open element."""

    tag: str
    path: str
    fields: dict[str, Cell] = field(default_factory=dict)
    flow: list[str] = field(default_factory=list)
    is_mixed: bool = False
    has_children: bool = False
    counts: dict[str, int] = field(default_factory=dict)
    single: dict[str, dict[str, Cell]] = field(default_factory=dict)


def _takes_name(frame: _Frame, parent: _Frame, own: Cell) -> bool:
    """A value whose name stands beside it (KML 2.3, 9.4 and 9.7) becomes a field of what it is said of."""
    names = frame.fields.keys()
    name = frame.fields.get("name", (None, ""))[0]
    value = frame.fields.get("value") if names == {"name", "value"} else own if names == {"name"} else None
    if not name or value is None or frame.single or name in parent.fields:
        return False
    parent.fields[name] = value
    return True


class _Tree:
    """Turns a flat stream of events into records, holding only the open elements."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._location: Location = place.location
        self._records = Records(place, place.location, Concealment.VISIBLE)
        self._stack: list[_Frame] = [_Frame("", "")]

    def read(self, stream: Iterator[Event]) -> Iterator[ReadItem]:
        """All pieces. Raises ReaderError after what stood before it."""
        error: ReaderError | None = None
        try:
            for kind, name, attributes, text in stream:
                if kind == START:
                    self._open(name, attributes)
                elif kind == TEXT:
                    self._characters(text)
                elif kind == COMMENT:
                    if text.strip():
                        how = Concealment.PAGE_SOURCE.inside(self._place.concealment)
                        yield Text(self._location, text, concealment=how)
                else:
                    yield from self._close()
        except ReaderError as problem:
            error = problem
        while len(self._stack) > 1:
            yield from self._close()
        yield from self._end()
        if error is not None:
            raise error

    def _open(self, name: str, attributes: dict[str, str]) -> None:
        parent = self._stack[-1]
        parent.has_children = True
        frame = _Frame(name, f"{parent.path}/{name}")
        for key, value in attributes.items():
            if value and not value.startswith(("http://www.w3.org/", "urn:")):
                frame.fields[key] = typed(value)
        self._stack.append(frame)

    def _characters(self, text: str) -> None:
        frame = self._stack[-1]
        frame.flow.append(text)
        if frame.has_children and text.strip():
            frame.is_mixed = True

    def _close(self) -> Iterator[ReadItem]:
        frame, parent = self._stack.pop(), self._stack[-1]
        text = "".join(frame.flow).strip()
        if frame.is_mixed or (frame.has_children and text):
            yield Text(self._location.child("path", frame.path), text, concealment=self._place.concealment)
            text_cell: Cell = (None, " ")
        else:
            text_cell = typed(text)
        if len(text) > _SHORTEST_PAGE and _PAGE.match(text):
            yield from self._page(frame.path, text)
            text_cell = (None, " ")
        if frame.tag in _NAMED_VALUES and _takes_name(frame, parent, text_cell):
            return
        if parent.flow and text and "".join(parent.flow[:4]).strip():
            parent.flow.append(f" {text} ")  # an element inside a sentence
        if frame.has_children or frame.fields:
            if text_cell[0] is not None:
                frame.fields[frame.tag] = text_cell
            yield from self._close_record(frame, parent)
        else:
            yield from self._close_leaf(frame, parent, text_cell)

    def _page(self, path: str, text: str) -> Iterator[ReadItem]:
        """A part of a web page that an element holds as text, as feeds and places of KML do."""
        data = text.encode("utf-8", "replace")
        self._place.budget.spend(len(data))
        inside = self._place.inside(self._location.child("path", path))
        yield from self._place.open_nested(Source(BytesIO(data), len(data), "part.html"), inside)

    def _close_leaf(self, frame: _Frame, parent: _Frame, value: Cell) -> Iterator[ReadItem]:
        if value[0] is None:
            return
        tag = frame.tag
        count = parent.counts[tag] = parent.counts.get(tag, 0) + 1
        if count == 1:
            parent.fields[tag] = value
        elif count <= _MOST_JOINED:
            parent.fields[f"{tag}#{count}"] = value
        else:
            if count == _MOST_JOINED + 1:
                for name in (tag, *(f"{tag}#{number}" for number in range(2, _MOST_JOINED + 1))):
                    if name in parent.fields:
                        yield from self._records.add(f"{frame.path}/*", {tag: parent.fields.pop(name)})
            yield from self._records.add(f"{frame.path}/*", {tag: value})

    def _close_record(self, frame: _Frame, parent: _Frame) -> Iterator[ReadItem]:
        """A record stays with its parent while it is the only one of its kind there; a second makes both
        rows."""
        self._merge_single(frame)
        tag = frame.tag
        count = parent.counts[tag] = parent.counts.get(tag, 0) + 1
        if count == 1 and len(self._stack) > 1:
            parent.single[tag] = frame.fields
            return
        if tag in parent.single:
            yield from self._row(frame.path, parent.single.pop(tag))
        yield from self._row(frame.path, frame.fields)

    def _row(self, path: str, fields: dict[str, Cell]) -> Iterator[ReadItem]:
        inherited: dict[str, Cell] = {}
        for above in self._stack[2:]:
            for name, cell in list(above.fields.items())[:_MOST_INHERITED]:
                if cell[0] is not None and len(cell[0]) <= _LONGEST_INHERITED:
                    inherited[f"{above.tag}.{name}"] = cell
        yield from self._records.add(f"{path}/*", {**inherited, **fields})

    def _merge_single(self, frame: _Frame) -> None:
        for tag, fields in frame.single.items():
            for name, cell in fields.items():
                frame.fields[f"{tag}.{name}" if name != tag else tag] = cell
        frame.single.clear()

    def _end(self) -> Iterator[ReadItem]:
        root = self._stack[0]
        self._merge_single(root)
        if root.fields:
            yield from self._records.add("", root.fields)
        yield from self._records.rest()


READER = Reader("xml", ("application/xml", "text/xml", "image/svg+xml"), read)
