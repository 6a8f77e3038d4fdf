"""Whether a column holds numbers of people: by header, or by check digits and layouts beyond chance."""

import math
import re
from collections.abc import Sequence
from functools import cache
from typing import Any

import re2

from withhold.domain.fields import Field
from withhold.recognisers.identifiers.generic import CASE_NUMBER, PERSON_NUMBER
from withhold.recognisers.identifiers.interface import (
    CHECKSUM,
    FORMAT,
    LABEL,
    LAYOUT,
    ColumnIdentifier,
    Scheme,
)
from withhold.recognisers.identifiers.labels import LabelIndex
from withhold.recognisers.identifiers.other_numbers import speaks_of_things
from withhold.recognisers.identifiers.registry import SCHEMES
from withhold.recognisers.identifiers.sequences import dense
from withhold.recognisers.identifiers.spelling import canonical_of
from withhold.text.normalise import fold_identifier, fold_label

_SHARE = 0.8
"""Part of the values that must fit where no header names the scheme."""
_LABELLED_SHARE = 0.5
"""With a header naming it, half may be typed wrongly, cut short or masked."""
_SURPRISE = math.log(1e6) - 1e-9
"""Chance results rarer than one in a million count as check digits: some sixty schemes are tried a column."""
_SAMPLE = 64
"""Values that choose the schemes worth counting; the count is over all."""
_CHECKED = 1000
"""Values whose check digits are computed; a thousand settle any of these chances."""
_LAYOUT_VALUES = 3
"""Values from which a layout that others use too tells by being kept."""
_STRUCTURAL = 0.5
"""A check that lets so many random values through only says that a number may have been issued."""
_PLAIN_ID_HEADERS = frozenset(
    {"id", "ids", "identifier", "id no", "id number", "id nr", "identificador", "identifiant"}
)
_MINOR_FIELDS = frozenset({Field.CASE_NUMBER, Field.PERSON_NUMBER})


