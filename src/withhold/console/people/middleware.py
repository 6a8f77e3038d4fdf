"""What holds for everybody who is signed in: sessions end, and nobody works without a second factor."""

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import Resolver404, resolve, reverse

from withhold.console.people.backend import has_second_factor

Next = Callable[[HttpRequest], HttpResponseBase]

SINCE, SEEN = "withhold_since", "withhold_seen"
"""In the session: when it began, and when somebody last did something in it (seconds)."""
_SEEN_EVERY = 30
"""Seconds between two notes of the same session: a page full of pictures is one visit."""

WITHOUT_SECOND_FACTOR = frozenset(
    {
        "mfa_index",
        "mfa_activate_totp",
        "mfa_list_webauthn",
        "mfa_add_webauthn",
        "account_reauthenticate",
        "account_logout",
    }
)
"""Pages (names of addresses) that somebody needs who has no second factor yet. No others."""


class SessionLimits:
    """Ends a session that was idle too long, or that is too old however busy it is.

    What a page asks for by itself to stay up to date (a GET that htmx sends) is nobody's doing: a page left
    open on a screen does not keep its session alive.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.session.is_empty() or not request.user.is_authenticated:
            return self.get_response(request)
        now = time.time()
        since = request.session.setdefault(SINCE, now)
        seen = request.session.setdefault(SEEN, now)
        idle, longest = settings.WITHHOLD_SESSION_IDLE, settings.WITHHOLD_SESSION_LONGEST
        if now - seen > idle or now - since > longest:
            logout(request)
            return _to_sign_in(request)
        if now - seen >= _SEEN_EVERY and not _by_itself(request):
            request.session[SEEN] = now
        return self.get_response(request)


class SecondFactor:
    """Sends a person without a second factor to set one up, before anything else."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.session.is_empty() or not request.user.is_authenticated or has_second_factor(request.user):
            return self.get_response(request)
        try:
            name = resolve(request.path_info).url_name
        except Resolver404:
            name = None
        if name in WITHOUT_SECOND_FACTOR:
            return self.get_response(request)
        if _wants_data(request):
            return HttpResponse("set up a second factor first", status=403, content_type="text/plain")
        return HttpResponseRedirect(reverse("mfa_activate_totp"))


def _by_itself(request: HttpRequest) -> bool:
    return request.method in ("GET", "HEAD") and "HX-Request" in request.headers


def _wants_data(request: HttpRequest) -> bool:
    return request.path_info.startswith("/api/") or "HX-Request" in request.headers


def _to_sign_in(request: HttpRequest) -> HttpResponseBase:
    """A page that was open goes to sign-in as a whole: htmx would put the form into a part of it."""
    if "HX-Request" in request.headers:
        return HttpResponse(status=401, headers={"HX-Redirect": reverse("account_login")})
    if request.path_info.startswith("/api/"):
        return HttpResponse("the session has ended", status=401, content_type="text/plain")
    return redirect_to_login(request.get_full_path() if request.method == "GET" else "/")
