"""The door's pages. They need no script, no cookie and no account."""

import secrets
from typing import Any

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_GET, require_http_methods

from withhold.console.door.filing import add, answers, file_report, find
from withhold.console.door.forms import check_addition, check_report
from withhold.console.door.knocking import from_elsewhere, may_knock, page, speaks
from withhold.console.door.limits import Knock
from withhold.console.door.receipts import grouped, typed


@require_GET
def start(_request: HttpRequest) -> HttpResponse:
    """There is one thing to do here."""
    return HttpResponseRedirect("/report/")


@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """The form, and what it sent. The receipt is in the answer to the form: in no address and no history."""
    if request.method != "POST":
        return _form(request, {}, {})
    if from_elsewhere(request):
        return _form(request, {}, {"form": "error_elsewhere"}, 403)
    checked = check_report(request.POST.dict(), speaks(request).code, request.FILES.get("file"))
    if checked.errors:
        return _form(request, request.POST.dict(), checked.errors, 422)
    if not may_knock(request, Knock.REPORT):
        return _form(request, request.POST.dict(), {"form": "error_limit"}, 429)
    try:
        digits = file_report(checked.submission, request.POST.get("token", "")[:64])
    except DatabaseError:
        return _form(request, request.POST.dict(), {"form": "error_down"}, 503)
    return page(request, "received", "received_title", {"receipt": grouped(digits)})


@require_http_methods(["GET", "HEAD", "POST"])
def follow_up(request: HttpRequest) -> HttpResponse:
    """By the receipt: what the office answered, and a word more."""
    if request.method != "POST":
        return _ask(request, "")
    if from_elsewhere(request):
        return _ask(request, "error_elsewhere", 403)
    if not may_knock(request, Knock.FOLLOW_UP):
        return _ask(request, "error_limit", 429)
    text, error = check_addition(request.POST.dict())
    digits = typed(request.POST.get("receipt", ""))
    try:
        found = find(digits)
        if found is None:
            return _ask(request, "error_receipt", 404)
        if text and not error:
            add(found[0], text)
        shown: dict[str, Any] = {"answers": answers(*found), "receipt": grouped(digits)}
    except DatabaseError:
        return _ask(request, "error_down", 503)
    errors = {"message": error} if error else {}
    shown |= {"added": bool(text and not error), "sent": text if error else "", **_told(request, errors)}
    return page(request, "answers", "answers_title", shown, 422 if error else 200)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A page that is not there."""
    return page(request, "nothing", "not_found", {}, 404)


def failed(request: HttpRequest) -> HttpResponse:
    """Something went wrong: nothing was kept."""
    return page(request, "nothing", "error_down", {}, 500)


def _form(
    request: HttpRequest, sent: dict[str, Any], errors: dict[str, str], status: int = 200
) -> HttpResponse:
    context = {"sent": sent, "token": secrets.token_hex(16), **_told(request, errors)}
    return page(request, "report", "title", context, status)


def _ask(request: HttpRequest, error: str, status: int = 200) -> HttpResponse:
    errors = {"receipt": error} if error else {}
    return page(request, "follow_up", "followup_title", _told(request, errors), status)


def _told(request: HttpRequest, errors: dict[str, str]) -> dict[str, Any]:
    """The errors in the visitor's language: by field, and as the list at the top with the field's id."""
    texts = speaks(request).texts
    told = {name: texts[error] for name, error in errors.items()}
    targets = {"form": "urls"}
    return {"errors": told, "summary": [(targets.get(name, name), words) for name, words in told.items()]}
