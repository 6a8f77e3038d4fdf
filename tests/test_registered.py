"""One registered person among a hundred thousand others is found; those who only share the name are not."""

import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import openpyxl
import pytest

from corpus.people import LATIN, Person, person
from withhold.signing.keys import write_key

MANY = 100_000
PLANTED = ("Juan Carlos Pérez Quintero", "1987-03-04", "A312345678")
REGISTERED = (
    ("person_id", "full_name", "date_of_birth", "alien_number", "protection"),
    ("1", *PLANTED, "asylum"),
    ("2", "Mohammed Karimi", "1990-05-16", "A312345679", "victim"),
    ("3", "Алексей Воронцов", "1975-11-30", "A312345680", "informant"),
)


def withhold(*arguments: str, **options: Any) -> "subprocess.CompletedProcess[bytes]":
    command = [sys.executable, "-m", "withhold", *arguments]
    return subprocess.run(command, capture_output=True, timeout=300, **options)


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, ...]:
    """The options that name a register of three and its key."""
    folder = tmp_path_factory.mktemp("register")
    with (folder / "people.csv").open("w", newline="", encoding="utf-8") as stream:
        csv.writer(stream).writerows(REGISTERED)
    key, out = str(folder / "key"), str(folder / "register")
    write_key(key)
    built = withhold("register", "build", str(folder / "people.csv"), "--key-file", key, "-o", out)
    assert built.returncode == 0, built.stderr
    return "--register", out, "--key-file", key


def checked(register: Sequence[str], *arguments: str, **options: Any) -> dict[str, Any]:
    done = withhold("check", "--format", "json", *register, *arguments, **options)
    assert done.returncode in (0, 10, 11), done.stderr
    document: dict[str, Any] = json.loads(done.stdout)["documents"][0]
    document["engine"] = json.loads(done.stdout)["engine"]
    return document


def matches(document: dict[str, Any]) -> list[dict[str, Any]]:
    return [finding for finding in document["findings"] if finding["kind"] == "register_match"]


def others(count: int) -> list[Person]:
    rng = Random("others")
    return [person(rng, LATIN[number % len(LATIN)]) for number in range(count)]


def _spread(written: str, day: str) -> list[list[str]]:
    """A table without ID column, with the planted row in the middle, dates day first."""
    rows = [[one.inverted, f"{one.born:%d/%m/%Y}", "North", "open"] for one in others(MANY)]
    rows.insert(MANY // 2, [written, day, "South", "open"])
    return [["Person", "Born", "Office", "State"], *rows]


@pytest.mark.parametrize(
    ("written", "day"),
    [("PEREZ QUINTERO, JUAN CARLOS", "04/03/1987"), ("QUINTERO PEREZ, Juan C.", "4 Mar 1987")],
)
def test_one_among_a_hundred_thousand_in_a_csv(
    register: tuple[str, ...], tmp_path: Path, written: str, day: str
) -> None:
    path = tmp_path / "list.csv"
    with path.open("w", newline="", encoding="utf-8") as stream:
        csv.writer(stream).writerows(_spread(written, day))
    document = checked(register, str(path))
    assert document["people"]["registered"] == 1
    [finding] = matches(document)
    assert (finding["people"], finding["severity"], finding["examples"]) == (1, "critical", [])
    assert not any(step.startswith(("cells", "line")) for step in finding["location"]["route"])


def test_one_among_a_hundred_thousand_on_a_hidden_sheet(register: tuple[str, ...], tmp_path: Path) -> None:
    workbook = openpyxl.Workbook(write_only=True)
    workbook.create_sheet("Figures").append(["Month", "Count"])
    sheet = workbook.create_sheet("Alpha")
    for number, one in enumerate(others(MANY)):
        sheet.append([one.family, one.given, one.born, number])
        if number == MANY // 3:
            sheet.append(["Karimi", "Muhammad", date(1990, 5, 16), 7])
    sheet.sheet_state = "hidden"
    workbook.save(tmp_path / "figures.xlsx")
    document = checked(register, str(tmp_path / "figures.xlsx"))
    assert document["decision"] == "withhold"
    [finding] = matches(document)
    assert (finding["people"], finding["concealment"]) == (1, "hidden_sheet")
    [reason] = [reason for reason in document["reasons"] if reason["rule"] == "people/registered"]
    assert reason["text"].startswith("1 person of the register of protected people (victim)")
    assert "name with birth date" in reason["text"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.txt", "We met محمد کریمی, born on 16 May 1990, in May."),
        ("b.txt", "Case of VORONTSOV Aleksei (30.11.1975) is closed."),
        ("c.html", "<p>Visit</p><!-- Juan Carlos Perez Quintero 1987-03-04 --><p>of today</p>"),
        (
            "d.json",
            '{"rows": [{"q": "Perez Quintero Juan Carlos", "w": "1987/03/04"}, {"q": "x", "w": "y"}]}',
        ),
        ("e.xml", "<r><x>Aleksey Vorontsov</x><y>1975-11-30</y></r>"),
        ("f.txt", "A-Number: A312-345-680"),
        ("g.csv", "k;v\nfile;312345678\nname;PEREZ QUINTERO JUAN CARLOS\nborn;04.03.1987\n"),
        ("h.csv", "a\tb\tc\nVorontsov\tAlexey\t30-Nov-75\nSmith\tJohn\t01-Feb-80\n"),
    ],
)
def test_wherever_and_however_somebody_is_written(
    register: tuple[str, ...], tmp_path: Path, name: str, content: str
) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    document = checked(register, str(tmp_path / name))
    assert document["people"]["registered"] == 1, document["reasons"]
    assert document["decision"] == "withhold"


