"""Canonical JSON: one spelling of an object."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rfc8785 import CanonicalizationError

from withhold.signing.canonical import canonical

_texts = st.text(st.characters(exclude_categories=["Cs"]))
_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | _texts,
    lambda inner: st.lists(inner) | st.dictionaries(_texts, inner),
    max_leaves=20,
)


@given(_values)
def test_it_is_json_of_the_same_value(value: object) -> None:
    assert json.loads(canonical(value)) == value


@given(st.dictionaries(_texts, st.integers(0, 9)))
def test_the_order_of_keys_does_not_matter(value: dict[str, int]) -> None:
    assert canonical(dict(reversed(value.items()))) == canonical(value)


def test_the_example_of_key_order_in_rfc_8785() -> None:
    """Keys are ordered by UTF-16 code units (section 3.2.3), not by code points."""
    assert canonical({"\ufb33": 1, "\U0001f600": 2, "\u20ac": 3, "1": 4, "\r": 5, "\x80": 6}) == (
        '{"\\r":5,"1":4,"\x80":6,"\u20ac":3,"\U0001f600":2,"\ufb33":1}'.encode()
    )


@pytest.mark.parametrize("value", [2**53, float("nan"), float("inf"), "\ud800", {"a": {1, 2}}, {1: 2}])
def test_what_has_no_canonical_form_is_refused(value: object) -> None:
    with pytest.raises(CanonicalizationError) as raised:
        canonical(value)
    assert isinstance(raised.value, ValueError)
