"""Two people dismissed the case: nobody was exposed. Its holds stand until two people release them."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone
from withhold_holds import Action

from tests.console.affected.conftest import a_case
from tests.console.conftest import SignIn
from tests.console.holds.asking import HELD, a_system
from tests.console.making import a_member, a_person
from withhold.console.cases.models import Case
from withhold.console.cases.store import ConsoleCase
from withhold.console.holds.models import Change, Confirmation, Hold, Report
from withhold.console.holds.placing import hold_stands, place_when_due
from withhold.console.holds.releasing import propose, second
from withhold.console.holds.waiving import waive, withdraw
from withhold.console.holds.watching import confirm_due, hold_due, review_due
from withhold.console.outbox.models import Message, Setback
from withhold.console.people.roles import Role
from withhold.incident import flow
from withhold.incident.case.interface import Actor, EventKind, Phase
from withhold.incident.case.interface import Role as CaseRole
from withhold.incident.holds.interface import Action as Act

pytestmark = pytest.mark.django_db


def dismiss(row: Case) -> None:
    case = ConsoleCase.open(row)
    for actor in (Actor("Anna Berg", CaseRole.PRIVACY_OFFICER), Actor("Ben Okafor", CaseRole.CASE_LEAD)):
        flow.dismiss(case, actor, "the file was invented", timezone.now())
    row.refresh_from_db()
    assert row.phase == Phase.DISMISSED


def a_dismissed_case() -> Case:
    found = a_case()
    place_when_due(found)
    dismiss(found)
    return found


@pytest.mark.django_db(transaction=True)  # the report is sent by a thread of its own
def test_an_action_against_a_hold_is_an_incident_there_too(settings: Any) -> None:
    settings.CONFIG = replace(settings.CONFIG, on_call=("duty@example.org",))
    row, system = a_dismissed_case(), a_system()
    assert not system.may_act(Action.REMOVAL, HELD)
    system.report_action(Action.REMOVAL, HELD)
    assert system.flush(20) == 0
    assert Report.objects.filter(hold__case=row).exists()
    assert EventKind.ACTED_AGAINST in [one.kind for one in ConsoleCase.open(row).events()]
    assert Message.objects.filter(kind="acted_against", case=row.pk).exists()


def test_what_the_worker_does_for_holds_goes_on(settings: Any) -> None:
    settings.CONFIG = replace(settings.CONFIG, on_call=("duty@example.org",))
    row, other = a_dismissed_case(), a_case()
    place_when_due(other)
    a_system().heartbeat()
    assert confirm_due() == 2
    assert confirm_due() == hold_due() == 0
    assert Confirmation.objects.filter(case=row).exists()
    Change.objects.update(at=timezone.now() - timedelta(days=2))
    Hold.objects.filter(case=row).update(review=timezone.now().date())
    assert review_due() == 1
    assert not Setback.objects.exists()


def test_two_people_release_without_a_period_that_nobody_needs() -> None:
    row = a_dismissed_case()
    one = a_member(row, Role.PRIVACY_OFFICER, "Pia Officer")
    other = a_member(row, Role.COUNSEL, "Carl Counsel")
    propose(row, 2, one, "the file was invented", "the case was dismissed")
    assert hold_stands(row, 2)
    seen = Hold.objects.get(case=row, number=2).determination_sha256
    assert not second(row, 2, seen, one, "I read it")
    assert second(row, 2, seen, other, "I read it")
    assert not hold_stands(row, 2)


def test_a_case_that_is_opened_again_holds_again() -> None:
    row = a_dismissed_case()
    one = a_member(row, Role.PRIVACY_OFFICER, "Pia Officer")
    other = a_member(row, Role.COUNSEL, "Carl Counsel")
    propose(row, 2, one, "the file was invented", "the case was dismissed")
    second(row, 2, Hold.objects.get(case=row, number=2).determination_sha256, other, "I read it")
    assert hold_due() == 0
    anna = Actor("Anna Berg", CaseRole.PRIVACY_OFFICER)
    flow.reopen(ConsoleCase.open(row), anna, "it is no invention", timezone.now())
    assert hold_due() == 1
    assert hold_stands(row, 2)


def test_counsel_waives_there_too() -> None:
    row, counsel = a_dismissed_case(), a_person(Role.REPRESENTATIVE)
    assert waive(row, 2, Act.TRANSFER, counsel, "nearer to the family", "Pia Officer")
    assert withdraw(row, 2, Act.TRANSFER, counsel, "changed their mind")


def test_the_pages_say_so(client: Browser, signed_in: SignIn) -> None:
    row = a_dismissed_case()
    signed_in(client, a_member(row, Role.PRIVACY_OFFICER))
    page = client.get(reverse("holds:overview", args=[row.pk])).content.decode()
    assert "The holds stand all the same" in page
    page = client.get(reverse("holds:hold", args=[row.pk, 2])).content.decode()
    assert "Write a determination" in page
