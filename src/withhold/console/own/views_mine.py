"""The person's own pages: the code once, then their notice, messages and certificate."""

import logging
from typing import Any

from allauth.account.internal.flows.login import record_authentication
from django.contrib import messages
from django.contrib.auth import login
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from withhold.console.access.interface import Operation, requires
from withhold.console.counsel.certificates import TooMany, certify
from withhold.console.ledgers.office import OfficeEvent, record
from withhold.console.own import reading, writing
from withhold.console.own.entering import enter
from withhold.console.own.forms import CertificateForm, MessageForm, StartForm
from withhold.console.own.giving import OwnError
from withhold.console.own.seeing import own_access, seen
from withhold.console.own.speaking import speaks
from withhold.console.people.models import User
from withhold.domain.errors import WithholdError
from withhold.incident.counsel.interface import CounselError

_BACKEND = "withhold.console.people.backend.PeopleBackend"
_OURS = (OwnError, CounselError, TooMany)
"""What is said for the person to read. All else is of the inside of a case."""
_FAILED = "This could not be recorded, so nothing was done. Try it again; if it fails again, call the office."
_log = logging.getLogger(__name__)


@requires(Operation.SIGN_IN)
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """The code, and a password of their own; then the second factor."""
    form = StartForm(request.POST or None)
    if request.user.is_authenticated:
        form.errors.clear()
        return _page(request, "start", {"form": StartForm(), "signed_in": True})
    if form.is_bound and form.is_valid():
        try:
            user = enter(form.cleaned_data["code"], form.cleaned_data["password"])
        except ValidationError as error:
            form.add_error("password", error)
        except WithholdError as error:
            form.add_error(None, _told(request, error))
        else:
            with transaction.atomic():
                login(request, user, backend=_BACKEND)
                record(OfficeEvent.SIGN_IN, user)
            record_authentication(request, user, method="password", reauthenticated=True)
            return redirect("mfa_activate_totp")
    return _page(request, "start", {"form": form}, 422 if form.errors else 200)


@require_GET
@requires(Operation.USE_PORTAL)
def mine(request: HttpRequest) -> HttpResponse:
    """Their own row: what was exposed, the notice, messages."""
    return _shown(request, MessageForm())


@require_POST
@requires(Operation.USE_PORTAL)
def write(request: HttpRequest) -> HttpResponse:
    """A message to the office."""
    user = _user(request)
    access, form = own_access(user), MessageForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        try:
            writing.write(access, False, given["subject"], given["body"], given["once"], user)
        except WithholdError as error:
            form.add_error(None, _told(request, error))
    if form.errors:
        return _shown(request, form, 422)
    messages.success(request, speaks(request).said("The office has your message."))
    return redirect("own:mine")


@require_POST
@requires(Operation.USE_PORTAL)
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """“I have read it.”"""
    user = _user(request)
    access = own_access(user)
    try:
        done = reading.confirm(access, pk, user)
    except WithholdError as error:
        messages.error(request, _told(request, error))
    else:
        if done is None:
            raise Http404
        said = "Thank you. The office knows now that you have read it."
        messages.success(request, speaks(request).said(said))
    return redirect("own:mine")


@requires(Operation.USE_PORTAL)
def certificate(request: HttpRequest) -> HttpResponse:
    """What carrying it means; then, with a reason, the certificate."""
    user = _user(request)
    access = own_access(user)
    form = CertificateForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            made = certify(access, user, form.cleaned_data["why"])
        except (WithholdError, TooMany) as error:
            form.add_error(None, _told(request, error))
        else:
            answer = HttpResponse(made.pdf, content_type="application/pdf")
            # The name of the file tells nothing: it stays in lists of downloads.
            answer["Content-Disposition"] = 'attachment; filename="document.pdf"'
            answer["Cache-Control"] = "no-store"
            return answer
    return _page(request, "certificate", {"form": form}, 422 if form.errors else 200)


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def _told(request: HttpRequest, error: Exception) -> str:
    """One line: what is wrong with what they did, or that it is our fault and what to do."""
    if isinstance(error, _OURS):
        return speaks(request).said(str(error))
    _log.error("something of a person's own page could not be done (%s)", type(error).__name__)
    return speaks(request).said(_FAILED)


def _page(request: HttpRequest, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    spoken = speaks(request)
    words = {"o": spoken.texts, "draft": not spoken.reviewed}
    answer = render(request, f"own/{name}.html", {**words, **context}, status=status)
    answer["Cache-Control"] = "no-store"
    return answer


def _shown(request: HttpRequest, form: MessageForm, status: int = 200) -> HttpResponse:
    access = own_access(_user(request))
    try:
        told = seen(access, speaks(request))
    except WithholdError:
        # What is wrong inside of the case is nothing for outsiders.
        raise PermissionDenied from None
    context = {"seen": told, "form": form, "languages_at": reverse("own:mine")}
    answer = _page(request, "mine", context, status)
    writing.opened([one for one in told.messages if one.from_office])
    return answer
