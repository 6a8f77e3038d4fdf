"""Verdicts on documents as JSON and back, with everything that a report or a gate may ask of them.

Unlike the published form (spec/verdict.md) this one loses nothing; it is between two runs of one engine only.
"""

from dataclasses import fields
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
_HINTS = {kind: get_type_hints(kind) for kind in _VALUES}


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
    verdict = _read(data, DocumentVerdict)
    assert isinstance(verdict, DocumentVerdict)
    return verdict


def _read(data: Any, kind: Any) -> Any:
    if kind in _VALUES:
        names = [field.name for field in fields(kind)]
        if not isinstance(data, list) or len(data) != len(names):
            raise NotARecord(kind.__name__)
        hints = _HINTS[kind]
        return kind(*(_read(item, hints[name]) for item, name in zip(data, names, strict=True)))
    if kind in _WORDS:
        return _word(data, kind)
    if get_origin(kind) is tuple:
        if not isinstance(data, list):
            raise NotARecord("tuple")
        return tuple(_read(item, get_args(kind)[0]) for item in data)
    if get_origin(kind) in (Union, UnionType):
        return None if data is None else _read(data, get_args(kind)[0])
    if kind is float and isinstance(data, int) and not isinstance(data, bool):
        return float(data)
    if type(data) is not kind:
        raise NotARecord(getattr(kind, "__name__", "value"))
    return data


def _word(data: Any, kind: Any) -> Any:
    try:
        return kind(data)
    except ValueError:
        raise NotARecord(kind.__name__) from None
