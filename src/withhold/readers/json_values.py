"""JSON values one after another out of a long text, without holding more than one record."""

import json
import re
from collections.abc import Iterator
from typing import Any

from withhold.readers.interface import Corrupt, OverLimit

_SPACE = re.compile(r"[\s\ufeff\x1e]*")
_SEPARATORS = re.compile(r"[\s\ufeff\x1e,]*")
_CUT_MARGIN = 16


class Number(str):
    """A number as written: leading digits and long runs of digits stay as they are."""

    __slots__ = ()


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object; a repeated key, of which most programs see only the last, is kept under `key#2`."""
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    found = {}
    for key, value in pairs:
        name, copies = key, 1
        while name in found:
            copies += 1
            name = f"{key}#{copies}"
        found[name] = value
    return found


_DECODER = json.JSONDecoder(object_pairs_hook=_object, parse_float=Number, parse_int=Number, strict=False)


def parse(text: str) -> Any:
    """One JSON value that is the whole text. Raises ValueError, also when it nests too deep."""
    try:
        value, end = _DECODER.raw_decode(text, _SPACE.match(text).end())  # type: ignore[union-attr]
    except RecursionError:
        raise ValueError("nested too deep") from None
    if text[end:].strip():
        raise ValueError("more than one value")
    return value


class Values:
    """The values of a stream of JSON text: of a top-level array, of lines, or one after another.

    Iterating gives (path, value) pairs: the elements of a top-level array have the path `/*`, those of an
    array
    directly inside a top-level object `/key/*`, other values of that object `/key`; a value that stands alone
    or in a sequence of values has the path ``. Raises Corrupt or OverLimit where it cannot go on; `rest`
    is then
    the text from there on, as far as it was looked at.
    """

    def __init__(self, chunks: Iterator[str], limit: int) -> None:
        self._chunks = chunks
        self._limit = limit
        self._text = ""
        self._at = 0
        self._ended = False

    def rest(self) -> Iterator[str]:
        """The text that was not understood."""
        yield self._text[self._at :]
        yield from self._chunks

    def __iter__(self) -> Iterator[tuple[str, Any]]:
        first = True
        while self._skip(_SEPARATORS):
            if first and self._text[self._at] == "[":
                yield from self._array("/*")
            elif first and self._text[self._at] == "{" and not self._is_small():
                yield from self._object()
            else:
                yield "", self._value()
            first = False

    def _is_small(self) -> bool:
        """Whether the first object ends within the text at hand: a record of a sequence, or a small
        document."""
        try:
            _DECODER.raw_decode(self._text, self._at)
        except (json.JSONDecodeError, RecursionError):
            return False
        return True

    def _array(self, path: str) -> Iterator[tuple[str, Any]]:
        self._at += 1
        while self._skip(_SEPARATORS):
            if self._text[self._at] == "]":
                self._at += 1
                return
            yield path, self._value()
        raise Corrupt("a JSON array is not closed")

    def _object(self) -> Iterator[tuple[str, Any]]:
        self._at += 1
        while self._skip(_SEPARATORS):
            if self._text[self._at] == "}":
                self._at += 1
                return
            key = self._value()
            if not isinstance(key, str) or not self._skip(_SPACE) or self._text[self._at] != ":":
                raise Corrupt("a JSON object has no colon after a key")
            self._at += 1
            self._skip(_SPACE)
            if self._text[self._at : self._at + 1] == "[":
                yield from self._array(f"/{key}/*")
            else:
                yield f"/{key}", self._value()
        raise Corrupt("a JSON object is not closed")

    def _value(self) -> Any:
        while True:
            try:
                value, end = _DECODER.raw_decode(self._text, self._at)
            except json.JSONDecodeError as error:
                is_cut = error.pos >= len(self._text) - _CUT_MARGIN or error.msg.startswith("Unterminated")
                if self._ended or not is_cut:
                    raise Corrupt("broken JSON") from None
            except RecursionError:
                raise OverLimit("JSON nests too deep") from None
            else:
                if end < len(self._text) or self._ended:
                    self._at = end
                    return value
            self._fill()

    def _skip(self, pattern: re.Pattern[str]) -> bool:
        """Goes over white space; false at the end of the stream."""
        while True:
            match = pattern.match(self._text, self._at)
            self._at = match.end() if match else self._at
            if self._at < len(self._text):
                return True
            if self._ended:
                return False
            self._fill()

    def _fill(self) -> None:
        """At least doubles the text at hand, so that trying again costs linear time over all."""
        rest = self._text[self._at :]
        if len(rest) > self._limit:
            raise OverLimit(f"a single JSON value has more than {self._limit} characters")
        parts, size = [rest], 0
        for chunk in self._chunks:
            parts.append(chunk)
            size += len(chunk)
            if size >= len(rest):
                break
        else:
            self._ended = True
        self._text, self._at = "".join(parts), 0
