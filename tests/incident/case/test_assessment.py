"""Whether to tell: two axes, the first rule that holds, and safety never waives."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from withhold.domain.fields import Field, Protection
from withhold.incident.case.assessment import (
    Decision,
    Encrypted,
    Factors,
    Risk,
    Safety,
    propose,
    risk_of,
    safety_of,
)
from withhold.incident.case.clocks.packs import PACKS
from withhold.incident.case.interface import CaseError

NAMES = frozenset({Field.FULL_NAME})
PLACES = st.sampled_from([*PACKS, "eu-de"])
FIELDS = st.frozensets(st.sampled_from(Field), min_size=1)
PROTECTIONS = st.frozensets(st.sampled_from(Protection))
FACTORS = st.builds(
    Factors,
    fields=FIELDS,
    protections=PROTECTIONS,
    encrypted=st.sampled_from(Encrypted),
    accessors_high=st.none() | st.integers(0, 9),
)


def factors(*fields: Field, protection: Protection | None = None, **known: object) -> Factors:
    protections = frozenset() if protection is None else frozenset({protection})
    return Factors(NAMES | set(fields), protections, **known)  # type: ignore[arg-type]


def test_a_list_of_asylum_seekers_is_notifiable_where_the_statute_would_waive_it() -> None:
    names_only = propose("us-fl", factors())
    assert (names_only.decision, names_only.rule) == (Decision.NOT_NOTIFIABLE, "not-in-statute")
    asylum = propose("us-fl", factors(protection=Protection.ASYLUM))
    assert (asylum.decision, asylum.rule) == (Decision.NOTIFY, "physical-safety")
    assert (asylum.safety, asylum.risk) == (Safety.SERIOUS, Risk.HIGH)


def test_fields_that_the_statute_names_are_notifiable_without_any_danger() -> None:
    found = propose("us-tx", factors(Field.SOCIAL_SECURITY_NUMBER))
    assert (found.decision, found.rule, found.safety) == (Decision.NOTIFY, "statutory-fields", Safety.NONE)


def test_unreadable_bytes_need_no_notice_unless_a_life_hangs_on_it() -> None:
    for place in ("us-ca", "eu-de", "us-federal"):
        sealed = factors(Field.BANK_ACCOUNT, encrypted=Encrypted.YES)
        assert propose(place, sealed).decision is Decision.NOT_NOTIFIABLE
        danger = factors(Field.BANK_ACCOUNT, protection=Protection.WITNESS, encrypted=Encrypted.YES)
        assert propose(place, danger).decision is Decision.UNDETERMINED


def test_not_knowing_whether_it_was_encrypted_is_not_knowing_that_it_was() -> None:
    assert propose("us-ca", factors(Field.BANK_ACCOUNT)).decision is Decision.NOTIFY


def test_in_the_union_a_low_risk_is_still_a_persons_decision() -> None:
    found = propose("eu-de", factors(accessors_high=0))
    assert (found.decision, found.risk) == (Decision.UNDETERMINED, Risk.LOW)


def test_health_information_is_presumed_notifiable() -> None:
    assert propose("us-hipaa", factors(Field.HEALTH)).rule == "health-information"


@pytest.mark.parametrize("protection", Protection)
def test_to_be_on_a_list_of_protected_people_is_a_high_risk(protection: Protection) -> None:
    assert propose("eu-de", factors(protection=protection)).risk is Risk.HIGH
    nobody_fetched = propose("eu-de", factors(protection=protection, accessors_high=0))
    assert (nobody_fetched.decision, nobody_fetched.risk) == (Decision.NOTIFY, Risk.HIGH)


def test_a_list_of_patients_is_health_information_without_a_column_of_it() -> None:
    assert propose("us-hipaa", factors(protection=Protection.HEALTH)).rule == "health-information"
    assert propose("us-fl", factors(protection=Protection.HEALTH)).rule == "statutory-fields"


def test_nothing_known_is_no_assessment() -> None:
    with pytest.raises(CaseError, match="--field"):
        propose("uk", Factors(frozenset(), frozenset()))
    with pytest.raises(CaseError, match="check both"):
        propose("uk", factors(people_low=5, people_high=4))


@given(PLACES, FACTORS)
def test_there_is_always_a_rule_with_a_reason(place: str, known: Factors) -> None:
    found = propose(place, known)
    assert found.rule
    assert found.because
    assert (found.risk, found.safety) == (risk_of(known), safety_of(known))


_ORDER = (Decision.NOT_NOTIFIABLE, Decision.UNDETERMINED, Decision.NOTIFY)


@given(PLACES, FACTORS, PROTECTIONS)
def test_more_danger_never_makes_less_notifiable(
    place: str, known: Factors, more: frozenset[Protection]
) -> None:
    graver = Factors(
        known.fields, known.protections | more, encrypted=known.encrypted, accessors_high=known.accessors_high
    )
    before, after = (_ORDER.index(propose(place, one).decision) for one in (known, graver))
    assert after >= before


@given(PLACES, FIELDS, st.sampled_from(sorted({Protection.ASYLUM, Protection.VICTIM, Protection.WITNESS})))
def test_serious_danger_is_always_notifiable_where_it_was_readable(
    place: str, fields: frozenset[Field], protection: Protection
) -> None:
    known = Factors(fields, frozenset({protection}), encrypted=Encrypted.NO)
    assert propose(place, known).decision is Decision.NOTIFY
