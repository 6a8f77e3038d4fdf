"""`withhold baseline` and `check --baseline`, `--previous` as people and scripts meet them."""

import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest

from withhold.signing.keys import write_key

ROSTER = (
    "Name,Date of birth,Nationality\nMARTIN Anne,1987-03-04,France\n"
    "KOWALSKI Jan,1990-07-14,Poland\nROSSI Carla,1979-01-23,Italy\n"
)
LATER = str(date.today() + timedelta(days=30))


def withhold(*arguments: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "withhold", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=120)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_key(str(tmp_path / "key"))
    (tmp_path / "list.csv").write_text(ROSTER)
    (tmp_path / "figures.csv").write_text("Month,Count\n2022-01,7\n2022-02,8\n")
    return tmp_path


def accept(folder: Path, document: str = "list.csv", **changed: str) -> "subprocess.CompletedProcess[str]":
    options = {"by": "A. Reader", "why": "public by law", "until": LATER, **changed}
    told = [part for key, value in options.items() for part in (f"--{key}", value)]
    keys = ("--baseline", str(folder / "accepted"), "--key-file", str(folder / "key"))
    return withhold("baseline", "accept", str(folder / document), *keys, *told)


def test_accepting_checking_listing(folder: Path) -> None:
    keys = ("--baseline", str(folder / "accepted"), "--key-file", str(folder / "key"))
    assert withhold("check", str(folder / "list.csv")).returncode == 11
    done = accept(folder)
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == f"withhold: accepted 1 finding until {LATER}\n"
    checked = withhold("check", str(folder / "list.csv"), *keys)
    assert checked.returncode == 0
    assert "Accepted by A. Reader" in checked.stdout
    listed = withhold("baseline", "list", *keys)
    assert listed.returncode == 0
    assert f"until {LATER}  roster (review)  by A. Reader: public by law" in listed.stdout


@pytest.mark.parametrize(
    ("document", "changed", "word"),
    [
        ("list.csv", {"until": "2020-01-01"}, "is over"),
        ("list.csv", {"until": "tomorrow"}, "is no date"),
        ("list.csv", {"by": " "}, "needs who"),
        ("list.csv", {"why": ""}, "why"),
        ("none.csv", {}, "there is no file"),
        ("figures.csv", {}, "nothing was accepted"),
    ],
)
def test_what_cannot_be_accepted_is_one_line_and_leaves_no_file(
    folder: Path, document: str, changed: dict[str, str], word: str
) -> None:
    done = accept(folder, document, **changed)
    assert done.returncode == 2
    assert word in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert not (folder / "accepted").exists()


def test_a_missing_or_foreign_baseline_stops_the_check(folder: Path) -> None:
    path = str(folder / "list.csv")
    missing = ("--baseline", str(folder / "none"), "--key-file", str(folder / "key"))
    assert withhold("check", path, *missing).returncode == 2
    accept(folder)
    write_key(str(folder / "other"))
    foreign = ("--baseline", str(folder / "accepted"), "--key-file", str(folder / "other"))
    done = withhold("check", path, *foreign)
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 1
    assert withhold("baseline", "list", *foreign).returncode == 2


def test_checking_against_the_previous_edition(folder: Path) -> None:
    (folder / "before.csv").write_text("Month,Count\n2022-01,7\n")
    longer = "Month,Count\n" + "".join(f"2022-01,{number}\n" for number in range(60))
    (folder / "now.csv").write_text(longer)
    done = withhold("check", str(folder / "now.csv"), "--previous", str(folder / "before.csv"))
    assert done.returncode == 11
    assert "edition/changed" in done.stdout
    assert withhold("check", str(folder / "now.csv"), "--previous", str(folder / "now.csv")).returncode == 0
    assert withhold("check", str(folder / "now.csv"), "--previous", str(folder / "none")).returncode == 2
