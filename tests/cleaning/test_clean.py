"""A copy holds what is visible and unobjectionable, is judged again, and says what is not in it."""

import csv
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from corpus.manifest import cases
from withhold.cleaning.clean import clean
from withhold.cleaning.interface import CleanCopy, Refused
from withhold.domain.concealment import Concealment
from withhold.domain.verdict import Decision
from withhold.inspection.inspector import Inspector
from withhold.inspection.opening import open_bytes
from withhold.inspection.run import Run


@pytest.fixture(scope="module")
def inspector() -> Iterator[Inspector]:
    with Run.under(("default",), None).inspector() as inspector:
        yield inspector


def made(folder: Path, file: str) -> Path:
    group = file.split("/")[0]
    case = next(case for case in cases(1, group) if case.file == file)
    path = folder / file.rpartition("/")[2]
    path.write_bytes(case.make())
    return path


def copy_of(path: Path, inspector: Inspector) -> CleanCopy:
    copy = clean(path, inspector)
    assert isinstance(copy, CleanCopy), copy
    return copy


def test_the_founding_workbook_loses_its_tab_and_keeps_its_statistics(
    tmp_path: Path, inspector: Inspector
) -> None:
    path = made(tmp_path, "founding/statistics.xlsx")
    before = path.read_bytes()
    copy = copy_of(path, inspector)
    assert path.read_bytes() == before
    book = openpyxl.load_workbook(io.BytesIO(copy.content))
    original = openpyxl.load_workbook(path)
    assert book.sheetnames == original.sheetnames[:3]
    for name in book.sheetnames:
        found = {cell.coordinate: cell.value for row in book[name] for cell in row if cell.value is not None}
        expected = {
            cell.coordinate: cell.value for row in original[name] for cell in row if cell.value is not None
        }
        assert found == expected
    [roster] = [one for one in copy.removed if one.concealment is Concealment.VISIBLE]
    assert roster.place == "sheet 4"
    assert roster.cells > 6252 * 10
    judged = inspector.inspect(open_bytes(copy.content, "copy.xlsx"), "copy.xlsx")
    assert judged.decision is Decision.RELEASE


def test_no_value_of_anybody_is_in_the_copy(tmp_path: Path, inspector: Inspector) -> None:
    path = made(tmp_path, "founding/statistics.xlsx")
    sheet = openpyxl.load_workbook(path).worksheets[3]
    names = {str(row[0]) for row in sheet.iter_rows(min_row=2, max_row=200, values_only=True)}
    with zipfile.ZipFile(io.BytesIO(copy_of(path, inspector).content)) as parts:
        text = b"".join(parts.read(name) for name in parts.namelist()).decode()
    assert names
    assert not [name for name in names if name in text]


@pytest.mark.parametrize("kind", ["hidden_sheet", "hidden_column", "comment", "pivot_cache"])
def test_what_is_hidden_is_left_out(kind: str, tmp_path: Path, inspector: Inspector) -> None:
    found = [
        case
        for case in cases(1, "hiding")
        if case.file.endswith(".xlsx") and kind in case.file and "twin" not in case.file
    ]
    assert found
    path = tmp_path / "hiding.xlsx"
    path.write_bytes(found[0].make())
    assert inspector.inspect_path(str(path)).decision is not Decision.RELEASE
    copy = clean(path, inspector)
    if isinstance(copy, Refused):
        assert "nothing is left" in copy.why
        return
    assert inspector.inspect(open_bytes(copy.content, "a.xlsx"), "a.xlsx").decision is Decision.RELEASE
    assert kind in {str(one.concealment) for one in copy.removed}


def test_a_csv_stays_one_and_loses_its_people(tmp_path: Path, inspector: Inspector) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Team,Visits\nNorth,12\nSouth,7\n=SUM(A1),3\n")
    copy = copy_of(path, inspector)
    assert list(csv.reader(io.StringIO(copy.content.decode()))) == [
        ["Team", "Visits"],
        ["North", "12"],
        ["South", "7"],
        ["'=SUM(A1)", "3"],
    ]
    path.write_text(
        "Full name,Date of birth,Nationality,Claim\n"
        "Juan Quispe Huamán,1987-03-04,Peru,asylum\nAleksei Vorontsov,1979-11-30,Russia,asylum\n"
    )
    assert clean(path, inspector) == Refused("nothing is left of it that may be public")


def test_other_documents_are_refused_with_what_to_do(tmp_path: Path, inspector: Inspector) -> None:
    path = tmp_path / "a.txt"
    path.write_text("Opening hours: 9 to 5")
    refused = clean(path, inspector)
    assert isinstance(refused, Refused)
    assert "by hand" in refused.why
    refused = clean(made(tmp_path, "hiding/doc/text.doc"), inspector)
    assert isinstance(refused, Refused)
    assert "save it as docx first" in refused.why


def test_a_form_keeps_its_labels_and_values(tmp_path: Path, inspector: Inspector) -> None:
    path = tmp_path / "form.xlsx"
    book = openpyxl.Workbook()
    rows = [
        ("Office", "North"),
        ("Opened", 1987),
        ("Visits", 1200),
        (None, None),
        ("Office", "South"),
        ("Visits", 7),
    ]
    for row in rows:
        book.active.append(row)
    book.save(path)
    copy = openpyxl.load_workbook(io.BytesIO(copy_of(path, inspector).content))
    assert list(copy.active.iter_rows(values_only=True)) == rows


def test_a_broken_workbook_is_refused(tmp_path: Path, inspector: Inspector) -> None:
    path = made(tmp_path, "founding/statistics.xlsx")
    path.write_bytes(path.read_bytes()[:5000])
    assert isinstance(clean(path, inspector), Refused)


def test_the_same_content_gives_the_same_bytes(tmp_path: Path, inspector: Inspector) -> None:
    path = made(tmp_path, "founding/twin.statistics.xlsx")
    assert copy_of(path, inspector).content == copy_of(path, inspector).content
