"""`withhold register` as people use it: what is written where, exit codes, one line for what is wrong."""

import io
import json
import stat
import sys
from pathlib import Path

import pytest

from withhold.cli.main import main

PEOPLE = """person_id;Full Name;DOB;A-Number;Protection;Country of birth;favourite colour
1;Amina Warsame;04/03/1987;A012 345 678;asylum seeker;Somalia;red
2;"Lopes; Ana";31/01/1990;;rarely heard;Brazil;blue
3;;;;;;
"""


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("WITHHOLD_KEY", raising=False)
    (tmp_path / "people.csv").write_text(PEOPLE)
    assert main(["register", "key", "key"]) == 0
    assert main(["register", "build", "people.csv", "--key-file", "key", "-o", "r", "--jobs", "1"]) == 0
    return tmp_path


def match(*arguments: str) -> int:
    return main(["register", "match", *arguments, "--register", "r", "--key-file", "key", "--jobs", "1"])


def test_a_key_is_written_once_and_for_its_owner(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = (place / "key").read_bytes()
    assert stat.S_IMODE((place / "key").stat().st_mode) == 0o600
    assert main(["register", "key", "-o", "key"]) == 2
    assert main(["register", "key"]) == 2
    assert (place / "key").read_bytes() == before
    assert before.decode().strip() not in "".join(capsys.readouterr())


def test_building_says_what_came_of_the_records(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["register", "build", "people.csv", "--key-file", "key", "-o", "r", "--jobs", "1"]) == 0
    told = capsys.readouterr()
    assert told.out == ""
    for said in ("columns not used: favourite colour", "1 protections", "1 records", "2 people"):
        assert said in told.err
    assert "Amina" not in told.err
    assert main(["register", "info", "r", "--key-file", "key"]) == 0
    shown = capsys.readouterr().out
    assert "people      2" in shown
    assert "asylum" in shown


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ('"WARSAME, Amina",1987-03-04,', 10),
        (",,12345678", 10),
        ("Amina Warsame Jonesova,1987-03-04,", 10),
        ("Amina Jonesova Brown,1987-03-04,", 0),
        ("Amina Warsame,,", 0),
        ("Somebody Else,1950-01-01,A99999999", 0),
    ],
)
def test_matching_says_by_its_exit_code_who_is_there(place: Path, row: str, code: int) -> None:
    (place / "list.csv").write_text(f"name,born,a number\n{row}\n")
    assert match("list.csv") == code


def test_weaker_evidence_is_for_review(place: Path) -> None:
    (place / "list.csv").write_text("name,year of birth,nationality\nAmina Warsame,1987,Somali\n")
    assert match("list.csv") == 11


def test_counts_are_told_without_people(
    place: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    capsys.readouterr()
    content = b"name,born\nWarsame Amina,1987-03-04\nSomebody Else,1950-01-01\n"
    (place / "list.csv").write_bytes(content)
    with open(place / "list.csv", "rb") as stream:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(stream))
        assert match("list.csv", "--format", "json") == 10
    told = json.loads(capsys.readouterr().out)
    assert (told["schema"], told["records"], told["people"]) == ("withhold.register_match/1", 2, 1)
    assert told["evidence"]["name_and_birth_date"] == {"people": 1, "protections": {"asylum": 1}}
    assert match("list.csv") == 10
    shown = "".join(capsys.readouterr())
    assert "name and birth date: 1 (asylum 1)" in shown
    assert "Amina" not in shown.title()


def test_rows_are_told_only_to_a_file_of_ones_own(place: Path) -> None:
    (place / "list.csv").write_text("name,born\nSomebody Else,1950-01-01\nWarsame Amina,1987-03-04\n")
    assert match("list.csv", "--unsafe-rows", "rows.jsonl") == 10
    rows = place / "rows.jsonl"
    assert stat.S_IMODE(rows.stat().st_mode) == 0o600
    assert json.loads(rows.read_text()) == {
        "record": 2,
        "evidence": "name_and_birth_date",
        "protections": ["asylum"],
    }
    assert match("list.csv", "--unsafe-rows", "rows.jsonl") == 2


def test_adding_and_removing(place: Path) -> None:
    (place / "more.csv").write_text("person_id,name,born\n9,Nadia Farah,1999-01-31\n")
    changing = ["--register", "r", "--key-file", "key"]
    assert match("more.csv") == 0
    assert main(["register", "add", "more.csv", *changing]) == 0
    assert match("more.csv") == 10
    assert main(["register", "remove", "--person-id", "9", "unknown", *changing]) == 0
    assert match("more.csv") == 0
    assert main(["register", "add", "more.csv", *changing]) == 0
    assert main(["register", "remove", "more.csv", *changing]) == 0
    assert match("more.csv") == 0


def test_whatever_is_wrong_is_one_line_and_exit_code_2(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["register", "key", "other"])
    (place / "open").write_bytes((place / "key").read_bytes())
    (place / "open").chmod(0o644)
    (place / "cut").write_bytes((place / "r").read_bytes()[:-100])
    altered = bytearray((place / "r").read_bytes())
    altered[9000] ^= 1
    (place / "altered").write_bytes(altered)
    changing = ["--register", "r", "--key-file", "key"]
    for arguments, said in [
        (["match", "people.csv", "--register", "r", "--key-file", "other"], "another key"),
        (["match", "people.csv", "--register", "r", "--key-file", "open"], "readable by others"),
        (["match", "people.csv", "--register", "cut", "--key-file", "key"], "cut"),
        (["match", "people.csv", "--register", "altered", "--key-file", "key"], "altered"),
        (["match", "people.csv", "--register", "people.csv", "--key-file", "key"], "not a register"),
        (["match", "people.csv", "--register", "r"], "--key-file"),
        (["match", "none.csv", *changing], "cannot be read"),
        (["info", "altered", "--key-file", "key"], "altered"),
        (["remove", *changing], "whom to remove"),
        (["remove", "people.csv", "--person-id", "1", *changing], "whom to remove"),
        (["remove", "--person-id", "unknown", *changing], "in the register"),
        (["build", "people.csv", "--key-file", "key", "-o", "."], "folder"),
        (["build", "people.csv", "--key-file", "key", "-o", "x", "--map", "DOB=nonsense"], "--map"),
        (["build", "people.csv", "--key-file", "key", "-o", "x", "--query", "SELECT 1"], "--query"),
    ]:
        capsys.readouterr()
        assert main(["register", *arguments]) == 2, arguments
        told = capsys.readouterr()
        assert told.out == ""
        assert said in told.err.splitlines()[-1]
        assert "Amina" not in told.err
    assert not (place / "x").exists()


def test_several_processes_give_the_same(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = "".join(
        f"{n},Person{'x' * (n % 7)} Family{'y' * (n % 5)},1980-01-{1 + n % 28:02}\n" for n in range(200)
    )
    (place / "many.csv").write_text("person_id,full_name,dob\n" + lines)
    found = []
    for jobs in ("1", "2"):
        arguments = ["--key-file", "key", "--jobs", jobs]
        assert main(["register", "build", "many.csv", "-o", "r", *arguments]) == 0
        capsys.readouterr()
        assert (
            main(["register", "match", "many.csv", "--register", "r", "--format", "json", *arguments]) == 10
        )
        told = json.loads(capsys.readouterr().out)
        found.append((told["records"], told["matched"], told["people"], told["evidence"]))
    assert found[0] == found[1]
    assert found[0][:3] == (200, 200, 200)
