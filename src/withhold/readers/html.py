"""HTML pages: what is seen as prose and tables, and what the source holds beside it."""

import re
from collections.abc import Iterator

from withhold.domain.concealment import Concealment
from withhold.domain.piece import PartRead, ReadItem, Text, TextRole
from withhold.readers.encoding import detect, text_chunks
from withhold.readers.html_page import Page
from withhold.readers.interface import OverLimit, Place, Reader, Source

_SLICE = 16 << 20
_HEAD = 1 << 12
_TEXT_CHUNK = 1 << 16
_DEPTH = 5000
_NESTING = re.compile(
    r"<(/?)(?:div|span|b|i|em|strong|font|section|article|ul|ol|table|blockquote|svg|g|a)\b", re.I
)
_TAG = re.compile(r"<[^<>]{0,4096}>")
_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w-]{2,40})""", re.IGNORECASE)


def read(source: Source, place: Place) -> Iterator[ReadItem]:
    """A page as browsers read it. A page of more than 16 Mi characters is parsed in slices."""
    codec, skip = _encoding(source)
    place.budget.spend(source.size)
    number = 0
    for number, text in enumerate(_slices(text_chunks(source.stream, codec, skip)), 1):
        if _deepest(text) > _DEPTH:
            yield from _without_tags(text, place)
            raise OverLimit(f"elements nest deeper than {_DEPTH}")
        yield from Page(place, place.location, number).read(text, Concealment.VISIBLE)
    yield PartRead(place.location)


def _deepest(text: str) -> int:
    """How deep elements that have to be closed nest; parsing takes the square of it."""
    depth = deepest = 0
    for match in _NESTING.finditer(text):
        depth += -1 if match.group(1) else 1
        deepest = max(deepest, depth)
        depth = max(depth, 0)
    return deepest


def _without_tags(text: str, place: Place) -> Iterator[ReadItem]:
    """The words of a page that is not parsed."""
    words = _TAG.sub(" ", text)
    for at in range(0, len(words), _TEXT_CHUNK):
        yield Text(place.location, words[at : at + _TEXT_CHUNK], TextRole.CODE, place.concealment)


def _encoding(source: Source) -> tuple[str, int]:
    """By mark or by the declaration, unless the bytes contradict it."""
    codec, skip = detect(source.stream)
    if skip or codec.startswith(("utf-16", "utf-32")):
        return codec, skip
    source.stream.seek(0)
    declared = _CHARSET.search(source.stream.read(_HEAD))
    if declared is None:
        return codec, skip
    name = declared.group(1).decode("ascii").lower()
    if codec == "utf-8" or name in ("utf-8", "utf8", "utf-16"):
        return codec, skip
    try:
        b"a".decode(name)
    except (LookupError, UnicodeError):
        return codec, skip
    return ("cp1252" if name in ("iso-8859-1", "latin1", "ascii", "us-ascii") else name), skip


def _slices(chunks: Iterator[str]) -> Iterator[str]:
    held: list[str] = []
    size = 0
    for chunk in chunks:
        held.append(chunk)
        size += len(chunk)
        if size >= _SLICE:
            text = "".join(held)
            cut = max(text.rfind("<tr"), text.rfind("<p"), text.rfind("<div"))
            cut = cut if cut > _SLICE // 2 else text.rfind("<") if text.rfind("<") > 0 else len(text)
            yield text[:cut]
            rest = text[cut:]
            held = ["<table>" if rest.startswith("<tr") else "", rest]
            size = len(rest)
    yield "".join(held)


READER = Reader("html", ("text/html", "application/xhtml+xml"), read)
