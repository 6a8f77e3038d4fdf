"""OpenDocument packages and flat files: every member is read, or said to be skipped."""

import posixpath
import re
from collections.abc import Callable, Iterator
from functools import partial
from urllib.parse import unquote

from withhold.domain.concealment import Concealment
from withhold.domain.location import Location
from withhold.domain.piece import PartRead, ReadItem, Skipped, SkipReason, Text, TextRole
from withhold.readers.container import Container
from withhold.readers.encoding import decode
from withhold.readers.extra_fields import foreign_fields
from withhold.readers.interface import Corrupt, Place, ReaderError, Source
from withhold.readers.member_stream import nested_source
from withhold.readers.odf.content import Content
from withhold.readers.odf.locks import PACKAGE, Locks
from withhold.readers.odf.small_parts import (
    is_bare_thumbnail,
    is_layout_cache,
    read_manifest,
    read_metadata,
    read_settings,
    read_signatures,
    read_versions,
    saying,
)
from withhold.readers.odf.styles import Styles
from withhold.readers.ooxml.xml import events
from withhold.readers.strings import strings

_CHUNK = 1 << 17
_XML_MEMBERS = {
    "content.xml": Concealment.VISIBLE,
    "styles.xml": Concealment.HEADER_FOOTER,
    "meta.xml": Concealment.METADATA,
}
_OBJECT = re.compile(r"(?:Object|ObjectReplacements?)[^/]*/")
_MEDIA_TYPE = re.compile(r"[a-z]+/[\w.+-]{1,100}")
_SMALL = 1 << 20
_PROGRAMS = frozenset({"basic", "scripts", "dialogs"})


def read(source: Source, place: Place) -> Iterator[ReadItem]:
    """An OpenDocument, packed or flat. Raises Corrupt when it cannot be opened, Encrypted when it is
    locked."""
    source.stream.seek(0)
    if source.stream.read(2) == b"PK":
        container = Container(source, place.budget, place.passwords)
        yield from _Package(container, place).read()
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


