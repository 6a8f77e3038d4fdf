"""The outbox's page: who may see it, what it shows, and the decision that only a person takes."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests.console.making import a_person
from withhold.console.ledgers.office import office_ledger
from withhold.console.outbox.models import Message, State
from withhold.console.outbox.sending import queue_mail
from withhold.console.people.models import User
from withhold.console.people.roles import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client: Client, signed_in: Callable[[Client, User], Client]) -> Client:
    signed_in(client, a_person(Role.PRIVACY_OFFICER))
    return client


def a_message(state: State) -> Message:
    message = queue_mail("samira@example.org", "About somebody", "Samira Farah, born 1990", "task_due")
    Message.objects.update(state=state)
    return message


def test_it_shows_states_and_nobodys_values(officer: Client) -> None:
    a_message(State.FAILED_RETRY)
    page = officer.get("/outbox/").content.decode()
    assert State.FAILED_RETRY.label in page
    assert "s…@example.org" in page
    for value in ("samira", "About somebody", "Farah"):
        assert value not in page


def test_an_editor_does_not_see_it(client: Client, signed_in: Callable[[Client, User], Client]) -> None:
    signed_in(client, a_person(Role.EDITOR))
    assert client.get("/outbox/").status_code == 403


@pytest.mark.parametrize(("outcome", "state"), [("arrived", State.ACCEPTED), ("again", State.QUEUED)])
def test_a_person_decides_with_a_reason_once(officer: Client, outcome: str, state: State) -> None:
    message = a_message(State.UNKNOWN)
    address = f"/outbox/{message.pk}/"
    before = office_ledger().checkpoint()
    assert officer.post(address, {"outcome": outcome}).status_code == 422
    message.refresh_from_db()
    assert message.state == State.UNKNOWN
    for _ in range(2):
        answer = officer.post(address, {"outcome": outcome, "why": "she rang"})
        assert (answer.status_code, answer["Location"]) == (302, "/outbox/")
    message.refresh_from_db()
    assert message.state == state
    size = before.size if before else 0
    (entry,) = list(office_ledger().entries(size))
    assert entry.facts["decided"] == outcome
    assert entry.private["why"] == "she rang"


def test_what_asks_nobody_cannot_be_decided(officer: Client) -> None:
    message = a_message(State.ACCEPTED)
    officer.post(f"/outbox/{message.pk}/", {"outcome": "again", "why": "I want to"})
    message.refresh_from_db()
    assert message.state == State.ACCEPTED


def test_an_empty_outbox_says_so(officer: Client) -> None:
    assert "There are no such messages" in officer.get("/outbox/?state=unknown&page=7").content.decode()
