"""The streams that every old format has: properties, macros, embedded objects, and what no stream holds."""

from io import BytesIO

from withhold.domain.concealment import Concealment
from withhold.domain.piece import Skipped, SkipReason, TextRole
from withhold.readers.interface import Corrupt, ReaderError, Source
from withhold.readers.ole.document import Items, OleDocument, Teller, told
from withhold.readers.ole.packing import packed
from withhold.readers.ole.properties import read_properties
from withhold.readers.ooxml.embedded import native
from withhold.readers.ooxml.macro import decompress, likely, modules
from withhold.readers.strings import strings

_HOW = Concealment.EMBEDDED_OBJECT
_DOCUMENTS = ("package", "contents", "embeddedodf")
_NATIVE = "\x01ole10native"
_MAIN = (
    "workbook",
    "book",
    "worddocument",
    "powerpoint document",
    "encryptedpackage",
    "__properties_version1.0",
)
"""Streams that make the storage they are in a document of its own."""
_MACRO_FOLDERS = ("_vba_project_cur", "macros", "vba")
_STRUCTURE = ("\x01compobj", "\x01ole", "\x03objinfo", "\x02olepres000", "\x01linkinfo")


def read_rest(document: OleDocument, hidings: dict[str, Concealment]) -> Items:
    """Every stream that has not been read, by its name, then what lies outside the streams.

    `hidings` says, by the last part of a stream's name in small letters, how its strings are hidden.
    """
    yield from _storages(document)
    yield from _macros(document)
    for stream in list(document.file.streams):
        if stream in document.said:
            continue
        name = stream.rpartition("/")[2].lower()
        if name in ("\x05summaryinformation", "\x05documentsummaryinformation"):
            yield from document.account(stream, read_properties)
        elif name == _NATIVE or name in _DOCUMENTS:
            yield from _package(document, stream)
        else:
            how = hidings.get(name, _HOW)
            is_known = name in hidings or name in _STRUCTURE
            yield from document.account(stream, lambda data, to: _words(data, to, how, is_known))  # noqa: B023
    yield from _remains(document)


def _words(data: bytes, teller: Teller, how: Concealment, is_known: bool) -> Items:
    yield from teller.lines(filter(likely, strings([data])), how, TextRole.CODE)
    if not is_known:
        detail = "no reader knows this stream: only its text was read"
        yield Skipped(teller.location, SkipReason.DECODED_AS_STRINGS, len(data), detail)


def _storages(document: OleDocument) -> Items:
    """Storages that are documents: each is packed into a compound file of its own and opened."""
    done: list[str] = []
    for stream in sorted(document.file.streams, key=lambda name: name.count("/")):
        folder, _, name = stream.rpartition("/")
        if not folder or name.lower() not in _MAIN or any(stream.startswith(f"{one}/") for one in done):
            continue
        done.append(folder)
        inside = [name for name in document.file.streams if name.startswith(f"{folder}/")]
        location = document.teller(folder).location
        try:
            data = packed({name[len(folder) + 1 :]: document.file.read(name) for name in inside})
        except ReaderError as error:
            yield told(location, error, document.file.streams[stream][1])
            continue
        finally:
            document.said.update(inside)
        place = document.place.inside(location, _HOW)
        yield from document.place.open_nested(Source(BytesIO(data), len(data), ""), place)


def _package(document: OleDocument, stream: str) -> Items:
    """A file that is wrapped in an object, with the names and paths stored beside it."""
    document.said.add(stream)
    teller = document.teller(stream)
    try:
        content, labels = document.file.read(stream), list[str]()
    except ReaderError as error:
        yield told(teller.location, error, document.file.streams[stream][1])
        return
    if stream.lower().endswith(_NATIVE):
        content, labels = native(content)
    yield from teller.lines(labels, _HOW)
    name = labels[0] if labels else ""
    yield from document.place.open_nested(
        Source(BytesIO(content), len(content), name), document.place.inside(teller.location, _HOW)
    )


def _macros(document: OleDocument) -> Items:
    """The source of every macro module, and the strings of the streams around them."""
    inside = [name for name in document.file.streams if name.split("/")[0].lower() in _MACRO_FOLDERS]
    inside = [name for name in inside if name not in document.said and "/" in name]
    if not inside:
        return
    try:
        sources = modules(document.file)
    except Corrupt:
        sources = {}
    for name in inside:
        yield from document.account(name, lambda data, to: _module(data, to, sources.get(name)))  # noqa: B023


def _module(data: bytes, teller: Teller, source: tuple[int, str] | None) -> Items:
    how = Concealment.MACRO
    if source is not None:
        offset, codec = source
        yield from teller.lines(
            decompress(data[offset:]).decode(codec, "replace").splitlines(), how, TextRole.CODE
        )
        data = data[:offset]
    if not teller.location.steps[-1].value.lower().endswith("/dir"):
        yield from teller.lines(filter(likely, strings([data])), how, TextRole.CODE)


def _remains(document: OleDocument) -> Items:
    """Free sectors and slack: pieces of earlier saves."""
    size = 0

    def parts() -> "list[bytes]":
        nonlocal size
        found = [part for part in document.file.remains() if part.strip(b"\0\xff")]
        size = sum(map(len, found))
        return found

    teller = document.teller("unused sectors")
    previous = Concealment.PREVIOUS_VERSION
    yield from teller.lines(filter(likely, strings(parts())), previous, TextRole.CODE)
    if size:
        detail = "bytes that belong to no stream: only their text was read"
        yield Skipped(teller.location, SkipReason.DECODED_AS_STRINGS, size, detail)
