"""Counts and times requests by the name of their view, and logs each without its address or query."""

import logging
import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from prometheus_client import Counter, Histogram

REQUESTS = Counter("withhold_requests_total", "Requests answered", ["view", "method", "status"])
SECONDS = Histogram(
    "withhold_request_seconds",
    "Time to answer",
    ["view"],
    buckets=(0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1, 2.5, 5, 10, 30),
)
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_QUIET = frozenset({"healthz"})
_log = logging.getLogger("withhold.access")


class Measuring:
    """Middleware outside of all that can fail."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        began = time.monotonic()
        response = self.get_response(request)
        seconds = time.monotonic() - began
        view = _view(request)
        method = request.method if request.method in _METHODS else "other"
        REQUESTS.labels(view, method, str(response.status_code)).inc()
        SECONDS.labels(view).observe(seconds)
        if view not in _QUIET:
            facts = {
                "view": view,
                "method": method,
                "status": response.status_code,
                "ms": round(seconds * 1000),
            }
            _log.info("request", extra={"facts": facts})
        return response


def _view(request: HttpRequest) -> str:
    """The name of the address, never the address: ids and codes stand in it."""
    match = request.resolver_match
    if match is None:
        return "none"
    return match.view_name or match.route or "none"