class _Package:
    def __init__(self, container: Container, place: Place) -> None:
        self._container, self._place = container, place
        self._locks = Locks(container, place.passwords, place.budget.limits.ratio)
        self._styles: dict[str, Styles] = {}
        """By folder: an embedded object has styles of its own."""

    def read(self) -> Iterator[ReadItem]:
        """Every member, styles before what is written in them, and what lies between the members."""
        container = self._container
        names = [name for name in container.names() if not container.is_directory(name)]
        if not names:
            raise Corrupt("the archive is empty")
        for name in (PACKAGE, "content.xml"):
            if name in names and name in self._locks:
                self._locks.password_of(name)
        for index, name in enumerate(sorted(names, key=_order), 1):
            yield from self._said(name, index)
        yield from self._gaps()

    def _said(self, name: str, index: int) -> Iterator[ReadItem]:
        from withhold.readers.registry import skipped

        location = self._place.location.child("part", name, index)
        try:
            yield from self._member(name, location)
        except ReaderError as error:
            yield skipped(location, error, self._container.size(name))
        else:
            yield PartRead(location)

    def _member(self, name: str, location: Location) -> Iterator[ReadItem]:
        folder, base = posixpath.split(self._container.original(name))
        chunks = partial(self._locks.open, name)
        say = saying(self._place, location)
        top = folder.split("/")[0].lower()
        if name == "mimetype":
            yield from say(_more_than_a_type(chunks()), Concealment.METADATA, TextRole.CODE)
        elif name == PACKAGE and name in self._locks:
            yield from self._whole(chunks, location)
        elif name.lower() in ("meta-inf/manifest.xml", "manifest.xml"):
            yield from read_manifest(chunks(), self._container, say)
        elif top == "meta-inf" and base.endswith("signatures.xml"):
            yield from read_signatures(chunks(), say)
        elif base == "settings.xml" and (not folder or _OBJECT.match(name)):
            yield from read_settings(chunks(), say)
        elif base.endswith(".rdf"):
            yield from read_metadata(chunks(), say)
        elif name == "VersionList.xml":
            yield from read_versions(chunks(), say)
        elif base in _XML_MEMBERS and (not folder or _OBJECT.match(name)):
            yield from self._xml(name, folder, base)
        elif top in _PROGRAMS:
            text = decode(b"".join(chunks()))
            yield Text(location, text, TextRole.CODE, Concealment.MACRO.inside(self._place.concealment))
        else:
            yield from self._other(name, folder)

    def _xml(self, name: str, folder: str, base: str) -> Iterator[ReadItem]:
        how = _XML_MEMBERS[base]
        if folder and base == "content.xml":
            how = Concealment.EMBEDDED_OBJECT
        styles = self._styles.setdefault(folder, Styles())
        yield from Content(events(self._locks.open(name)), styles, self._place, name).read(how)

    def _other(self, name: str, folder: str) -> Iterator[ReadItem]:
        """Pictures, embedded documents, saved versions, thumbnails and members nobody expects: opened by
        content."""
        how = Concealment.EMBEDDED_OBJECT
        if folder == "Versions":
            how = Concealment.PREVIOUS_VERSION
        elif folder == "Thumbnails":
            how = Concealment.IMAGE_TEXT
        container, original = self._container, self._container.original(name)
        source, error = nested_source(partial(self._locks.open, name), container.size(name), original)
        if source.size <= _SMALL and error is None:
            data = source.stream.read()
            source.stream.seek(0)
            if (folder == "Thumbnails" and is_bare_thumbnail(data)) or (
                original == "layout-cache" and is_layout_cache(data)
            ):
                return
        location = self._place.location.child("part", unquote(name))
        yield from self._named(original, location)
        if source.size:
            yield from self._place.open_nested(source, self._place.inside(location, how))
        if error is not None:
            raise error

    def _named(self, name: str, location: Location) -> Iterator[ReadItem]:
        """The name of a member that nobody expects may name somebody."""
        if re.search(r"[^\W\d_]{3,}\W+[^\W\d_]{3,}", posixpath.basename(name).rpartition(".")[0]):
            yield from saying(self._place, location)([name], Concealment.METADATA, TextRole.HEADING)

    def _whole(self, chunks: Callable[[], Iterator[bytes]], location: Location) -> Iterator[ReadItem]:
        """A package that was encrypted as a whole."""
        source, error = nested_source(chunks, None, "")
        yield from self._place.open_nested(source, self._place.inside(location))
        if error is not None:
            raise error

    def _gaps(self) -> Iterator[ReadItem]:
        """What is in the file beside its members: bytes that were deleted or added, fields, a comment."""
        container, place = self._container, self._place
        for first, end in container.gaps():
            location = place.location.child("part", f"bytes {first} to {end}")
            found = strings(container.gap(first, end))
            yield from saying(place, location)(found, Concealment.PREVIOUS_VERSION, TextRole.CODE)
            detail = "bytes outside the archive's members"
            yield Skipped(location, SkipReason.DECODED_AS_STRINGS, end - first, detail)
        extra = [foreign_fields(container.extra(name)) for name in container.names()]
        told = {"extra fields": b"\0".join(filter(None, extra)), "archive comment": container.comment}
        for name, data in told.items():
            if data:
                location = place.location.child("part", name)
                yield from saying(place, location)(strings([data]), Concealment.METADATA, TextRole.CODE)
                yield PartRead(location)


def _more_than_a_type(chunks: Iterator[bytes]) -> Iterator[str]:
    """What a member holds that should hold a media type only."""
    return (text for text in strings(chunks) if not _MEDIA_TYPE.fullmatch(text))


def _order(name: str) -> tuple[bool, bool]:
    """Styles first: what is written in them needs them; then the document itself."""
    base = posixpath.basename(name)
    return base != "styles.xml", name != "content.xml"
