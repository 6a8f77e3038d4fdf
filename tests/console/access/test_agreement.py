"""What takes two people is never done by one, under whatever name."""

import threading
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.utils import timezone

from tests.console.access.casing import a_case
from tests.console.conftest import SignIn
from tests.console.making import a_member, a_person
from withhold.console.access.agreement import (
    NotTheSecond,
    ReasonMissing,
    agree,
    is_pending,
    pending_for,
    withdraw,
)
from withhold.console.access.interface import Operation
from withhold.console.access.models import Agreement
from withhold.console.cases.models import Case
from withhold.console.cases.store import ConsoleCase
from withhold.console.ledgers.office import office_ledger
from withhold.console.people.models import User
from withhold.console.people.roles import Role

IT = "0123abcd"


def _destroy(user: User, case: Case, why: str = "it is over") -> bool:
    return agree(Operation.DESTROY_CASE, IT, user, why, case)


def _kinds() -> list[str]:
    return [entry.kind for entry in office_ledger().entries()]


@pytest.mark.django_db
def test_the_second_person_makes_it_so_and_both_are_recorded() -> None:
    case = a_case()
    one, two = a_member(case, Role.PRIVACY_OFFICER, "Ada Lund"), a_member(case, Role.COUNSEL, "Bo Falk")
    assert _destroy(one, case) is False
    assert is_pending(Operation.DESTROY_CASE, IT, case)
    assert _destroy(two, case) is True
    assert not is_pending(Operation.DESTROY_CASE, IT, case)
    assert _kinds() == ["office.proposed", "office.agreed"]
    notes = [event.why for event in ConsoleCase.open(case).events()[1:]]
    assert notes == ["proposed: destroy case: it is over", "agreed: destroy case: it is over"]


@pytest.mark.django_db
def test_one_person_never_agrees_with_themselves_however_often() -> None:
    case = a_case()
    one = a_member(case, Role.PRIVACY_OFFICER)
    assert [_destroy(one, case) for _ in range(3)] == [False, False, False]
    assert Agreement.objects.count() == 1
    assert _kinds() == ["office.proposed"]


@pytest.mark.django_db
@pytest.mark.parametrize("relation", ["made the other", "was made by the other", "same name"])
def test_two_accounts_of_one_person_are_one(relation: str) -> None:
    case = a_case()
    one, two = a_member(case, Role.PRIVACY_OFFICER, "Ada Lund"), a_member(case, Role.COUNSEL, "Bo Falk")
    if relation == "made the other":
        two.created_by = one
    elif relation == "was made by the other":
        one.created_by = two
    else:
        two.name = "LUND, Ada"
    one.save()
    two.save()
    assert _destroy(one, case) is False
    with pytest.raises(NotTheSecond):
        _destroy(two, case)
    assert Agreement.objects.get().outcome == "open"
    assert _destroy(a_member(case, Role.COUNSEL, "Cy Holm"), case) is True


@pytest.mark.django_db
def test_only_for_who_may_and_only_with_a_reason() -> None:
    case = a_case()
    with pytest.raises(PermissionDenied):
        _destroy(a_member(case, Role.EDITOR), case)
    with pytest.raises(PermissionDenied):
        _destroy(a_person(Role.PRIVACY_OFFICER), case)
    with pytest.raises(ReasonMissing):
        _destroy(a_member(case, Role.COUNSEL), case, " ")
    assert not Agreement.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("cause", ["old", "right lost", "closed", "withdrawn"])
def test_a_proposal_that_no_longer_stands_is_no_first_half(cause: str) -> None:
    case = a_case()
    one, two = a_member(case, Role.PRIVACY_OFFICER, "Ada Lund"), a_member(case, Role.COUNSEL, "Bo Falk")
    _destroy(one, case)
    if cause == "old":
        Agreement.objects.update(expires=timezone.now() - timedelta(seconds=1))
    elif cause == "right lost":
        case.members.filter(user=one).delete()
    elif cause == "closed":
        User.objects.filter(pk=one.pk).update(is_active=False)
    else:
        withdraw(Agreement.objects.get().pk, one, "a mistake")
    assert _destroy(two, case) is False
    assert Agreement.objects.get(outcome="open").proposed_by == two


@pytest.mark.django_db
def test_what_was_agreed_for_one_thing_does_not_count_for_another() -> None:
    case, other = a_case(), a_case()
    one, two = a_member(case, Role.PRIVACY_OFFICER, "Ada Lund"), a_member(case, Role.COUNSEL, "Bo Falk")
    for user, role in ((one, Role.PRIVACY_OFFICER), (two, Role.COUNSEL)):
        other.members.create(user=user, role=role)
    _destroy(one, case)
    assert _destroy(two, other) is False
    assert agree(Operation.DESTROY_CASE, "another", two, "why", case) is False
    assert agree(Operation.EXPORT_BULK, IT, two, "why", case) is False


@pytest.mark.django_db
def test_what_fails_after_the_agreement_takes_it_back(monkeypatch: pytest.MonkeyPatch) -> None:
    from withhold.console.access import agreement
    from withhold.ledger.interface import LedgerError

    case = a_case()
    one, two = a_member(case, Role.PRIVACY_OFFICER, "Ada Lund"), a_member(case, Role.COUNSEL, "Bo Falk")
    _destroy(one, case)

    def fails(*_args: object) -> None:
        raise LedgerError("full")

    monkeypatch.setattr(agreement, "record_both", fails)
    with pytest.raises(LedgerError):
        _destroy(two, case)
    assert Agreement.objects.get().outcome == "open"


@pytest.mark.django_db
def test_one_sees_what_one_may_decide_and_nothing_else(client: Client, signed_in: SignIn) -> None:
    case = a_case()
    one, two = a_member(case, Role.PRIVACY_OFFICER, "Ada Lund"), a_member(case, Role.COUNSEL, "Bo Falk")
    _destroy(one, case, "the <i>end</i>")
    assert [(row.own, row.may_second) for row in pending_for(one)] == [(True, False)]
    assert [(row.own, row.may_second) for row in pending_for(two)] == [(False, True)]
    assert pending_for(a_person(Role.PRIVACY_OFFICER)) == []
    page = signed_in(client, two).get("/agreements/").content.decode()
    assert f"/cases/{case.pk}/" in page
    assert "the &lt;i&gt;end" in page
    number = Agreement.objects.get().pk
    assert client.post(f"/agreements/{number}/withdraw/", {"why": "no"}).status_code == 422
    mine = signed_in(Client(), one)
    assert mine.post(f"/agreements/{number}/withdraw/", {"why": "a mistake"}).status_code == 302
    assert Agreement.objects.get().outcome == "withdrawn"
    assert "office.withdrawn" in _kinds()


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_one_is_the_first_and_one_the_second() -> None:
    case = a_case()
    people = [a_member(case, Role.COUNSEL, f"Person Number{letter}") for letter in "abcdef"]
    start = threading.Barrier(len(people))
    done: list[bool] = []

    def act(user: User) -> None:
        try:
            start.wait()
            done.append(_destroy(user, case))
        except NotTheSecond:
            done.append(False)
        finally:
            connection.close()

    threads = [threading.Thread(target=act, args=[user]) for user in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    rows = Agreement.objects.all()
    assert len(done) == len(people)
    assert done.count(True) == rows.filter(outcome="agreed").count()
    assert all(row.settled_by != row.proposed_by for row in rows.filter(outcome="agreed"))
    assert _kinds().count("office.proposed") == rows.count()
    assert _kinds().count("office.agreed") == done.count(True) > 0
