"""The N is fixed: later finds leave the first ones as they were, and each row is proven to be one of them."""

from dataclasses import replace
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from withhold.incident.affected.root import (
    SALT_BYTES,
    Amended,
    amended,
    commitment,
    fixed,
    inclusion,
    is_included,
)

MANY = [sha256(str(n).encode()).hexdigest() for n in range(40)]


@given(st.integers(1, 39), st.integers(2, 40))
def test_an_amendment_proves_that_the_first_ones_stand(before: int, after: int) -> None:
    if before >= after:
        with pytest.raises(ValueError, match="adds rows"):
            amended(MANY[:after], before)
        return
    found = amended(MANY[:after], before)
    assert (found.holds, found.added) == (True, after - before)
    assert found.before == fixed(MANY[:before])
    changed = replace(found, before=fixed([MANY[-1], *MANY[1:before]]))
    assert not changed.holds
    assert not replace(found, after=found.before).holds


def test_an_amendment_that_adds_nobody_or_begins_with_nobody_proves_nothing() -> None:
    some = fixed(MANY[:5])
    assert not Amended(some, some, ()).holds
    assert not Amended(fixed([]), some, ()).holds


@given(st.integers(1, 40), st.integers(1, 40))
def test_a_row_is_proven_to_be_one_of_them(number: int, people: int) -> None:
    if number > people:
        with pytest.raises(ValueError, match="no such"):
            inclusion(MANY[:people], number)
        return
    proof, root = inclusion(MANY[:people], number), fixed(MANY[:people])
    assert is_included(MANY[number - 1], number, root, proof)
    assert not is_included(sha256(b"another").hexdigest(), number, root, proof)
    assert not is_included(MANY[number - 1], number, root, (*proof, MANY[0]))


def test_a_commitment_binds_the_values_and_needs_its_salt() -> None:
    salt = bytes(SALT_BYTES)
    one = commitment(salt, {"fields": {"full_name": ["Juan Perez"]}, "others": {}})
    assert one == commitment(salt, {"others": {}, "fields": {"full_name": ["Juan Perez"]}})
    assert one != commitment(salt, {"fields": {"full_name": ["Juan Pérez"]}, "others": {}})
    assert one != commitment(bytes([1]) * SALT_BYTES, {"fields": {"full_name": ["Juan Perez"]}, "others": {}})
    with pytest.raises(ValueError, match="salt"):
        commitment(b"short", {})
