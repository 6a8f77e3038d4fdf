"""The rules of design 5.3, each from both sides of its border."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from withhold.domain.concealment import Concealment
from withhold.domain.fields import Field, Protection
from withhold.domain.finding import Finding, Kind, Severity
from withhold.domain.location import DOCUMENT
from withhold.domain.piece import Skipped, SkipReason
from withhold.domain.verdict import Coverage, Decision, Reason
from withhold.policy.interface import DocumentFacts, PackError
from withhold.policy.judge import judge
from withhold.policy.load import Policy, load_policy

DEFAULT = load_policy(["default"], None)
STRICT = load_policy(["strict"], None)

NAMES = Finding(
    kind=Kind.NAMES,
    location=DOCUMENT,
    concealment=Concealment.VISIBLE,
    people=40,
    fields=(Field.FULL_NAME,),
    severity=Severity.LOW,
    confidence=0.9,
    named=40,
)
ROSTER = replace(
    NAMES,
    kind=Kind.ROSTER,
    fields=(Field.FULL_NAME, Field.DATE_OF_BIRTH),
    identified=40,
    private_fields=(Field.DATE_OF_BIRTH,),
)


def decide(
    *findings: Finding, skipped: tuple[Skipped, ...] = (), policy: Policy = DEFAULT, size: int = 100
) -> tuple[Decision, tuple[Reason, ...]]:
    people = max((finding.people for finding in findings), default=0)
    return judge(policy, DocumentFacts(findings, skipped, Coverage(1, 1), size, people))


def rules(reasons: tuple[Reason, ...]) -> set[tuple[str, str]]:
    return {(reason.rule, str(reason.decision)) for reason in reasons}


def test_names_alone_are_released() -> None:
    assert decide(NAMES) == (Decision.RELEASE, ())


def test_one_protected_person_is_enough() -> None:
    one = replace(NAMES, people=1, named=1, protected=1, protections=(Protection.ASYLUM,))
    decision, reasons = decide(one)
    assert decision is Decision.WITHHOLD
    assert "1 person" in reasons[0].text
    assert "asylum" in reasons[0].text


def test_context_only_nearby_is_reviewed() -> None:
    near = replace(NAMES, nearby_protections=(Protection.CUSTODY,))
    assert rules(decide(near)[1]) == {("people/protected", "review")}


@pytest.mark.parametrize(
    ("people", "two", "expected"),
    [(1, 0, Decision.RELEASE), (2, 0, Decision.RELEASE), (3, 0, Decision.REVIEW), (1, 1, Decision.REVIEW)],
)
def test_roster_border(people: int, two: int, expected: Decision) -> None:
    finding = replace(ROSTER, people=people, named=people, identified=people, private_two=two)
    assert decide(finding)[0] is expected


@pytest.mark.parametrize(
    ("unseen", "expected"),
    [(0, Decision.RELEASE), (1, Decision.REVIEW), (9, Decision.REVIEW), (10, Decision.WITHHOLD)],
)
def test_concealed_bare_names_border(unseen: int, expected: Decision) -> None:
    assert decide(replace(NAMES, concealment=Concealment.HIDDEN_ROW, unseen=unseen))[0] is expected


def test_one_name_under_a_redaction_is_withheld() -> None:
    assert decide(replace(NAMES, concealment=Concealment.UNDER_REDACTION, unseen=1))[0] is Decision.WITHHOLD


def test_one_concealed_identified_person_is_withheld_even_a_public_figure() -> None:
    hidden = replace(ROSTER, concealment=Concealment.PIVOT_CACHE, identified=1, unseen=1, public_role=True)
    assert rules(decide(hidden)[1]) == {("people/concealed", "withhold")}


def test_a_pivot_cache_that_repeats_what_is_seen_is_not_concealed() -> None:
    assert decide(replace(NAMES, concealment=Concealment.PIVOT_CACHE, unseen=0))[0] is Decision.RELEASE


@pytest.mark.parametrize(
    "place", [Concealment.HEADER_FOOTER, Concealment.ALT_TEXT, Concealment.SPEAKER_NOTES]
)
def test_headers_alt_text_and_notes_follow_the_visible_rules(place: Concealment) -> None:
    assert decide(replace(NAMES, concealment=place, unseen=40))[0] is Decision.RELEASE
    assert rules(decide(replace(ROSTER, concealment=place, unseen=40))[1]) == {("people/roster", "review")}


def test_authors_are_a_note() -> None:
    author = replace(NAMES, concealment=Concealment.METADATA, unseen=2, people=2, named=2, author=True)
    decision, reasons = decide(author)
    assert decision is Decision.RELEASE
    assert rules(reasons) == {("people/authors", "note")}


def test_government_identifiers_withhold() -> None:
    numbers = replace(ROSTER, fields=(Field.SOCIAL_SECURITY_NUMBER,), government_identifiers=1, identified=0)
    assert ("people/identifiers", "withhold") in rules(decide(numbers)[1])


@pytest.mark.parametrize(("named", "expected"), [(1, Decision.WITHHOLD), (0, Decision.REVIEW)])
def test_membership(named: int, expected: Decision) -> None:
    assert decide(replace(NAMES, people=1, named=named, membership=True))[0] is expected


@pytest.mark.parametrize(
    ("skipped", "expected"),
    [
        (Skipped(DOCUMENT, SkipReason.ENCRYPTED), Decision.REVIEW),
        (Skipped(DOCUMENT, SkipReason.PICTURE, 199_999), Decision.RELEASE),
        (Skipped(DOCUMENT, SkipReason.PICTURE, 200_000), Decision.REVIEW),
        (Skipped(DOCUMENT, SkipReason.DECODED_AS_STRINGS, 9_000_000), Decision.RELEASE),
    ],
)
def test_unread_parts(skipped: Skipped, expected: Decision) -> None:
    decision, reasons = decide(skipped=(skipped,))
    assert decision is expected
    assert reasons[0].rule == "coverage/unread"


def test_an_empty_file_never_passes() -> None:
    assert rules(decide(size=0)[1]) == {("coverage/empty", "review")}


def test_concealed_data_is_a_note_and_reviewed_by_the_strict_pack() -> None:
    data = replace(NAMES, kind=Kind.CONCEALED_DATA, people=0, named=0, fields=())
    assert rules(decide(data)[1]) == {("concealed/data", "note")}
    assert rules(decide(data, policy=STRICT)[1]) == {("concealed/data", "review")}


def test_thresholds_come_with_their_reason() -> None:
    _, reasons = decide(ROSTER)
    assert any("roster people 3" in threshold for threshold in reasons[0].thresholds)


def test_counts_never_exceed_the_people_of_the_document() -> None:
    _, reasons = decide(ROSTER, replace(ROSTER, location=DOCUMENT.child("sheet", "Copy")))
    assert "40 people" in reasons[0].text


class TestProfiles:
    """What a destination declares."""

    @pytest.fixture
    def profile(self, tmp_path: Path) -> Path:
        return tmp_path / "profile.toml"

    def policy(self, path: Path, declared: str) -> Policy:
        path.write_text(
            'destination = "Register"\npurpose = "p"\nauthority = "a"\nowner = "o"\nexpiry = 2099-01-01\n'
            + declared,
            encoding="utf-8",
        )
        return load_policy(["default"], path, date(2026, 1, 1))

    def test_within_the_declared_fields_is_released(self, profile: Path) -> None:
        policy = self.policy(profile, 'fields = ["full_name", "date_of_birth"]\n')
        assert decide(ROSTER, policy=policy)[0] is Decision.RELEASE

    def test_beyond_the_declared_fields_is_reviewed(self, profile: Path) -> None:
        policy = self.policy(profile, 'fields = ["full_name"]\n')
        assert ("profile/undeclared", "review") in rules(decide(ROSTER, policy=policy)[1])

    def test_declared_identifiers_are_released(self, profile: Path) -> None:
        policy = self.policy(profile, 'fields = ["full_name", "national_id"]\n')
        finding = replace(NAMES, fields=(Field.FULL_NAME, Field.NATIONAL_ID), government_identifiers=40)
        assert decide(finding, policy=policy)[0] is Decision.RELEASE

    def test_no_people_withholds_identified_and_reviews_names(self, profile: Path) -> None:
        policy = self.policy(profile, 'people = "none"\n')
        assert ("profile/people", "withhold") in rules(decide(ROSTER, policy=policy)[1])
        assert rules(decide(NAMES, policy=policy)[1]) == {("profile/undeclared", "review")}

    def test_protected_and_concealed_stand_whatever_is_declared(self, profile: Path) -> None:
        policy = self.policy(profile, 'fields = ["full_name", "date_of_birth", "protection_claim"]\n')
        assert decide(replace(ROSTER, protected=1), policy=policy)[0] is Decision.WITHHOLD
        hidden = replace(ROSTER, concealment=Concealment.HIDDEN_SHEET, unseen=1)
        assert decide(hidden, policy=policy)[0] is Decision.WITHHOLD


class TestPacks:
    """Packs with mistakes in them are refused, so that no rule is switched off unseen."""

    HEAD = '[pack]\nname = "mine"\nversion = "1"\ntitle = "t"\nnotice = "Not legal advice."\n'
    RULE = '[[rule]]\nid = "a/b"\ndecision = "review"\nauthority = "x"\nscope = "finding"\ntext = "t"\n'

    @pytest.mark.parametrize(
        ("body", "message"),
        [
            ("", "no rule"),
            (RULE, "when must be a text"),
            (RULE + 'when = "finding.people >"\n', "does not parse"),
            (RULE + 'when = "person.people > 1"\n', "unknown name 'person'"),
            (RULE + 'when = "finding.named > 0 && finding.peeple > 1"\n', "no finding.peeple"),
            (RULE + "when = \"'adress' in finding.fields\"\n", "no 'adress'"),
            (RULE + "when = \"'asilum' in finding.protections\"\n", "no 'asilum'"),
            (RULE + 'when = "true"\nwhenn = "x"\n', "'whenn' is not known"),
            (RULE.replace("review", "release") + 'when = "true"\n', "decision must be"),
        ],
    )
    def test_refused(self, tmp_path: Path, body: str, message: str) -> None:
        path = tmp_path / "mine.toml"
        path.write_text(self.HEAD + body, encoding="utf-8")
        with pytest.raises(PackError, match=message):
            load_policy([str(path)], None)

    def test_a_condition_that_fails_on_the_facts_is_an_error_not_a_pass(self, tmp_path: Path) -> None:
        path = tmp_path / "mine.toml"
        path.write_text(self.HEAD + self.RULE + 'when = "finding.people / 0 > 1"\n', encoding="utf-8")
        with pytest.raises(PackError, match="condition fails"):
            decide(NAMES, policy=load_policy([str(path)], None))

    def test_no_pack_at_all_is_an_error(self) -> None:
        with pytest.raises(PackError):
            load_policy([], None)

    def test_unknown_pack(self) -> None:
        with pytest.raises(PackError, match="default, strict"):
            load_policy(["nonsense"], None)
