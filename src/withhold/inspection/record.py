"""Verdicts on documents as JSON and back, with everything that a report or a gate may ask of them.

Unlike the published form (spec/verdict.md) this one loses nothing; it is between two runs of one engine only.
"""

from collections.abc import Callable
from dataclasses import fields
from functools import cache, partial
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from withhold.domain.concealment import Concealment
from withhold.domain.fields import Field, Protection
from withhold.domain.finding import Evidence, Finding, Kind, Severity
from withhold.domain.location import Location, Step
from withhold.domain.piece import Skipped, SkipReason
from withhold.domain.verdict import Coverage, Decision, DocumentVerdict, People, Reason

_WORDS = (Concealment, Field, Protection, Evidence, Kind, Severity, SkipReason, Decision)
_VALUES = (DocumentVerdict, Finding, Skipped, Location, Step, Coverage, People, Reason)


class NotARecord(ValueError):
    """What was read is not what was written here. The message names the place in the code's words only."""


def to_json(value: Any) -> Any:
    """A verdict, or a part of one, as lists and plain values: fields in their order, without names."""
    if isinstance(value, _VALUES):
        return [to_json(getattr(value, field.name)) for field in fields(value)]
    if isinstance(value, tuple):
        return [to_json(item) for item in value]
    if isinstance(value, _WORDS):
        return str(value)
    return value


def from_json(data: Any) -> DocumentVerdict:
    """The verdict that `to_json` wrote. Raises NotARecord."""
    verdict = _reader(DocumentVerdict)(data)
    assert isinstance(verdict, DocumentVerdict)
    return verdict


@cache
def _reader(kind: Any) -> Callable[[Any], Any]:
    """What reads a value of this type; made once for each type, since there are many verdicts to read."""
    if kind in _VALUES:
        return _fields_reader(kind)
    if kind in _WORDS:
        return partial(_word, kind=kind)
    if get_origin(kind) is tuple:
        return partial(_items, read=_reader(get_args(kind)[0]))
    if get_origin(kind) in (Union, UnionType):
        return partial(_optional, read=_reader(get_args(kind)[0]))
    return partial(_plain, kind=kind)


def _fields_reader(kind: Any) -> Callable[[Any], Any]:
    hints = get_type_hints(kind)
    readers = [_reader(hints[field.name]) for field in fields(kind)]

    def read(data: Any) -> Any:
        if not isinstance(data, list) or len(data) != len(readers):
            raise NotARecord(kind.__name__)
        return kind(*[reader(item) for reader, item in zip(readers, data, strict=True)])

    return read


def _items(data: Any, read: Callable[[Any], Any]) -> Any:
    if not isinstance(data, list):
        raise NotARecord("tuple")
    return tuple([read(item) for item in data])


def _optional(data: Any, read: Callable[[Any], Any]) -> Any:
    return None if data is None else read(data)


def _plain(data: Any, kind: Any) -> Any:
    if kind is float and type(data) is int:
        return float(data)
    if type(data) is not kind:
        raise NotARecord(getattr(kind, "__name__", "value"))
    return data


def _word(data: Any, kind: Any) -> Any:
    try:
        return kind(data)
    except ValueError:
        raise NotARecord(kind.__name__) from None
