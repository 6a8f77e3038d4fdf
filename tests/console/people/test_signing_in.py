"""Sign-in: two factors, limits, no word about who has an account, and a record of each."""

import base64
import time
from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.test import Client, RequestFactory

from tests.console.conftest import SignIn, give_second_factor
from tests.console.making import a_person
from withhold.console.ledgers.office import office_ledger
from withhold.console.outbox.models import Message
from withhold.console.people.middleware import SEEN, SINCE
from withhold.console.people.models import User
from withhold.console.people.roles import Role
from withhold.console.sealing.current import CurrentKeyring

PASSWORD = "correct horse battery"
SECRET = "JBSWY3DPEHPK3PXP"

pytestmark = pytest.mark.django_db


def _code() -> str:
    counter = next(iter(yield_hotp_counters_from_time()))
    return str(format_hotp_value(hotp_value(SECRET, counter)))


def _kinds() -> list[str]:
    return [entry.kind for entry in office_ledger().entries()]


def _sign_in(client: Client, user: User, password: str = PASSWORD) -> Any:
    return client.post("/accounts/login/", {"login": user.email, "password": password})


def test_a_password_and_a_code_sign_in_and_are_recorded(client: Client) -> None:
    user = a_person(Role.EDITOR)
    give_second_factor(user)
    answer = _sign_in(client, user)
    assert answer.headers["Location"] == "/accounts/2fa/authenticate/"
    assert client.get("/accounts/2fa/").status_code == 302, "not signed in by the password alone"
    assert "office.sign_in" not in _kinds()
    before = client.session.session_key
    answer = client.post("/accounts/2fa/authenticate/", {"code": _code()})
    assert answer.status_code == 302
    assert client.get("/accounts/2fa/").status_code == 200
    assert client.session.session_key != before
    assert _kinds().count("office.sign_in") == 1


def test_whoever_has_no_second_factor_sets_one_up_before_anything_else(client: Client) -> None:
    user = a_person(Role.ADMINISTRATOR)
    _sign_in(client, user)
    for address in ("/people/", "/agreements/", "/", "/accounts/password/change/", "/nowhere/"):
        answer = client.get(address)
        assert (answer.status_code, answer.headers["Location"]) == (302, "/accounts/2fa/totp/activate/"), (
            address
        )
    assert client.get("/people/", headers={"HX-Request": "true"}).status_code == 403


def test_a_second_factor_is_set_up_sealed_recorded_and_told(client: Client) -> None:
    from allauth.mfa.models import Authenticator

    user = a_person(Role.ADMINISTRATOR)
    _sign_in(client, user)
    assert (
        client.get("/accounts/2fa/totp/activate/").headers["Location"].startswith("/accounts/reauthenticate/")
    )
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    page = client.get("/accounts/2fa/totp/activate/")
    assert b"<svg" in page.content
    secret = page.context["form"].secret
    assert b"data:image" not in page.content
    counter = next(iter(yield_hotp_counters_from_time()))
    answer = client.post(
        "/accounts/2fa/totp/activate/", {"code": format_hotp_value(hotp_value(secret, counter))}
    )
    assert answer.headers["Location"] == "/accounts/2fa/recovery-codes/"
    codes = client.get("/accounts/2fa/recovery-codes/")
    assert codes.content.count(b"<li><code>") == 10
    assert client.get("/people/").status_code == 200
    stored = str([row.data for row in Authenticator.objects.all()])
    assert secret not in stored
    assert "office.second_factor_changed" in _kinds()
    assert Message.objects.filter(kind="account_changed").exists()


def test_a_recovery_code_works_once(client: Client) -> None:
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    user = a_person(Role.EDITOR)
    give_second_factor(user)
    code = RecoveryCodes.activate(user).get_unused_codes()[0]
    for expected in (302, 200):
        other = Client()
        _sign_in(other, user)
        assert other.post("/accounts/2fa/authenticate/", {"code": code}).status_code == expected


def test_an_unknown_address_a_wrong_password_and_a_program_get_the_same_answer(client: Client) -> None:
    user = a_person(Role.EDITOR)
    closed = a_person(Role.EDITOR)
    User.objects.filter(pk=closed.pk).update(is_active=False)
    answers = []
    for address in (user.email, "nobody@example.org", closed.email):
        page = client.post("/accounts/login/", {"login": address, "password": "a wrong one entirely"})
        answers.append((page.status_code, page.context["form"].non_field_errors()))
    assert answers[0] == answers[1] == answers[2]
    assert _kinds().count("office.sign_in_failed") == 3
    entry = next(entry for entry in office_ledger().entries() if entry.kind == "office.sign_in_failed")
    assert user.email not in str(entry.facts)
    assert entry.private["account_tried"] == user.email


