"""Accounts: the first one, invitations, roles, closing; each change with a reason and an entry."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.console.conftest import SignIn, give_second_factor
from tests.console.making import a_person
from withhold.console.access import managing
from withhold.console.access.agreement import NotTheSecond, ReasonMissing, are_two_people
from withhold.console.access.managing import PersonUnfit
from withhold.console.ledgers.office import office_ledger
from withhold.console.outbox.models import Message
from withhold.console.people.first import setup_link
from withhold.console.people.models import Link, User
from withhold.console.people.roles import Role

pytestmark = pytest.mark.django_db
NEW = "a rather long password"
FIRST = {"name": "Ada Example", "email": "ada@example.org", "password": NEW}


def _path(link: str | None) -> str:
    assert link is not None
    return "/" + link.split("/", 3)[3]


def _kinds() -> list[str]:
    return [entry.kind for entry in office_ledger().entries()]


def test_the_first_administrator_comes_by_a_link_that_works_once(client: Client) -> None:
    path = _path(setup_link("http://127.0.0.1:8000"))
    assert client.get(path).status_code == 200
    answer = client.post(path, FIRST)
    assert answer.headers["Location"] == "/accounts/2fa/totp/activate/"
    user = User.objects.get()
    assert user.roles == [Role.ADMINISTRATOR]
    assert user.check_password(NEW)
    assert Client().get(path).status_code == 404
    assert Client().post(path, {**FIRST, "email": "eve@example.org"}).status_code == 404
    assert User.objects.count() == 1
    assert setup_link("http://127.0.0.1:8000") is None
    assert client.get("/accounts/2fa/totp/activate/").status_code == 200, "no second password in between"
    assert "office.person_added" in _kinds()


def test_links_are_hashed_at_rest_replaced_and_old_after_a_day(client: Client) -> None:
    first, second = setup_link("http://h"), setup_link("http://h")
    assert client.get(_path(first)).status_code == 404
    assert client.get(_path(second)).status_code == 200
    assert _path(second).split("/")[2] not in str(list(Link.objects.values_list()))
    Link.objects.update(expires=timezone.now() - timedelta(seconds=1))
    assert client.get(_path(second)).status_code == 404


def test_a_weak_password_uses_no_link_up(client: Client) -> None:
    path = _path(setup_link("http://h"))
    page = client.post(path, {**FIRST, "password": "short"})
    assert page.status_code == 200
    assert page.context["form"].errors["password"]
    assert not User.objects.exists()
    assert client.post(path, FIRST).status_code == 302


def test_somebody_is_added_invited_by_mail_and_joins(
    client: Client, signed_in: SignIn, settings: Any
) -> None:
    admin = a_person(Role.ADMINISTRATOR)
    signed_in(client, admin)
    given = {"name": "Bo Example", "email": "Bo@Example.org", "roles": ["clerk"], "why": "joined the office"}
    page = client.post("/people/new/", given)
    user = User.objects.get(email="bo@example.org")
    assert user.created_by == admin
    link = re.search(r"http://[^<\s]+/invitation/[^<\s]+", page.content.decode())
    assert link
    assert link[0] in Message.objects.get(kind="invitation").body
    other = Client()
    assert other.post(_path(link[0]), {"password": NEW}).status_code == 302
    user.refresh_from_db()
    assert user.check_password(NEW)
    assert Client().get(_path(link[0])).status_code == 404
    again = client.post("/people/new/", given)
    assert "an account with this address already" in again.content.decode()
    with pytest.raises(PersonUnfit):
        managing.invite(user)


def test_who_invites_again_counts_as_the_maker_and_it_is_recorded(client: Client, signed_in: SignIn) -> None:
    """Else an administrator could join for somebody whose account another one made, and be two people."""
    first, second = (
        a_person(Role.ADMINISTRATOR, name="Ada First"),
        a_person(Role.ADMINISTRATOR, name="Bo Next"),
    )
    user, old = managing.add_person("Cy Example", "cy@example.org", [Role.CLERK], first, "joined")
    assert are_two_people(second, user)
    signed_in(client, second)
    page = client.post(f"/people/{user.pk}/invite/", {"do-why": "lost the mail"}).content.decode()
    link = re.search(r"http://[^<\s]+/invitation/[^<\s]+", page)
    assert link is not None
    user.refresh_from_db()
    assert not are_two_people(second, user)
    assert Client().get(_path(old)).status_code == 404
    assert _kinds()[-1] == "office.person_added"


@pytest.mark.parametrize("how", ["signed in", "second factor"])
def test_no_link_takes_the_place_of_a_sign_in(how: str) -> None:
    """Of somebody who signs in through the organisation's own provider, and has no password here."""
    user, link = managing.add_person(
        "Cy Example", "cy@example.org", [Role.CLERK], a_person(Role.ADMINISTRATOR), "joined"
    )
    if how == "signed in":
        User.objects.filter(pk=user.pk).update(last_login=timezone.now())
    else:
        give_second_factor(user)
    user.refresh_from_db()
    with pytest.raises(PersonUnfit):
        managing.invite(user)
    answer = Client().post(_path(link), {"password": NEW})
    assert "no longer works" in answer.content.decode()
    user.refresh_from_db()
    assert not user.has_usable_password()


def test_nothing_is_changed_without_a_reason() -> None:
    admin, user = a_person(Role.ADMINISTRATOR), a_person(Role.CLERK)
    before = len(_kinds())
    with pytest.raises(ReasonMissing):
        managing.set_roles(user, [Role.EDITOR], admin, " ")
    with pytest.raises(ReasonMissing):
        managing.set_active(user, False, admin, "")
    user.refresh_from_db()
    assert (user.roles, user.is_active, len(_kinds())) == (["clerk"], True, before)


