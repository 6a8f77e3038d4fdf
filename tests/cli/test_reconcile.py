"""`withhold case reconcile`: 0 only if each of the N has its one end, and loud otherwise."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.console.affected.conftest import a_case, end_by_two, work_off
from tests.console.making import a_member
from withhold.cli.main import main
from withhold.console.affected.models import What
from withhold.console.affected.queueing import ask
from withhold.console.affected.settling import prove, settle
from withhold.console.cases.models import Case
from withhold.console.cases.store import ConsoleCase
from withhold.console.people.models import User
from withhold.console.people.roles import Role
from withhold.console.persons.models import ExposedPerson
from withhold.incident.affected.interface import Terminal
from withhold.incident.case.interface import Event, EventKind
from withhold.incident.case.interface import Role as CaseRole


@pytest.fixture
def officer(db: None) -> User:
    row = a_case()
    user = a_member(row, Role.PRIVACY_OFFICER, "Anna Berg")
    ask(row, user, What.AGAIN, "to tell them")
    work_off(row)
    return user


@pytest.fixture
def row(officer: User) -> Case:
    return Case.objects.get()


def settle_all(row: Case, officer: User) -> None:
    for number in (1, 2, 4, 5, 6, 7):
        prove(row, number, False, [f"receipt: R-{number}"])
    end_by_two(row, 8, Terminal.DECEASED, ["document: register 12"], officer)


def test_somebody_missing_is_ten_and_said_loudly(row: Case, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["case", "reconcile", row.pk]) == 10
    said = capsys.readouterr().out
    assert "NOT all are accounted for: 8 of 8 are not." in said


def test_an_end_of_one_person_waits(row: Case, officer: User, capsys: pytest.CaptureFixture[str]) -> None:
    for number in (1, 2, 4, 5, 6, 7):
        prove(row, number, False, [f"receipt: R-{number}"])
    settle(row, 8, Terminal.DECEASED, ["document: register 12"], officer)
    assert main(["case", "reconcile", row.pk]) == 10
    assert "Their end waits for a second person" in capsys.readouterr().out
    assert main(["case", "reconcile", row.pk, "--format", "json"]) == 10
    assert json.loads(capsys.readouterr().out)["problems"] == {"waits_for_second": [8]}


def test_everybody_is_zero(row: Case, officer: User, capsys: pytest.CaptureFixture[str]) -> None:
    settle_all(row, officer)
    assert main(["case", "reconcile", row.pk]) == 0
    assert "All 8 are accounted for." in capsys.readouterr().out
    assert main(["case", "reconcile", row.pk, "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["complete"], told["people"], told["accounted"]) == (True, 8, 8)
    assert (told["ends"]["proven_person"], told["ends"]["duplicate_of"]) == (6, 1)


def test_somebody_who_vanished_is_missed(
    row: Case, officer: User, capsys: pytest.CaptureFixture[str]
) -> None:
    settle_all(row, officer)
    ExposedPerson.objects.get(number=8).delete()
    assert main(["case", "reconcile", row.pk]) == 10
    said = capsys.readouterr()
    assert "no account of them at all" in said.out
    assert said.out.startswith("NOT reconciled: the rows are not those whom the ledger fixed")


def test_a_changed_row_is_never_recorded_as_whole(
    row: Case, officer: User, capsys: pytest.CaptureFixture[str]
) -> None:
    settle_all(row, officer)
    ExposedPerson.objects.filter(number=8).update(commitment="00" * 32)
    assert main(["case", "reconcile", row.pk, "--record", "--format", "json"]) == 10
    said = capsys.readouterr()
    assert "nothing was recorded" in said.err
    told = json.loads(said.out)
    assert (told["complete"], told["rows_hold"]) == (False, False)
    assert not any(one.kind is EventKind.RECONCILED for one in ConsoleCase.open(row).events())


def test_it_is_recorded_when_asked_for(row: Case) -> None:
    def kept() -> list[Event]:
        return [one for one in ConsoleCase.open(row).events() if one.kind is EventKind.RECONCILED]

    main(["case", "reconcile", row.pk])
    assert not kept()
    main(["case", "reconcile", row.pk, "--record"])
    [one] = kept()
    assert one.by.role is CaseRole.MACHINE
    assert (one.facts["people"], one.facts["accounted"]) == (8, 0)


@pytest.mark.parametrize("name", ["nosuchcase", "", "x\x00", "é", "../cases"])
def test_an_unknown_case_is_two(db: None, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["case", "reconcile", name]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_where_no_console_is_none_is_made(tmp_path: Path) -> None:
    home = tmp_path / "home"
    command = [sys.executable, "-m", "withhold", "case", "reconcile", "abcdefghjkmn"]
    environment = {**os.environ, "WITHHOLD_HOME": str(home)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2
    assert "there is no console" in done.stderr
    assert not home.exists()
    home.mkdir(mode=0o700)
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2
    assert list(home.iterdir()) == []
