"""That somebody is registered is told to the privacy role and to nobody else, in no way."""

import re
from pathlib import Path

import pytest
from django.test import Client

from tests.console.conftest import SignIn
from tests.console.desk.making import inspected
from tests.console.making import a_person
from withhold.cli.main import main
from withhold.console.outbox.models import Message
from withhold.console.people.roles import Role

pytestmark = pytest.mark.django_db

ROWS = "Visitor,Date,Room\n{},30.11.1979,North hall\nKarin Lindqvist,17.06.1984,South hall\n"
HIT, MISS = ROWS.format('"VORONTSOV, Aleksei"'), ROWS.format('"VORONTSEV, Andrei"')


@pytest.fixture
def _register(tmp_path: Path, settings: object) -> None:
    from dataclasses import replace

    people = tmp_path / "people.csv"
    people.write_text("person_id,full_name,date_of_birth,protection\n1,Алексей Воронцов,1979-11-30,witness\n")
    key, register = tmp_path / "key", tmp_path / "register"
    assert main(["register", "key", str(key)]) == 0
    assert main(["register", "build", str(people), "--key-file", str(key), "-o", str(register)]) == 0
    settings.CONFIG = replace(settings.CONFIG, register=register, register_key=key)  # type: ignore[attr-defined]


@pytest.mark.usefixtures("_register")
def test_only_the_privacy_role_reads_it(client: Client, signed_in: SignIn) -> None:
    editor = a_person(Role.EDITOR)
    found = inspected(HIT.encode(), editor)
    assert found.decision == "withhold"
    page = signed_in(client, editor).get(f"/desk/inspections/{found.pk}/").content.decode()
    assert "Call the privacy office" in page
    assert "regist" not in page.casefold().replace("what the register says", "")
    assert client.get(f"/desk/inspections/{found.pk}/registered/").status_code == 403
    verdict = client.get(f"/api/v1/inspections/{found.pk}/verdict").content.decode()
    assert "register_match" not in verdict
    assert '"registered": null' in verdict
    officer = a_person(Role.PRIVACY_OFFICER)
    told = signed_in(client, officer).get(f"/desk/inspections/{found.pk}/registered/").content.decode()
    assert "1 registered person" in told


@pytest.mark.usefixtures("_register")
def test_a_file_with_a_note_about_the_register_reads_like_any_other(
    client: Client, signed_in: SignIn
) -> None:
    """A name alone is only a note: it must not show."""
    editor = a_person(Role.EDITOR)
    signed_in(client, editor)
    pages = []
    for name in ("Aleksei Vorontsov", "Andreas Vorontsev"):
        found = inspected(f"Visitor,Room\n{name},North\nKarin Lindqvist,South\n".encode(), editor)
        page = client.get(f"/desk/inspections/{found.pk}/").content.decode()
        pages.append(re.sub(r'[0-9a-f]{24,64}|<time.*?</time>|value="[^"]*"', "", page))
    assert pages[0] == pages[1]


@pytest.mark.usefixtures("_register")
def test_questions_about_single_people_alert_the_privacy_officer_alone() -> None:
    officer = a_person(Role.PRIVACY_OFFICER)
    a_person(Role.REVIEWER)
    editor = a_person(Role.EDITOR)
    inspected(HIT.encode(), editor)
    [message] = Message.objects.all()
    assert message.recipient == officer.email
    assert "Vorontsov" not in message.body
    for _ in range(7):
        inspected(MISS.encode(), editor)
    assert Message.objects.count() == 2


@pytest.mark.usefixtures("_register")
def test_files_without_people_are_no_questions() -> None:
    a_person(Role.PRIVACY_OFFICER)
    editor = a_person(Role.EDITOR)
    for number in range(8):
        inspected(f"Team,Visits\nNorth,{number}\n".encode(), editor)
    assert not Message.objects.exists()


@pytest.mark.usefixtures("_register")
def test_the_sixth_question_within_an_hour_is_the_one_that_alerts() -> None:
    a_person(Role.PRIVACY_OFFICER)
    editor = a_person(Role.EDITOR)
    counts = []
    for _ in range(7):
        inspected(MISS.encode(), editor)
        counts.append(Message.objects.count())
    assert counts == [0, 0, 0, 0, 0, 1, 1]


@pytest.mark.usefixtures("_register")
def test_no_answer_to_an_editor_or_reviewer_tells_more_of_a_registered_person(
    client: Client, signed_in: SignIn
) -> None:
    """The API, the pages of the clearance and the way to a copy: nothing but the call."""
    from tests.console.desk.making import a_place
    from withhold.console.desk.clearing import ask
    from withhold.console.desk.keys import state_of

    place, editor, officer = a_place(), a_person(Role.EDITOR), a_person(Role.PRIVACY_OFFICER)
    found = inspected(HIT.encode(), editor, place, page="Visitors")
    asked = ask(found, editor, "The law asks for it")
    told = []
    for user in (editor, a_person(Role.REVIEWER)):
        signed_in(client, user)
        for address in (
            f"/api/v1/inspections/{found.pk}",
            f"/desk/clearances/{asked.pk}/",
            f"/desk/history/{found.pk}/",
            f"/desk/destinations/{place.slug}/",
            "/",
        ):
            told.append(client.get(address).content.decode())
        assert client.get(f"/desk/inspections/{found.pk}/registered/").status_code == 403
    signed_in(client, editor)
    refused = client.post(f"/desk/inspections/{found.pk}/clean/", follow=True)
    told.append(refused.content.decode())
    assert "no clean copy can be made" in told[-1]
    for page in told:
        plain = page.casefold().replace("what the register says", "")
        assert "registered" not in plain.replace('"registered": null', "")
        assert "vorontsov" not in plain
        assert "witness" not in plain
    assert not list(state_of(place).clearances.rglob("*.json"))
    assert officer.email not in "".join(told)
