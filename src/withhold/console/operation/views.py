"""Health and metrics, for machines."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from withhold.console.access.interface import Operation, requires
from withhold.console.operation.health import unwell
from withhold.console.operation.metrics import page, permitted


@require_safe
@never_cache
@requires(Operation.SEE_HEALTH)
def healthz(_request: HttpRequest) -> HttpResponse:
    """200 with {"status": "ok"}, or 503 with one word for each part that does not work."""
    parts = unwell()
    if parts:
        return JsonResponse({"status": "unwell", "parts": parts}, status=503)
    return JsonResponse({"status": "ok"})


@require_safe
@never_cache
@requires(Operation.SEE_METRICS)
def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus' text, for who has the token; to everybody else it is not there."""
    if not permitted(request.headers.get("Authorization", "")):
        return HttpResponse(status=404)
    return HttpResponse(page(), content_type="text/plain; version=0.0.4; charset=utf-8")
