"""OpenDocument packages and flat files: every member is read, or said to be skipped."""

import posixpath
import re
from collections.abc import Iterable, Iterator
from functools import partial
from urllib.parse import unquote

from withhold.domain.concealment import Concealment
from withhold.domain.piece import PartRead, ReadItem, Text, TextRole
from withhold.readers.container import Container
from withhold.readers.interface import Encrypted, Place, ReaderError, Source
from withhold.readers.member_stream import nested_source
from withhold.readers.odf.content import Content
from withhold.readers.odf.styles import Styles
from withhold.readers.ooxml.xml import START, events

_CHUNK = 1 << 17
_STRUCTURE = frozenset({"mimetype", "META-INF/manifest.xml", "meta-inf/manifest.xml", "manifest.rdf"})
_XML_MEMBERS = {
    "content.xml": Concealment.VISIBLE,
    "styles.xml": Concealment.HEADER_FOOTER,
    "meta.xml": Concealment.METADATA,
    "settings.xml": Concealment.METADATA,
}
_OBJECT = re.compile(r"((?:Object|ObjectReplacements?)[^/]*)/")


def read(source: Source, place: Place) -> Iterator[ReadItem]:
    """An OpenDocument, packed or flat. Raises Corrupt when it cannot be opened, Encrypted when it is
    locked."""
    source.stream.seek(0)
    if source.stream.read(2) == b"PK":
        yield from _packed(Container(source, place.budget), place)
    else:
        yield from _flat(source, place)


def _flat(source: Source, place: Place) -> Iterator[ReadItem]:
    place.budget.spend(source.size)
    content = Content(events(_chunks(source)), Styles(), place, "content.xml")
    yield from content.read()
    yield PartRead(place.location)


def _chunks(source: Source) -> Iterator[bytes]:
    source.stream.seek(0)
    while chunk := source.stream.read(_CHUNK):
        yield chunk


def _packed(container: Container, place: Place) -> Iterator[ReadItem]:
    from withhold.readers.registry import skipped

    locked = _locked(container)
    if "content.xml" in locked:
        raise Encrypted("the document needs a password")
    styles = Styles()
    names = sorted(
        container.names(), key=lambda name: name != "styles.xml"
    )  # styles first: the sheets need them
    for index, name in enumerate(names, 1):
        if container.is_directory(name):
            continue
        location = place.location.child("part", name, index)
        try:
            if name in locked:
                raise Encrypted("the part needs a password")
            yield from _member(container, name, styles, place)
        except ReaderError as error:
            yield skipped(location, error, container.size(name))
        else:
            yield PartRead(location)


def _locked(container: Container) -> set[str]:
    """Members that the manifest says are encrypted (ODF 1.3 part 2, 4.4)."""
    found: set[str] = set()
    entry = ""
    manifest = next((name for name in container.names() if name.lower() == "meta-inf/manifest.xml"), None)
    if manifest is None:
        return found
    try:
        for kind, name, attributes, _ in events(container.open(manifest)):
            if kind == START and name == "file-entry":
                entry = attributes.get("full-path", "")
            elif kind == START and name == "encryption-data":
                found.add("content.xml" if entry == "encrypted-package" else entry)
    except ReaderError:
        return found  # the manifest is read again as a member, where its damage is told
    return found


def _member(container: Container, name: str, styles: Styles, place: Place) -> Iterator[ReadItem]:
    base = posixpath.basename(name)
    folder = posixpath.dirname(name)
    chunks = partial(container.open, name)
    if name in _STRUCTURE:
        for _ in chunks():
            pass  # checked to its end, so that a lie about its size or checksum is told
    elif base in _XML_MEMBERS and not folder:
        yield from _xml(chunks(), styles, place, name, _XML_MEMBERS[base])
    elif base in _XML_MEMBERS and _OBJECT.match(name):
        how = Concealment.CHART_CACHE if base == "content.xml" else Concealment.METADATA
        yield from _xml(chunks(), Styles(), place, name, how)
    elif folder.split("/")[0] in ("Basic", "Scripts", "Dialogs"):
        yield from _macro(chunks(), place, name)
    else:
        yield from _other(container, name, place)


def _xml(
    chunks: Iterable[bytes], styles: Styles, place: Place, name: str, how: Concealment
) -> Iterator[ReadItem]:
    yield from Content(events(chunks), styles, place, name).read(how)


def _macro(chunks: Iterable[bytes], place: Place, name: str) -> Iterator[ReadItem]:
    from withhold.readers.encoding import decode

    data = b"".join(chunks)
    how = Concealment.MACRO.inside(place.concealment)
    yield Text(place.location.child("part", name), decode(data), TextRole.CODE, how)


def _other(container: Container, name: str, place: Place) -> Iterator[ReadItem]:
    """Pictures, embedded documents, saved versions, thumbnails and members nobody expects: opened by
    content."""
    if name.startswith("Versions/"):
        how = Concealment.PREVIOUS_VERSION
    elif name.startswith("Thumbnails/"):
        how = Concealment.IMAGE_TEXT
    else:
        how = Concealment.EMBEDDED_OBJECT
    source, error = nested_source(
        partial(container.open, name), container.size(name), container.original(name)
    )
    location = place.location.child("part", unquote(name))
    if source.size:
        yield from place.open_nested(source, place.inside(location, how))
    if error is not None:
        raise error
