"""The office's ledger for auditors: who did what, when, and an export that anybody can verify."""

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from withhold.console.access.interface import Operation, requires
from withhold.console.ledgers.office import office_ledger

_SHOWN = 200
"""Entries on a page, the newest first."""


@requires(Operation.SEE_AUDIT)
@require_GET
def audit(request: HttpRequest) -> HttpResponse:
    """A page of entries; `until` is the number of the first that is not shown."""
    ledger = office_ledger()
    size = ledger.size()
    asked = request.GET.get("until", "")
    until = min(size, int(asked)) if asked.isascii() and asked.isdigit() and len(asked) < 12 else size
    first = max(0, until - _SHOWN)
    entries = []
    for entry in ledger.entries(first):
        if entry.index >= until:
            break
        entries.append(entry)
    context = {
        "entries": entries[::-1],
        "size": size,
        "earlier": first,
        "key": str(ledger.key),
        "checkpoint": ledger.checkpoint(),
    }
    return render(request, "access/audit.html", context)


@requires(Operation.SEE_AUDIT)
@require_GET
def audit_export(request: HttpRequest) -> HttpResponse:
    """The whole ledger without private values, as `withhold ledger verify` takes it."""
    with transaction.atomic():
        content = b"".join(office_ledger().export())
    response = HttpResponse(content, content_type="application/jsonl")
    response["Content-Disposition"] = 'attachment; filename="office-ledger.jsonl"'
    return response
