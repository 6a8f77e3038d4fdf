"""What an organisation may change, until when, and what it may not."""

from datetime import date
from pathlib import Path

import pytest

from withhold.domain.concealment import Concealment
from withhold.domain.fields import Field
from withhold.domain.finding import Finding, Kind, Severity
from withhold.domain.location import DOCUMENT
from withhold.domain.verdict import Coverage, Decision, Reason
from withhold.policy.interface import DocumentFacts, PackError
from withhold.policy.judge import judge
from withhold.policy.load import load_policy

TODAY = date(2026, 11, 22)
HEAD = """
[pack]
name = "ours"
version = "1"
title = "Ours"
notice = "Not legal advice."
extends = "default"
"""
WHO = '\nowner = "Records office"\nreason = "Public by statute."\nexpiry = 2026-12-31\n'
ROSTER = Finding(
    kind=Kind.ROSTER,
    location=DOCUMENT,
    concealment=Concealment.VISIBLE,
    people=5,
    fields=(Field.FULL_NAME, Field.DATE_OF_BIRTH),
    severity=Severity.MEDIUM,
    confidence=0.9,
    named=5,
    identified=5,
    private_fields=(Field.DATE_OF_BIRTH,),
)


def judged(folder: Path, body: str, today: date = TODAY) -> tuple[Decision, tuple[Reason, ...]]:
    path = folder / "ours.toml"
    path.write_text(HEAD + body, encoding="utf-8")
    policy = load_policy([str(path)], None, today)
    return judge(policy, DocumentFacts((ROSTER,), (), Coverage(1, 1), 10, 5))


def test_an_override_decides_and_says_who_why_and_until_when(tmp_path: Path) -> None:
    decision, reasons = judged(tmp_path, '[[override]]\nrule = "people/roster"\ndecision = "note"' + WHO)
    assert decision is Decision.RELEASE
    assert reasons[0].decision is Decision.NOTE
    assert "Records office" in reasons[0].text
    assert "Public by statute." in reasons[0].text
    assert "from review to note until 2026-12-31" in reasons[0].text


def test_an_override_can_make_a_rule_stricter(tmp_path: Path) -> None:
    assert judged(tmp_path, '[[override]]\nrule = "people/roster"\ndecision = "withhold"' + WHO)[0] is (
        Decision.WITHHOLD
    )


def test_an_override_of_a_limit_counts_and_is_told(tmp_path: Path) -> None:
    assert judged(tmp_path, '[[override]]\nlimit = "roster_people"\nvalue = 6' + WHO) == (
        Decision.RELEASE,
        (),
    )
    decision, reasons = judged(tmp_path, '[[override]]\nlimit = "roster_people"\nvalue = 5' + WHO)
    assert decision is Decision.REVIEW
    assert any("Records office" in threshold for threshold in reasons[0].thresholds)


@pytest.mark.parametrize(
    ("today", "expected"), [(date(2026, 12, 31), "release"), (date(2027, 1, 1), "review")]
)
def test_an_override_ends_with_its_last_day_and_that_is_told(
    tmp_path: Path, today: date, expected: str
) -> None:
    body = '[[override]]\nrule = "people/roster"\ndecision = "note"' + WHO
    decision, reasons = judged(tmp_path, body, today)
    assert decision == expected
    expired = [reason for reason in reasons if reason.rule == "policy/override"]
    assert bool(expired) == (expected == "review")
    assert all("expired on 2026-12-31" in reason.text for reason in expired)


@pytest.mark.parametrize(
    "override",
    [
        'rule = "people/protected"\ndecision = "review"',
        'rule = "people/concealed"\ndecision = "note"',
        'rule = "coverage/unread"\ndecision = "note"',
        'rule = "coverage/empty"\ndecision = "note"',
        'limit = "protected_people"\nvalue = 2',
        'limit = "concealed_names"\nvalue = 11',
        'limit = "small_picture_pixels"\nvalue = 200001',
    ],
)
def test_what_lives_depend_on_cannot_be_made_milder(tmp_path: Path, override: str) -> None:
    with pytest.raises(PackError, match="stands whatever an organisation says"):
        judged(tmp_path, "[[override]]\n" + override + WHO)


def test_firm_rules_of_a_pack_stand_too(tmp_path: Path) -> None:
    path = tmp_path / "ours.toml"
    text = (
        HEAD.replace('"default"', '"us-asylum"')
        + '[[override]]\nrule = "asylum/linkage"\ndecision = "review"'
    )
    path.write_text(text + WHO, encoding="utf-8")
    with pytest.raises(PackError, match="stands whatever"):
        load_policy([str(path)], None, TODAY)


@pytest.mark.parametrize(
    ("override", "message"),
    [
        ('rule = "people/rooster"\ndecision = "note"', "there is none"),
        ('limit = "roosters"\nvalue = 1', "there is none"),
        ('rule = "people/roster"\nvalue = 1', "give either"),
        ('rule = "people/roster"\ndecision = "release"', "decision must be"),
        ('rule = "people/roster"\nlimit = "roster_people"\nvalue = 1', "give either"),
        ('limit = "roster_people"\nvalue = true', "whole number"),
    ],
)
def test_mistakes_are_told(tmp_path: Path, override: str, message: str) -> None:
    with pytest.raises(PackError, match=message):
        judged(tmp_path, "[[override]]\n" + override + WHO)


@pytest.mark.parametrize("key", ["owner", "reason", "expiry"])
def test_who_why_and_until_when_are_needed(tmp_path: Path, key: str) -> None:
    lines = [line for line in WHO.splitlines() if not line.startswith(key)]
    with pytest.raises(PackError, match=key):
        judged(tmp_path, '[[override]]\nrule = "people/roster"\ndecision = "note"' + "\n".join(lines))


def test_a_pack_file_may_hold_nothing_but_overrides_only_if_it_extends(tmp_path: Path) -> None:
    path = tmp_path / "ours.toml"
    body = '[[override]]\nrule = "people/roster"\ndecision = "note"' + WHO
    path.write_text(HEAD.replace('extends = "default"', "") + body, encoding="utf-8")
    with pytest.raises(PackError, match="no rule"):
        load_policy([str(path)], None, TODAY)


def test_the_stricter_of_two_overrides_counts(tmp_path: Path) -> None:
    body = '[[override]]\nrule = "people/roster"\ndecision = "{}"'
    decision, _ = judged(tmp_path, body.format("note") + WHO + body.format("withhold") + WHO)
    assert decision is Decision.WITHHOLD


def test_two_packs_of_one_name_are_refused(tmp_path: Path) -> None:
    body = '[[override]]\nrule = "people/roster"\ndecision = "note"' + WHO
    (tmp_path / "a.toml").write_text(HEAD + body, encoding="utf-8")
    (tmp_path / "b.toml").write_text(HEAD + body.replace("note", "review"), encoding="utf-8")
    with pytest.raises(PackError, match="Two different packs"):
        load_policy([str(tmp_path / "a.toml"), str(tmp_path / "b.toml")], None, TODAY)
