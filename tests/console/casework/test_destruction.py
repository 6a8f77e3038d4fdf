"""The pages for the end of a case's data: two people, the id typed again, and what is left."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.utils import timezone

from tests.console.casework.made import Made, a_case
from tests.console.conftest import SignIn
from tests.console.making import a_member
from withhold.console.access.agreement import is_pending, pending_for, withdraw
from withhold.console.access.interface import Operation
from withhold.console.access.models import Agreement
from withhold.console.cases import ending
from withhold.console.cases.models import Case
from withhold.console.cases.store import ConsoleCase
from withhold.console.casework import destruction
from withhold.console.people.models import User
from withhold.console.people.roles import Role
from withhold.domain.errors import WithholdError
from withhold.incident.case.interface import Actor, Event, EventKind
from withhold.incident.case.interface import Role as CaseRole

pytestmark = pytest.mark.django_db
OFTEN = ("", "live/", "timeline/", "places/", "takedown/", "deadlines/", "notes/", "members/")
OTHERS = (
    "exports/",
    "exports/file/report.pdf",
    "exports/file/bundle.zip",
    "exports/statement/",
    "jobs/",
    "jobs/start/trace/",
    "people/",
    "people/numbers/",
    "accessors/",
    "never-again/",
    "corrective/",
)
"""Of other rooms: for a destroyed case they say so, and never break."""


def _over() -> tuple[Made, User]:
    """A case that was dismissed, and a second one who may destroy it."""
    made = a_case()
    by = Actor("Otto Officer", CaseRole.PRIVACY_OFFICER)
    made.case.append([Event(EventKind.DISMISSED, timezone.now(), by, "no incident after all")])
    return made, a_member(made.case.row, Role.COUNSEL, "Cara Counsel")


def _row(made: Made) -> Case:
    return Case.objects.get(pk=made.case.row.pk)


def _destroy(client: Client, made: Made, typed: str = "", why: str = "its time is over") -> int:
    body = {"case": typed or made.case.row.pk, "destroy_why": why}
    return client.post(made.at + "destruction/destroy/", body).status_code


@pytest.mark.django_db(transaction=True)
def test_one_proposes_another_destroys_and_what_is_left_is_shown(client: Client, signed_in: SignIn) -> None:
    made, counsel = _over()
    officer, second = signed_in(client, made.officer), signed_in(Client(), counsel)
    assert "Propose to destroy" in officer.get(made.at + "destruction/").content.decode()
    assert _destroy(officer, made) == 302
    assert _destroy(officer, made) == 302  # a double click
    assert _row(made).destroyed_at is None
    assert "somebody else" in officer.get(made.at + "destruction/").content.decode()
    shown = second.get(made.at + "destruction/").content.decode()
    assert "Otto Officer" in shown
    assert "its time is over" in shown
    assert f"{made.at}destruction/" in second.get("/agreements/").content.decode()
    assert _destroy(second, made) == 302
    assert _row(made).destroyed_at is not None

    lead = signed_in(Client(), made.lead)
    for page in OFTEN:
        answer = lead.get(made.at + page)
        assert (answer.status_code, answer.headers["Location"]) == (302, made.at + "destroyed/"), page
    left = lead.get(made.at + "destroyed/")
    assert left.status_code == 200
    assert "None of its files is left" in left.content.decode()
    assert str(made.case.ledger.key) in left.content.decode().replace("&#x27;", "'")
    ledger = lead.get(made.at + "exports/file/ledger.jsonl")
    assert ledger.status_code == 200
    assert b"console.destroyed" in ledger.content
    assert lead.get(made.at + "live/", headers={"HX-Request": "true"}).headers["HX-Redirect"]
    assert second.post(made.at + "destruction/destroy/", {}).headers["Location"] == made.at + "destroyed/"
    assert lead.get("/cases/").status_code == 200
    for page in OTHERS:
        assert lead.get(made.at + page).status_code < 500, page
    assert "Download ledger" in lead.get(made.at + "exports/").content.decode()


@pytest.mark.parametrize(("typed", "why"), [("another", "why"), ("", " ")])
def test_the_wrong_id_or_no_reason_proposes_nothing(
    typed: str, why: str, client: Client, signed_in: SignIn
) -> None:
    made, _ = _over()
    assert _destroy(signed_in(client, made.officer), made, typed, why) == 422
    assert not is_pending(Operation.DESTROY_CASE, made.case.row.pk, _row(made))


def test_an_open_case_is_not_even_proposed(client: Client, signed_in: SignIn) -> None:
    made = a_case()
    officer = signed_in(client, made.officer)
    assert "still open" in officer.get(made.at + "destruction/").content.decode()
    assert _destroy(officer, made) == 422
    assert not is_pending(Operation.DESTROY_CASE, made.case.row.pk, _row(made))


def test_a_lead_may_not_and_an_account_of_the_proposer_is_no_second(
    client: Client, signed_in: SignIn
) -> None:
    made, counsel = _over()
    User.objects.filter(pk=counsel.pk).update(created_by=made.officer)
    assert signed_in(Client(), made.lead).get(made.at + "destruction/").status_code == 403
    assert _destroy(signed_in(client, made.officer), made) == 302
    assert _destroy(signed_in(Client(), counsel), made) == 422
    assert _row(made).destroyed_at is None


def test_the_day_changes_with_a_reason_that_is_recorded(client: Client, signed_in: SignIn) -> None:
    made, _ = _over()
    officer = signed_in(client, made.officer)
    address, later = made.at + "destruction/date/", timezone.now().date() + timedelta(days=3000)
    for on, why in ((later, ""), (timezone.now().date() - timedelta(days=2), "why"), ("soon", "why")):
        answer = officer.post(address, {"on": str(on), "date_why": why})
        assert answer.status_code == 422
    assert officer.post(address, {"on": str(later), "date_why": "a court asked"}).status_code == 302
    assert _row(made).destroy_on == later
    assert "a court asked" in ConsoleCase.open(_row(made)).events()[-1].why


@pytest.mark.django_db(transaction=True)
def test_files_that_are_left_are_told(client: Client, signed_in: SignIn) -> None:
    made, _ = _over()
    ending.destroy(made.case.row, made.officer, "over", agreed=True)
    folder = made.case.evidence
    (folder / "seal").write_bytes(b"bytes")
    assert ending.files_left(_row(made))
    page = signed_in(client, made.lead).get(made.at + "destroyed/").content.decode()
    assert "could not be removed" in page


def test_what_is_left_of_a_case_that_is_there_is_the_case(client: Client, signed_in: SignIn) -> None:
    made, _ = _over()
    answer = signed_in(client, made.lead).get(made.at + "destroyed/")
    assert answer.headers["Location"] == made.at


@pytest.mark.django_db(transaction=True)
def test_who_comes_too_late_sees_what_is_left(
    client: Client, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, counsel = _over()
    assert _destroy(signed_in(client, made.officer), made) == 302
    do = destruction.destroy_case

    def meanwhile(row: Case, user: User, why: str) -> bool:
        ending.destroy(Case.objects.get(pk=row.pk), made.officer, "over", agreed=True)
        return do(row, user, why)

    monkeypatch.setattr(destruction, "destroy_case", meanwhile)
    body = {"case": made.case.row.pk, "destroy_why": "its time is over"}
    answer = signed_in(Client(), counsel).post(made.at + "destruction/destroy/", body)
    assert answer.headers["Location"] == made.at + "destroyed/"


@pytest.mark.django_db(transaction=True)
def test_two_who_agree_and_one_who_takes_it_back_at_once_all_get_an_answer() -> None:
    """Nobody waits for what the other holds; it is destroyed once, or not at all."""
    made, counsel = _over()
    third = a_member(made.case.row, Role.COUNSEL, "Theo Third")
    destruction.destroy_case(_row(made), made.officer, "its time is over")
    [waiting] = pending_for(made.officer)
    start, came = threading.Barrier(3), []

    def one(call: Callable[[], object]) -> None:
        try:
            start.wait(10)
            call()
            came.append("done")
        except (WithholdError, PermissionDenied):
            came.append("refused")
        finally:
            connection.close()

    calls: list[Callable[[], object]] = [
        lambda: destruction.destroy_case(_row(made), counsel, "agreed"),
        lambda: destruction.destroy_case(_row(made), third, "agreed"),
        lambda: withdraw(waiting.agreement.pk, made.officer, "not yet"),
    ]
    threads = [threading.Thread(target=one, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(came) == 3
    assert "done" in came
    taken_back = Agreement.objects.filter(pk=waiting.agreement.pk, outcome=Agreement.Outcome.WITHDRAWN)
    assert (_row(made).destroyed_at is None) == taken_back.exists()
