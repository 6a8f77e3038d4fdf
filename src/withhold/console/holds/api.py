"""What case systems call: signed messages in, signed answers out (spec/holds.md)."""

import logging
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import Router

from withhold.console.access.api import guard
from withhold.console.access.interface import Operation
from withhold.console.holds.asking import answer_heartbeat, answer_question, answer_report
from withhold.domain.mishap import where
from withhold.incident.holds.interface import Refused
from withhold.incident.holds.signed import MOST_BYTES, SIGNATURE_HEADER

router = Router(tags=["holds"], auth=None)
_JSON = "application/json"
_ERRORS = {
    code: {"description": words}
    for code, words in {
        400: "not written as specified",
        401: "not signed by a registered case system",
        409: "the nonce was used before",
        413: "too long",
        429: "too often",
        503: "not ready: do not act",
    }.items()
}
_DESCRIBED = {
    "requestBody": {"required": True, "content": {_JSON: {"schema": {"type": "object"}}}},
    "parameters": [
        {"name": SIGNATURE_HEADER, "in": "header", "required": True, "schema": {"type": "string"}}
    ],
    "responses": {200: {"description": "signed"}, **_ERRORS},
}
_log = logging.getLogger(__name__)


@router.post("/holds/clearance", openapi_extra=_DESCRIBED)
@guard(Operation.ASK_HOLDS)
def clearance(request: HttpRequest) -> HttpResponse:
    """May this be done now? A question, or a planning manifest, which gives no authority."""
    return _answered(request, answer_question)


@router.post("/holds/reports", openapi_extra=_DESCRIBED)
@guard(Operation.ASK_HOLDS)
def reports(request: HttpRequest) -> HttpResponse:
    """An action that was done."""
    return _answered(request, answer_report)


@router.post("/holds/heartbeat", openapi_extra=_DESCRIBED)
@guard(Operation.ASK_HOLDS)
def heartbeat(request: HttpRequest) -> HttpResponse:
    """The consumer is alive, and knows this epoch."""
    return _answered(request, answer_heartbeat)


def _answered(request: HttpRequest, answer: Callable[[bytes, str | None], bytes]) -> HttpResponse:
    """Everything that is not a signed answer means: do not act."""
    try:
        body = _body(request)
        return HttpResponse(answer(body, request.headers.get(SIGNATURE_HEADER)), content_type=_JSON)
    except Refused as error:
        return JsonResponse({"error": str(error)}, status=error.status)
    except Exception as error:  # noqa: BLE001 - a traceback could show who was asked about
        _log.error("a question of a case system failed (%s)", where(error))
        return JsonResponse({"error": "not ready; do not act"}, status=503)


def _body(request: HttpRequest) -> bytes:
    """Raises Refused for one that is too long, before it is read."""
    told = request.headers.get("Content-Length", "0")
    if not told.isdecimal() or int(told) > MOST_BYTES:
        raise Refused("the message is too long; ask about fewer people at once", 413)
    return request.read(MOST_BYTES + 1)
