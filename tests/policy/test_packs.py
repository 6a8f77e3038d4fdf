"""The built-in packs: each has tests on both sides, says what it is not, and only makes verdicts stricter."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from withhold.domain.concealment import Concealment
from withhold.domain.fields import Field, Protection
from withhold.domain.finding import Finding, Kind, Severity
from withhold.domain.location import DOCUMENT
from withhold.domain.piece import Skipped, SkipReason
from withhold.domain.verdict import Coverage, Decision
from withhold.policy.cases import load_cases, run_cases, under
from withhold.policy.facts import NAMES, document_facts, finding_facts, profile_facts, skipped_facts
from withhold.policy.interface import DocumentFacts, PackError, Profile
from withhold.policy.judge import judge
from withhold.policy.load import load_policy
from withhold.policy.pack import BUILT_IN, load_pack

POLICIES = {name: load_policy([name], None) for name in BUILT_IN}
GRAVITY = [Decision.RELEASE, Decision.REVIEW, Decision.WITHHOLD]


@pytest.mark.parametrize("pack", BUILT_IN)
def test_the_tests_beside_a_pack_pass_and_show_both_outcomes(pack: str) -> None:
    cases = load_cases(pack)
    assert len(cases) >= 8
    assert {case.expect for case in cases} >= {Decision.RELEASE, Decision.WITHHOLD}
    assert {outcome.case.name: outcome.problem for outcome in run_cases(pack) if outcome.problem} == {}


@pytest.mark.parametrize("pack", BUILT_IN)
def test_every_rule_of_a_pack_is_told_in_its_tests(pack: str) -> None:
    tested = {rule for case in load_cases(pack) for rule in case.rules}
    own = {rule.id for rule in load_pack(pack).rules}
    apart = {
        "people/membership",
        "people/registered",
        "edition/changed",
        "concealed/data",
        "profile/undeclared",
    }
    assert own - tested <= (apart if pack == "default" else set())


@pytest.mark.parametrize("pack", BUILT_IN)
def test_packs_give_authority_and_reason_and_no_legal_advice(pack: str) -> None:
    loaded = load_pack(pack)
    assert "not legal advice" in loaded.notice.lower()
    assert all(rule.authority.strip() and rule.text.strip() for rule in loaded.rules)
    assert all(len(limit.reason) > 20 for limit in loaded.limits.values())


counts = st.integers(0, 30)
facts = st.builds(
    Finding,
    kind=st.sampled_from(Kind),
    location=st.just(DOCUMENT),
    concealment=st.sampled_from(Concealment),
    people=counts,
    fields=st.lists(st.sampled_from(Field), max_size=6, unique=True).map(tuple),
    severity=st.sampled_from(Severity),
    confidence=st.floats(0, 1),
    named=counts,
    identified=counts,
    private_fields=st.lists(st.sampled_from(Field), max_size=4, unique=True).map(tuple),
    private_two=counts,
    government_identifiers=counts,
    protections=st.lists(st.sampled_from(Protection), max_size=2, unique=True).map(tuple),
    protected=counts,
    nearby_protections=st.lists(st.sampled_from(Protection), max_size=2, unique=True).map(tuple),
    membership=st.booleans(),
    public_role=st.booleans(),
    author=st.booleans(),
    unseen=counts,
)
profiles = st.none() | st.builds(
    lambda fields: Profile("d", "p", "a", "o", date.max, fields),
    st.none() | st.frozensets(st.sampled_from(Field), min_size=1, max_size=6),
)
documents = st.builds(
    lambda found, skipped, media: DocumentFacts(
        tuple(found), tuple(skipped), Coverage(1, 1), 10, max((f.people for f in found), default=0), media
    ),
    st.lists(facts, max_size=3),
    st.lists(
        st.builds(Skipped, st.just(DOCUMENT), st.sampled_from(SkipReason), st.integers(0, 300_000)),
        max_size=2,
    ),
    st.sampled_from(["text/csv", "application/vnd.ms-excel"]),
)


@settings(max_examples=150, deadline=None)
@given(documents, profiles, st.sets(st.sampled_from(BUILT_IN), min_size=1), st.sampled_from(BUILT_IN))
def test_a_pack_more_never_makes_a_verdict_milder(
    document: DocumentFacts, profile: Profile | None, packs: set[str], more: str
) -> None:
    fewer = under(load_policy(sorted(packs), None), profile)
    both = under(load_policy([*sorted(packs), more], None), profile)
    before, after = judge(fewer, document)[0], judge(both, document)[0]
    assert GRAVITY.index(after) >= GRAVITY.index(before)
    assert GRAVITY.index(before) >= GRAVITY.index(judge(under(POLICIES["default"], profile), document)[0])


def test_the_order_of_packs_changes_nothing() -> None:
    names = Finding(
        Kind.NAMES,
        DOCUMENT,
        Concealment.HIDDEN_ROW,
        2,
        (Field.FULL_NAME,),
        Severity.LOW,
        0.9,
        named=2,
        unseen=2,
    )
    facts = DocumentFacts((names,), (), Coverage(1, 1), 10, 2)
    for packs in (["us-asylum", "strict"], ["strict", "us-asylum"], ["uk-foi", "us-asylum", "default"]):
        assert judge(load_policy(packs, None), facts)[0] is Decision.WITHHOLD
    assert judge(POLICIES["strict"], facts)[0] is Decision.REVIEW


def test_the_thresholds_of_the_pack_that_spoke_are_told() -> None:
    hidden = Finding(
        Kind.NAMES,
        DOCUMENT,
        Concealment.HIDDEN_ROW,
        2,
        (Field.FULL_NAME,),
        Severity.LOW,
        0.9,
        named=2,
        unseen=2,
    )
    facts = DocumentFacts((hidden,), (), Coverage(1, 1), 10, 2)
    reasons = judge(load_policy(["us-asylum"], None), facts)[1]
    told = next(reason for reason in reasons if reason.rule == "people/concealed")
    assert any("concealed names 1: 8 CFR 208.6" in threshold for threshold in told.thresholds)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("", "no \\[\\[case\\]\\]"),
        ('[[case]]\nname = "x"\nexpect = "stop"\n', "expect must be"),
        ('[[case]]\nname = "x"\nexpect = "release"\nfinding = { peeple = 1 }\n', "'peeple' is not known"),
        ('[[case]]\nname = "x"\nexpect = "release"\nfinding = { people = "1" }\n', "people must be"),
        ('[[case]]\nname = "x"\nexpect = "release"\nfinding = { kind = "x" }\n', "kind cannot be 'x'"),
        ('[[case]]\nname = "x"\nexpect = "release"\nskipped = { reason = "x" }\n', "no such reason"),
    ],
)
def test_mistakes_in_tests_are_told(tmp_path: Path, body: str, message: str) -> None:
    path = tmp_path / "mine.toml"
    path.with_suffix(".tests.toml").write_text(body)
    with pytest.raises(PackError, match=message):
        load_cases(str(path))


def test_a_profile_is_put_on_every_standard() -> None:
    profile = Profile("d", "p", "a", "o", date.max, None)
    assert all(standard.profile is profile for standard in under(POLICIES["eu-gdpr"], profile).standards)


def test_the_names_that_conditions_may_use_are_those_that_are_given() -> None:
    finding = Finding(Kind.NAMES, DOCUMENT, Concealment.VISIBLE, 1, (), Severity.LOW, 0.5)
    told = {
        "finding": finding_facts(finding, POLICIES["default"].standards[0]),
        "skipped": skipped_facts(Skipped(DOCUMENT, SkipReason.ENCRYPTED)),
        "document": document_facts(DocumentFacts((), (), Coverage(1, 1), 1, 0)),
        "profile": profile_facts(None),
    }
    assert {name: set(facts) for name, facts in told.items()} == NAMES
