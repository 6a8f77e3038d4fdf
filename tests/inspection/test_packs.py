"""The packs of one law each, on small real documents: what they add, and what they leave alone."""

import re
from pathlib import Path

import openpyxl
import pytest

from withhold.domain.verdict import Decision
from withhold.inspection.api import inspect
from withhold.policy.cases import run_cases

FIGURES = "region,year,total\nNorth,2024,14\nSouth,2024,9\nNorth,2025,11\nSouth,2025,12\n"
PEOPLE = [
    ("Farid Rahimi", "1987-03-04"),
    ("Leila Haddad", "1990-11-23"),
    ("Omar Nasser", "1979-07-16"),
    ("Maryam Karimi", "1993-01-30"),
]


def table(header: str, *more: str) -> str:
    """People with more columns, the same in each row."""
    rows = "".join(f"{','.join((name, *more))}\n" for name, _ in PEOPLE)
    return f"{header}\n{rows}"


def judged(path: Path, pack: str) -> tuple[Decision, set[str]]:
    document = inspect(path, policy=[pack]).documents[0]
    return document.decision, {reason.rule for reason in document.reasons}


def written(folder: Path, name: str, content: str) -> Path:
    (folder / name).write_text(content, encoding="utf-8")
    return folder / name


def workbook(folder: Path, name: str, hidden: bool) -> Path:
    """Figures on a sheet, and figures on a second one that may be hidden."""
    book = openpyxl.Workbook()
    for sheet in (book.active, book.create_sheet("Working")):
        for line in FIGURES.splitlines():
            sheet.append(line.split(","))
    book["Working"].sheet_state = "hidden" if hidden else "visible"
    book.save(folder / name)
    return folder / name


@pytest.mark.parametrize("pack", ["us-asylum", "us-victims", "uk-foi", "eu-gdpr"])
def test_figures_are_released(tmp_path: Path, pack: str) -> None:
    assert judged(written(tmp_path, "figures.csv", FIGURES), pack)[0] is Decision.RELEASE
    assert judged(workbook(tmp_path, "figures.xlsx", hidden=False), pack)[0] is Decision.RELEASE


@pytest.mark.parametrize("pack", ["us-asylum", "us-victims", "uk-foi", "eu-gdpr"])
def test_hidden_figures_are_looked_at(tmp_path: Path, pack: str) -> None:
    decision, rules = judged(workbook(tmp_path, "figures.xlsx", hidden=True), pack)
    assert decision is Decision.REVIEW
    assert any(rule.endswith("/hidden") for rule in rules)
    assert judged(tmp_path / "figures.xlsx", "default")[0] is Decision.RELEASE


def test_a_claim_is_linked_to_people(tmp_path: Path) -> None:
    path = written(tmp_path, "list.csv", table("full name,protection claim", "asylum"))
    decision, rules = judged(path, "us-asylum")
    assert decision is Decision.WITHHOLD
    assert "asylum/linkage" in rules


def test_a_victim_is_told_by_a_title(tmp_path: Path) -> None:
    names = "full name,petition\n" + "".join(f"{name},U visa\n" for name, _ in PEOPLE)
    decision, rules = judged(written(tmp_path, "victims of trafficking.csv", names), "us-victims")
    assert decision is Decision.WITHHOLD
    assert "victims/existence" in rules


def test_personal_data_in_an_answer_is_looked_at(tmp_path: Path) -> None:
    one = written(tmp_path, "answer.csv", "full name,date of birth\n" + ",".join(PEOPLE[0]) + "\n")
    assert judged(one, "default")[0] is Decision.RELEASE
    decision, rules = judged(one, "uk-foi")
    assert decision is Decision.REVIEW
    assert "foi/personal-data" in rules


def test_special_categories_are_withheld(tmp_path: Path) -> None:
    path = written(tmp_path, "members.csv", table("full name,religion", "Baptist"))
    decision, rules = judged(path, "eu-gdpr")
    assert decision is Decision.WITHHOLD
    assert "gdpr/special-category" in rules


def test_the_pack_in_the_documentation_works(tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "policies.md").read_text(encoding="utf-8")
    pack, cases, overrides = re.findall(r"```toml\n(.*?)```", page, flags=re.S)
    overrides = re.sub(r"expiry = .*", "expiry = 2099-01-01", overrides)
    path = written(tmp_path, "ours.toml", pack + overrides)
    written(tmp_path, "ours.tests.toml", cases)
    assert [outcome.problem for outcome in run_cases(str(path))] == ["", "", ""]
