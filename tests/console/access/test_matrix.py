"""Every address and every operation of the API, for everybody: what is let in is what the table says.

What is expected comes from `access.table` alone. A probe stands where the work would be done (`everything`):
"let in" is seen, and not guessed from a status.
"""

from collections.abc import Iterator

import pytest
from django.test import Client

from tests.console.access.casing import a_case
from tests.console.access.everything import Place, places
from tests.console.conftest import SignIn
from tests.console.making import a_member, a_person
from withhold.console.access.interface import Operation, Scope
from withhold.console.access.table import RULES
from withhold.console.cases.models import Case
from withhold.console.people.models import User
from withhold.console.people.roles import Role

pytestmark = pytest.mark.django_db

OF_THE_LIBRARY = {
    # Before sign-in: they have no account to ask about.
    "account_login",
    "account_inactive",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "mfa_authenticate",
    "openid_connect_login",
    "openid_connect_callback",
    "socialaccount_login_cancelled",
    "socialaccount_login_error",
    # One's own sign-in; the library asks for an account itself (tests below).
    "account_logout",
    "account_reauthenticate",
    "account_change_password",
    "mfa_index",
    "mfa_reauthenticate",
    "mfa_activate_totp",
    "mfa_deactivate_totp",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_list_webauthn",
    "mfa_add_webauthn",
    "mfa_reauthenticate_webauthn",
    "mfa_remove_webauthn",
    "mfa_edit_webauthn",
}
"""Addresses of allauth's: it decides who may, as there is no role to ask for."""
_ROOT = "api-root"
"""The beginning of the API's addresses, made by its library: nothing is there."""
_OWN = sorted(name for name in OF_THE_LIBRARY if name.startswith("mfa_") and name != "mfa_authenticate")


def _ours() -> list[Place]:
    return [place for place in places() if place.operation is not None]


def _let_in(role: Role, operation: Operation, own: bool) -> bool:
    rule = RULES[operation]
    if rule.scope is Scope.PUBLIC or rule.scope is Scope.ACCOUNT:
        return True
    return role in rule.roles and (own or rule.scope is Scope.OFFICE)


def _ask(client: Client, place: Place, case: Case) -> tuple[bool, int]:
    """Whether the work was reached, and the status. A page that takes only one method is asked with that."""
    address = place.address.replace("{case}", case.pk)
    with place.probed() as reached:
        answer = client.generic(place.method, address)
        if answer.status_code == 405:
            answer = client.post(address)
    return bool(reached), answer.status_code


def _wrong(
    client: Client, who: str, case: Case, expected: dict[str, bool], denied: dict[str, int]
) -> Iterator[str]:
    for place in _ours():
        reached, status = _ask(client, place, case)
        wanted = expected[str(place.operation)]
        if reached is not wanted:
            yield f"{who}: {place.method} {place.address} ({place.operation}) let in: {reached}"
        elif not wanted and status != denied[place.address + place.method]:
            yield f"{who}: {place.method} {place.address} refused with {status}"
        elif wanted and status != 200:
            yield f"{who}: {place.method} {place.address} let in with {status}"


def _denied(of_page: int, of_api: int, foreign: int | None = None) -> dict[str, int]:
    found = {}
    for place in _ours():
        status = of_api if place.of_api else of_page
        if foreign is not None and RULES[place.operation].scope is Scope.CASE:  # type: ignore[index]
            status = foreign
        found[place.address + place.method] = status
    return found


def test_every_address_says_what_it_does(client: Client) -> None:
    known = {*OF_THE_LIBRARY, _ROOT}
    silent = [place.name for place in places() if place.operation is None and place.name not in known]
    assert silent == []
    assert client.get("/api/v1/").status_code == 404


def test_the_walk_finds_pages_operations_and_cases() -> None:
    assert any(place.of_api for place in places())
    addresses = {place.address for place in places()}
    assert {"/people/", "/people/1/roles/", "/accounts/login/", "/api/v1/openapi.json"} <= addresses