def test_after_five_failures_an_account_is_locked_also_with_the_right_password(client: Client) -> None:
    user = a_person(Role.EDITOR)
    for _ in range(5):
        _sign_in(client, user, "a wrong one entirely")
    answer = _sign_in(client, user)
    assert answer.status_code == 200
    assert client.get("/accounts/2fa/").status_code == 302
    _sign_in(client, user)
    assert _kinds().count("office.locked") == 1, "told once, not for each try"


def test_unknown_accounts_are_locked_alike(client: Client) -> None:
    pages = [
        client.post("/accounts/login/", {"login": "nobody@example.org", "password": "x" * 12})
        for _ in range(6)
    ]
    said = [list(page.context["form"].non_field_errors()) for page in pages]
    assert said[0] == said[4] != said[5]


@pytest.mark.parametrize("what", ["idle", "old"])
def test_a_session_ends_when_idle_and_when_old(
    client: Client, signed_in: SignIn, what: str, settings: Any
) -> None:
    signed_in(client, a_person(Role.ADMINISTRATOR))
    assert client.get("/people/").status_code == 200
    session = client.session
    if what == "idle":
        session[SEEN] = time.time() - settings.WITHHOLD_SESSION_IDLE - 1
    else:
        session[SINCE] = time.time() - settings.WITHHOLD_SESSION_LONGEST - 1
    session.save()
    assert client.get("/people/").headers["Location"] == "/accounts/login/?next=/people/"
    assert client.get("/people/").status_code == 302


def test_what_a_page_asks_by_itself_does_not_keep_a_session_alive(client: Client, signed_in: SignIn) -> None:
    signed_in(client, a_person(Role.ADMINISTRATOR))
    client.get("/people/")
    session = client.session
    session[SEEN] = seen = time.time() - 1000
    session.save()
    client.get("/people/", headers={"HX-Request": "true"})
    assert client.session[SEEN] == seen
    client.get("/people/")
    assert client.session[SEEN] > seen


@pytest.mark.parametrize("change", ["roles", "closed", "password", "epoch"])
def test_a_session_ends_at_once_with_other_roles_closing_and_a_new_password(
    client: Client, signed_in: SignIn, change: str
) -> None:
    user = a_person(Role.ADMINISTRATOR)
    signed_in(client, user)
    assert client.get("/agreements/").status_code == 200
    if change == "roles":
        user.roles = [str(Role.EDITOR)]
    elif change == "closed":
        user.is_active = False
    elif change == "password":
        user.set_password("another one that is long")
    else:
        user.session_epoch += 1
    user.save()
    assert client.get("/agreements/").status_code == 302


@pytest.mark.parametrize(
    "address",
    [
        "signup/",
        "email/",
        "confirm-email/",
        "3rdparty/",
        "3rdparty/signup/",
        "password/set/",
        "login/code/",
        "2fa/trust/",
    ],
)
def test_what_is_not_needed_of_the_library_is_not_reachable(
    client: Client, signed_in: SignIn, address: str
) -> None:
    signed_in(client, a_person(Role.EDITOR))
    assert client.get(f"/accounts/{address}").status_code == 404


def test_a_new_password_is_mailed_to_accounts_only_and_said_alike(client: Client, settings: Any) -> None:
    user = a_person(Role.EDITOR)
    answers = [
        client.post("/accounts/password/reset/", {"email": one}) for one in (user.email, "no@example.org")
    ]
    assert answers[0].headers["Location"] == answers[1].headers["Location"]
    mail = Message.objects.get()
    assert mail.recipient == user.email
    link = next(line for line in mail.body.splitlines() if line.startswith("http"))
    assert link.startswith(settings.CONFIG.base_url + "/accounts/password/reset/key/")
    form = client.get(link.removeprefix(settings.CONFIG.base_url), follow=True)
    page = client.post(form.request["PATH_INFO"], {"password1": "short", "password2": "short"})
    assert page.status_code == 200, "passwords have rules"
    new = "a new and rather long one"
    client.post(form.request["PATH_INFO"], {"password1": new, "password2": new})
    user.refresh_from_db()
    assert user.check_password(new)