def test_roles_are_changed_recorded_and_end_sessions(client: Client, signed_in: SignIn) -> None:
    admin, user = a_person(Role.ADMINISTRATOR), a_person(Role.CLERK)
    theirs = signed_in(Client(), user)
    assert theirs.get("/agreements/").status_code == 200
    signed_in(client, admin)
    answer = client.post(f"/people/{user.pk}/roles/", {"roles-roles": ["editor"], "roles-why": "new duties"})
    assert answer.status_code == 302
    user.refresh_from_db()
    assert user.roles == ["editor"]
    assert theirs.get("/agreements/").status_code == 302
    entry = list(office_ledger().entries())[-1]
    assert (entry.kind, entry.facts["before"], entry.facts["after"]) == (
        "office.roles_changed",
        "clerk",
        "editor",
    )
    assert entry.private["why"] == "new duties"


def test_ones_own_roles_take_a_second_administrator() -> None:
    first, second = a_person(Role.ADMINISTRATOR), a_person(Role.ADMINISTRATOR)
    wanted = [Role.ADMINISTRATOR, Role.PRIVACY_OFFICER]
    assert managing.set_roles(first, wanted, first, "I need it") is False
    assert managing.set_roles(first, wanted, first, "I need it") is False
    first.refresh_from_db()
    assert first.roles == ["administrator"]
    assert managing.set_roles(first, wanted, second, "agreed") is True
    first.refresh_from_db()
    assert set(first.roles) == {"administrator", "privacy_officer"}
    assert _kinds().count("office.proposed") == _kinds().count("office.agreed") == 1


def test_an_account_that_one_made_cannot_give_its_maker_roles() -> None:
    maker = a_person(Role.ADMINISTRATOR)
    puppet = a_person(Role.ADMINISTRATOR, made_by=maker)
    wanted = [Role.ADMINISTRATOR, Role.COUNSEL]
    assert managing.set_roles(maker, wanted, puppet, "favour") is False
    with pytest.raises(NotTheSecond):
        managing.set_roles(maker, wanted, maker, "yes")
    maker.refresh_from_db()
    assert maker.roles == ["administrator"]


def test_who_added_somebody_changes_their_roles_alone_but_makes_no_second_account_of_their_own() -> None:
    admin = a_person(Role.ADMINISTRATOR, name="Ada Lund")
    user, _ = managing.add_person("Bo Falk", "bo@example.org", [Role.CLERK], admin, "joined")
    assert managing.set_roles(user, [Role.COUNSEL], admin, "new duties") is True
    with pytest.raises(PersonUnfit):
        managing.add_person("Lund, ADA", "ada.lund@example.org", [Role.COUNSEL], admin, "me too")
    twin = a_person(Role.CLERK, name="Ada Lund", made_by=admin)
    assert managing.set_roles(twin, [Role.COUNSEL], admin, "me too") is False


def test_the_last_administrator_stays() -> None:
    admin, other = a_person(Role.ADMINISTRATOR), a_person(Role.ADMINISTRATOR)
    managing.set_active(other, False, admin, "left")
    other.refresh_from_db()
    assert not other.is_active
    with pytest.raises(PersonUnfit):
        managing.set_active(admin, False, other, "revenge")
    with pytest.raises(PersonUnfit):
        managing.set_roles(admin, [Role.CLERK], other, "revenge")
    with pytest.raises(PersonUnfit):
        managing.set_active(admin, False, admin, "by mistake")


def test_a_failing_ledger_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    from withhold.ledger.interface import LedgerError

    def fails(*_args: object, **_kwargs: object) -> None:
        raise LedgerError("full")

    admin, user = a_person(Role.ADMINISTRATOR), a_person(Role.CLERK)
    monkeypatch.setattr(managing, "record", fails)
    with pytest.raises(LedgerError):
        managing.set_roles(user, [Role.COUNSEL], admin, "new duties")
    with pytest.raises(LedgerError):
        managing.add_person("Cy Example", "cy@example.org", [Role.CLERK], admin, "joined")
    user.refresh_from_db()
    assert user.roles == ["clerk"]
    assert not User.objects.filter(email="cy@example.org").exists()
    assert not Message.objects.exists()


def test_doing_asks_for_the_password_again_after_a_while(client: Client, signed_in: SignIn) -> None:
    admin, user = a_person(Role.ADMINISTRATOR), a_person(Role.CLERK)
    signed_in(client, admin)
    session = client.session
    session["account_authentication_methods"] = []
    session.save()
    body = {"roles-roles": ["editor"], "roles-why": "new duties"}
    answer = client.post(f"/people/{user.pk}/roles/", body)
    assert answer.headers["Location"].startswith("/accounts/reauthenticate/")
    user.refresh_from_db()
    assert user.roles == ["clerk"]
    client.post(
        answer.headers["Location"], {"password": "correct horse battery", "next": f"/people/{user.pk}/roles/"}
    )
    user.refresh_from_db()
    assert user.roles == ["editor"], "it goes on with what was sent"


def test_pages_of_people_render(client: Client, signed_in: SignIn) -> None:
    admin, user = a_person(Role.ADMINISTRATOR), a_person(Role.CLERK, name="<b>Dee</b>")
    signed_in(client, admin)
    for address in (
        "/people/",
        "/people/new/",
        f"/people/{user.pk}/",
        f"/people/{admin.pk}/",
        "/tokens/",
        "/agreements/",
    ):
        page = client.get(address)
        assert page.status_code == 200, address
        assert b"<b>Dee" not in page.content
    assert client.get("/people/987654/").status_code == 404
    assert client.post(f"/people/{user.pk}/destroy/", {"do-why": "x"}).status_code == 404
    assert client.post(f"/people/{user.pk}/factor/", {"do-why": ""}).status_code == 422
