"""Keeps people's values out of verdicts: names in routes, and examples.

Masks have one width, whatever they cover: neither a value's length nor its initials are told.
"""

import re
from dataclasses import replace
from functools import lru_cache

from withhold.domain.finding import Finding
from withhold.domain.location import Location, Step
from withhold.domain.piece import Skipped
from withhold.recognisers import identifiers, names

MASK = "████████"

_NAMED_BY_OTHERS = frozenset({"sheet", "member", "part", "path"})
_MAX_EXAMPLES = 3
_LIKELY = 0.6
_SPOTTED = 0.8
_JOINTS = re.compile(r"[_+.\s]+|(?<=\D)-(?=\D)")
_EXTENSION = re.compile(r"\.[A-Za-z0-9]{1,5}$")


def masked_finding(finding: Finding, examples: bool) -> Finding:
    """The finding as it may be told; with `examples`, with a mask for each field of up to three people."""
    shown: tuple[str, ...] = ()
    if examples and finding.people:
        line = ", ".join(f"{field}: {MASK}" for field in finding.fields) or MASK
        shown = (line,) * min(finding.people, _MAX_EXAMPLES)
    return replace(finding, location=masked_location(finding.location), examples=shown)


def masked_skipped(skipped: Skipped) -> Skipped:
    """The skipped part as it may be told. Its detail comes out of the sandbox, where nothing is trusted."""
    detail = MASK if _tells_of_somebody(skipped.detail) else skipped.detail
    return replace(skipped, location=masked_location(skipped.location), detail=detail)


def masked_location(location: Location) -> Location:
    """The route with `#3 ████████` in place of a sheet, member or path that is a person or an identifier."""
    return Location(tuple(_masked_step(step) for step in location))


def _masked_step(step: Step) -> Step:
    if step.key not in _NAMED_BY_OTHERS or not _tells_of_somebody(step.value):
        return step
    return Step(step.key, f"#{step.index} {MASK}" if step.index else MASK, step.index)


@lru_cache(maxsize=4096)
def _tells_of_somebody(value: str) -> bool:
    """Whether a name given by others holds a person's name or identifier: all of it, or one path segment."""
    return bool(identifiers.scan(value)) or any(map(_is_somebody, re.split(r"[/\\]", value)))


def _is_somebody(segment: str) -> bool:
    words = _JOINTS.sub(" ", _EXTENSION.sub("", segment)).strip()
    if " " not in words and words.isascii():
        # One word of Latin script is a sheet's subject far more often than somebody's only name.
        return False
    if words.islower():
        words = words.title()
    return names.likelihood(words) >= _LIKELY or any(
        span.confidence >= _SPOTTED for span in names.spot(words)
    )
