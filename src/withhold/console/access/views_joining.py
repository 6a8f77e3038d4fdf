"""Pages for those who have no password yet: the first administrator, and who was invited."""

from collections.abc import Callable

from allauth.account.internal.flows.login import record_authentication
from django.contrib.auth import login
from django.core.exceptions import ValidationError
from django.db import transaction
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from withhold.console.access.forms import FirstForm, PasswordForm
from withhold.console.access.interface import Operation, requires
from withhold.console.access.joining import join, make_first
from withhold.console.access.managing import PersonUnfit
from withhold.console.ledgers.office import OfficeEvent, record
from withhold.console.people.links import find_link
from withhold.console.people.models import Link, User

_BACKEND = "withhold.console.people.backend.PeopleBackend"


@requires(Operation.SIGN_IN)
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def set_up(request: HttpRequest, token: str) -> HttpResponse:
    """The first administrator makes their account."""
    form = FirstForm(request.POST or None)

    def make() -> User:
        given = form.cleaned_data
        return make_first(token, given["name"], given["email"], given["password"])

    return _choose(request, Link.Purpose.SET_UP, token, form, make)


@requires(Operation.SIGN_IN)
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Who was invited chooses a password."""
    form = PasswordForm(request.POST or None)
    return _choose(
        request, Link.Purpose.INVITATION, token, form, lambda: join(token, form.cleaned_data["password"])
    )


def _choose(
    request: HttpRequest, purpose: Link.Purpose, token: str, form: Form, make: Callable[[], User]
) -> HttpResponse:
    if find_link(purpose, token) is None:
        return render(request, "access/link_used.html", status=404)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                user = make()
                login(request, user, backend=_BACKEND)
                record(OfficeEvent.SIGN_IN, user)
        except ValidationError as error:
            form.add_error("password", error)
        except PersonUnfit as error:
            form.add_error(None, str(error))
        else:
            record_authentication(request, user, method="password", reauthenticated=True)
            return redirect("mfa_activate_totp")
    return render(request, "access/join.html", {"form": form, "first": purpose is Link.Purpose.SET_UP})
