"""Every registered scheme fits its positives and none of its negatives, and its patterns are safe to run."""

import re

import pytest
import re2

from withhold.recognisers.identifiers import judge_column, scan
from withhold.recognisers.identifiers.interface import Scheme
from withhold.recognisers.identifiers.registry import SCHEMES
from withhold.recognisers.identifiers.spelling import canonical_of
from withhold.text.normalise import fold_identifier


def _fits(scheme: Scheme, value: str) -> bool:
    if re.fullmatch(scheme.pattern, fold_identifier(value)) is None:
        return False
    return scheme.check is None or scheme.check(canonical_of(scheme, value))


@pytest.mark.parametrize("scheme", SCHEMES, ids=lambda scheme: scheme.name)
def test_positives_and_negatives(scheme: Scheme) -> None:
    assert scheme.positives
    assert scheme.negatives
    assert scheme.labels
    assert [value for value in scheme.positives if not _fits(scheme, value)] == []
    assert [value for value in scheme.negatives if _fits(scheme, value)] == []


@pytest.mark.parametrize("scheme", SCHEMES, ids=lambda scheme: scheme.name)
def test_both_engines_agree_and_no_pattern_captures(scheme: Scheme) -> None:
    for pattern in filter(None, (scheme.pattern, scheme.layout)):
        assert re.compile(pattern).groups == 0
        for value in map(fold_identifier, (*scheme.positives, *scheme.negatives)):
            assert bool(re.fullmatch(pattern, value)) == bool(re2.fullmatch(pattern, value))


@pytest.mark.parametrize("scheme", SCHEMES, ids=lambda scheme: scheme.name)
def test_a_label_names_the_field_in_text_and_column(scheme: Scheme) -> None:
    label, value = scheme.labels[0].upper(), scheme.positives[0]
    found = scan(f"{label}: {value}.")
    assert [match.field for match in found] == [scheme.field]
    assert found[0].strong
    column = judge_column(label, [value])
    assert column is not None
    assert column.field is scheme.field
    assert column.strong


def test_names_are_unique() -> None:
    names = [scheme.name for scheme in SCHEMES]
    assert len(names) == len(set(names))
