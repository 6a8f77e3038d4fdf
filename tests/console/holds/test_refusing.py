"""A determination that somebody refuses, or takes back, ends nothing; then two write and agree anew."""

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from tests.console.affected.conftest import a_case
from tests.console.conftest import SignIn
from tests.console.holds.test_ending import LONG_AGO, sha_of
from tests.console.making import a_member
from withhold.console.access.agreement import ReasonMissing
from withhold.console.access.models import Agreement
from withhold.console.cases.models import Case
from withhold.console.cases.store import ConsoleCase
from withhold.console.holds.periods import proved
from withhold.console.holds.placing import hold_stands, place_when_due
from withhold.console.holds.releasing import propose, refuse, second
from withhold.console.people.models import User
from withhold.console.people.roles import Role
from withhold.incident.holds.interface import HoldError

pytestmark = pytest.mark.django_db


@pytest.fixture
def row() -> Case:
    found = a_case()
    place_when_due(found)
    proved(found, 2, False, timezone.now() - LONG_AGO)
    return found


@pytest.fixture
def one(row: Case) -> User:
    return a_member(row, Role.PRIVACY_OFFICER, "Pia Officer")


@pytest.fixture
def other(row: Case) -> User:
    return a_member(row, Role.COUNSEL, "Carl Counsel")


@pytest.mark.parametrize("own", [True, False])
def test_a_refused_determination_is_agreed_to_no_more(row: Case, one: User, other: User, own: bool) -> None:
    propose(row, 2, one, "no effect was found", "reviewed")
    shown = sha_of(row, 2)
    refuse(row, 2, shown, one if own else other, "the hearing file was not read")
    with pytest.raises(HoldError, match="waits no more"):
        second(row, 2, shown, other, "I read it")
    assert hold_stands(row, 2)
    assert "the hearing file was not read" in ConsoleCase.open(row).events()[-1].why
    propose(row, 2, other, "no effect was found", "reviewed, with the hearing file")
    assert second(row, 2, sha_of(row, 2), one, "I read both")
    assert not hold_stands(row, 2)


def test_what_was_refused_may_be_written_again_by_the_same_person(row: Case, one: User, other: User) -> None:
    propose(row, 2, one, "no effect was found", "reviewed")
    refuse(row, 2, sha_of(row, 2), other, "the hearing file was not read")
    propose(row, 2, one, "no effect was found", "reviewed, with the hearing file")
    assert not second(row, 2, sha_of(row, 2), one, "sure")
    assert hold_stands(row, 2)
    assert second(row, 2, sha_of(row, 2), other, "now I agree")


def test_only_what_waits_and_was_shown_is_refused(row: Case, one: User, other: User) -> None:
    with pytest.raises(HoldError, match="waits no more"):
        refuse(row, 2, "", other, "no")
    propose(row, 2, one, "no effect was found", "reviewed")
    shown = sha_of(row, 2)
    with pytest.raises(ReasonMissing):
        refuse(row, 2, shown, other, " ")
    with pytest.raises(PermissionDenied):
        refuse(row, 2, shown, a_member(row, Role.CASE_LEAD, "Lea Lead"), "no")
    propose(row, 2, one, "something else", "reviewed")
    with pytest.raises(HoldError, match="written anew"):
        refuse(row, 2, shown, other, "no")
    assert second(row, 2, sha_of(row, 2), other, "I read it"), "nobody refused this one"
    with pytest.raises(HoldError, match="no hold stands"):
        refuse(row, 2, sha_of(row, 2), other, "no")


def test_what_lapsed_is_not_refused(row: Case, one: User, other: User) -> None:
    propose(row, 2, one, "no effect was found", "reviewed")
    Agreement.objects.update(expires=timezone.now())
    with pytest.raises(HoldError, match="waits no more"):
        refuse(row, 2, sha_of(row, 2), other, "no")


def test_the_page_offers_to_agree_to_refuse_or_to_take_back(
    row: Case, one: User, other: User, signed_in: SignIn
) -> None:
    propose(row, 2, one, "no effect was found", "reviewed")
    page, address = reverse("holds:hold", args=[row.pk, 2]), reverse("holds:refuse", args=[row.pk, 2])
    first, second_one = Browser(), Browser()
    signed_in(first, one)
    signed_in(second_one, other)
    shown = first.get(page).content.decode()
    assert "Take it back" in shown
    assert "Do not agree" not in shown
    shown = second_one.get(page).content.decode()
    assert "Do not agree" in shown
    assert "Take it back" not in shown
    told = second_one.post(address, {"seen": sha_of(row, 2), "why": ""}, follow=True).content.decode()
    assert "Write why" in told
    assert "Do not agree" in told
    told = second_one.post(address, {"seen": sha_of(row, 2), "why": "not read"}, follow=True).content.decode()
    assert "The hold stands" in told
    assert "Do not agree" not in told
    assert "Agree, and end the hold" not in told
    assert "refused or taken back" in told
    told = second_one.post(address, {"seen": sha_of(row, 2), "why": "again"}, follow=True).content.decode()
    assert "waits no more" in told
