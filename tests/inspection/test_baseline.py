"""Accepted findings stop nobody again; changed ones, expired ones and registered people still do."""

import json
import stat
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.inspection.fake_register import FakeRegister, Known
from withhold.domain.finding import Kind
from withhold.domain.verdict import Decision, DocumentVerdict
from withhold.inspection.baseline import Baseline, BaselineError, BaselineFile, Entry, add
from withhold.inspection.inspector import Inspector
from withhold.policy.load import load_policy
from withhold.register.interface import Register
from withhold.signing.keys import write_key

POLICY = load_policy(["default"], None)
TODAY = date.today()
LATER = TODAY + timedelta(days=30)
ROSTER = (
    "Name,Date of birth,Nationality\nMARTIN Anne,1987-03-04,France\n"
    "KOWALSKI Jan,1990-07-14,Poland\nROSSI Carla,1979-01-23,Italy\n"
)
REFUGEES = (
    "Name,Date of birth,Claim\nMARTIN Anne,1987-03-04,Asylum pending\nROSSI Carla,1979-01-23,Asylum denied\n"
)


def entry(*by: str, until: date = LATER) -> Entry:
    return Entry("", "", "", by, "published by law", TODAY, until)


@pytest.fixture
def file(tmp_path: Path) -> BaselineFile:
    write_key(str(tmp_path / "key"))
    return BaselineFile(str(tmp_path / "baseline.json"), str(tmp_path / "key"))


@pytest.fixture
def document(tmp_path: Path) -> Callable[[str], str]:
    def written(content: str) -> str:
        path = tmp_path / "list.csv"
        path.write_text(content, encoding="utf-8")
        return str(path)

    return written


def accept(file: BaselineFile, path: str, who: Entry, register: Register | None = None) -> tuple[int, int]:
    with Inspector(POLICY, baseline=file.open(new=True), register=register) as inspector:
        contents, findings = inspector.found_in(path)
        assert inspector.baseline is not None
        changed, count, left_out = add(inspector.baseline, contents, findings, POLICY, who)
    file.write(changed)
    return count, left_out


def judged(file: BaselineFile, path: str, register: Register | None = None) -> DocumentVerdict:
    with Inspector(POLICY, baseline=file.open(), register=register) as inspector:
        return inspector.inspect_path(path)


def test_what_was_accepted_is_released_and_still_told(
    file: BaselineFile, document: Callable[[str], str]
) -> None:
    path = document(ROSTER)
    assert accept(file, path, entry("A. Reader")) == (1, 0)
    verdict = judged(file, path)
    assert verdict.decision is Decision.RELEASE
    assert [finding.kind for finding in verdict.findings] == [Kind.ROSTER]
    [reason] = verdict.reasons
    assert (reason.rule, reason.decision) == ("baseline/accepted", Decision.NOTE)
    assert f"A. Reader until {LATER}: published by law" in reason.text


def test_a_changed_list_is_a_new_finding(file: BaselineFile, document: Callable[[str], str]) -> None:
    accept(file, document(ROSTER), entry("A. Reader"))
    changed = ROSTER.replace("1979-01-23", "1979-01-24")
    assert judged(file, document(changed)).decision is Decision.REVIEW
    assert judged(file, document(ROSTER + "WEBER Uta,1981-05-06,Austria\n")).decision is Decision.REVIEW


def test_the_same_list_in_a_file_of_another_name_is_accepted_too(
    file: BaselineFile, document: Callable[[str], str], tmp_path: Path
) -> None:
    accept(file, document(ROSTER), entry("A. Reader"))
    (tmp_path / "other.csv").write_text(ROSTER)
    assert judged(file, str(tmp_path / "other.csv")).decision is Decision.RELEASE


def test_an_acceptance_ends(file: BaselineFile, document: Callable[[str], str]) -> None:
    path = document(ROSTER)
    accept(file, path, entry("A. Reader", until=TODAY - timedelta(days=1)))
    verdict = judged(file, path)
    assert verdict.decision is Decision.REVIEW
    assert "ended on" in verdict.reasons[-1].text


