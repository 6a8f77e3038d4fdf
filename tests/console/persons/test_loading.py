"""A list is read by the worker: asked twice it is read once, a failure is told, no file is left."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.console.conftest import SignIn
from tests.console.making import a_member
from tests.console.persons.test_persons import a_case, as_csv, the_leak, work_off
from withhold.console.cases.models import Case
from withhold.console.cases.store import ConsoleCase
from withhold.console.people.roles import Role
from withhold.console.persons.counting import summary_of
from withhold.console.persons.models import ExposedList, ExposedPerson, Loading, LoadState
from withhold.console.persons.queueing import LEASE, give_up_lost
from withhold.inspection.listed import ReadPerson

pytestmark = pytest.mark.django_db
NOBODY = b"Team,Visits\nNorth,12\n"


def give(client: Client, row: Case, content: bytes) -> str:
    """Upload it, and what the page of the exposed people says then."""
    given = SimpleUploadedFile("list.csv", content)
    answer = client.post(reverse("persons:load", args=[row.pk]), {"file": given, "why": "to count"})
    assert answer.status_code == 302, answer.content.decode()
    return told(client, row)


def told(client: Client, row: Case) -> str:
    return client.get(reverse("persons:people", args=[row.pk])).content.decode()


def files(row: Case) -> list[Path]:
    return list((ConsoleCase.open(row).work / "loading").glob("*"))


@pytest.fixture
def officer(client: Client, signed_in: SignIn) -> tuple[Client, Case]:
    row = a_case(as_csv(the_leak()))
    signed_in(client, a_member(row, Role.PRIVACY_OFFICER, "Anna Berg"))
    return client, row


def test_the_request_reads_nothing_and_asked_twice_it_is_read_once(officer: tuple[Client, Case]) -> None:
    client, row = officer
    for _ in range(2):
        page = give(client, row, as_csv(the_leak()))
        assert "Waiting for the worker" in page
        assert 'hx-trigger="every 2s"' in page
    assert not ExposedPerson.objects.exists()
    assert (Loading.objects.count(), len(files(row))) == (1, 1)
    assert files(row)[0].stat().st_mode & 0o777 == 0o600
    work_off(row)
    assert ExposedPerson.objects.count() == 60
    assert not files(row)
    overview = client.get(reverse("casework:case", args=[row.pk])).content.decode()
    assert "At least 59, at most 60 people" in overview
    page = told(client, row)
    assert "See who is exposed" in page
    assert "every 2s" not in page


def test_a_list_without_people_is_told_and_can_be_given_again(client: Client, signed_in: SignIn) -> None:
    row = a_case(NOBODY)
    signed_in(client, a_member(row, Role.PRIVACY_OFFICER))
    for _ in range(2):
        give(client, row, NOBODY)
        work_off(row)
        page = told(client, row)
        assert "no table of people was found" in page
        assert "Load the people of the leak" in page
    assert not ExposedList.objects.exists()
    assert not files(row)


def test_a_fault_of_the_program_is_told_without_values(
    officer: tuple[Client, Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("Okoro, Amadou")

    client, row = officer
    monkeypatch.setattr("withhold.console.persons.queueing.load", broken)
    give(client, row, as_csv(the_leak()))
    work_off(row)
    page = told(client, row)
    assert "a fault of the program" in page
    assert "Okoro" not in page
    assert not files(row)


def test_what_a_dead_worker_left_is_told_and_does_not_stand_in_the_way(officer: tuple[Client, Case]) -> None:
    client, row = officer
    give(client, row, as_csv(the_leak()))
    late = timezone.now() - LEASE - timedelta(seconds=1)
    Loading.objects.update(state=LoadState.RUNNING, started_at=late)
    assert "the worker ended before it was read" in told(client, row)
    assert not files(row)
    give(client, row, as_csv(the_leak()))
    work_off(row)
    assert ExposedList.objects.get().people_high == 60


def test_a_dead_workers_file_goes_though_nobody_looks(officer: tuple[Client, Case]) -> None:
    client, row = officer
    give(client, row, as_csv(the_leak()))
    Loading.objects.update(state=LoadState.RUNNING, started_at=timezone.now() - LEASE - timedelta(seconds=1))
    assert give_up_lost() == 1
    assert Loading.objects.get().state == LoadState.FAILED
    assert not files(row)
    assert give_up_lost() == 0


def test_other_bytes_leave_no_file(officer: tuple[Client, Case]) -> None:
    client, row = officer
    given = SimpleUploadedFile("list.csv", as_csv(the_leak(20)))
    answer = client.post(reverse("persons:load", args=[row.pk]), {"file": given, "why": "to count"})
    assert answer.status_code == 422
    assert not files(row)
    assert not Loading.objects.exists()


def test_who_left_the_case_meanwhile_loads_nothing(officer: tuple[Client, Case]) -> None:
    client, row = officer
    give(client, row, as_csv(the_leak()))
    row.members.all().delete()
    work_off(row)
    one = Loading.objects.get()
    assert one.state == LoadState.FAILED
    assert not ExposedPerson.objects.exists()


@pytest.mark.parametrize("value", ["No", "none", "N/A", "false", "0", " no. ", "-", "Not applicable"])
def test_a_denied_final_order_is_not_urgent(value: str) -> None:
    assert urgency({"Final Order": value}) == "2. A minor, or the age is not known"


@pytest.mark.parametrize("value", ["Yes", "2025-01-03", "not told", "unknown", "1"])
def test_what_is_not_denied_is_urgent(value: str) -> None:
    assert urgency({"Final Order": value}).startswith("1.")


def urgency(others: dict[str, str]) -> str:
    one = ReadPerson({"full_name": ["Nina Nowhere"]}, others, {})
    [(word, _)] = summary_of([one], timezone.now().date())["urgency"]
    return str(word)
