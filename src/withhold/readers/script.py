"""Data in programs: literals of objects and arrays as tables, strings and comments as text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from withhold.domain.concealment import Concealment
from withhold.domain.location import Location
from withhold.domain.piece import PartRead, ReadItem, Text, TextRole
from withhold.readers.encoded import decoded, decoded_runs
from withhold.readers.encoding import detect, text_chunks
from withhold.readers.interface import OverLimit, Place, Reader, Source
from withhold.readers.json_ import Walker
from withhold.readers.json_values import Number, parse

_TOKEN = re.compile(
    r"""(?P<comment>//[^\n]*|/\*.*?(?:\*/|\Z)|<!--[^\n]*)"""
    r"""|(?P<string>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`)"""
    r"""|(?P<number>-?\d[\w.]*)|(?P<word>[^\W\d]\w*|\$[\w$]*)|(?P<sign>[^\s\w])""",
    re.DOTALL,
)
_ESCAPE = re.compile(r"\\(?:u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(.))", re.DOTALL)
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r", "\n": "", "0": ""}
_CONSTANTS = {"true": True, "false": False, "null": None, "undefined": None}
_SHORTEST = 3
_TEXT_CHUNK = 1 << 16
_MISSING = object()


def read(source: Source, place: Place) -> Iterator[ReadItem]:
    """A script file. Everything in it is script data, for who looks at a page does not see it."""
    limit = place.budget.limits.text_bytes
    if source.size > limit:
        raise OverLimit(f"a script has more than {limit} bytes")
    place.budget.spend(source.size)
    codec, skip = detect(source.stream)
    text = "".join(text_chunks(source.stream, codec, skip))
    yield from pieces(text, place, place.location)
    yield PartRead(place.location)


def pieces(text: str, place: Place, location: Location) -> Iterator[ReadItem]:
    """The data in a script or in inline JSON, as `script_data`."""
    try:
        value = parse(text)
    except ValueError:
        yield from _program(text, place, location)
    else:
        yield from _walk([value], place, location)


def hidden_value(text: str, place: Place, location: Location, how: Concealment) -> Iterator[ReadItem]:
    """A value that a page holds out of sight: JSON, an encoded document, or plain text."""
    start = text.lstrip()[:1]
    if start in ("{", "["):
        try:
            value = parse(text)
        except ValueError:
            pass
        else:
            walker = Walker(place, location, how)
            yield from walker.walk("", value)
            yield from walker.rest()
            return
    if (data := decoded(text)) is not None:
        yield from nested(data, place, location, how)
    elif text.strip():
        yield Text(location, text, TextRole.LABEL, how.inside(place.concealment))


def nested(data: bytes, place: Place, location: Location, how: Concealment) -> Iterator[ReadItem]:
    """A document that was encoded in another one's text."""
    place.budget.spend(len(data))
    yield from place.open_nested(Source(BytesIO(data), len(data)), place.inside(location, how))


def _walk(values: list[Any], place: Place, location: Location) -> Iterator[ReadItem]:
    walker = Walker(place, location, Concealment.SCRIPT_DATA)
    for value in values:
        yield from walker.walk("", value)
    yield from walker.rest()


def _program(text: str, place: Place, location: Location) -> Iterator[ReadItem]:
    how = Concealment.SCRIPT_DATA
    literals = _Literals()
    comments: list[str] = []
    for match in _TOKEN.finditer(text):
        if match.lastgroup == "comment":
            comments.append(match.group())
        else:
            literals.take(match.lastgroup or "", match.group())
    literals.end()
    yield from _walk(literals.values, place, location)
    plain = []
    for string in literals.strings:
        if string[:1] in ("{", "[") or (len(string) >= 24 and decoded(string) is not None):
            yield from hidden_value(string, place, location, how)
        else:
            plain.append(string)
    for run in (data for comment in comments for data in decoded_runs(comment)):
        yield from nested(run, place, location, how)
    for lines in (plain, comments):
        whole = "\n".join(lines)
        for at in range(0, len(whole), _TEXT_CHUNK):
            yield Text(location, whole[at : at + _TEXT_CHUNK], TextRole.CODE, how.inside(place.concealment))


