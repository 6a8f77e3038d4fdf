"""Identifiers in running text: behind their labels, and those whose writing tells by itself."""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import Any

import re2

from withhold.domain.fields import GOVERNMENT_IDENTIFIERS, Field
from withhold.recognisers.identifiers.beside_names import told_by_names
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


_PASSING = 0.5
"""Part of the equally long numbers of a text that must pass a check for any of them to count."""
_DIGITS = re.compile(r"\d+", re.ASCII)
_ALIEN_LINE = re.compile(r"^A[-# ]{0,2}\d{3}[- .]?\d{3}[- .]?\d{3}(?=[ \t]*$)", re.MULTILINE | re.ASCII)
_OUT_OF_RANGE = 2
_IN_RANGE = 0.7
"""Part of the lines written as alien numbers that must be in the range given out so far."""


@cache
def _index() -> LabelIndex:
    return LabelIndex(SCHEMES)


@cache
def _behind_label(pattern: str) -> Any:
    return linear(rf"{_GAP}((?i:{pattern}))\b")


@cache
def _next_value(pattern: str) -> Any:
    return linear(rf"^\s?(?:[,;/&+]|and|or|y|et|und|en|e|и|ve|و|、|和)[,\s]*((?i:{pattern}))\b")


@cache
def _by_name() -> dict[str, Scheme]:
    return {scheme.name: scheme for scheme in SCHEMES}


@cache
def _telling() -> tuple[Any, tuple[Scheme, ...]]:
    """One pattern of all writings that tell without a label; and its schemes."""
    schemes = tuple(scheme for scheme in SCHEMES if scheme.layout or scheme.distinctive)
    groups = "|".join(f"(?:{scheme.layout or scheme.pattern})" for scheme in schemes)
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
    if offsets is not None:
        found = [_moved(match, offsets) for match in found]
    return list(told_by_names(text, found))


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
        while match is not None:
            found.append(match)
            done = match.end
            match = _another(text, match)
    return found


def _value_behind(text: str, hit: LabelHit) -> IdentifierMatch | None:
    """The value behind a label, under the scheme that fits it best: one whose check holds, else the first."""
    window = text[hit.end : hit.end + _REACH]
    unsure = ambiguous(text, hit)
    first: IdentifierMatch | None = None
    for scheme in hit.schemes:
        match = _behind_label(scheme.pattern).search(window)
        if match is None or _goes_on(window, match.end(1)):
            continue
        value = match.group(1)
        if sum(map(str.isdigit, value)) < scheme.least_digits:
            continue
        canonical = canonical_of(scheme, value)
        checked = scheme.check is not None and scheme.check(canonical)
        if unsure and not (checked and scheme.chance < 1):
            continue
        start = hit.end + match.start(1)
        result = _match(scheme, canonical, start, start + len(value), {LABEL, FORMAT}, checked)
        if checked:
            return result
        first = first or result
    return first


def _match(
    scheme: Scheme, canonical: str, start: int, end: int, evidence: set[str], checked: bool
) -> IdentifierMatch:
    if checked and scheme.chance < 1:
        evidence = evidence | {CHECKSUM}
    return IdentifierMatch(
        scheme.field, start, end, canonical, scheme.country, scheme.name,
        frozenset(evidence), scheme.distinctive,
    )  # fmt: skip


def _another(text: str, last: IdentifierMatch) -> IdentifierMatch | None:
    """A further value of an enumeration behind one label: "passports X1234567 and X7654321".

    Only numbers of governments, written like the one before: counts and years follow numbers too.
    """
    if last.field not in GOVERNMENT_IDENTIFIERS:
        return None
    scheme = _by_name()[last.scheme]
    window = text[last.end : last.end + _REACH]
    match = _next_value(scheme.pattern).search(window)
    if match is None or _goes_on(window, match.end(1)):
        return None
    value = match.group(1)
    if _shape(value) != _shape(text[last.start : last.end]):
        return None
    canonical = canonical_of(scheme, value)
    start = last.end + match.start(1)
    checked = scheme.check is not None and scheme.check(canonical)
    return _match(scheme, canonical, start, last.end + match.end(1), {LABEL, FORMAT}, checked)


def _shape(value: str) -> str:
    """The writing of a value: its digits as 0, its letters as A, its punctuation."""
    return "".join("0" if char.isdigit() else "A" if char.isalpha() else char for char in value)


def _goes_on(text: str, end: int) -> bool:
    """Whether the number found is only the beginning of a longer one: 1.032.456 of 1.032.456.789."""
    rest = text[end : end + 2]
    return rest[:1].isdigit() or (rest[:1] in tuple(".-") and rest[1:].isdigit())


def _is_fraction(text: str, start: int) -> bool:
    """Whether the digits stand behind a decimal point."""
    return start >= 2 and text[start - 1] == "." and text[start - 2].isdigit()


def _unlabelled(text: str) -> list[IdentifierMatch]:
    found: list[IdentifierMatch] = []
    for match in _telling()[0].finditer(text):
        start, end = match.span()
        if _goes_on(text, end) or _is_fraction(text, start):
            continue
        result = _first_that_passes(text[start:end], start, end)
        if result is not None:
            found.append(result)
    return _without_codes(text, _without_chance_hits(text, _without_runs(found)))


@cache
def _written_so() -> Any:
    """The telling writings as a set: which of them a value is, as indices into the schemes of `_telling`."""
    writings = re2.Set.FullMatchSet()
    for scheme in _telling()[1]:
        writings.Add(scheme.layout or scheme.pattern)
    writings.Compile()
    return writings


def _first_that_passes(value: str, start: int, end: int) -> IdentifierMatch | None:
    """The first scheme that the value is written as and whose check it passes."""
    schemes = _telling()[1]
    for number in sorted(_written_so().Match(value.upper()) or ()):
        if (found := _judged(schemes[number], value, start, end)) is not None:
            return found
    return None


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


def _without_chance_hits(text: str, found: list[IdentifierMatch]) -> list[IdentifierMatch]:
    """Without the bare digits that pass a check among many of their length that do not: barcodes,
    measurements."""
    passing = Counter(
        len(match.canonical)
        for match in found
        if CHECKSUM in match.evidence and text[match.start : match.end].isdigit()
    )
    if not passing:
        return found
    lengths = Counter(map(len, _DIGITS.findall(text)))
    by_chance = {length for length, count in passing.items() if count < _PASSING * lengths[length]}
    return [
        match
        for match in found
        if len(match.canonical) not in by_chance or not text[match.start : match.end].isdigit()
    ]


def _without_codes(text: str, found: list[IdentifierMatch]) -> list[IdentifierMatch]:
    """Without the lines that are an alien number and no more, where many lines written so are out of range.

    Part and serial numbers have an A and nine digits too; by chance some fall into the range given out.
    """
    lines = {match.start() for match in _ALIEN_LINE.finditer(text)} if found else set()
    within = [m for m in found if m.field is Field.ALIEN_NUMBER and m.start in lines]
    if len(lines) - len(within) < _OUT_OF_RANGE or len(within) >= _IN_RANGE * len(lines):
        return found
    codes = set(map(id, within))
    return [match for match in found if id(match) not in codes]


def _without_runs(found: list[IdentifierMatch]) -> list[IdentifierMatch]:
    """Without the numbers that only their layout speaks for, where they count up like codes."""
    by_layout = [match for match in found if LAYOUT in match.evidence and CHECKSUM not in match.evidence]
    if len(by_layout) < _SEVERAL or not dense([match.canonical for match in by_layout]):
        return found
    runs = set(map(id, by_layout))
    return [match for match in found if id(match) not in runs]
