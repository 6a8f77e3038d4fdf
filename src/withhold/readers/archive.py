"""Zip archives: every member is opened as a document of its own; names and comments are read too."""

from collections.abc import Iterator
from functools import partial

from withhold.domain.concealment import Concealment
from withhold.domain.piece import PartRead, ReadItem, Text, TextRole
from withhold.readers.container import Container
from withhold.readers.encoding import decode
from withhold.readers.extra_fields import foreign_fields
from withhold.readers.interface import Place, Reader, Source
from withhold.readers.member_stream import read_member
from withhold.readers.strings import strings


def read(source: Source, place: Place) -> Iterator[ReadItem]:
    """The members in the order of the directory. Names are only ever read, never used as paths.

    Raises Corrupt when the archive has no readable directory. A member that cannot be read is skipped alone.
    """
    container = Container(source, place.budget, place.passwords)
    if container.comment:
        yield Text(
            place.location,
            decode(container.comment),
            concealment=Concealment.METADATA.inside(place.concealment),
        )
    for index, name in enumerate(container.names(), 1):
        yield from _member(container, name, index, place)
    for first, end in container.gaps():
        hidden = Concealment.PREVIOUS_VERSION.inside(place.concealment)
        text = "\n".join(strings(container.gap(first, end)))
        if text:
            yield Text(place.location, text, TextRole.CODE, hidden)
    yield PartRead(place.location)


def _member(container: Container, name: str, index: int, place: Place) -> Iterator[ReadItem]:
    location = place.location.child("member", container.original(name), index)
    if container.original(name).strip():
        yield Text(location, container.original(name), TextRole.HEADING, place.concealment)
    if comment := container.member_comment(name):
        yield Text(location, decode(comment), concealment=Concealment.METADATA.inside(place.concealment))
    if words := "\n".join(strings([foreign_fields(container.extra(name))])):
        yield Text(location, words, TextRole.CODE, Concealment.METADATA.inside(place.concealment))
    if container.is_directory(name):
        return
    yield from read_member(
        partial(container.open, name),
        container.size(name),
        container.original(name),
        place,
        place.inside(location),
    )


READER = Reader("zip", ("application/zip",), read)
