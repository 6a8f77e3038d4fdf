"""What programs ask of a website: security.txt (RFC 9116), robots.txt, health."""

from datetime import UTC, datetime, timedelta

from django.db import DatabaseError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from withhold.console.door.config import current
from withhold.console.door.languages import language
from withhold.console.door.reports.models import Report

_GOOD_FOR = timedelta(days=180)
"""RFC 9116 advises less than a year."""
_CLOSED = ("/report/followup/", "/api/", "/certificates/")
_ROBOTS = "\n".join(["User-agent: *", *(f"Disallow: {path}" for path in _CLOSED), "Allow: /report/", ""])


@require_GET
def security_txt(request: HttpRequest) -> HttpResponse:
    """Where to report to, and until when that holds."""
    base = current().base_url or f"{request.scheme}://{request.get_host()}"
    expires = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0) + _GOOD_FOR
    lines = [f"Contact: {base}/report/"]
    if current().contact:
        lines.append(f"Contact: {_uri(current().contact)}")
    lines += [
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        f"Preferred-Languages: {', '.join(language(code).tag for code in current().languages)}",
        f"Canonical: {base}/.well-known/security.txt",
        f"Policy: {base}/report/#kept",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@require_GET
def robots(_request: HttpRequest) -> HttpResponse:
    """The form may be found; nothing behind it."""
    return HttpResponse(_ROBOTS, content_type="text/plain; charset=utf-8")


@require_GET
def health(_request: HttpRequest) -> HttpResponse:
    """200 if a report could be kept now, else 503."""
    try:
        with transaction.atomic():
            Report.objects.filter(lookup="").delete()  # a write that changes nothing
            transaction.set_rollback(True)
        connection.close()
    except DatabaseError:
        return HttpResponse("reports cannot be kept now\n", status=503, content_type="text/plain")
    return HttpResponse("ok\n", content_type="text/plain")


def _uri(contact: str) -> str:
    return contact if ":" in contact else f"mailto:{contact}"