@dataclass(slots=True)
class _Frame:
    """One open bracket: what was collected in it, as long as everything in it is a literal."""

    items: list[Any] | None = None
    members: dict[str, Any] | None = None
    key: str | None = None
    last: Any = _MISSING
    is_literal: bool = True
    loose: list[str] = field(default_factory=list)

    def close(self) -> Any:
        self.put()
        return self.items if self.members is None else self.members

    def put(self) -> None:
        """Stores the value before a comma or the end."""
        if self.last is _MISSING:
            return
        if self.members is None and self.items is not None:
            self.items.append(self.last)
        elif self.members is not None and self.key is not None:
            self.members[self.key] = self.last
        self.last, self.key = _MISSING, None


class _Literals:
    """Finds object and array literals in tokens, in one pass: a bracket with anything else in it is given up,
    and the literals inside it are kept by themselves."""

    def __init__(self) -> None:
        self.values: list[Any] = []
        self.strings: list[str] = []
        self._stack: list[_Frame] = []

    def take(self, kind: str, token: str) -> None:
        if token in ("{", "["):
            self._stack.append(_Frame(members={}) if token == "{" else _Frame(items=[]))
        elif token in ("}", "]"):
            self._close()
        elif not self._stack:
            if kind == "string":
                self._string(_unquoted(token))
        elif token == ",":
            self._stack[-1].put()
        elif token == ":":
            self._name()
        elif kind in ("string", "number", "word"):
            self._value(kind, token)
        elif token not in (";", "(", ")"):
            self._give_up()

    def end(self) -> None:
        """Gives up what was never closed."""
        while self._stack:
            self._give_up()
            self._stack.pop()

    def _value(self, kind: str, token: str) -> None:
        frame = self._stack[-1]
        value: Any = _unquoted(token) if kind == "string" else Number(token)
        if kind == "word":
            value = _CONSTANTS.get(token, token)
        if not frame.is_literal or frame.last is not _MISSING:
            if isinstance(value, str) and kind == "string":
                self._string(value)
            self._give_up()
            return
        frame.last = value

    def _name(self) -> None:
        frame = self._stack[-1]
        if frame.is_literal and frame.members is not None and isinstance(frame.last, str):
            frame.key, frame.last = str(frame.last), _MISSING
        else:
            self._give_up()

    def _close(self) -> None:
        if not self._stack:
            return
        frame = self._stack.pop()
        if not frame.is_literal:
            return
        value = frame.close()
        parent = self._stack[-1] if self._stack else None
        if parent is not None and parent.is_literal and parent.last is _MISSING:
            parent.last = value
        elif value:
            self._keep(value)

    def _give_up(self) -> None:
        for frame in self._stack:
            if frame.is_literal:
                frame.is_literal = False
                held = frame.close()
                self._keep(held)
                frame.items, frame.members, frame.last = None, None, _MISSING

    def _keep(self, value: Any) -> None:
        """Keeps a literal that stands alone; short lists of words are strings, not tables."""
        parts = value.values() if isinstance(value, dict) else value
        if isinstance(value, dict) and len(value) > 1:
            self.values.append(value)
            return
        for part in parts or ():
            if isinstance(part, dict | list) and part:
                self.values.append(part)
            elif isinstance(part, str):
                self._string(part)
        if isinstance(value, list) and value and all(isinstance(part, dict) for part in value):
            del self.values[-len(value) :]
            self.values.append(value)

    def _string(self, text: str) -> None:
        if len(text) >= _SHORTEST:
            self.strings.append(text)


def _unquoted(token: str) -> str:
    body = token[1:-1]
    return _ESCAPE.sub(_unescaped, body) if "\\" in body else body


def _unescaped(match: re.Match[str]) -> str:
    code = match.group(1) or match.group(2) or match.group(3)
    if code is None:
        return _ESCAPED.get(match.group(4), match.group(4))
    number = int(code, 16)
    return chr(number) if number < 0x110000 and not 0xD800 <= number < 0xE000 else "\ufffd"


READER = Reader("script", ("text/javascript", "text/css"), read)
