"""A case system that is not known to ask is not made to disappear by one person."""

import pytest
from django.test import Client as Browser
from django.urls import reverse

from tests.console.affected.conftest import a_case
from tests.console.conftest import SignIn
from tests.console.holds.asking import a_system
from tests.console.making import a_person
from withhold.console.cases.models import Case
from withhold.console.holds import systems
from withhold.console.holds.models import CaseSystem, Confirmation
from withhold.console.holds.placing import place_when_due
from withhold.console.holds.telling import overview
from withhold.console.holds.watching import confirm_due
from withhold.console.people.models import User
from withhold.console.people.roles import Role
from withhold.incident.holds.interface import HoldError

pytestmark = pytest.mark.django_db


@pytest.fixture
def row() -> Case:
    found = a_case()
    place_when_due(found)
    return found


@pytest.fixture
def one() -> User:
    return a_person(Role.ADMINISTRATOR, name="Ada First")


@pytest.fixture
def other() -> User:
    return a_person(Role.PRIVACY_OFFICER, name="Bo Second")


def silent() -> CaseSystem:
    a_system("airport")
    return CaseSystem.objects.get(name="airport")


def test_a_silent_one_is_removed_by_two_and_counts_as_not_confirmed_until_then(
    row: Case, one: User, other: User
) -> None:
    a_system().heartbeat()
    airport = silent()
    assert not systems.remove(airport, one, "switched off in March")
    assert not systems.remove(airport, one, "switched off in March")
    assert confirm_due() == 0
    assert not Confirmation.objects.exists()
    assert not overview(row).all_confirmed
    assert systems.remove(airport, other, "I called them: it is switched off")
    assert confirm_due() == 1
    assert overview(row).all_confirmed


def test_one_that_asks_or_with_nobody_held_is_removed_by_one(one: User) -> None:
    assert systems.remove(silent(), one, "a slip in its key")
    place_when_due(a_case())
    a_system().heartbeat()
    assert systems.remove(CaseSystem.objects.get(name="court-east"), one, "another one takes over")
    assert systems.present() == []


def test_what_was_removed_stays_so_and_a_reason_is_asked_for(one: User) -> None:
    airport = silent()
    with pytest.raises(HoldError, match="write why"):
        systems.remove(airport, one, " ")
    assert systems.remove(airport, one, "gone")
    assert systems.remove(airport, one, "gone")


def test_the_page_says_that_it_takes_two(row: Case, client: Browser, signed_in: SignIn) -> None:
    url = reverse("holds:remove", args=[silent().pk])
    signed_in(client, a_person(Role.ADMINISTRATOR, name="Ada First"))
    assert "two people remove it" in client.get(url).content.decode()
    client.post(url, {"why": "it is switched off"})
    assert len(systems.present()) == 1
    signed_in(client, a_person(Role.PRIVACY_OFFICER, name="Bo Second"))
    assert url in client.get(reverse("agreements")).content.decode()
    assert "another one agrees here" in client.get(url).content.decode()
    client.post(url, {"why": "I saw it switched off"})
    assert systems.present() == []
