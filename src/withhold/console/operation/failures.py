"""Pages for when the database, the disk or a lock is away: they say so, and that nothing was done."""

import errno
import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.views.defaults import server_error as crashed

from withhold.ledger.interface import LedgerMoved

RETRY_AFTER = 10
"""Seconds; `Retry-After` of the answer."""
_AWAY = (OperationalError, InterfaceError, LedgerMoved)
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS})
_TOLD = "The database or the disk cannot be used right now. Nothing was changed. Try again in a moment."
_PAGE = {
    "title": "Please try again in a moment",
    "lines": [
        "The database or the disk cannot be used right now. Nothing that you just asked for was done.",
        "Wait ten seconds, then send the page again. If this lasts, tell whoever runs this installation: "
        "withhold serve check says what is wrong.",
    ],
}


def server_error(request: HttpRequest) -> HttpResponse:
    """handler500: 503 where something that this depends on is away, 500 where the program is at fault."""
    if not unavailable(sys.exc_info()[1]):
        return crashed(request)
    if request.path.startswith("/api/"):
        response: HttpResponse = JsonResponse({"detail": _TOLD}, status=503)
    else:
        response = HttpResponse(render_to_string("look/plain.html", _PAGE), status=503)
    response["Retry-After"] = str(RETRY_AFTER)
    response["Cache-Control"] = "no-store"
    return response


def unavailable(error: BaseException | None) -> bool:
    """Whether this error, or what led to it, is of the database's or the disk's."""
    while error is not None:
        if isinstance(error, _AWAY) or (isinstance(error, OSError) and error.errno in _FULL):
            return True
        error = error.__cause__ or error.__context__
    return False
