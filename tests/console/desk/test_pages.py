"""What editors and reviewers see at the desk."""

import pytest
from django.test import Client

from tests.console.conftest import SignIn
from tests.console.desk.making import CLAIMS, PLAIN, STAFF, a_place, bring, founding, inspected
from tests.console.making import a_person
from withhold.console.desk.inspecting import run
from withhold.console.desk.models import Document, Inspection
from withhold.console.desk.storing import path_of
from withhold.console.people.roles import Role

pytestmark = pytest.mark.django_db


def test_a_file_is_brought_inspected_and_told(client: Client, signed_in: SignIn) -> None:
    signed_in(client, a_person(Role.EDITOR))
    inspection = bring(client, CLAIMS)
    waiting = client.get(f"/desk/inspections/{inspection}/").content.decode()
    assert "waits for its turn" in waiting
    run(inspection)
    page = client.get(f"/desk/inspections/{inspection}/").content.decode()
    assert "Must not be published as it is" in page
    assert "2 different people" in page.casefold()
    assert "<svg" in page
    assert "Quispe" not in page
    assert client.get(f"/desk/inspections/{inspection}/state/")["HX-Refresh"] == "true"
    assert "a.csv" in client.get("/").content.decode()


def test_the_founding_workbook_names_its_tab_and_draws_it(client: Client, signed_in: SignIn) -> None:
    user = a_person(Role.EDITOR)
    found = inspected(founding(), user, name="statistics.xlsx")
    page = signed_in(client, user).get(f"/desk/inspections/{found.pk}/").content.decode()
    assert "6,252" in page
    assert "Sheet1" in page
    copy = client.post(f"/desk/inspections/{found.pk}/clean/")
    assert copy.status_code == 200
    assert copy.content[:2] == b"PK"
    assert inspected(copy.content, user, name="copy.xlsx").decision == "release"


def test_nothing_is_taken_in_without_a_file(client: Client, signed_in: SignIn) -> None:
    signed_in(client, a_person(Role.EDITOR))
    answer = client.post("/desk/bring/", {"url": "", "page": ""})
    assert answer.status_code == 400
    assert "Choose a file, or give an address" in answer.content.decode()
    answer = client.post("/desk/bring/", {"url": "https://elsewhere.example/a.xlsx"})
    assert "none of our own sites" in answer.content.decode()
    assert not Document.objects.exists()


def test_a_foreign_inspection_does_not_exist(client: Client, signed_in: SignIn) -> None:
    found = inspected(STAFF, a_person(Role.EDITOR))
    signed_in(client, a_person(Role.EDITOR))
    for address in ("", "state/", "clean/"):
        path = f"/desk/inspections/{found.pk}/{address}"
        assert (client.post(path) if address == "clean/" else client.get(path)).status_code == 404
    assert client.get(f"/desk/history/{found.pk}/").status_code == 404


def test_a_broken_reader_is_no_verdict(client: Client, signed_in: SignIn, settings: object) -> None:
    user = a_person(Role.EDITOR)
    found = inspected(founding()[:4000], user, name="statistics.xlsx")
    assert found.decision == "review"
    path_of(found.document).unlink()
    Inspection.objects.filter(pk=found.pk).update(state="queued", verdict=None)
    run(found.pk)
    found.refresh_from_db()
    assert (found.state, found.decision) == ("judged", "review") or found.state == "failed"


def test_what_a_killed_worker_left_is_taken_up_and_ends(client: Client) -> None:
    from datetime import timedelta

    from django.utils import timezone

    from withhold.console.desk.inspecting import LEASE, come_back

    found = inspected(PLAIN, a_person(Role.EDITOR))
    Inspection.objects.filter(pk=found.pk).update(state="running", started_at=timezone.now())
    run(found.pk)
    assert Inspection.objects.get(pk=found.pk).state == "running"
    assert come_back() == 0
    long_ago = timezone.now() - LEASE - timedelta(minutes=1)
    Inspection.objects.filter(pk=found.pk).update(started_at=long_ago)
    assert come_back() == 1
    run(found.pk)
    assert Inspection.objects.get(pk=found.pk).state == "judged"
    Inspection.objects.filter(pk=found.pk).update(state="running", started_at=long_ago, attempts=3)
    run(found.pk)
    assert Inspection.objects.get(pk=found.pk).state == "failed"


def test_editions_of_a_page_are_compared(client: Client, signed_in: SignIn) -> None:
    user, place = a_person(Role.EDITOR), a_place()
    inspected(PLAIN, user, place, page="Monthly statistics")
    second = inspected(CLAIMS, user, place, page="monthly statistics ")
    page = signed_in(client, user).get(f"/desk/inspections/{second.pk}/").content.decode()
    assert "the verdict was release, it is withhold now" in page
    history = client.get(f"/desk/history/{second.pk}/").content.decode()
    assert history.count('<th scope="row"') == 2


def test_a_profile_is_tried_saved_and_counts(client: Client, signed_in: SignIn) -> None:
    officer, place = a_person(Role.PRIVACY_OFFICER), a_place()
    editor = a_person(Role.EDITOR)
    before = inspected(b"Name,Case number\nKarin Lindqvist,B 12/2026\n", editor, place)
    signed_in(client, officer)
    text = (
        'destination = "Court calendar"\npurpose = "Hearings"\nauthority = "Court rules"\n'
        'owner = "Registry"\nexpiry = "2099-01-01"\nfields = ["full_name", "case_number"]\n'
    )
    tried = client.post(
        f"/desk/destinations/{place.slug}/profile/", {"text": text, "why": "calendar", "try": "1"}
    )
    assert f"{before.decision} → release" in tried.content.decode()
    assert not place.versions.exists()
    wrong = client.post(
        f"/desk/destinations/{place.slug}/profile/", {"text": "x = 1", "why": "calendar", "save": "1"}
    )
    assert wrong.status_code == 400
    assert "is not known" in wrong.content.decode()
    client.post(f"/desk/destinations/{place.slug}/profile/", {"text": text, "why": "calendar", "save": "1"})
    assert [version.number for version in place.versions.all()] == [1]
    assert inspected(b"Name,Case number\nKarin Lindqvist,B 12/2026\n", editor, place).decision == "release"
    assert signed_in(client, editor).get(f"/desk/destinations/{place.slug}/profile/").status_code == 403
