"""Somebody who stands in the leak twice has two holds and is one person: a waiver counts for both."""

import pytest
from django.test import Client as Browser
from django.urls import reverse
from withhold_holds import Action

from tests.console.affected.conftest import a_case
from tests.console.conftest import SignIn
from tests.console.holds.asking import HELD, a_system
from tests.console.making import a_member, a_person
from withhold.console.affected.models import Standing
from withhold.console.cases.models import Case
from withhold.console.cases.store import ConsoleCase
from withhold.console.holds.models import Waiver
from withhold.console.holds.placing import place_when_due
from withhold.console.holds.waiving import part_due, waive, withdraw, withdraw_given_by
from withhold.console.people.models import User
from withhold.console.people.roles import Role
from withhold.console.persons.models import ExposedPerson
from withhold.incident.case.interface import Actor, EventKind
from withhold.incident.case.interface import Role as CaseRole
from withhold.incident.holds.interface import Action as Act

pytestmark = pytest.mark.django_db
WISH = "nearer to the family"


@pytest.fixture
def row() -> Case:
    """Of whom 1 and 3 are one."""
    found = a_case()
    place_when_due(found)
    for person in ExposedPerson.objects.filter(case=found, number__in=[1, 3]):
        Standing.objects.create(person=person, case=found, number=person.number, rank=1, known={})
    Standing.objects.filter(number=3).update(terminal="duplicate_of", duplicate_of=1)
    return found


@pytest.fixture
def counsel() -> User:
    return a_person(Role.REPRESENTATIVE, name="Rita Representative")


@pytest.mark.parametrize(("given", "back"), [(1, 3), (3, 1)])
def test_a_waiver_and_its_end_count_for_all_numbers_of_the_person(
    row: Case, counsel: User, given: int, back: int
) -> None:
    system = a_system()
    assert waive(row, given, Act.TRANSFER, counsel, WISH, "Pia Officer")
    assert system.may_act(Action.TRANSFER, HELD)
    assert not waive(row, back, Act.TRANSFER, counsel, WISH, "Pia Officer")
    assert withdraw(row, back, Act.TRANSFER, counsel, "changed their mind")
    assert not system.may_act(Action.TRANSFER, HELD)
    assert not Waiver.objects.filter(withdrawn_at=None).exists()


def test_what_a_stranger_waived_is_withdrawn_for_all_numbers(row: Case, counsel: User) -> None:
    waive(row, 1, Act.TRANSFER, counsel, WISH, "Pia Officer")
    officer = Actor("Pia Officer", CaseRole.PRIVACY_OFFICER)
    assert len(withdraw_given_by(row, 1, counsel, officer, "never stood for them")) == 2


def test_who_is_another_person_after_all_gave_no_waiver(row: Case, counsel: User) -> None:
    waive(row, 1, Act.TRANSFER, counsel, WISH, "Pia Officer")
    assert part_due() == 0
    Standing.objects.filter(number=3).update(terminal=None, duplicate_of=None)
    assert part_due() == 1
    assert list(Waiver.objects.filter(withdrawn_at=None).values_list("hold__number", flat=True)) == [1]
    last = ConsoleCase.open(row).events()[-1]
    assert (last.kind, last.facts["holds"]) == (EventKind.HOLDS_STOOD, 1)
    assert part_due() == 0
    assert not a_system().may_act(Action.TRANSFER, HELD)


def test_the_page_of_a_hold_leads_to_the_others(row: Case, client: Browser, signed_in: SignIn) -> None:
    signed_in(client, a_member(row, Role.PRIVACY_OFFICER))
    page = client.get(reverse("holds:hold", args=[row.pk, 1])).content.decode()
    assert "held under other numbers as well" in page
    assert reverse("holds:hold", args=[row.pk, 3]) in page
    assert "other numbers" not in client.get(reverse("holds:hold", args=[row.pk, 2])).content.decode()