def test_pages_of_sign_in_render(client: Client, signed_in: SignIn) -> None:
    for address in (
        "login/",
        "password/reset/",
        "password/reset/done/",
        "inactive/",
        "provider/cancelled/",
    ):
        assert client.get(f"/accounts/{address}").status_code == 200, address
    signed_in(client, a_person(Role.EDITOR))
    for address in (
        "2fa/",
        "2fa/keys/",
        "2fa/keys/add/",
        "2fa/totp/deactivate/",
        "2fa/recovery-codes/generate/",
        "logout/",
        "password/change/",
        "reauthenticate/",
        "2fa/reauthenticate/",
    ):
        page = client.get(f"/accounts/{address}")
        assert page.status_code == 200, address
        assert b"wh-header" in page.content, address
        assert b"<style" not in page.content, address
        assert b'style="' not in page.content, address


def test_every_page_tells_browsers_to_keep_and_frame_nothing(client: Client) -> None:
    headers = client.get("/accounts/login/").headers
    assert "no-store" in headers["Cache-Control"]
    policy = headers["Content-Security-Policy"]
    for part in ("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "base-uri 'none'"):
        assert part in policy
    assert "unsafe" not in policy
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_forms_may_lead_to_the_providers_that_are_set_up_and_nowhere_else() -> None:
    from withhold.console.people.settings import form_targets

    assert form_targets(["https://id.example.org/realms/office", "https://id.example.org/other"]) == [
        "'self'",
        "https://id.example.org",
    ]


def test_programs_do_not_sign_in(client: Client) -> None:
    program = a_person(Role.EDITOR)
    User.objects.filter(pk=program.pk).update(is_program=True)
    _sign_in(client, program)
    assert client.get("/agreements/").status_code == 302


def test_sessions_are_sealed_and_what_does_not_open_is_none(client: Client, signed_in: SignIn) -> None:
    from django.contrib.sessions.models import Session

    signed_in(client, a_person(Role.ADMINISTRATOR))
    session = client.session
    session["note"] = "a reason that somebody wrote"
    session.save()
    row = Session.objects.get(pk=session.session_key)
    assert b"reason" not in base64.b64decode(row.session_data)
    assert client.get("/people/").status_code == 200
    Session.objects.update(session_data=row.session_data[:-8] + "AAAAAAA=")
    assert client.get("/people/").status_code == 302


def test_second_factors_outlive_a_rotation_of_the_fields_keys(tmp_path: Path, settings: Any) -> None:
    from allauth.mfa.models import Authenticator
    from allauth.mfa.totp.internal.auth import TOTP

    user = a_person(Role.EDITOR)
    give_second_factor(user)
    settings.KEYRING = CurrentKeyring(tmp_path / "keys" / "fields.json")
    assert TOTP(Authenticator.objects.get(user=user)).validate_code(_code())


_OFFICE = {
    "provider_id": "office",
    "name": "The office",
    "client_id": "withhold",
    "secret": "of nobody",
    "settings": {"server_url": "https://id.example.org"},
}


def _from_provider(request: HttpRequest, address: str, verified: bool) -> Any:
    from allauth.socialaccount.adapter import get_adapter
    from allauth.socialaccount.models import SocialAccount, SocialLogin

    account = SocialAccount(provider="office", uid="0815", extra_data={})
    provider = get_adapter().get_provider(request, "office")
    addresses = [EmailAddress(email=address, verified=verified, primary=True)]
    return SocialLogin(
        user=User(email=address), account=account, email_addresses=addresses, provider=provider
    )


@pytest.mark.parametrize(
    ("known", "verified", "to"),
    [(True, True, "/accounts/2fa/authenticate/"), (True, False, ""), (False, True, "")],
)
def test_a_provider_lets_in_who_has_an_account_by_an_address_that_it_verified(
    client: Client, settings: Any, known: bool, verified: bool, to: str
) -> None:
    from allauth.core import context
    from allauth.socialaccount.internal.flows.login import complete_login

    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [_OFFICE]}}
    user = a_person(Role.EDITOR)
    address = user.email if known else "eve@example.org"
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    give_second_factor(user)
    request = RequestFactory().get("/accounts/oidc/office/login/callback/")
    request.session = client.session
    request.user = AnonymousUser()
    with context.request_context(request):
        answer = complete_login(request, _from_provider(request, address, verified))
    assert answer.headers.get("Location", "") == to
    assert User.objects.count() == 1, "nobody gets an account by signing in"
    assert not request.user.is_authenticated
