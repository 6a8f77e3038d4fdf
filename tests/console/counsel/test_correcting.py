"""Who never stood for a person: their waivers go, people are told, and what was done is listed."""

from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from withhold_holds import Action

from tests.console.affected.conftest import a_case
from tests.console.conftest import SignIn
from tests.console.counsel.making_counsel import Office, a_client, a_representative
from tests.console.holds.asking import HELD, a_system
from tests.console.making import a_member
from withhold.console.counsel import corresponding
from withhold.console.counsel.correcting import end_as_wrong, waivers_of
from withhold.console.counsel.models import Asked, AskState, Representation
from withhold.console.counsel.representing import end
from withhold.console.holds.models import Report, Waiver
from withhold.console.holds.placing import place_when_due
from withhold.console.outbox.models import Message
from withhold.console.people.roles import Role

WISH = corresponding.Wish(Asked.WAIVER, "wants to go home", "d" * 32, "removal")


@pytest.fixture
def office(settings: Any) -> Office:
    settings.CONFIG = replace(settings.CONFIG, on_call=("duty@example.org",))
    row = a_case()
    place_when_due(row)
    return Office(
        row, a_member(row, Role.PRIVACY_OFFICER, "Anna Berg"), a_member(row, Role.CLERK, "Carl Dahl")
    )


def waived_by(office: Office, name: str, number: int = 1) -> Representation:
    """Somebody stands for them and has waived their removal."""
    own = a_client(office, a_representative(office, name, f"{name.split()[1].lower()}@example.org"), number)
    asked = corresponding.ask(own, WISH, own.representative.user)
    corresponding.answer(office.case, asked.pk, AskState.DONE, "called back", office.privacy)
    return own


def standing() -> list[tuple[int, str]]:
    rows = Waiver.objects.filter(withdrawn_at=None).order_by("hold__number")
    return [(one.hold.number, one.by.get_full_name()) for one in rows]


@pytest.mark.django_db
@pytest.mark.parametrize("ended_before", [False, True])
def test_a_waiver_does_not_outlive_who_never_stood_for_them(office: Office, ended_before: bool) -> None:
    wrong, right = waived_by(office, "Ada Lund"), waived_by(office, "Ole Vik", 2)
    if ended_before:
        end(office.case, wrong.pk, office.clerk, "the matter is over")
    assert standing() == [(1, "Ada Lund"), (2, "Ole Vik")], "an end in itself takes no waiver back"
    for _ in range(2):
        end_as_wrong(office.case, wrong.pk, office.privacy, "the signature was not hers")
    assert standing() == [(2, "Ole Vik")]
    wrong.refresh_from_db()
    assert wrong.never_stood
    assert wrong.ended_at is not None
    assert [one.state for one in wrong.requests.all()] == ["declined"]
    assert [one.state for one in right.requests.all()] == ["done"]
    (told,) = Message.objects.filter(kind="waiver_wrong")
    assert "1 of these waivers stood until now" in told.body
    assert "Ada" not in told.body


@pytest.mark.django_db
def test_without_a_waiver_nobody_is_alerted(office: Office) -> None:
    own = a_client(office, a_representative(office, "Ada Lund", "ada@example.org"), 1)
    end_as_wrong(office.case, own.pk, office.privacy, "entered for the wrong number")
    assert not Message.objects.filter(kind="waiver_wrong").exists()


@pytest.mark.django_db(transaction=True)  # the report is sent by a thread of its own
def test_what_was_done_under_it_is_listed_and_the_hold_stands_again(
    office: Office, client: Client, signed_in: SignIn
) -> None:
    wrong, system = waived_by(office, "Ada Lund"), a_system()
    other = waived_by(office, "Ada Other", 3)  # row 3 is the same person as row 1
    system.report_action(Action.REMOVAL, HELD)
    assert system.flush(20) == 0
    assert not Report.objects.exists(), "the waiver stood: no incident then"
    act = reverse("counsel:act", args=[office.case.pk, wrong.pk, "never"])
    assert signed_in(client, office.clerk).post(act, {"why": "a clerk"}).status_code == 422
    assert (3, "Ada Other") in standing()
    signed_in(client, office.privacy)
    assert client.post(act, {"why": ""}).status_code == 422
    page = client.get(client.post(act, {"why": "the signature was not hers"})["Location"]).content.decode()
    assert "Call every case system now" in page
    ((waived),) = waivers_of(wrong)
    assert [one.system for one in waived.done] == ["court-east"]
    assert "court-east: done" in page
    assert "Nothing was reported." not in page
    (told,) = Message.objects.filter(kind="waiver_wrong")
    assert "reported under them: 1." in told.body
    system.report_action(Action.REMOVAL, HELD)
    assert system.flush(20) == 0
    assert Report.objects.count() == 1, "the hold stands again"
    end_as_wrong(office.case, other.pk, office.privacy, "nor did she")
    assert standing() == []
