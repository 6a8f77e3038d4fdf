"""An RTF document: groups and words followed in one pass, each text given to what it belongs to."""

from collections.abc import Iterator
from io import BytesIO

from withhold.domain.concealment import Concealment
from withhold.domain.location import Location
from withhold.domain.piece import PartRead, ReadItem, Skipped, SkipReason
from withhold.readers.interface import Corrupt, OverLimit, Place, ReaderError, Source
from withhold.readers.rtf.groups import Groups
from withhold.readers.rtf.story import Block, assembled
from withhold.readers.rtf.tokens import Tokens
from withhold.readers.sniff import sniff

_MOST_BEHIND = 64 << 20
_CHUNK = 1 << 16
_BLANKS = b" \t\r\n\0\x1a"
_BEHIND = "behind the end"


def read(source: Source, place: Place) -> Iterator[ReadItem]:
    """Everything in an RTF document. Raises OverLimit, and Corrupt for one that is cut short."""
    yield from read_groups(Groups(place, place.location), source, place)
    yield PartRead(place.location)


def read_groups(groups: Groups, source: Source, place: Place) -> Iterator[ReadItem]:
    """Leads a document through `groups`, and reads what stands behind its end. Raises like `read`."""
    tokens = Tokens(source.stream, place.budget)
    yield from assembled(_blocks(groups, tokens), place, place.location)
    yield from groups.sinks.parts()
    if groups.error is not None:
        raise groups.error
    yield from _behind(source, tokens.at, place)


def _blocks(groups: Groups, tokens: Tokens) -> Iterator[Block]:
    """What the tokens give, up to the brace that closes the document; then what is still held."""
    try:
        for token in tokens:
            groups.take(token)
            if groups.sinks.out:
                yield from groups.sinks.given()
            if groups.is_closed:
                break
        else:
            groups.error = Corrupt("the document is cut short")
    except ReaderError as error:
        groups.error = error
    groups.finish()
    yield from groups.sinks.given()


def _behind(source: Source, at: int, place: Place) -> Iterator[ReadItem]:
    """What stands behind the last brace: programs do not show it."""
    first = _first_sign(source, at)
    if first is None:
        return
    location = place.location.child("part", _BEHIND)
    size = source.size - first
    if size > _MOST_BEHIND:
        yield Skipped(
            location, SkipReason.OVER_LIMIT, size, f"more than {_MOST_BEHIND >> 20} MiB behind the end"
        )
        return
    source.stream.seek(first)
    data = source.stream.read()
    inner = Source(BytesIO(data), len(data), "")
    hidden = place.inside(location, Concealment.INVISIBLE_TEXT)
    if b"\\" in data and sniff(inner).startswith(("text/", "application/yaml", "application/json")):
        yield from _as_groups(data, hidden, location)
    else:
        yield from place.open_nested(inner, hidden)


def _first_sign(source: Source, at: int) -> int | None:
    while True:
        source.stream.seek(at)
        data = source.stream.read(_CHUNK)
        if not data:
            return None
        if kept := data.lstrip(_BLANKS):
            return at + len(data) - len(kept)
        at += len(data)


def _as_groups(data: bytes, place: Place, location: Location) -> Iterator[ReadItem]:
    """RTF that goes on behind its end: the braces of the document may have been closed on purpose."""
    groups = Groups(place, location, is_tail=True)
    yield from assembled(_blocks(groups, Tokens(BytesIO(data), place.budget)), place, location)
    yield from groups.sinks.parts()
    if isinstance(groups.error, OverLimit):
        raise groups.error
    yield PartRead(location)
