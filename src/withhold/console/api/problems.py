"""Errors of the API as problem details (RFC 9457): what happened in plain words, never a value of anybody."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from withhold.domain.errors import WithholdError
from withhold.ledger.interface import LedgerMoved

_TITLES = {
    400: "This cannot be done as asked",
    401: "Sign in, or send a token",
    403: "This is not allowed",
    404: "There is no such thing here",
    409: "Somebody else was quicker",
    413: "Too big",
    422: "The request is not understood",
    503: "Not possible right now",
}


def problem(status: int, detail: str, **more: Any) -> HttpResponse:
    """A problem document; `detail` says what to do."""
    content = {
        "type": "about:blank",
        "title": _TITLES.get(status, "Error"),
        "status": status,
        "detail": detail,
    }
    return JsonResponse({**content, **more}, status=status, content_type="application/problem+json")


def add_handlers(api: NinjaAPI) -> None:
    """What becomes of each kind of error."""

    def invalid(_request: HttpRequest, error: Any) -> HttpResponse:
        # Where and why; what was sent is not repeated, it may hold values of people.
        fields = [
            {"where": [str(part) for part in one.get("loc", ())], "why": str(one.get("msg", ""))}
            for one in error.errors
        ]
        return problem(422, "compare the request with /api/v1/openapi.json", errors=fields)

    def told(_request: HttpRequest, error: Any) -> HttpResponse:
        return problem(409 if isinstance(error, LedgerMoved) else 400, str(error))

    def down(_request: HttpRequest, _error: Any) -> HttpResponse:
        answer = problem(503, "the database does not answer; nothing was done, try again in a minute")
        answer["Retry-After"] = "60"
        return answer

    api.add_exception_handler(ValidationError, invalid)
    api.add_exception_handler(AuthenticationError, lambda _r, _e: problem(401, "sign in, or send a token"))

    def refused(_request: HttpRequest, error: Any) -> HttpResponse:
        return problem(error.status_code, error.message)

    api.add_exception_handler(HttpError, refused)
    api.add_exception_handler(Http404, lambda _r, _e: problem(404, "check the address"))
    api.add_exception_handler(
        PermissionDenied, lambda _r, error: problem(403, str(error) or "ask who runs it")
    )
    api.add_exception_handler(WithholdError, told)
    api.add_exception_handler(DatabaseError, down)