def test_what_is_to_be_withheld_needs_two_different_people(
    file: BaselineFile, document: Callable[[str], str]
) -> None:
    path = document(REFUGEES)
    for one in (entry("A. Reader"), entry("A. Reader", "a. reader")):
        with pytest.raises(BaselineError, match="two different people"):
            accept(file, path, one)
    assert not Path(file.path).exists()
    accept(file, path, entry("A. Reader", "B. Writer"))
    assert judged(file, path).decision is Decision.RELEASE


def test_one_persons_acceptance_does_not_count_where_the_policy_withholds_now(
    file: BaselineFile, document: Callable[[str], str]
) -> None:
    path = document(REFUGEES)
    accept(file, path, entry("A. Reader", "B. Writer"))
    baseline = file.open()
    alone = {at: replace(one, by=("A. Reader",)) for at, one in baseline.entries.items()}
    file.write(Baseline(baseline.key, alone))
    verdict = judged(file, path)
    assert verdict.decision is Decision.WITHHOLD
    assert "two people" in verdict.reasons[-1].text


def test_people_of_the_register_are_never_accepted(
    file: BaselineFile, document: Callable[[str], str]
) -> None:
    path = document(ROSTER)
    people = (Known("Anne Martin", "1987-03-04"),)
    assert accept(file, path, entry("A. Reader", "B. Writer"), FakeRegister(people)) == (1, 1)
    assert judged(file, path).decision is Decision.RELEASE
    verdict = judged(file, path, FakeRegister(people))
    assert verdict.decision is Decision.WITHHOLD
    assert verdict.people.registered == 1


def test_the_file_holds_no_value_and_nobody_else_reads_it(
    file: BaselineFile, document: Callable[[str], str]
) -> None:
    accept(file, document(ROSTER), entry("A. Reader"))
    content = Path(file.path).read_text()
    assert not any(value in content for value in ("MARTIN", "Anne", "1987-03", "France", "list.csv"))
    assert stat.S_IMODE(Path(file.path).stat().st_mode) == 0o600


def test_a_fingerprint_depends_on_the_key(
    file: BaselineFile, document: Callable[[str], str], tmp_path: Path
) -> None:
    path = document(ROSTER)
    accept(file, path, entry("A. Reader"))
    write_key(str(tmp_path / "key2"))
    other = BaselineFile(str(tmp_path / "baseline2.json"), str(tmp_path / "key2"))
    accept(other, path, entry("A. Reader"))
    assert set(file.open().entries).isdisjoint(other.open().entries)
    with pytest.raises(BaselineError, match="altered, or made with another key"):
        BaselineFile(file.path, other.key).open()


def test_any_change_to_the_file_is_noticed(file: BaselineFile, document: Callable[[str], str]) -> None:
    accept(file, document(ROSTER), entry("A. Reader"))
    whole = Path(file.path).read_text()
    told = json.loads(whole)
    told["entries"][0]["until"] = "2999-01-01"
    added = json.loads(whole)
    added["entries"].append(dict(added["entries"][0], fingerprint="0" * 64))
    emptied = dict(json.loads(whole), entries=[])
    for altered in (
        json.dumps(told),
        json.dumps(added),
        json.dumps(emptied),
        whole[:-20],
        "",
        "[]",
        "[" * 9999,
    ):
        Path(file.path).write_text(altered)
        with pytest.raises(BaselineError):
            file.open()


def test_a_missing_baseline_is_an_error(file: BaselineFile) -> None:
    with pytest.raises(BaselineError, match="cannot be read"):
        file.open()


@pytest.mark.parametrize("mac", ['"\\ud800"', '"é"', "1", "null"])
def test_a_mac_of_any_other_signs_is_one_line_and_no_crash(file: BaselineFile, mac: str) -> None:
    Path(file.path).write_text(f'{{"schema": "withhold.baseline/1", "entries": [], "mac": {mac}}}')
    with pytest.raises(BaselineError, match="altered"):
        file.open()
