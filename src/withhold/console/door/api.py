"""The same in JSON (spec/door.md), for other organisations' tools."""

import json
from typing import Any

from django.db import DatabaseError
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_POST

from withhold.console.door.config import current
from withhold.console.door.filing import add, answers, file_report, find
from withhold.console.door.forms import check_addition, check_report
from withhold.console.door.knocking import from_elsewhere, may_knock
from withhold.console.door.languages import chosen, language
from withhold.console.door.limits import Knock
from withhold.console.door.receipts import grouped, typed

_REPORT_KEYS = {"urls", "seen", "contact", "about_me", "language"}
_FOLLOW_UP_KEYS = {"receipt", "message"}
_ENGLISH = "en"


@require_POST
def reports(request: HttpRequest) -> JsonResponse:
    """201 with the receipt, which is told only here."""
    body = _body(request, _REPORT_KEYS)
    if isinstance(body, JsonResponse):
        return body
    spoken = chosen(str(body.get("language", "")), "", current().languages)
    checked = check_report(body, spoken)
    if checked.errors:
        return _error(422, next(iter(checked.errors.values())), next(iter(checked.errors)))
    if not may_knock(request, Knock.REPORT):
        return _error(429, "error_limit")
    try:
        digits = file_report(checked.submission)
    except DatabaseError:
        return _error(503, "error_down")
    texts = language(spoken).texts
    told = {"receipt": grouped(digits), "message": texts["received_title"], "next": texts["next"]}
    return JsonResponse(told, status=201)


@require_POST
def follow_ups(request: HttpRequest) -> JsonResponse:
    """The answers to a report; a message in the body is added to it."""
    body = _body(request, _FOLLOW_UP_KEYS)
    if isinstance(body, JsonResponse):
        return body
    if not may_knock(request, Knock.FOLLOW_UP):
        return _error(429, "error_limit")
    text, error = check_addition(body)
    try:
        found = find(typed(str(body.get("receipt", ""))))
        if found is None:
            return _error(404, "error_receipt")
        if error:
            return _error(422, error, "message")
        if text:
            add(found[0], text)
        said = [{"day": answer.day, "text": answer.text} for answer in answers(*found)]
    except DatabaseError:
        return _error(503, "error_down")
    return JsonResponse({"answers": said, "added": bool(text)})


def _body(request: HttpRequest, keys: set[str]) -> dict[str, Any] | JsonResponse:
    if from_elsewhere(request):
        return _error(403, "error_elsewhere")
    if request.content_type != "application/json":
        return _plain(415, "send application/json")
    try:
        body = json.loads(request.body)
    except (ValueError, RecursionError):
        return _plain(400, "the body is no JSON")
    if not isinstance(body, dict) or set(body) - keys:
        return _plain(422, f"the body is an object with {', '.join(sorted(keys))}")
    if not all(_fits(key, value) for key, value in body.items()):
        return _plain(422, "urls is a list of texts, about_me true or false, the rest texts")
    return body


def _fits(key: str, value: object) -> bool:
    if key == "about_me":
        return isinstance(value, bool)
    if key == "urls":
        return isinstance(value, list) and all(isinstance(one, str) and "\n" not in one for one in value)
    return isinstance(value, str)


def _error(status: int, text: str, field: str = "") -> JsonResponse:
    told = {"error": text.removeprefix("error_"), "message": language(_ENGLISH).texts[text]}
    return JsonResponse({**told, **({"field": field} if field else {})}, status=status)


def _plain(status: int, words: str) -> JsonResponse:
    return JsonResponse({"error": "request", "message": words}, status=status)
