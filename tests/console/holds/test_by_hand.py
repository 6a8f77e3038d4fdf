"""Somebody held whom no question can find: two people look for them by hand, and nothing leaves before."""

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client as Browser
from django.urls import reverse
from withhold_holds import Action, Person

from tests.console.affected.conftest import a_case
from tests.console.affected.rows import ROWS
from tests.console.conftest import SignIn
from tests.console.holds.asking import a_system
from tests.console.making import a_member
from withhold.console.cases.models import Case
from withhold.console.holds.by_hand import binds, lost, settle_by_hand
from withhold.console.holds.epochs import current_epoch
from withhold.console.holds.indexing import known
from withhold.console.holds.models import Epoch, Hold
from withhold.console.holds.placing import hold_stands, place_when_due
from withhold.console.holds.telling import overview
from withhold.console.holds.watching import confirm_due
from withhold.console.people.models import User
from withhold.console.people.roles import Role
from withhold.incident.holds.interface import HoldError

pytestmark = pytest.mark.django_db
LOST = len(ROWS) + 1
HOW = "looked through the docket of every court with its clerk"


@pytest.fixture
def row() -> Case:
    found = a_case([*ROWS, {"fields": {"alien_number": ["?"]}, "others": {}, "known": {}}])
    place_when_due(found)
    return found


@pytest.fixture
def one(row: Case) -> User:
    return a_member(row, Role.CASE_LEAD, "Lea First")


@pytest.fixture
def other(row: Case) -> User:
    return a_member(row, Role.PRIVACY_OFFICER, "Pia Second")


def learn_a_number(row: Case) -> None:
    """As `knowing.learn` does it."""
    hold = Hold.objects.get(case=row, number=LOST)
    hold.rows = {**hold.rows, "identifiers": [["alien_number", "A200100077"]]}
    hold.changed = current_epoch() + 1
    hold.save()
    Epoch.objects.update(number=hold.changed)


def test_two_people_settle_it_and_one_alone_never_does(row: Case, one: User, other: User) -> None:
    assert lost(row) == {LOST}
    assert hold_stands(row, LOST)
    assert not binds(row, LOST)
    assert binds(row, 1)
    for _ in range(2):
        assert not settle_by_hand(row, LOST, one, HOW)
    assert lost(row) == {LOST}
    assert settle_by_hand(row, LOST, other, "asked the clerks again")
    assert lost(row) == frozenset()
    assert binds(row, LOST)
    with pytest.raises(HoldError, match="settled by hand"):
        settle_by_hand(row, LOST, one, HOW)


def test_only_who_may_and_only_who_is_lost(row: Case, one: User) -> None:
    with pytest.raises(HoldError, match="write how"):
        settle_by_hand(row, LOST, one, " ")
    with pytest.raises(HoldError, match="found by questions"):
        settle_by_hand(row, 1, one, HOW)
    with pytest.raises(PermissionDenied):
        settle_by_hand(row, LOST, a_member(row, Role.CLERK), HOW)
    assert lost(row) == {LOST}


def test_nothing_is_confirmed_while_somebody_is_found_by_no_question(
    row: Case, one: User, other: User
) -> None:
    a_system().heartbeat()
    confirm_due()
    assert not overview(row).all_confirmed
    settle_by_hand(row, LOST, one, HOW)
    settle_by_hand(row, LOST, other, HOW)
    assert overview(row).all_confirmed


@pytest.mark.parametrize("company", [False, True])
def test_who_is_found_by_what_was_learnt_is_lost_no_more(row: Case, company: bool) -> None:
    """Alone, and together with somebody else whom nothing finds."""
    assert lost(row) == {LOST}
    if company:
        nothing = Hold.objects.get(case=row, number=LOST).rows
        Hold.objects.filter(case=row, number=1).update(rows=nothing, changed=current_epoch() + 1)
    learn_a_number(row)
    assert lost(row) == ({1} if company else set())
    assert LOST not in {Hold.objects.get(pk=int(one)).number for one in known().unfindable}
    person = Person("Name Misheard", "1950-01-01", (("alien_number", "A200100077"),))
    assert not a_system().may_act(Action.REMOVAL, person)


def test_the_page_is_a_task_for_two(
    row: Case, one: User, other: User, client: Browser, signed_in: SignIn
) -> None:
    overviews = reverse("holds:overview", args=[row.pk])
    url = reverse("holds:by_hand", args=[row.pk, LOST])
    signed_in(client, one)
    page = client.get(overviews).content.decode()
    assert "1 held people are found by no question" in page
    assert url in page
    assert client.get(reverse("holds:by_hand", args=[row.pk, 1])).status_code == 404
    assert client.post(url, {"how": " "}).status_code == 422
    assert client.post(url, {"how": HOW}).status_code == 302
    signed_in(client, other)
    assert HOW in client.get(url).content.decode()
    assert client.post(url, {"how": "I saw the dockets"}).status_code == 302
    assert url not in client.get(overviews).content.decode()
    assert client.get(url).status_code == 404
