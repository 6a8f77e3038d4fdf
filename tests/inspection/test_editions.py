"""What is not like the previous edition of a document is looked at by a person."""

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from withhold.domain.errors import UsageError
from withhold.domain.verdict import Decision, DocumentVerdict
from withhold.inspection.editions import Editions
from withhold.inspection.inspector import Inspector
from withhold.policy.load import load_policy

POLICY = load_policy(["default"], None)
Sheets = dict[str, list[list[object]]]
FIGURES: list[list[object]] = [["Month", "Arrivals"], *([f"2022-{m:02}", m * 31] for m in range(1, 13))]
PEOPLE: list[list[object]] = [
    ["Name", "Arrivals"],
    *([f"{family}, Anne", 3] for family in ("MARTIN", "KOWALSKI", "ROSSI", "WEBER", "SMITH", "JONES")),
]


@pytest.fixture
def book(tmp_path: Path) -> Callable[[str, Sheets], Path]:
    def made(name: str, sheets: Sheets) -> Path:
        workbook = openpyxl.Workbook()
        workbook.remove(workbook.worksheets[0])
        for title, rows in sheets.items():
            sheet = workbook.create_sheet(title)
            for row in rows:
                sheet.append(row)
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        workbook.save(path)
        return path

    return made


def compared(now: Path, before: Path) -> DocumentVerdict:
    editions = Editions.paired([str(now)], before)
    with Inspector(POLICY, editions=editions) as inspector:
        return inspector.inspect_path(str(now))


def change(verdict: DocumentVerdict) -> str:
    [reason] = [reason for reason in verdict.reasons if reason.rule == "edition/changed"]
    assert verdict.decision is not Decision.RELEASE
    return reason.text


def test_an_edition_with_other_figures_is_routine(book: Callable[[str, Sheets], Path]) -> None:
    before = book("before.xlsx", {"Figures": FIGURES})
    now = book("now.xlsx", {"Figures": [*FIGURES, ["2023-01", 7]]})
    assert compared(now, before).decision is Decision.RELEASE


def test_a_new_sheet_is_looked_at(book: Callable[[str, Sheets], Path]) -> None:
    before = book("before.xlsx", {"Figures": FIGURES})
    now = book("now.xlsx", {"Figures": FIGURES, "Detail": [["Code", "Count"], ["x", 1], ["y", 2]]})
    assert "sheet “Detail” is new" in change(compared(now, before))


def test_the_sheet_of_another_month_is_not_new(book: Callable[[str, Sheets], Path]) -> None:
    before = book("before.xlsx", {"Nov 2022": FIGURES})
    now = book("now.xlsx", {"Dec 2022": FIGURES})
    assert compared(now, before).decision is Decision.RELEASE


def test_ten_times_the_rows_are_looked_at(book: Callable[[str, Sheets], Path]) -> None:
    before = book("before.xlsx", {"Figures": FIGURES})
    rows: list[list[object]] = [["Month", "Arrivals"], *([f"2022-{n % 12 + 1:02}", n] for n in range(140))]
    now = book("now.xlsx", {"Figures": rows})
    text = change(compared(now, before))
    assert "sheet “Figures” had 12 rows and has 140 now" in text


def test_a_new_column_of_people_is_looked_at(book: Callable[[str, Sheets], Path]) -> None:
    before = book("before.xlsx", {"Figures": FIGURES})
    now = book("now.xlsx", {"Figures": PEOPLE})
    assert "new columns that tell of people (full name)" in change(compared(now, before))


def test_a_sheet_called_like_somebody_is_masked(book: Callable[[str, Sheets], Path]) -> None:
    before = book("before.xlsx", {"Figures": FIGURES})
    now = book("now.xlsx", {"Figures": FIGURES, "Rosa Quispe Mamani": [["Code", "Count"], ["x", 1]]})
    text = change(compared(now, before))
    assert "Quispe" not in text
    assert "#2" in text


def test_a_previous_edition_that_cannot_be_read_is_told(
    book: Callable[[str, Sheets], Path], tmp_path: Path
) -> None:
    now = book("now.xlsx", {"Figures": FIGURES})
    broken = tmp_path / "before.xlsx"
    broken.write_bytes(now.read_bytes()[:-100])
    assert "nothing was compared" in change(compared(now, broken))


def test_files_of_folders_go_together_by_their_names(
    book: Callable[[str, Sheets], Path], tmp_path: Path
) -> None:
    book("old/a.xlsx", {"Figures": FIGURES})
    same = book("new/a.xlsx", {"Figures": FIGURES})
    extra = book("new/b.xlsx", {"Figures": FIGURES})
    editions = Editions.paired([str(tmp_path / "new")], tmp_path / "old")
    with Inspector(POLICY, editions=editions) as inspector:
        assert inspector.inspect_path(str(same)).decision is Decision.RELEASE
        assert "did not have" in change(inspector.inspect_path(str(extra)))


def test_paths_that_do_not_go_together_are_an_error(
    book: Callable[[str, Sheets], Path], tmp_path: Path
) -> None:
    path = book("a.xlsx", {"Figures": FIGURES})
    for paths, previous in (
        ([str(path), str(path)], path),
        ([str(path)], tmp_path / "none"),
        ([str(tmp_path)], path),
        ([str(path)], tmp_path),
    ):
        with pytest.raises(UsageError):
            Editions.paired(paths, previous)
