"""What is read of a message: what is signed, small and of one spelling; and no value in any refusal."""

from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.incident.holds.made import KEYS, person, signed, told
from withhold.incident.holds.interface import PLAN_SCHEMA, REQUEST_SCHEMA, Action, Refused
from withhold.incident.holds.requests import DECISION_PEOPLE, PLAN_PEOPLE, read_question
from withhold.incident.holds.signed import MOST_BYTES
from withhold.signing.ed25519 import SigningKey


def test_a_question() -> None:
    body, header = told(REQUEST_SCHEMA, action="denial", people=[person()])
    question = read_question(body, header, KEYS)
    assert (question.consumer, question.action, question.planning) == ("court-east", Action.DENIAL, False)
    [one] = question.people
    assert (one.ref, one.identifiers) == ("q1", (("alien_number", "A219876543"),))


@pytest.mark.parametrize(("schema", "most"), [(REQUEST_SCHEMA, DECISION_PEOPLE), (PLAN_SCHEMA, PLAN_PEOPLE)])
def test_how_many_people(schema: str, most: int) -> None:
    people = [person(f"q{number}") for number in range(most)]
    assert len(read_question(*told(schema, action="removal", people=people), KEYS).people) == most
    with pytest.raises(Refused, match="in parts") as refused:
        read_question(*told(schema, action="removal", people=[*people, person("more")]), KEYS)
    assert refused.value.status == 413


def test_what_is_not_signed_is_not_read() -> None:
    body, header = told(REQUEST_SCHEMA, action="denial", people=[person()])
    stranger = signed(body, SigningKey(Ed25519PrivateKey.generate()))
    for wrong in (None, "", header[:-1], header.upper(), f"{header} ", stranger, header + ", " + header):
        with pytest.raises(Refused, match="not signed") as refused:
            read_question(body, wrong, KEYS)
        assert refused.value.status == 401
    with pytest.raises(Refused, match="not signed"):
        read_question(b"{", header, KEYS)
    with pytest.raises(Refused, match="not signed"):
        read_question(body, header, {})


def test_what_is_too_long_is_not_even_verified() -> None:
    with pytest.raises(Refused, match="too long") as refused:
        read_question(b" " * (MOST_BYTES + 1), None, KEYS)
    assert refused.value.status == 413


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[" * 200_000, b"\xff\xfe{}", b'"text"', b"1" * 5000, b'{"a":NaN}']
)
def test_what_is_no_canonical_json(body: bytes) -> None:
    with pytest.raises(Refused, match="canonical") as refused:
        read_question(body, signed(body), KEYS)
    assert refused.value.status == 400


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(["schema", "nonce", "action", "people", "person", "identifiers", "name"]), _JSON)
def test_anything_in_any_place_is_read_or_refused(place: str, value: Any) -> None:
    content: dict[str, Any] = {"action": "removal", "people": [person()]}
    if place == "person":
        content["people"] = [value]
    elif place in ("identifiers", "name"):
        content["people"] = [person() | {place: value}]
    elif place in content:
        content[place] = value
    schema = value if place == "schema" and isinstance(value, str) else REQUEST_SCHEMA
    body, header = told(schema, **content, **({"extra": value} if place == "nonce" else {}))
    try:
        outcome = f"{len(read_question(body, header, KEYS).people)} person"
    except Refused as refused:
        outcome = str(refused)
    assert not any(word in outcome for word in ("Marisela", "219876543", "\n"))
