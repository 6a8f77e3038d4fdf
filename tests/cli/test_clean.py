"""The command that makes a publishable copy: released or not written, and the original is never touched."""

import csv
import json
from pathlib import Path

import openpyxl
import pytest

from corpus.manifest import cases
from withhold.cli.main import main

PROFILE = """
destination = "Staff directory"
purpose = "Whom to ask"
authority = "Decision of the board"
owner = "Records office"
expiry = 2090-01-01
fields = ["full_name", "occupation", "phone"]
"""
STAFF = "Full name,Job title,Date of birth,Office phone\n" + "".join(
    f"{given} {family},Clerk,19{60 + at}-03-1{at},020 7946 00{10 + at}\n"
    for at, (given, family) in enumerate(
        [("Anna", "Berg"), ("Dana", "Novak"), ("Chris", "Okafor"), ("Bela", "Lind"), ("Ewa", "Silva")]
    )
)


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    [case] = [case for case in cases(1, "founding") if case.file == "founding/statistics.xlsx"]
    path = tmp_path / "statistics.xlsx"
    path.write_bytes(case.make())
    return path


def test_the_copy_is_released_and_says_what_it_lost(
    workbook: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before, copy = workbook.read_bytes(), tmp_path / "copy.xlsx"
    assert main(["clean", str(workbook), "-o", str(copy)]) == 0
    told = capsys.readouterr().out
    assert "visible, and not to be public, sheet 4" in told
    assert workbook.read_bytes() == before
    assert len(openpyxl.load_workbook(copy).sheetnames) == 3
    assert copy.stat().st_mode & 0o777 == 0o600
    assert main(["check", str(copy)]) == 0


def test_the_report_can_be_read_by_programs(
    workbook: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["clean", str(workbook), "-o", str(tmp_path / "copy.xlsx"), "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["schema"] == "withhold.clean/1"
    assert {"concealment": "visible", "place": "sheet 4"}.items() <= told["removed"][0].items()


def test_columns_beyond_the_profile_go_and_people_stay(tmp_path: Path) -> None:
    source, profile, copy = tmp_path / "staff.csv", tmp_path / "place.toml", tmp_path / "copy.csv"
    source.write_text(STAFF)
    profile.write_text(PROFILE)
    assert main(["clean", str(source), "-o", str(copy), "--profile", str(profile)]) == 0
    rows = list(csv.reader(copy.read_text("utf-8").splitlines()))
    assert rows[0] == ["Full name", "Job title", "Office phone"]
    assert [row[0] for row in rows[1:]] == [line.split(",")[0] for line in STAFF.splitlines()[1:]]


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("staff.csv", STAFF.encode(), "nothing is left"),
        ("letter.bin", b"\0\1\2\3" * 50, "remove by hand"),
    ],
)
def test_where_no_copy_is_surely_clean_none_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, content: bytes, why: str
) -> None:
    source, copy = tmp_path / name, tmp_path / "copy.csv"
    source.write_bytes(content)
    assert main(["clean", str(source), "-o", str(copy)]) == 11
    error = capsys.readouterr().err
    assert why in error
    assert "Berg" not in error
    assert sorted(tmp_path.iterdir()) == [source]


@pytest.mark.parametrize(
    ("output", "why"),
    [
        ("staff.csv", "never touched"),
        (".", "no file"),
        ("none/copy.csv", "no folder"),
        ("copy.xlsx", "nothing is left"),
    ],
)
def test_what_cannot_be_written_is_said_before(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], output: str, why: str
) -> None:
    source = tmp_path / "staff.csv"
    source.write_text(STAFF)
    assert main(["clean", str(source), "-o", str(tmp_path / output)]) in (2, 11)
    assert why in capsys.readouterr().err
    assert source.read_text() == STAFF


def test_a_copy_of_another_format_needs_its_name(workbook: Path, tmp_path: Path) -> None:
    assert main(["clean", str(workbook), "-o", str(tmp_path / "copy.csv")]) == 2
    assert sorted(tmp_path.iterdir()) == [workbook]


def test_a_file_that_is_missing_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["clean", str(tmp_path / "none.csv"), "-o", str(tmp_path / "copy.csv")]) == 2
    assert "there is no file" in capsys.readouterr().err


def test_a_document_and_a_page_are_written_as_what_they_are(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for file, copy in (("/hidden_text.docx", "copy.docx"), ("/hidden_attribute.html", "copy.htm")):
        case = next(case for case in cases(1, "hiding") if case.file.endswith(file))
        source = tmp_path / f"source{Path(file).suffix}"
        source.write_bytes(case.make())
        assert main(["clean", str(source), "-o", str(tmp_path / copy)]) == 0
        told = capsys.readouterr().out
        assert "removed: " in told
        assert not [value for value in case.planted if value in told]
        assert main(["check", str(tmp_path / copy)]) == 0
        capsys.readouterr()
    assert main(["clean", str(source), "-o", str(tmp_path / "copy.docx.html.pdf")]) == 2
