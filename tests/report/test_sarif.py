"""SARIF logs have the structure that code scanning wants, and say nothing of protected people."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from corpus.manifest import cases
from withhold.cli.main import main
from withhold.domain.concealment import Concealment
from withhold.domain.fields import Field, Protection
from withhold.domain.finding import Finding, Kind, Severity
from withhold.domain.location import DOCUMENT
from withhold.domain.piece import Skipped, SkipReason
from withhold.domain.verdict import (
    Coverage,
    Decision,
    DocumentVerdict,
    Engine,
    People,
    Reason,
    Verdict,
    worst,
)
from withhold.report.brief import render_brief
from withhold.report.sarif import MOST_LOCATIONS, MOST_RESULTS, NOWHERE, sarif_log

ROSTER = Reason("people/roster", Decision.REVIEW, "GDPR art. 5", "4 people named with private details.")
ROSTER_SECRET = Reason("people/roster", Decision.REVIEW, "GDPR art. 5", "6,252 people named.")
PROTECTED = Reason("people/protected", Decision.WITHHOLD, "8 CFR 208.6", "6,252 people named (asylum).")
REGISTERED = Reason("people/registered", Decision.WITHHOLD, "The register", "2 registered people.")
UNREAD = Reason("coverage/unread", Decision.REVIEW, "Nothing passes unread", "One part could not be read.")


def finding(**changes: Any) -> Finding:
    facts: dict[str, Any] = {
        "kind": Kind.ROSTER,
        "location": DOCUMENT.child("sheet", "Data"),
        "concealment": Concealment.VISIBLE,
        "people": 4,
        "fields": (Field.FULL_NAME,),
        "severity": Severity.HIGH,
        "confidence": 0.9,
    }
    return Finding(**{**facts, **changes})


def document(
    path: str,
    *reasons: Reason,
    findings: tuple[Finding, ...] = (),
    skipped: tuple[Skipped, ...] = (),
) -> DocumentVerdict:
    return DocumentVerdict(
        path=path,
        sha256="0" * 64,
        size=1,
        media_type="text/csv",
        decision=worst([Decision.RELEASE, *(reason.decision for reason in reasons)]),
        people=People(4),
        reasons=reasons,
        findings=findings,
        skipped=skipped,
        coverage=Coverage(1, 1),
        seconds=0.1,
    )


def verdict(*documents: DocumentVerdict) -> Verdict:
    engine = Engine("1.0", ("default@1",), None, "r-17")
    return Verdict(worst([item.decision for item in documents]), engine, documents)


def run_of(*documents: DocumentVerdict) -> dict[str, Any]:
    log = json.loads(json.dumps(sarif_log(verdict(*documents))))
    assert (log["version"], len(log["runs"])) == ("2.1.0", 1)
    run: dict[str, Any] = log["runs"][0]
    return run


def uris(result: dict[str, Any]) -> list[str]:
    return [place["physicalLocation"]["artifactLocation"]["uri"] for place in result["locations"]]


def test_one_result_a_document_and_rule() -> None:
    run = run_of(document("data/a b.csv", ROSTER, UNREAD), document("c.csv", ROSTER), document("d.csv"))
    told = [(result["ruleId"], result["level"], uris(result)) for result in run["results"]]
    assert told == [
        ("people/roster", "warning", ["data/a%20b.csv"]),
        ("coverage/unread", "warning", ["data/a%20b.csv"]),
        ("people/roster", "warning", ["c.csv"]),
    ]


def test_every_result_has_its_rule_with_advice() -> None:
    run = run_of(document("a.csv", ROSTER, PROTECTED), document("b.csv", UNREAD))
    rules = run["tool"]["driver"]["rules"]
    for result in run["results"]:
        rule = rules[result["ruleIndex"]]
        assert rule["id"] == result["ruleId"]
        assert rule["shortDescription"]["text"]
        assert rule["help"]["text"]
        assert rule["properties"]["authority"]


@pytest.mark.parametrize(
    "secret",
    [
        document("hidden/list.xlsx", PROTECTED, ROSTER_SECRET),
        document("hidden/list.xlsx", REGISTERED, ROSTER_SECRET),
        document("hidden/list.xlsx", ROSTER_SECRET, findings=(finding(protections=tuple(Protection)[:1]),)),
        document("hidden/list.xlsx", ROSTER_SECRET, findings=(finding(kind=Kind.REGISTER_MATCH),)),
        document("hidden/list.xlsx", ROSTER_SECRET, findings=(finding(membership=True),)),
    ],
)
def test_protected_people_have_no_place_and_no_number(secret: DocumentVerdict) -> None:
    plain = document("plain.csv", ROSTER)
    for text in (json.dumps(sarif_log(verdict(secret, plain))), render_brief(verdict(secret, plain))):
        assert "list.xlsx" not in text
        assert "6,252" not in text
        assert "registered" not in text.lower()
        assert "plain.csv" in text


def test_two_documents_with_protected_people_are_one_result() -> None:
    one = run_of(document("a.csv", PROTECTED))["results"]
    two = run_of(document("a.csv", PROTECTED), document("b.csv", PROTECTED))["results"]
    assert one == two
    assert uris(one[0]) == [NOWHERE]


def test_the_version_of_the_register_is_not_told() -> None:
    assert "r-17" not in json.dumps(sarif_log(verdict(document("a.csv", ROSTER))))


def test_fingerprints_stay_when_the_numbers_change() -> None:
    more = Reason(ROSTER.rule, ROSTER.decision, ROSTER.authority, "9 people named with private details.")
    before, after = (run_of(document("a.csv", reason))["results"][0] for reason in (ROSTER, more))
    other = run_of(document("b.csv", ROSTER))["results"][0]
    assert before["partialFingerprints"] == after["partialFingerprints"]
    assert before["partialFingerprints"] != other["partialFingerprints"]


def test_what_was_not_read_is_notified() -> None:
    encrypted = Skipped(DOCUMENT, SkipReason.ENCRYPTED)
    invocation = run_of(document("a.zip", UNREAD, skipped=(encrypted,)))["invocations"][0]
    assert invocation["executionSuccessful"] is True
    assert invocation["exitCode"] == 11
    assert "encrypted" in invocation["toolExecutionNotifications"][0]["message"]["text"]


@pytest.mark.parametrize("reason", [SkipReason.CRASHED, SkipReason.TIMED_OUT])
def test_a_crash_is_no_success(reason: SkipReason) -> None:
    run = run_of(document("a.zip", UNREAD, skipped=(Skipped(DOCUMENT, reason),)))
    assert run["invocations"][0]["executionSuccessful"] is False


def test_a_huge_run_stays_within_the_limits() -> None:
    unread = (Skipped(DOCUMENT, SkipReason.CORRUPT),)
    run = run_of(*(document(f"folder/{n}.csv", ROSTER, UNREAD, skipped=unread) for n in range(20_000)))
    assert len(run["results"]) <= MOST_RESULTS
    assert all(len(result["locations"]) <= MOST_LOCATIONS for result in run["results"])
    notes = [note["message"]["text"] for note in run["invocations"][0]["toolExecutionNotifications"]]
    assert any("40,000 results" in note for note in notes)
    assert len(gzip.compress(json.dumps(run).encode())) < 10_000_000


def test_the_most_results_fit_an_upload() -> None:
    run = run_of(*(document(f"a/folder/of/some/depth/{n}.csv", ROSTER) for n in range(MOST_RESULTS)))
    assert len(run["results"]) == MOST_RESULTS
    assert len(gzip.compress(json.dumps(run).encode())) < 10_000_000


def test_the_gravest_come_first() -> None:
    levels = [r["level"] for r in run_of(document("a.csv", UNREAD), document("b.csv", PROTECTED))["results"]]
    assert levels == ["error", "warning"]


def test_a_file_elsewhere_is_told_by_its_name_only() -> None:
    result = run_of(document("/somewhere/else/entirely/a.csv", ROSTER))["results"][0]
    assert uris(result) == ["a.csv"]


def test_in_brief_only_what_stops() -> None:
    note = Reason("people/authors", Decision.NOTE, "Good practice", "1 person named as author.")
    assert render_brief(verdict(document("a.csv", note))) == ""
    assert render_brief(verdict(document("a\nb.csv", ROSTER))) == "review  people/roster  a\\nb.csv\n"


@pytest.mark.parametrize(("name", "code"), [("statistics.csv", 10), ("twin.statistics.csv", 0)])
def test_the_command_writes_it_and_keeps_its_exit_codes(
    name: str, code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    case = next(case for case in cases(1, "founding") if case.file == f"founding/{name}")
    (tmp_path / "figures.csv").write_bytes(case.make())
    assert main(["check", "figures.csv", "--format", "sarif", "-o", "out.sarif"]) == code
    text = (tmp_path / "out.sarif").read_text(encoding="utf-8")
    run = json.loads(text)["runs"][0]
    assert run["invocations"][0] == {
        "executionSuccessful": True,
        "exitCode": code,
        "toolExecutionNotifications": [],
    }
    assert ("people/protected" in [result["ruleId"] for result in run["results"]]) == (code == 10)
    assert "figures.csv" not in text