def test_innocents_who_share_the_name_are_not_withheld(register: tuple[str, ...], tmp_path: Path) -> None:
    rng = Random("innocents")
    table = io.StringIO()
    writer = csv.writer(table)
    writer.writerow(["Name", "Date of birth", "Received", "Amount"])
    names = ("PEREZ QUINTERO, JUAN CARLOS", "Muhammad Karimi", "Алексей Воронцов", "Aleksey Vorontsov")
    taken = {(1987, 3, 4), (1987, 4, 3), (1990, 5, 16), (1975, 11, 30)}
    for number in range(20_000):
        born = date(1950, 1, 1) + timedelta(days=rng.randrange(19_000))
        if (born.year, born.month, born.day) in taken:
            continue
        received = date(2020, 1, 1) + timedelta(days=rng.randrange(900))
        writer.writerow([names[number % 4], born, received, rng.randrange(60_000)])
    (tmp_path / "innocents.csv").write_text(table.getvalue(), encoding="utf-8")
    document = checked(register, str(tmp_path / "innocents.csv"))
    assert document["people"]["registered"] == 0
    assert matches(document) == []


def test_a_name_alone_is_a_note(register: tuple[str, ...], tmp_path: Path) -> None:
    (tmp_path / "minutes.txt").write_text("The chair, Mohammed Karimi, opened the meeting of the council.\n")
    document = checked(register, str(tmp_path / "minutes.txt"))
    assert document["decision"] == "release"
    assert [reason["decision"] for reason in document["reasons"]] == ["note"]
    assert document["people"]["registered"] == 0
    assert document["engine"]["register"]


def test_a_profile_does_not_let_registered_people_pass(register: tuple[str, ...], tmp_path: Path) -> None:
    (tmp_path / "profile.toml").write_text(
        'destination = "licensees"\npurpose = "p"\nauthority = "a"\nowner = "o"\nexpiry = 2099-01-01\n'
        'fields = ["full_name", "date_of_birth"]\n'
    )
    (tmp_path / "list.csv").write_text("Name,Date of birth\nMuhammad Karimi,1990-05-16\nAnn Lee,1980-02-01\n")
    document = checked(register, str(tmp_path / "list.csv"), "--profile", str(tmp_path / "profile.toml"))
    assert document["decision"] == "withhold"


def test_no_name_is_shown_where_a_sheet_is_called_like_somebody(
    register: tuple[str, ...], tmp_path: Path
) -> None:
    workbook = openpyxl.Workbook()
    workbook.active.title = "Vorontsov Alexey"
    workbook.active.append(["Seen", "Count"])
    workbook.active.append([date(2024, 1, 2), 7])
    workbook.save(tmp_path / "x.xlsx")
    done = withhold("check", "--format", "json", "--examples", *register, str(tmp_path / "x.xlsx"))
    assert b"Vorontsov" not in done.stdout + done.stderr


def test_many_files_are_matched_in_many_processes(register: tuple[str, ...], tmp_path: Path) -> None:
    for number in range(6):
        (tmp_path / f"{number}.txt").write_text(f"Muhammad Karimi, born 16 May 1990, number {number}\n")
    done = withhold("check", "--format", "json", "--jobs", "2", *register, str(tmp_path))
    assert done.returncode == 10
    assert [d["people"]["registered"] for d in json.loads(done.stdout)["documents"]] == [1] * 6


@pytest.mark.parametrize("many", [False, True])
def test_a_key_from_a_pipe_serves_the_whole_run(
    register: tuple[str, ...], tmp_path: Path, many: bool
) -> None:
    for number in range(4 if many else 1):
        (tmp_path / f"{number}.txt").write_text("Muhammad Karimi, born 16 May 1990\n")
    reading, writing = os.pipe()
    os.write(writing, Path(register[3]).read_bytes())
    os.close(writing)
    options = (*register[:2], "--key-file", f"/dev/fd/{reading}", "--jobs", "2")
    done = withhold("check", "--format", "jsonl", *options, str(tmp_path), pass_fds=[reading])
    os.close(reading)
    assert done.returncode == 10, done.stderr


def test_a_wrong_key_or_a_damaged_register_is_an_error_before_any_verdict(
    register: tuple[str, ...], tmp_path: Path
) -> None:
    (tmp_path / "a.txt").write_text("nobody\n")
    other = str(tmp_path / "other")
    write_key(other)
    cut = tmp_path / "cut"
    cut.write_bytes(Path(register[1]).read_bytes()[:-1])
    for options in (
        ("--register", register[1], "--key-file", other),
        ("--register", str(cut), *register[2:]),
        ("--register", str(tmp_path / "none"), *register[2:]),
        ("--register", register[1], "--key-file", "env:WITHHOLD_NO_SUCH"),
    ):
        done = withhold("check", *options, str(tmp_path / "a.txt"))
        assert done.returncode == 2
        assert done.stdout == b""
        assert len(done.stderr.decode().splitlines()) == 1