class _Lines:
    """The values of a column, folded, one a line, so that one pattern counts them in one pass."""

    def __init__(self, values: Sequence[str]) -> None:
        self.values = [value for value in values if value]
        joined = "\n".join(self.values)
        if joined.count("\n") >= len(self.values):
            joined = "\n".join(value.replace("\n", " ") for value in self.values)
        self.text = fold_identifier(joined)
        self.count = len(self.values)

    def matching(self, scheme_pattern: str) -> list[str]:
        """The values that fit a pattern as a whole."""
        return [match.strip(" \t'") for match in _whole_line(scheme_pattern).findall(self.text)]

    def sample(self) -> list[str]:
        """Some values, evenly spread."""
        lines = self.text.split("\n")
        return [line.strip() for line in lines[:: max(1, len(lines) // _SAMPLE)]]


@cache
def _whole_line(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"^[ \t']*(?:{pattern})[ \t]*$", re.MULTILINE | re.ASCII)


@cache
def _labels() -> LabelIndex:
    return LabelIndex(SCHEMES)


@cache
def _labels_of(header: str) -> tuple[Scheme, ...]:
    return _labels().of_header(header)


def _told_by_values(scheme: Scheme) -> bool:
    return scheme.layout is not None or (scheme.chance <= 0.2 and not scheme.needs_layout)


@cache
def _any_scheme() -> tuple[Any, tuple[Scheme, ...]]:
    """All schemes that values alone can tell, as one set of whole-value patterns."""
    schemes = tuple(filter(_told_by_values, SCHEMES))
    patterns = re2.Set.FullMatchSet()
    for scheme in schemes:
        patterns.Add(scheme.pattern)
    patterns.Compile()
    return patterns, schemes


def judge_column(
    header: str | None, values: Sequence[str], hint: Field | None = None
) -> ColumnIdentifier | None:
    """Which identifier of people the unique values of a column are, None if they are not one.

    `hint` is what the caller knows of the header; it counts as a label for the schemes of that field.
    Numbers of things (rows, products, companies, places, cases without a label) are None.
    """
    lines = _Lines(values)
    if not lines.count:
        return None
    labelled = _by_label(header, lines, hint)
    if labelled is not None and labelled.field not in _MINOR_FIELDS:
        return labelled
    told = _by_values(header, lines)
    if told is not None and (told.strong or labelled is None):
        return told
    return labelled or _plain_id(header, lines)


def _by_label(header: str | None, lines: _Lines, hint: Field | None) -> ColumnIdentifier | None:
    schemes = _labels_of(header[:200]) if header else ()
    if hint is not None:
        schemes = tuple(dict.fromkeys((*schemes, *(scheme for scheme in SCHEMES if scheme.field is hint))))
    best: tuple[float, ColumnIdentifier] | None = None
    for place, scheme in enumerate(schemes):
        if hint is not None and scheme.field is not hint and scheme.field in _MINOR_FIELDS:
            continue
        matching = lines.matching(scheme.pattern)
        share = len(matching) / lines.count
        if share < _LABELLED_SHARE or not _enough_digits(scheme, matching):
            continue
        passed, surprise = _checked(scheme, matching)
        evidence = {LABEL, FORMAT} | ({CHECKSUM} if surprise >= _SURPRISE else set())
        # Check digits decide between the countries that share a label; then the share, then the order.
        fitness = surprise + passed + 0.5 * share - 0.001 * place
        if best is None or fitness > best[0]:
            result = ColumnIdentifier(scheme.field, scheme.country, scheme.name, frozenset(evidence), share)
            best = (fitness, result)
    return best[1] if best else None


def _enough_digits(scheme: Scheme, matching: Sequence[str]) -> bool:
    sample = matching[:_SAMPLE]
    return sum(sum(map(str.isdigit, value)) >= scheme.least_digits for value in sample) >= 0.5 * len(sample)


def _checked(scheme: Scheme, matching: Sequence[str]) -> tuple[float, float]:
    """Which part of the values passes the check, and how surprising that is: -ln of its chance, at most."""
    if scheme.check is None or not matching:
        return 0.0, 0.0
    some = matching[:: max(1, len(matching) // _CHECKED)]
    passing = sum(scheme.check(canonical_of(scheme, value)) for value in some)
    share = passing / len(some)
    return share, len(some) * _divergence(share, scheme.chance)


def _divergence(share: float, chance: float) -> float:
    """Chernoff: the chance of so many passes among n is at most exp(-n * divergence)."""
    if share <= chance:
        return 0.0
    rest = 0.0 if share == 1 else (1 - share) * math.log((1 - share) / (1 - chance))
    return share * math.log(share / chance) + rest


def _by_values(header: str | None, lines: _Lines) -> ColumnIdentifier | None:
    sample = [value for value in lines.sample() if value]
    likely = [value for value in sample if 7 <= len(value) <= 28 and sum(map(str.isdigit, value)) >= 4]
    if not sample or len(likely) < 0.7 * len(sample):
        return None
    patterns, schemes = _any_scheme()
    counts = [0] * len(schemes)
    for value in likely:
        for index in patterns.Match(value) or ():
            counts[index] += 1
    of_things = speaks_of_things(header)
    best: tuple[float, ColumnIdentifier] | None = None
    for scheme, count in zip(schemes, counts, strict=True):
        if count < 0.7 * len(sample) or (of_things and not scheme.distinctive):
            continue
        found = _judged(header, scheme, lines)
        if found is not None and (best is None or found[0] > best[0]):
            best = found
    return best[1] if best else None


def _judged(header: str | None, scheme: Scheme, lines: _Lines) -> tuple[float, ColumnIdentifier] | None:
    """How far the values themselves speak for a scheme, and as what; None where they do not."""
    matching = lines.matching(scheme.pattern)
    share = len(matching) / lines.count
    if share < _SHARE:
        return None
    in_layout = lines.matching(scheme.layout) if scheme.layout else []
    keeps_layout = len(in_layout) >= 0.9 * len(matching)
    if scheme.needs_layout and not keeps_layout:
        return None
    passed, surprise = _checked(scheme, matching)
    if scheme.check is not None and passed < _SHARE:
        return None
    evidence = {FORMAT}
    if not scheme.distinctive and scheme.chance <= 0.2 and _counts_up(matching):
        return None
    if surprise >= _SURPRISE or (scheme.distinctive and (keeps_layout or not scheme.layout)):
        evidence.add(CHECKSUM)
    elif keeps_layout and scheme.chance > _STRUCTURAL and not dense(in_layout):
        if len(in_layout) < _LAYOUT_VALUES and not scheme.layout_tells:
            return None
        evidence.add(LAYOUT)
    elif _prefixed_alien(scheme, matching):
        # Under a header of another meaning the same writing may be a part number: told without strength.
        evidence |= {LAYOUT} if header is None else set()
    else:
        return None
    result = ColumnIdentifier(scheme.field, scheme.country, scheme.name, frozenset(evidence), share)
    return surprise + 5 * len(evidence) + share, result


def _counts_up(matching: Sequence[str]) -> bool:
    """Whether the numbers before one or two check characters fill their range, as those of goods do."""
    bare = [value.replace("-", "").replace(" ", "") for value in matching[:_CHECKED]]
    return any(dense([value[:-check] for value in bare]) for check in (1, 2))


def _prefixed_alien(scheme: Scheme, matching: Sequence[str]) -> bool:
    """Whether nearly all are eight or nine digits behind an A, and no codes that count up."""
    if scheme.field is not Field.ALIEN_NUMBER:
        return False
    prefixed = [value for value in matching if value.startswith("A") and sum(map(str.isdigit, value)) >= 8]
    return len(prefixed) >= 0.9 * len(matching) and len(prefixed) >= _LAYOUT_VALUES and not dense(matching)


def _plain_id(header: str | None, lines: _Lines) -> ColumnIdentifier | None:
    """A column called no more than "ID": somebody's number at most, and told without strength."""
    if header is None or fold_label(header) not in _PLAIN_ID_HEADERS:
        return None
    matching = [value for value in lines.matching(PERSON_NUMBER.pattern) if len(value) >= 5]
    share = len(matching) / lines.count
    if share < _SHARE or not _enough_digits(CASE_NUMBER, matching) or dense(matching):
        return None
    return ColumnIdentifier(Field.PERSON_NUMBER, "", PERSON_NUMBER.name, frozenset({FORMAT}), share)
