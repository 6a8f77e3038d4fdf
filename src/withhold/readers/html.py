"""HTML pages: what is seen as prose and tables, and what the source holds beside it."""

import re
from collections.abc import Iterator

from withhold.domain.concealment import Concealment
from withhold.domain.piece import PartRead, ReadItem
from withhold.readers.encoding import detect, text_chunks
from withhold.readers.html_page import Page
from withhold.readers.interface import Place, Reader, Source

_SLICE = 16 << 20
_HEAD = 1 << 12
_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w-]{2,40})""", re.IGNORECASE)


def read(source: Source, place: Place) -> Iterator[ReadItem]:
    """A page as browsers read it. A page of more than 16 Mi characters is parsed in slices."""
    codec, skip = _encoding(source)
    place.budget.spend(source.size)
    number = 0
    for number, text in enumerate(_slices(text_chunks(source.stream, codec, skip)), 1):
        yield from Page(place, place.location, number).read(text, Concealment.VISIBLE)
    yield PartRead(place.location)


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
