"""The pages under a code, and for who asks whether they are affected. They say the same to everybody."""

import secrets
from typing import Any

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from withhold.console.door.forms import Errors, check_certificate, check_question
from withhold.console.door.handing import Kind
from withhold.console.door.keeping import keep
from withhold.console.door.knocking import from_elsewhere, may_knock, page, speaks
from withhold.console.door.limits import Knock
from withhold.text.codes import grouped_code

_TOKEN = 64


@require_http_methods(["GET", "HEAD", "POST"])
def certificates(request: HttpRequest) -> HttpResponse:
    """The answer of somebody who was asked to destroy a copy. No code is known here."""
    if request.method != "POST":
        return _form(request, Kind.CERTIFICATE, {})
    said, errors = check_certificate(request.POST.dict(), speaks(request).code)
    return _taken(request, Kind.CERTIFICATE, Knock.CERTIFICATE, said, errors)


@require_http_methods(["GET", "HEAD", "POST"])
def am_i_affected(request: HttpRequest) -> HttpResponse:
    """Explains how people are told, and takes a request. Nothing is looked up, whoever asks."""
    if request.method != "POST":
        return _form(request, Kind.QUESTION, {})
    said, errors = check_question(request.POST.dict(), speaks(request).code)
    return _taken(request, Kind.QUESTION, Knock.QUESTION, said, errors)


_PAGES = {
    Kind.CERTIFICATE: ("certificates", "certificates_title", "certificate_sent", "certificate_received"),
    Kind.QUESTION: ("affected", "affected_title", "affected_sent", "affected_received"),
}
"""The form with its title, and the answer with its title."""


def _taken(
    request: HttpRequest, kind: Kind, knock: Knock, said: dict[str, Any], errors: Errors
) -> HttpResponse:
    if from_elsewhere(request):
        return _form(request, kind, {"form": "error_elsewhere"}, 403)
    if errors:
        return _form(request, kind, errors, 422)
    if not may_knock(request, knock):
        return _form(request, kind, {"form": "error_limit"}, 429)
    try:
        reference = keep(kind, said, request.POST.get("token", "")[:_TOKEN] or secrets.token_hex(16))
    except DatabaseError:
        return _form(request, kind, {"form": "error_down"}, 503)
    _, _, template, title = _PAGES[kind]
    return page(request, template, title, {"reference": grouped_code(reference)})


def _form(request: HttpRequest, kind: Kind, errors: Errors, status: int = 200) -> HttpResponse:
    template, title, _, _ = _PAGES[kind]
    texts = speaks(request).texts
    told = {name: texts[error] for name, error in errors.items()}
    first = {"form": "code" if kind is Kind.CERTIFICATE else "who"}
    context = {
        "sent": request.POST.dict() if request.method == "POST" else {},
        "token": secrets.token_hex(16),
        "errors": told,
        "summary": [(first.get(name, name), words) for name, words in told.items()],
    }
    return page(request, template, title, context, status)
