"""Keeps people's values out of verdicts: names in routes, and examples.

Masks have one width, whatever they cover: neither a value's length nor its initials are told.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache

from withhold.domain.finding import Finding, Kind
from withhold.domain.location import Location, Step
from withhold.domain.piece import Skipped
from withhold.recognisers import contacts, identifiers, names

Knows = Callable[[str], bool]
MASK = "████████"

_NAMED_BY_OTHERS = frozenset({"sheet", "member", "part", "path"})
_MAX_EXAMPLES = 3
_LIKELY = 0.8
_SPOTTED = 0.8
_LONE = 0.35
"""Above the likelihood of a single word that is also an everyday word or a place."""
_LEAST_TELEPHONE = 7
_JOINTS = re.compile(r"[_+.\s]+|(?<=\D)-(?=\D)")
_ABBREVIATION = re.compile(r"\b[A-Z]{2,3}\b")
"""`KYC`, `ADP`, `FY`: in names of sheets these are no names of people."""
_EXTENSION = re.compile(r"\.[A-Za-z0-9]{1,5}$")


def nobody(text: str) -> bool:
    """Where nothing is known of the people of the document."""
    return False


def among_people(knows: Knows) -> Knows:
    """`knows` in a document that names people: there a lone family or given name is taken for theirs.

    What else can be a word or a place is not, unless it is mostly known as a family name.
    """
    return lambda text: knows(text) or _is_lone_name(text)


def either(one: Knows, other: Knows) -> Knows:
    """Known to one or to the other."""
    return lambda text: one(text) or other(text)


def masked_finding(finding: Finding, examples: bool, knows: Knows = nobody) -> Finding:
    """The finding as it may be told; with `examples`, with a mask for each field of up to three people.

    Matches of the register have no examples: who is in it is never shown, not even as a mask.
    `knows`: whether a text is the name or a number of somebody found in the document.
    """
    shown: tuple[str, ...] = ()
    if examples and finding.people and finding.kind is not Kind.REGISTER_MATCH:
        line = ", ".join(f"{field}: {MASK}" for field in finding.fields) or MASK
        shown = (line,) * min(finding.people, _MAX_EXAMPLES)
    return replace(finding, location=masked_location(finding.location, knows), examples=shown)


def masked_skipped(skipped: Skipped, knows: Knows = nobody) -> Skipped:
    """The skipped part as it may be told. Its detail comes out of the sandbox, where nothing is trusted."""
    detail = MASK if _tells_of_somebody(skipped.detail) else skipped.detail
    return replace(skipped, location=masked_location(skipped.location, knows), detail=detail)


def masked_location(location: Location, knows: Knows = nobody) -> Location:
    """The route with `#3 ████████` in place of a sheet, member or path that is a person or an identifier."""
    return Location(tuple(_masked_step(step, knows) for step in location))


def _masked_step(step: Step, knows: Knows) -> Step:
    if step.key not in _NAMED_BY_OTHERS:
        return step
    if not _tells_of_somebody(step.value) and not any(map(knows, _segments(step.value))):
        return step
    return Step(step.key, f"#{step.index} {MASK}" if step.index else MASK, step.index)


def _segments(value: str) -> list[str]:
    """A name given by others, part by part: words apart, without the ending of a file."""
    return [_JOINTS.sub(" ", _EXTENSION.sub("", part)).strip() for part in re.split(r"[/\\]", value)]


@lru_cache(maxsize=4096)
def _tells_of_somebody(value: str) -> bool:
    """Whether a name given by others holds a person's name or identifier: all of it, or one path segment."""
    return (
        bool(identifiers.scan(value)) or _reaches_somebody(value) or any(map(_is_somebody, _segments(value)))
    )


def _reaches_somebody(value: str) -> bool:
    """Whether one path segment holds an e-mail address, a telephone number or a street address."""
    for segment in re.split(r"[/\\]", value):
        if "@" in segment and contacts.emails(segment):
            return True
        digits = sum(map(str.isdigit, segment))
        if digits >= _LEAST_TELEPHONE and contacts.phones(segment):
            return True
        if digits and contacts.addresses(segment.replace("_", " ")):
            return True
    return False


@lru_cache(maxsize=4096)
def _is_lone_name(words: str) -> bool:
    if " " in words or not words:
        return False
    likelihood, kind = names.likelihood(words), names.token_kind(words)
    return kind != "none" and (likelihood > _LONE or (kind == "family" and likelihood > _LONE / 3))


def _is_somebody(words: str) -> bool:
    if " " not in words and words.isascii():
        # One word of Latin script is a sheet's subject far more often than somebody's only name.
        return False
    if words.islower():
        words = words.title()
    if _is_name(words):
        return True
    # Somebody named among other words: "Interview Rosa Quispe".
    return any(
        _is_name(words[span.start : span.end]) for span in names.spot(words) if span.confidence >= _SPOTTED
    )


def _is_name(words: str) -> bool:
    if "," not in words and not words.isupper() and _ABBREVIATION.search(words):
        return False
    return names.likelihood(words) >= _LIKELY
