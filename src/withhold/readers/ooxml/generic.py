"""Any XML part without a reader of its own shape: all its texts, and the attributes that hold words."""

import re
from collections.abc import Callable, Iterable, Iterator

from withhold.domain.concealment import Concealment
from withhold.domain.piece import TextRole
from withhold.readers.ooxml.part import Items, Part
from withhold.readers.ooxml.xml import COMMENT, START, TEXT, Event

_TECHNICAL = re.compile(
    r"[\s\d.,:;()+\-*/%#$!?{}\[\]]*|true|false|auto|none|default|(?:[0-9a-fA-F]{2}){3,4}|r?Id\d+|"
    r"\{?[0-9A-Fa-f]{8}-[0-9A-Fa-f-]{27}\}?|\$?[A-Z]{1,3}\$?\d{1,7}(?::\$?[A-Z]{1,3}\$?\d{1,7})?"
)
_SHORTEST = 3
_SKIPPED_ATTRIBUTES = frozenset(
    ("id", "uid", "uri", "space", "Ignorable", "Requires", "guid", "style", "type")
)


def words(stream: Iterable[Event]) -> Iterator[str]:
    """Every text of a part and every attribute value that may be more than technical, in order."""
    texts: list[str] = []
    for kind, _, attributes, text in stream:
        if kind == TEXT:
            texts.append(text)
            continue
        if texts:
            yield "".join(texts)
            texts.clear()
        if kind == START:
            for name, value in attributes.items():
                if (
                    len(value) >= _SHORTEST
                    and name not in _SKIPPED_ATTRIBUTES
                    and not value.startswith("http://schemas.")
                    and (len(value) > 200 or not _TECHNICAL.fullmatch(value))
                ):
                    yield value
        elif kind == COMMENT:
            yield text
    if texts:
        yield "".join(texts)


def worded(concealment: Concealment, role: TextRole = TextRole.LABEL) -> Callable[[Part], Items]:
    """A reader for parts whose words all are hidden in one way."""

    def read(part: Part) -> Items:
        yield from part.lines(words(part.events()), concealment, role)

    return read
