"""The portal: a representative sees their own clients, and nothing else exists."""

import logging
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from withhold.console.access.interface import Operation, requires
from withhold.console.counsel import corresponding
from withhold.console.counsel.certificates import TooMany, certify
from withhold.console.counsel.clients import client_of, clients_of, shown
from withhold.console.counsel.forms import CertificateForm, MessageForm, RequestForm
from withhold.console.counsel.models import Asked, Representation
from withhold.console.counsel.through import client_told
from withhold.console.people.models import User
from withhold.domain.errors import WithholdError
from withhold.incident.counsel.interface import CounselError

_LONGEST_HOW = 1000
_log = logging.getLogger(__name__)
_OURS = (CounselError, TooMany)
"""What is said for counsel to read. All else is of the inside of a case, which is nothing for outsiders."""


def _told(error: Exception) -> str:
    """One line: what is wrong with what they did, or that it is our fault and what to do."""
    if isinstance(error, _OURS):
        return str(error)
    _log.error("something in the portal could not be done (%s)", type(error).__name__)
    return (
        "This could not be recorded, so nothing was done. Try it again; if it fails again, call the office."
    )


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def _page(request: HttpRequest, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    answer = render(request, f"counsel/{name}.html", context, status=status)
    answer["Cache-Control"] = "no-store"
    return answer


@require_GET
@requires(Operation.USE_PORTAL)
def portal(request: HttpRequest) -> HttpResponse:
    """One's own clients."""
    rows = clients_of(_user(request))
    told = [(row, row.messages.filter(from_office=True, confirmed_at=None).count()) for row in rows]
    return _page(request, "portal", {"clients": sorted(told, key=lambda pair: pair[0].label.casefold())})


@require_GET
@requires(Operation.USE_PORTAL)
def client(request: HttpRequest, key: str) -> HttpResponse:
    """What is known of one client's exposure, and what passes with the office."""
    return _shown(request, client_of(_user(request), key), {})


@requires(Operation.USE_PORTAL)
def certificate(request: HttpRequest, key: str) -> HttpResponse:
    """What carrying it means; then, with a reason, the certificate."""
    found = client_of(_user(request), key)
    form = CertificateForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            made = certify(found, _user(request), form.cleaned_data["why"])
        except (WithholdError, TooMany) as error:
            form.add_error(None, _told(error))
        else:
            answer = HttpResponse(made.pdf, content_type="application/pdf")
            # The name of the file tells nothing: it stays in lists of downloads.
            answer["Content-Disposition"] = f'attachment; filename="certificate-{found.key}.pdf"'
            answer["Cache-Control"] = "no-store"
            return answer
    return _page(request, "certificate", {"one": found, "form": form}, 422 if form.errors else 200)


@require_POST
@requires(Operation.USE_PORTAL)
def request_something(request: HttpRequest, key: str) -> HttpResponse:
    """An interview, input to a determination, a waiver."""
    found, form = client_of(_user(request), key), RequestForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        wish = corresponding.Wish(Asked(given["what"]), given["words"], given["once"], given["action"])
        try:
            corresponding.ask(found, wish, _user(request))
        except WithholdError as error:
            form.add_error(None, _told(error))
    return _back(request, found, form, "request_form", "The office has your request. Its answer comes here.")


@require_POST
@requires(Operation.USE_PORTAL)
def write(request: HttpRequest, key: str) -> HttpResponse:
    """A message to the office."""
    found, form = client_of(_user(request), key), MessageForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        try:
            corresponding.write(found, False, given["subject"], given["body"], given["once"], _user(request))
        except WithholdError as error:
            form.add_error(None, _told(error))
    return _back(request, found, form, "message_form", "The office has your message.")


@require_POST
@requires(Operation.USE_PORTAL)
def confirm(request: HttpRequest, key: str, pk: int) -> HttpResponse:
    """That a message was received: this proves it."""
    found = client_of(_user(request), key)
    try:
        confirmed = corresponding.confirm(found, pk, _user(request))
    except WithholdError as error:
        messages.error(request, _told(error))
    else:
        if confirmed is None:
            raise Http404
        messages.success(request, "Confirmed. Thank you.")
    return redirect("counsel:client", key)


@require_POST
@requires(Operation.USE_PORTAL)
def told(request: HttpRequest, key: str, pk: int) -> HttpResponse:
    """That counsel told their client, who can be told in no other way: this proves it."""
    found = client_of(_user(request), key)
    try:
        taken = client_told(found, pk, request.POST.get("how", "")[:_LONGEST_HOW], _user(request))
    except WithholdError as error:
        messages.error(request, _told(error))
    else:
        if not taken:
            raise Http404
        messages.success(request, "Recorded. The time in which your client is protected runs from now.")
    return redirect("counsel:client", key)


@require_POST
@requires(Operation.USE_PORTAL)
def take_back(request: HttpRequest, key: str, pk: int) -> HttpResponse:
    """A waiver is taken back: the hold stands against the action again, at once."""
    found = client_of(_user(request), key)
    try:
        taken = corresponding.take_back(found, pk, _user(request))
    except WithholdError as error:
        messages.error(request, _told(error))
    else:
        if not taken:
            raise Http404
        messages.success(request, "Taken back. The hold stands against this action.")
    return redirect("counsel:client", key)


def _back(request: HttpRequest, found: Representation, form: Form, name: str, said: str) -> HttpResponse:
    if form.errors:
        return _shown(request, found, {name: form}, 422)
    messages.success(request, said)
    return redirect("counsel:client", found.key)


def _shown(
    request: HttpRequest, found: Representation, more: dict[str, Any], status: int = 200
) -> HttpResponse:
    try:
        seen = shown(found)
    except WithholdError:
        # What is wrong inside of the case is nothing for outsiders.
        raise PermissionDenied from None
    context = {"one": found, "client": seen, "request_form": RequestForm(), "message_form": MessageForm()}
    return _page(request, "client", {**context, **more}, status)