def test_the_list_of_the_library_holds_nothing_that_is_gone_or_ours() -> None:
    assert {place.name for place in places() if place.of_library} == OF_THE_LIBRARY


def test_every_operation_has_a_rule() -> None:
    assert set(RULES) == set(Operation)
    for operation, rule in RULES.items():
        assert (rule.scope is Scope.PUBLIC) == (not rule.roles), operation


@pytest.mark.parametrize("role", list(Role))
def test_each_role_in_its_own_case_and_in_a_foreign_one(
    client: Client, signed_in: SignIn, role: Role
) -> None:
    own, foreign = a_case(), a_case()
    user = a_member(own, role)
    signed_in(client, user)
    for case in (own, foreign):
        expected = {str(one): _let_in(role, one, case is own) for one in Operation}
        denied = _denied(403, 403, None if case is own else 404)
        assert list(_wrong(client, role, case, expected, denied)) == []


def test_a_foreign_case_and_none_are_answered_alike(client: Client, signed_in: SignIn) -> None:
    foreign = a_case()
    signed_in(client, a_person(*Role))
    for place in _ours():
        if "{case}" in place.address:
            answers = []
            for case_id in (foreign.pk, "zzzzzzzzzzzz"):
                answer = client.generic(place.method, place.address.replace("{case}", case_id))
                answers.append((answer.status_code, answer.content.replace(case_id.encode(), b"")))
            assert answers[0] == answers[1], place.address


def test_a_door_that_stands_open_is_seen(
    client: Client, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    from withhold.console.access import api, deciding

    for module in (api, deciding):
        monkeypatch.setattr(module, "admit", lambda *_args: None)
    case = a_case()
    signed_in(client, a_person())
    expected = {str(one): RULES[one].scope in (Scope.PUBLIC, Scope.ACCOUNT) for one in Operation}
    wrong = list(_wrong(client, "nobody", case, expected, _denied(403, 403, 404)))
    guarded = [place for place in _ours() if not expected[str(place.operation)]]
    assert len(wrong) == len(guarded) > 10


def test_nobody_without_an_account(client: Client) -> None:
    public = {str(one): RULES[one].scope is Scope.PUBLIC for one in Operation}
    assert list(_wrong(client, "anonymous", a_case(), public, _denied(302, 401))) == []


def test_nobody_whose_account_was_closed(client: Client, signed_in: SignIn) -> None:
    case = a_case()
    user = a_member(case, Role.PRIVACY_OFFICER)
    signed_in(client, user)
    User.objects.filter(pk=user.pk).update(is_active=False)
    public = {str(one): RULES[one].scope is Scope.PUBLIC for one in Operation}
    assert list(_wrong(client, "closed", case, public, _denied(302, 401))) == []


def test_nobody_without_a_second_factor(client: Client) -> None:
    case = a_case()
    client.force_login(a_member(case, Role.PRIVACY_OFFICER))
    nothing = {str(one): False for one in Operation}
    assert list(_wrong(client, "no second factor", case, nothing, _denied(302, 403))) == []


def test_a_membership_counts_only_with_the_offices_role(client: Client, signed_in: SignIn) -> None:
    case = a_case()
    user = a_member(case, Role.PRIVACY_OFFICER)
    user.roles = [str(Role.EDITOR)]
    user.save()
    signed_in(client, user)
    expected = {
        str(one): _let_in(Role.EDITOR, one, own=False) if RULES[one].scope is not Scope.CASE else False
        for one in Operation
    }
    assert list(_wrong(client, "role withdrawn", case, expected, _denied(403, 403, 404))) == []


@pytest.mark.parametrize("name", _OWN)
def test_the_librarys_own_pages_are_for_the_signed_in(client: Client, name: str) -> None:
    (place,) = [place for place in places() if place.name == name]
    for answer in (client.get(place.address), client.post(place.address)):
        assert answer.status_code == 302, name
        assert answer.headers["Location"].startswith("/accounts/login/"), name
