"""What leaves a case, for programs."""

from django.http import HttpRequest, HttpResponse
from ninja import Router
from ninja.errors import HttpError

from withhold.console.access.api import guard
from withhold.console.access.interface import Operation
from withhold.console.cases.models import Case
from withhold.console.exports.leaving import BUNDLE, LEDGER, REPORT, TYPES, export
from withhold.console.people.models import User
from withhold.domain.errors import WithholdError

router = Router(tags=["exports"])


@router.get("/cases/{case_id}/report.pdf")
@guard(Operation.EXPORT_CASE)
def report(request: HttpRequest, case_id: str) -> HttpResponse:
    """The after-action report."""
    return _answer(request, REPORT)


@router.get("/cases/{case_id}/bundle")
@guard(Operation.EXPORT_CASE)
def bundle(request: HttpRequest, case_id: str) -> HttpResponse:
    """Everything without values, as a ZIP."""
    return _answer(request, BUNDLE)


@router.get("/cases/{case_id}/ledger")
@guard(Operation.EXPORT_CASE)
def ledger(request: HttpRequest, case_id: str) -> HttpResponse:
    """The ledger's export, to be verified by anybody."""
    return _answer(request, LEDGER)


def _answer(request: HttpRequest, what: str) -> HttpResponse:
    row, user = request.case, request.user  # type: ignore[attr-defined]
    assert isinstance(row, Case)
    assert isinstance(user, User)
    try:
        content = export(row, user, what)
    except WithholdError as error:
        raise HttpError(409, str(error)) from None
    return HttpResponse(content, content_type=TYPES[what])
