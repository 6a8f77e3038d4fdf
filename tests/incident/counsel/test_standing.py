"""Who stands for whom: proven by two, valid on the day, and nothing of anybody else."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from withhold.incident.counsel.interface import CounselError, ProofKind, Representation, Scope
from withhold.incident.counsel.standing import (
    Inbox,
    check_claim,
    clients_of,
    covers,
    ended,
    greeting,
    verified,
)

_DAY = date(2026, 3, 2)
_CLAIM = Representation("7", "12", Scope.ASYLUM, ProofKind.SIGNED_AUTHORITY, _DAY)


def test_it_stands_only_when_another_person_verified_the_proof() -> None:
    assert not _CLAIM.stands_on(_DAY)
    stands = verified(_CLAIM, "1", "2", differ=True)
    assert stands.stands_on(_DAY)
    assert not stands.stands_on(_DAY - timedelta(days=1))
    for entered, verifier, differ in [("1", "1", True), ("1", "2", False), ("1", "7", True)]:
        with pytest.raises(CounselError):
            verified(_CLAIM, entered, verifier, differ)
    with pytest.raises(CounselError, match="nothing proves"):
        verified(replace(_CLAIM, proof=ProofKind.NONE), "1", "2", differ=True)


def test_an_end_ends_it_at_once() -> None:
    stands = verified(_CLAIM, "1", "2", differ=True)
    over = ended(stands, _DAY + timedelta(days=3))
    assert not over.stands_on(_DAY + timedelta(days=3))
    assert over.until == _DAY + timedelta(days=3)


@pytest.mark.parametrize(
    ("claim", "document", "said"),
    [
        (replace(_CLAIM, until=_DAY - timedelta(days=1)), True, "before it begins"),
        (replace(_CLAIM, since=date(2020, 1, 1), until=date(2021, 1, 1)), True, "over already"),
        (replace(_CLAIM, verified_by="2"), True, "not verified yet"),
        (_CLAIM, False, "document"),
    ],
)
def test_what_cannot_be_entered(claim: Representation, document: bool, said: str) -> None:
    with pytest.raises(CounselError, match=said):
        check_claim(claim, _DAY, document)


_CLAIMS = st.builds(
    Representation,
    representative=st.sampled_from(["7", "8"]),
    subject=st.sampled_from(["1", "2", "3"]),
    scope=st.sampled_from(Scope),
    proof=st.sampled_from(ProofKind),
    since=st.dates(date(2026, 1, 1), date(2026, 6, 1)),
    until=st.none() | st.dates(date(2026, 1, 1), date(2026, 12, 1)),
    verified_by=st.none() | st.just("2"),
)


@given(st.lists(_CLAIMS), st.dates(date(2026, 1, 1), date(2026, 12, 1)))
def test_nobody_sees_a_client_without_a_proven_representation_of_their_own(
    claims: list[Representation], day: date
) -> None:
    for subject in clients_of(claims, "7", day):
        assert any(
            one.representative == "7"
            and one.subject == subject
            and one.verified_by == "2"
            and one.proof is not ProofKind.NONE
            and one.since <= day
            and (one.until is None or day <= one.until)
            for one in claims
        )


def test_scopes() -> None:
    assert covers([Scope.ALL], Scope.CUSTODY)
    assert covers([Scope.CUSTODY, Scope.APPEAL], Scope.APPEAL)
    assert not covers([Scope.ASYLUM], Scope.CUSTODY)


def test_a_shared_inbox_never_gets_what_was_written() -> None:
    subject, body = greeting(Inbox("desk@example.org", True), "Ximena Quispe", "Ximena Quispe is exposed")
    assert "Quispe" not in subject + body
    assert greeting(Inbox("ada@example.org", False), "s", "b") == ("s", "b")
