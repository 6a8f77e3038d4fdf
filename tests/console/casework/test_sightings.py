"""Copies elsewhere in a case: taken in from a scan, settled by a person, and left to nobody."""

import json
from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.console.casework.made import Made, a_case
from tests.console.conftest import SignIn
from tests.console.making import a_member
from withhold.console.cases.store import ConsoleCase
from withhold.console.casework.steps import next_steps
from withhold.console.people.roles import Role
from withhold.incident.case.events import CopyHeld
from withhold.incident.case.interface import Actor, Event, EventKind
from withhold.incident.case.interface import Role as CaseRole
from withhold.incident.case.order import hindering_close
from withhold.incident.watch.sightings import looked

pytestmark = pytest.mark.django_db
COPY = "https://paste.example.net/x"
LINE = json.dumps({"source": "crawl", "url": COPY, "rows": 5, "share": 0.5}) + "\n"


def confirmed() -> Made:
    made = a_case()
    by = Actor("Lena Lead", CaseRole.CASE_LEAD)
    made.case.append([Event(EventKind.CONFIRMED, datetime.now(UTC), by, "I looked")])
    return made


def take_in(client: Client, made: Made, content: str) -> int:
    file = SimpleUploadedFile("found.jsonl", content.encode())
    return client.post(f"{made.at}sightings/add/", {"found": file, "why": "a scan", "seen": 2}).status_code


def one_of(made: Made) -> str:
    [name] = ConsoleCase.open(made.case.row).state().sightings
    return name


def test_what_a_scan_found_is_a_task_until_somebody_looked(client: Client, signed_in: SignIn) -> None:
    made = confirmed()
    signed_in(client, made.lead)
    assert take_in(client, made, LINE + LINE) == 302
    page = client.get(made.at + "sightings/").content.decode()
    assert COPY in page
    assert "not settled" in page
    state = ConsoleCase.open(made.case.row).state()
    assert any("somebody has to look" in step.words for step in next_steps(state, (), frozenset(), ()))
    assert any("a person has to look at" in words for words in hindering_close(state, 0))
    settle = f"{made.at}sightings/{one_of(made)}/settle/"
    assert client.post(settle, {"answer": "copy", "why": "rows of it", "seen": 3}).status_code == 302
    page = client.get(made.at + "sightings/").content.decode()
    assert "still there" in page
    assert "Ask for its removal" in page
    assert take_in(client, made, LINE) == 302
    assert len(ConsoleCase.open(made.case.row).state().sightings) == 1


def test_a_copy_that_changed_waits_for_a_person(client: Client, signed_in: SignIn) -> None:
    made = confirmed()
    signed_in(client, made.lead)
    take_in(client, made, LINE)
    settle = f"{made.at}sightings/{one_of(made)}/settle/"
    assert client.post(settle, {"answer": "gone", "why": "404", "seen": 3}).status_code == 422, "no copy yet"
    assert client.post(settle, {"answer": "copy", "why": "rows of it", "seen": 3}).status_code == 302
    made.case.append([looked(one_of(made), CopyHeld.CHANGED, datetime.now(UTC))])
    assert "somebody has to see whether it is gone" in client.get(made.at + "sightings/").content.decode()
    state = ConsoleCase.open(made.case.row).state()
    assert any("somebody has to look" in step.words for step in next_steps(state, (), frozenset(), ()))
    assert client.post(settle, {"answer": "gone", "why": "nothing there", "seen": 5}).status_code == 302
    [one] = ConsoleCase.open(made.case.row).state().sightings.values()
    assert not one.stands


@pytest.mark.parametrize("content", ["", "hello", "[]", '{"url": "x"}', LINE.replace("5", "0"), "\xff"])
def test_what_no_scan_wrote_is_refused_and_nothing_taken_in(
    client: Client, signed_in: SignIn, content: str
) -> None:
    made = confirmed()
    signed_in(client, made.lead)
    assert take_in(client, made, content) == 422
    assert not ConsoleCase.open(made.case.row).state().sightings


def test_a_case_that_nobody_confirmed_takes_in_nothing(client: Client, signed_in: SignIn) -> None:
    made = a_case()
    signed_in(client, made.lead)
    assert take_in(client, made, LINE) == 422


def test_who_does_not_run_the_case_sees_and_settles_nothing(client: Client, signed_in: SignIn) -> None:
    made = confirmed()
    take_in(signed_in(client, made.lead), made, LINE)
    settle = f"{made.at}sightings/{one_of(made)}/settle/"
    editor = signed_in(Client(), a_member(made.case.row, Role.EDITOR))
    assert editor.get(made.at + "sightings/").status_code == 403
    assert editor.post(settle, {"answer": "copy", "why": "x", "seen": 3}).status_code == 403
    assert COPY not in editor.get(made.at + "timeline/").content.decode()


def test_an_unknown_sighting_and_a_missing_answer_say_so(client: Client, signed_in: SignIn) -> None:
    made = confirmed()
    take_in(signed_in(client, made.lead), made, LINE)
    unknown = f"{made.at}sightings/{'0' * 32}/settle/"
    assert client.post(unknown, {"answer": "copy", "why": "x", "seen": 3}).status_code == 422
    known = f"{made.at}sightings/{one_of(made)}/settle/"
    assert client.post(known, {"why": "x", "seen": 3}).status_code == 422
