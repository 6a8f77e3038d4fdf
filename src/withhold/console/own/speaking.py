"""In which language whoever is affected is answered: what they chose, else the one that is kept with them."""

from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils import translation

from withhold.console.affected.models import Standing
from withhold.console.look.languages import CODES, Language, catalogue, chosen
from withhold.console.own.models import Access
from withhold.console.people.mailboxes import has_mailbox
from withhold.console.people.models import User
from withhold.text.languages import lookup

COOKIE = "withhold_language"
"""Holds a code of a language and nothing else, until the browser is closed."""
ROOM = "withhold.console.own"
SPOKEN = frozenset(
    {
        "account_change_password",
        "account_inactive",
        "account_login",
        "account_logout",
        "account_reauthenticate",
        "mfa_activate_totp",
        "mfa_authenticate",
        "mfa_generate_recovery_codes",
        "mfa_index",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
        "mfa_view_recovery_codes",
        "own:certificate",
        "own:confirm",
        "own:mine",
        "own:start",
        "own:write",
    }
)
"""Pages (names of addresses) that are there in every language. All others are in English."""
_OF_THE_OFFICE = "en"

Next = Callable[[HttpRequest], HttpResponseBase]


class Speaking:
    """Sets `request.spoken` on those pages, for whoever is affected and whoever is not signed in yet."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        before = translation.get_language()
        try:
            response = self.get_response(request)
        finally:
            translation.activate(before or settings.LANGUAGE_CODE)
        code = getattr(request, "spoken", None)
        if code is not None:
            response["Content-Language"] = speaks(request).tag
            if request.GET.get("lang") == code:
                _keep(response, code)
        return response

    def process_view(
        self, request: HttpRequest, _view: object, _args: tuple[Any, ...], _named: Mapping[str, Any]
    ) -> None:
        """Before the view: its forms and their errors are in the language, too."""
        user = request.user
        affected = isinstance(user, User) and not has_mailbox(user.email)
        if user.is_authenticated and not affected:
            return
        if request.resolver_match is not None and request.resolver_match.view_name in SPOKEN:
            request.spoken = _code_for(request)  # type: ignore[attr-defined]
            translation.activate(request.spoken)  # type: ignore[attr-defined]
        elif affected:
            translation.activate(_OF_THE_OFFICE)


def speaks(request: HttpRequest) -> Language:
    """The room's words in the language of this page."""
    return catalogue(ROOM, getattr(request, "spoken", _OF_THE_OFFICE))


def _code_for(request: HttpRequest) -> str:
    for asked in (request.GET.get("lang"), request.COOKIES.get(COOKIE)):
        if asked in CODES:
            return asked
    if isinstance(request.user, User) and (code := lookup(_kept(request.user), CODES)):
        return code
    return chosen("", request.headers.get("Accept-Language", ""), CODES)


def _kept(user: User) -> str:
    """The language that is kept with the person; empty where none is known."""
    access = Access.objects.filter(user=user).select_related("person").first()
    if access is None:
        return ""
    row = Standing.objects.filter(case=access.case_id, number=access.person.number).only("known").first()
    return "" if row is None else str(row.known.get("language") or "")


def _keep(response: HttpResponseBase, code: str) -> None:
    response.set_cookie(COOKIE, code, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE)
