"""Tokens allow what they say and what their account may, while they live; never more."""

from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpRequest
from django.test import Client
from django.urls import path
from django.utils import timezone
from ninja import NinjaAPI

from tests.console.access.casing import a_case
from tests.console.conftest import SignIn, give_second_factor
from tests.console.making import a_person
from withhold.console.access.api import AUTHENTICATION, guard
from withhold.console.access.interface import Operation
from withhold.console.access.models import Token
from withhold.console.access.tokens import TokenUnfit, find_token, make_token, revoke_token
from withhold.console.ledgers.office import office_ledger
from withhold.console.people.models import User
from withhold.console.people.roles import Role

pytestmark = pytest.mark.django_db

api = NinjaAPI(auth=AUTHENTICATION, urls_namespace="for-tests", docs_url=None, openapi_url=None)


@api.post("/inspect")
@guard(Operation.INSPECT)
def inspect(request: HttpRequest) -> dict[str, Any]:
    return {"who": request.user.pk}


@api.get("/cases/{case_id}")
@guard(Operation.SEE_CASE)
def see(request: HttpRequest, case_id: str) -> dict[str, Any]:
    return {"case": request.case.pk}  # type: ignore[attr-defined]


@api.get("/open", auth=None)
@guard(Operation.INSPECT)
def forgotten(request: HttpRequest) -> dict[str, Any]:
    return {}


urlpatterns = [path("api/t/", api.urls)]


@pytest.fixture
def routed(settings: Any) -> None:
    settings.ROOT_URLCONF = __name__
    return


def _program(*roles: Role) -> User:
    program = a_person(*roles, name="A content system")
    program.is_program = True
    program.save()
    return program


def _token(program: User, *operations: Operation) -> str:
    return make_token(program, "uploads", list(operations), 30, a_person(Role.ADMINISTRATOR), "set up")[1]


def _with(text: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {text}"}


@pytest.mark.usefixtures("routed")
def test_a_token_allows_what_it_says_and_its_account_may(client: Client) -> None:
    program = _program(Role.EDITOR)
    text = _token(program, Operation.INSPECT)
    assert client.post("/api/t/inspect", headers=_with(text)).json() == {"who": program.pk}
    assert client.post("/api/t/inspect", headers=_with(text + "x")).status_code == 401
    assert client.post("/api/t/inspect").status_code == 401
    assert (
        client.post("/api/t/inspect", headers=_with(_token(program, Operation.SEE_DESK))).status_code == 403
    )
    assert (
        client.post("/api/t/inspect", headers=_with(_token(_program(), Operation.INSPECT))).status_code == 403
    )


@pytest.mark.usefixtures("routed")
def test_a_case_needs_a_membership_and_is_not_told_otherwise(client: Client) -> None:
    case, foreign = a_case(), a_case()
    program = _program(Role.CASE_LEAD)
    case.members.create(user=program, role=Role.CASE_LEAD)
    headers = _with(_token(program, Operation.SEE_CASE))
    assert client.get(f"/api/t/cases/{case.pk}", headers=headers).json() == {"case": case.pk}
    answers = [client.get(f"/api/t/cases/{one}", headers=headers) for one in (foreign.pk, "nowhere")]
    assert answers[0].status_code == answers[1].status_code == 404
    assert answers[0].content == answers[1].content


@pytest.mark.usefixtures("routed")
@pytest.mark.parametrize("end", ["revoked", "expired", "closed"])
def test_a_token_ends(client: Client, end: str) -> None:
    program = _program(Role.EDITOR)
    text = _token(program, Operation.INSPECT)
    if end == "revoked":
        revoke_token(Token.objects.get().pk, a_person(Role.ADMINISTRATOR), "lost")
    elif end == "expired":
        Token.objects.update(expires=timezone.now() - timedelta(seconds=1))
    else:
        User.objects.filter(pk=program.pk).update(is_active=False)
    assert client.post("/api/t/inspect", headers=_with(text)).status_code == 401


@pytest.mark.usefixtures("routed")
def test_a_session_needs_its_csrf_token_and_second_factor() -> None:
    user = a_person(Role.EDITOR)
    client = Client(enforce_csrf_checks=True)
    client.force_login(user)
    assert client.post("/api/t/inspect").status_code == 403
    give_second_factor(user)
    assert client.post("/api/t/inspect").status_code == 403
    client.cookies["csrftoken"] = secret = "a" * 32
    assert client.post("/api/t/inspect", headers={"X-CSRFToken": secret}).status_code == 200


@pytest.mark.usefixtures("routed")
def test_an_operation_whose_authentication_was_forgotten_is_closed(client: Client, signed_in: SignIn) -> None:
    signed_in(client, a_person(Role.EDITOR))
    assert client.get("/api/t/open").status_code == 401


def test_tokens_are_hashed_recorded_and_bounded() -> None:
    program, admin = _program(Role.PRIVACY_OFFICER), a_person(Role.ADMINISTRATOR)
    text = _token(program, Operation.INSPECT)
    assert text not in str(list(Token.objects.values_list()))
    found = find_token(text)
    assert found is not None
    assert found.last_used == timezone.now().date()
    for user, operations, days in (
        (admin, [Operation.INSPECT], 30),
        (program, [Operation.REVEAL_PERSON], 30),
        (program, [], 30),
        (program, [Operation.INSPECT], 9999),
    ):
        with pytest.raises(TokenUnfit):
            make_token(user, "uploads", operations, days, admin, "set up")
    assert [entry.kind for entry in office_ledger().entries()] == ["office.token_made"]


def test_a_token_is_shown_once_and_revoked_on_its_page(client: Client, signed_in: SignIn) -> None:
    program = _program(Role.EDITOR)
    signed_in(client, a_person(Role.ADMINISTRATOR))
    given = {"user": program.pk, "name": "uploads", "operations": ["inspect"], "days": 30, "why": "set up"}
    page = client.post("/tokens/", given)
    token = Token.objects.get()
    assert page.context["made"].startswith(token.prefix)
    assert page.context["made"] in page.content.decode()
    assert page.context["made"] not in client.get("/tokens/").content.decode()
    client.post(f"/tokens/{token.pk}/revoke/", {"revoke-why": ""})
    token.refresh_from_db()
    assert token.revoked_at is None
    client.post(f"/tokens/{token.pk}/revoke/", {"revoke-why": "lost"})
    token.refresh_from_db()
    assert token.revoked_at is not None
    assert find_token(page.context["made"]) is None
