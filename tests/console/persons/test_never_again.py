"""The leak comes back saved again in other forms: the desk and the command line withhold it, unasked."""

import io
import json
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook

from tests.console.desk.making import inspected
from tests.console.making import a_person
from tests.console.persons.test_persons import as_csv, loaded, the_leak, upload  # noqa: F401
from withhold.console.cases.models import Case
from withhold.console.people.roles import Role
from withhold.console.persons.correcting import hashes_path, key_path, register_path

pytestmark = pytest.mark.django_db


def as_xlsx(rows: list[list[str]]) -> bytes:
    book, stream = Workbook(), io.BytesIO()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    book.save(stream)
    return stream.getvalue()


def again() -> dict[str, bytes]:
    """The leak saved again: as a workbook, the columns turned round, three rows of it."""
    header, *people = the_leak()
    cut = [["Birth", "Who"], *[[one[1], one[0]] for one in (people[30], people[4], people[17])]]
    return {
        "again.xlsx": as_xlsx([header, *people]),
        "turned.xlsx": as_xlsx([row[::-1] for row in [header, *reversed(people)]]),
        "three.xlsx": as_xlsx(cut),
        "three.csv": as_csv(cut),
    }


CALM = as_csv([["Birth", "Who"], ["1971-02-03", "Unknown, Nobody Q."]])


@pytest.fixture
def ruled(loaded: tuple[Client, Case]) -> Case:  # noqa: F811
    client, row = loaded
    answer = client.post(reverse("persons:never_again", args=[row.pk]), {"why": "never again"})
    assert answer.status_code == 302
    return row


def test_every_form_of_it_is_withheld_at_the_desk_by_default(ruled: Case) -> None:
    editor = a_person(Role.EDITOR)
    for name, content in again().items():
        found = inspected(content, editor, name=name)
        assert (name, found.decision) == (name, "withhold")
        assert found.registered is not None
        assert found.registered["people"] >= 3, name
    calm = inspected(CALM, editor, name="calm.csv")
    assert calm.registered is not None
    assert calm.registered["people"] == 0


def test_the_command_line_withholds_it_too(ruled: Case, tmp_path: Path) -> None:
    for name, content in {**again(), "calm.csv": CALM}.items():
        (tmp_path / name).write_bytes(content)
    run = [sys.executable, "-m", "withhold", "check", "--format", "json", "--register", str(register_path())]
    told = subprocess.run(
        [*run, "--key", str(key_path()), str(tmp_path)], capture_output=True, check=False, timeout=60
    )
    documents = {Path(one["path"]).name: one for one in json.loads(told.stdout)["documents"]}
    assert not documents.pop("calm.csv")["people"]["registered"]
    assert len(documents) == 4
    assert {one["decision"] for one in documents.values()} == {"withhold"}
    assert all(one["people"]["registered"] >= 3 for one in documents.values())


def test_the_exact_bytes_are_refused_even_where_nobody_is_recognised_in_them(ruled: Case) -> None:
    content = b"Team,Visits\nNorth,12\nSouth,7\n"
    editor = a_person(Role.EDITOR)
    assert inspected(content, editor).decision == "release"
    with hashes_path().open("a", encoding="ascii") as stream:
        stream.write(f"{sha256(content).hexdigest()}\n")
    found = inspected(content, editor)
    assert found.decision == "withhold"
    [reason] = [one for one in found.verdict["documents"][0]["reasons"] if one["decision"] == "withhold"]
    assert reason["rule"] == "people/published_before"
    assert "byte for byte" in reason["text"]
    assert ruled.pk not in json.dumps(found.verdict)
    assert inspected(content + b"East,1\n", editor).decision == "release"


def test_the_leak_itself_is_refused_by_its_bytes(ruled: Case) -> None:
    found = inspected(as_csv(the_leak()), a_person(Role.EDITOR), name="list.csv")
    rules = [one["rule"] for one in found.verdict["documents"][0]["reasons"]]
    assert rules[0] == "people/published_before"


@pytest.mark.parametrize("broken", ["key", "register", "list"])
def test_a_rule_that_cannot_be_read_clears_nothing(ruled: Case, broken: str) -> None:
    path = {"key": key_path(), "register": register_path(), "list": hashes_path()}[broken]
    path.unlink()
    if broken == "register":
        path.write_bytes(b"cut")
    if broken == "list":
        path.mkdir()
    found = inspected(b"Team,Visits\nNorth,12\n", a_person(Role.EDITOR))
    assert found.decision != "release"
    assert found.state == "failed"
    assert found.failure
