"""Identifiers in running text: behind their labels, and those whose writing tells by itself."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from withhold.recognisers.identifiers.interface import (
    CHECKSUM,
    FORMAT,
    LABEL,
    LAYOUT,
    IdentifierMatch,
    Scheme,
)
from withhold.recognisers.identifiers.labels import LabelHit, LabelIndex, ambiguous
from withhold.recognisers.identifiers.registry import SCHEMES
from withhold.recognisers.identifiers.sequences import dense
from withhold.recognisers.identifiers.spelling import canonical_of
from withhold.text.normalise import fold_aligned
from withhold.text.patterns import linear

_REACH = 96
"""Characters behind a label within which its value begins and ends."""

# What may stand between a label and its value: punctuation, and the words that people put there.
_GAP = (
    r"""^[\s:#=.,;()\[\]"'|*_/№º°>?-]{0,8}"""
    r"(?:(?i:no|nos|nr|num|nbr|number|n|numero|número|numéro|nummer|номер|رقم|شماره|号码|號碼|numarası|is|was"
    r"|es|est|ist|lautet|é|هو|given as)[\s:#=.,º°\"'()-]{1,5}){0,3}"
)
_SEVERAL = 6
"""From so many unlabelled numbers of one scheme on, a text is a list that may be a run of codes."""


@cache
def _index() -> LabelIndex:
    return LabelIndex(SCHEMES)


@cache
def _behind_label(pattern: str) -> Any:
    return linear(rf"{_GAP}((?i:{pattern}))\b")


@cache
def _telling() -> tuple[Any, tuple[Scheme, ...]]:
    """One pattern of all writings that tell without a label; its groups are numbered as the schemes."""
    schemes = tuple(scheme for scheme in SCHEMES if scheme.layout or scheme.distinctive)
    groups = "|".join(f"({scheme.layout or scheme.pattern})" for scheme in schemes)
    return linear(rf"(?i)\b(?:{groups})\b"), schemes


def scan(text: str) -> list[IdentifierMatch]:
    """The identifiers of people in a text, in order, without overlaps.

    Labels come first ("A-Number: A 123 456 789"); the rest must be told by its own writing, and says
    by `strong` whether that is enough. Linear in the length of the text.
    """
    folded, offsets = fold_aligned(text)
    if not any(digit in folded for digit in "0123456789"):
        return []
    found = _labelled(folded)
    found = _first_of_overlapping(found, _unlabelled(folded))
    return found if offsets is None else [_moved(match, offsets) for match in found]


def _moved(match: IdentifierMatch, offsets: Sequence[int]) -> IdentifierMatch:
    return replace(match, start=offsets[match.start], end=offsets[match.end - 1] + 1)


def _first_of_overlapping(
    labelled: list[IdentifierMatch], others: list[IdentifierMatch]
) -> list[IdentifierMatch]:
    """Both in order of the text; of two that overlap, the labelled one."""
    ends = [match.end for match in labelled]
    kept = list(labelled)
    for match in others:
        following = bisect_right(ends, match.start)
        if following == len(labelled) or labelled[following].start >= match.end:
            kept.append(match)
    return sorted(kept, key=lambda match: match.start)


def _labelled(text: str) -> list[IdentifierMatch]:
    found: list[IdentifierMatch] = []
    done = 0
    for hit in _index().find(text):
        if hit.start < done:
            continue
        match = _value_behind(text, hit)
        if match is not None:
            found.append(match)
            done = match.end
    return found


def _value_behind(text: str, hit: LabelHit) -> IdentifierMatch | None:
    """The value behind a label, under the scheme that fits it best: one whose check holds, else the first."""
    window = text[hit.end : hit.end + _REACH]
    unsure = ambiguous(text, hit)
    first: IdentifierMatch | None = None
    for scheme in hit.schemes:
        match = _behind_label(scheme.pattern).search(window)
        if match is None:
            continue
        value = match.group(1)
        if _goes_on(window, match.end(1)):
            continue
        if sum(map(str.isdigit, value)) < scheme.least_digits:
            continue
        canonical = canonical_of(scheme, value)
        checked = scheme.check is not None and scheme.check(canonical)
        if unsure and not checked:
            continue
        start = hit.end + match.start(1)
        evidence = {LABEL, FORMAT} | ({CHECKSUM} if checked and scheme.chance < 1 else set())
        result = IdentifierMatch(
            scheme.field, start, start + len(value), canonical, scheme.country, scheme.name,
            frozenset(evidence), scheme.distinctive,
        )  # fmt: skip
        if checked:
            return result
        first = first or result
    return first


def _goes_on(text: str, end: int) -> bool:
    """Whether the number found is only the beginning of a longer one: 1.032.456 of 1.032.456.789."""
    rest = text[end : end + 2]
    return rest[:1].isdigit() or (rest[:1] in tuple("./-") and rest[1:].isdigit())


def _is_fraction(text: str, start: int) -> bool:
    """Whether the digits stand behind a decimal point."""
    return start >= 2 and text[start - 1] == "." and text[start - 2].isdigit()


def _unlabelled(text: str) -> list[IdentifierMatch]:
    pattern, schemes = _telling()
    found: list[IdentifierMatch] = []
    for match in pattern.finditer(text):
        number = match.lastindex
        start, end = match.span(number)
        if _goes_on(text, end) or _is_fraction(text, start):
            continue
        result = _judged(schemes[number - 1], text[start:end], start, end)
        if result is not None:
            found.append(result)
    return _without_runs(found)


def _judged(scheme: Scheme, value: str, start: int, end: int) -> IdentifierMatch | None:
    canonical = canonical_of(scheme, value)
    evidence = {FORMAT}
    if scheme.check is not None:
        if not scheme.check(canonical):
            return None
        if scheme.chance < 1:
            evidence.add(CHECKSUM)
    if scheme.layout and scheme.layout_tells:
        evidence.add(LAYOUT)
    return IdentifierMatch(
        scheme.field, start, end, canonical, scheme.country, scheme.name,
        frozenset(evidence), scheme.distinctive,
    )  # fmt: skip


def _without_runs(found: list[IdentifierMatch]) -> list[IdentifierMatch]:
    """Without the numbers that only their layout speaks for, where they count up like codes."""
    by_layout = [match for match in found if LAYOUT in match.evidence and CHECKSUM not in match.evidence]
    if len(by_layout) < _SEVERAL or not dense([match.canonical for match in by_layout]):
        return found
    runs = set(map(id, by_layout))
    return [match for match in found if id(match) not in runs]

