"""Who is not affected, or dead, is never sent a notice: two people end their hold all the same."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from tests.console.affected.conftest import Desk, end_by_two
from tests.console.affected.conftest import derived as derived
from tests.console.affected.conftest import desk as desk
from tests.console.conftest import SignIn
from tests.console.making import a_member
from withhold.console.affected.models import Standing
from withhold.console.affected.settling import reopen, settle
from withhold.console.cases import ending
from withhold.console.cases.models import Case
from withhold.console.holds.models import Hold
from withhold.console.holds.periods import proved
from withhold.console.holds.placing import hold_stands, place_when_due
from withhold.console.holds.releasing import propose, second
from withhold.console.holds.telling import overview
from withhold.console.holds.watching import hold_due, review_due
from withhold.console.outbox.models import Message
from withhold.console.people.models import User
from withhold.console.people.roles import Role
from withhold.incident.affected.interface import Terminal
from withhold.incident.case.interface import CaseError, Phase
from withhold.incident.holds.interface import HoldError

pytestmark = pytest.mark.django_db
NOT_AFFECTED = (Terminal.NOT_AFFECTED, ("reason: a test entry", "found by: Pia Officer"))
DECEASED = (Terminal.DECEASED, ("document: certificate 12", "reason: died in 2019", "found by: Pia Officer"))


@pytest.fixture
def row(derived: Desk) -> Case:
    place_when_due(derived.row)
    return derived.row


@pytest.fixture
def one(row: Case) -> User:
    return a_member(row, Role.PRIVACY_OFFICER, "Pia Officer")


@pytest.fixture
def other(row: Case) -> User:
    return a_member(row, Role.COUNSEL, "Carl Counsel")


def release(row: Case, number: int, one: User, other: User) -> None:
    propose(row, number, one, "this person was never exposed", "settled by two")
    seen = Hold.objects.get(case=row, number=number, state="standing").determination_sha256
    assert second(row, number, seen, other, "I read it")


@pytest.mark.parametrize("end", [NOT_AFFECTED, DECEASED])
def test_two_people_release_who_is_never_told(
    row: Case, one: User, other: User, end: tuple[Terminal, Sequence[str]]
) -> None:
    with pytest.raises(HoldError, match="not proven"):
        propose(row, 2, one, "never exposed", "seen")
    end_by_two(row, 2, *end, one)
    release(row, 2, one, other)
    assert not hold_stands(row, 2)
    with pytest.raises(HoldError, match="not proven"):
        propose(row, 4, one, "never exposed", "seen")


def test_what_one_person_alone_says_releases_nobody(row: Case, one: User) -> None:
    settle(row, 2, *NOT_AFFECTED, one)
    with pytest.raises(HoldError, match="not proven"):
        propose(row, 2, one, "never exposed", "seen")


def test_who_is_affected_after_all_is_protected_again(row: Case, one: User, other: User) -> None:
    end_by_two(row, 2, *NOT_AFFECTED, one)
    propose(row, 2, one, "this person was never exposed", "settled by two")
    reopen(row, 2, "they are in the file", one)
    seen = Hold.objects.get(case=row, number=2).determination_sha256
    with pytest.raises(HoldError, match="not proven"):
        second(row, 2, seen, other, "I read it")
    assert hold_stands(row, 2)


def test_who_was_released_and_is_affected_after_all_is_held_again(row: Case, one: User, other: User) -> None:
    end_by_two(row, 2, *NOT_AFFECTED, one)
    release(row, 2, one, other)
    assert hold_due() == 0
    reopen(row, 2, "they are in the file", one)
    assert overview(row).unheld == 1
    assert hold_due() == 1
    assert hold_stands(row, 2)
    proved(row, 2, False, timezone.now() - timedelta(days=40))
    proved(row, 2, True, timezone.now() - timedelta(days=40))
    release(row, 2, one, other)
    assert hold_due() == 0, "after the period the machine holds nobody again"
    assert overview(row).unheld == 0


def test_a_duplicate_is_as_protected_as_whom_they_are_told_as(row: Case, one: User, other: User) -> None:
    Standing.objects.filter(number=3).update(terminal="duplicate_of", duplicate_of=1)
    with pytest.raises(HoldError, match="not proven"):
        propose(row, 3, one, "the same as 1", "seen")
    end_by_two(row, 1, *NOT_AFFECTED, one)
    release(row, 3, one, other)


def test_the_case_can_be_destroyed_then(
    row: Case, one: User, other: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ending, "_OVER", (Phase.CONFIRMED,))
    Hold.objects.filter(case=row).exclude(number=2).delete()
    end_by_two(row, 2, *NOT_AFFECTED, one)
    with pytest.raises(CaseError, match="held"):
        ending.destroy(row, one, "the time is over", agreed=True)
    release(row, 2, one, other)
    ending.destroy(row, one, "the time is over", agreed=True)
    assert row.destroyed_at is not None


def test_the_page_offers_it(row: Case, one: User, client: Browser, signed_in: SignIn) -> None:
    signed_in(client, one)
    url = reverse("holds:hold", args=[row.pk, 2])
    assert "Write a determination" not in client.get(url).content.decode()
    end_by_two(row, 2, *NOT_AFFECTED, one)
    page = client.get(url).content.decode()
    assert "no notice is sent" in page
    assert "Write a determination" in page


def test_reviews_of_an_owner_who_is_gone_are_the_privacy_officers(row: Case, one: User) -> None:
    Hold.objects.filter(case=row).update(review=timezone.now().date() - timedelta(days=1))
    owner = Hold.objects.filter(case=row)[0].owner
    User.objects.filter(pk=owner.pk).update(is_active=False)
    assert review_due() == 1
    told = set(Message.objects.filter(kind="holds_review").values_list("recipient", flat=True))
    assert one.username in told
    assert owner.username not in told


def test_where_nobody_is_left_the_on_call_is_told(row: Case, settings: Any) -> None:
    settings.CONFIG = replace(settings.CONFIG, on_call=("duty@example.org",))
    Hold.objects.filter(case=row).update(review=timezone.now().date() - timedelta(days=1))
    User.objects.update(is_active=False)
    assert review_due() == 1
    told = set(Message.objects.filter(kind="holds_review").values_list("recipient", flat=True))
    assert told == {"duty@example.org"}
