"""YAML: the shapes of the JSON reader, from events, so that aliases cannot multiply; comments apart."""

import re
from collections.abc import Iterator
from typing import Any

import yaml

from withhold.domain.concealment import Concealment
from withhold.domain.location import Location
from withhold.domain.piece import PartRead, ReadItem, Text, TextRole
from withhold.readers.encoding import detect, text_chunks
from withhold.readers.interface import Corrupt, OverLimit, Place, Reader, ReaderError, Source
from withhold.readers.json_ import Walker
from withhold.readers.json_values import Number

_TEXT_CHUNK = 1 << 16
_MOST_NODES = 2_000_000
_MOST_ALIASES = 1000
"""Aliases whose content is given again; of the others only that they stand for what was given already."""
_LARGEST_ALIASED = 1000
_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?\Z")
_COMMENT = re.compile(r"(?:^|[ \t])#[ \t]*(.*)$", re.MULTILINE)
_SCALARS = {"": None, "~": None, "null": None, "Null": None, "NULL": None}
_BOOLEANS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read(source: Source, place: Place) -> Iterator[ReadItem]:
    """All documents of a file. What cannot be parsed is given as text, then the error is raised."""
    if source.size > place.budget.limits.text_bytes:
        raise OverLimit(f"YAML of more than {place.budget.limits.text_bytes} bytes")
    place.budget.spend(source.size)
    text = "".join(text_chunks(source.stream, *detect(source.stream)))
    walker = Walker(place, place.location, Concealment.VISIBLE)
    error: ReaderError | None = None
    documents = _Documents(text, place.budget.limits.xml_depth)
    try:
        for value in documents:
            path = "/*" if isinstance(value, dict) and documents.count > 1 else ""
            yield from walker.walk(path, value)
    except ReaderError as problem:
        error = problem
    yield from walker.rest()
    for name in documents.tags:
        yield Text(place.location, name, TextRole.LABEL, place.concealment)
    if error is not None:
        for at in range(0, len(text), _TEXT_CHUNK):
            yield Text(place.location, text[at : at + _TEXT_CHUNK], TextRole.CODE, place.concealment)
        raise error
    yield from _comments(text, place.location, place)
    yield PartRead(place.location)


def _comments(text: str, location: Location, place: Place) -> Iterator[Text]:
    """What follows a number sign, which may also stand in a text: better twice than not at all."""
    how = Concealment.PAGE_SOURCE.inside(place.concealment)
    held: list[str] = []
    size = 0
    for match in _COMMENT.finditer(text):
        if words := match.group(1).strip():
            held.append(words)
            size += len(words)
        if size > _TEXT_CHUNK:
            yield Text(location, "\n".join(held), TextRole.PROSE, how)
            held, size = [], 0
    if held:
        yield Text(location, "\n".join(held), TextRole.PROSE, how)


class _Documents:
    """Values of a stream of YAML documents. Nodes, depth and aliases are counted here, not by the parser."""

    def __init__(self, text: str, deepest: int) -> None:
        self._text = text
        self._deepest = deepest
        self._nodes = self._aliases = 0
        self._anchors: dict[str, tuple[Any, int]] = {}
        self.count = 0
        self.tags: dict[str, None] = {}

    def __iter__(self) -> Iterator[Any]:
        """Raises Corrupt or OverLimit after the documents before it."""
        loader = _LOADER(self._text)
        try:
            while not loader.check_event(yaml.StreamEndEvent):
                event = loader.get_event()
                if isinstance(event, yaml.DocumentStartEvent):
                    self._anchors.clear()
                    self.count += 1
                    yield self._value(loader, loader.get_event(), 0)
        except (yaml.YAMLError, ValueError):
            raise Corrupt("broken YAML") from None
        finally:
            loader.dispose()

    def _value(self, loader: Any, event: Any, depth: int) -> Any:
        self._nodes += 1
        if self._nodes > _MOST_NODES or depth > self._deepest:
            raise OverLimit("YAML nests too deep, or has too many values")
        if isinstance(event, yaml.AliasEvent):
            return self._alias(event.anchor or "")
        before = self._nodes
        value: Any
        if isinstance(event, yaml.ScalarEvent):
            value = _scalar(event)
        elif isinstance(event, yaml.SequenceStartEvent):
            value = []
            while not loader.check_event(yaml.SequenceEndEvent):
                value.append(self._value(loader, loader.get_event(), depth + 1))
            loader.get_event()
        else:
            value = self._mapping(loader, depth)
        if event.anchor:
            self._anchors[event.anchor] = value, self._nodes - before
        if event.tag and not event.tag.startswith(("tag:yaml.org", "!")):
            self.tags[event.tag] = None
        return value

    def _alias(self, anchor: str) -> Any:
        value, size = self._anchors.get(anchor, (None, 0))
        self._aliases += 1
        self._nodes += size
        is_small = self._aliases <= _MOST_ALIASES and size <= _LARGEST_ALIASED
        return value if is_small or not isinstance(value, list | dict) else f"*{anchor}"

    def _mapping(self, loader: Any, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        while not loader.check_event(yaml.MappingEndEvent):
            key = self._value(loader, loader.get_event(), depth + 1)
            value = self._value(loader, loader.get_event(), depth + 1)
            name = key if isinstance(key, str) else str(key)
            if name == "<<" and isinstance(value, dict):
                found = {**value, **found}
                continue
            copies = 1
            while name in found:
                copies += 1
                name = f"{key}#{copies}"
            found[name] = value
        loader.get_event()
        return found


def _scalar(event: Any) -> Any:
    """A value as JSON knows it; what was quoted is a text."""
    text: str = event.value
    if event.style not in (None, "") or (event.tag and event.tag.endswith(":str")):
        return text
    if text in _SCALARS:
        return _SCALARS[text]
    if text in _BOOLEANS:
        return _BOOLEANS[text]
    return Number(text) if _NUMBER.match(text) else text


READER = Reader("yaml", ("application/yaml",), read)
