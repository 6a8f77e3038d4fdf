"""The pages of what leaves a case, and of what is learnt from it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from withhold.console.access.interface import Operation, requires
from withhold.console.cases.acting import actor_in
from withhold.console.cases.models import Case
from withhold.console.cases.store import ConsoleCase
from withhold.console.exports.bundle import ledger_proof
from withhold.console.exports.documents import pdf_of
from withhold.console.exports.leaving import TYPES, draft, export, recorded, review
from withhold.console.exports.statements import KINDS
from withhold.console.people.models import User
from withhold.domain.errors import WithholdError
from withhold.incident.case.interface import Event, EventKind


class CauseForm(forms.Form):
    """The root cause."""

    cause = forms.CharField(
        label="What made it possible",
        max_length=10_000,
        widget=forms.Textarea({"rows": 6}),
        help_text="The cause, not who did it. It is sealed; the ledger has that it was written.",
    )


def _of(request: HttpRequest) -> tuple[Case, User]:
    row, user = request.case, request.user  # type: ignore[attr-defined]
    assert isinstance(row, Case)
    assert isinstance(user, User)
    return row, user


def _page(request: HttpRequest, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    row, _ = _of(request)
    return render(request, f"exports/{name}.html", {"case": row, **context}, status=status)


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "no-store"
    return answer


@requires(Operation.EXPORT_CASE)
def exports(request: HttpRequest, case_id: str) -> HttpResponse:
    """What can leave."""
    row, _ = _of(request)
    try:
        key = ledger_proof(row)[1]
    except WithholdError as error:
        return _page(request, "exports", {"problem": str(error)}, 409)
    return _page(request, "exports", {"key": key, "kinds": KINDS})


@requires(Operation.EXPORT_CASE)
def download(request: HttpRequest, case_id: str, what: str) -> HttpResponse:
    """A file, recorded."""
    row, user = _of(request)
    if what not in TYPES:
        raise Http404
    try:
        content = export(row, user, what)
    except WithholdError as error:
        return _page(request, "exports", {"problem": str(error)}, 409)
    return _file(content, TYPES[what], f"case-{row.pk}-{what}")


@requires(Operation.EXPORT_CASE)
def statement(request: HttpRequest, case_id: str, kind: str) -> HttpResponse:
    """A drafted text, and whether somebody has read it."""
    row, _ = _of(request)
    if kind not in KINDS:
        raise Http404
    try:
        found = draft(row, kind)
    except WithholdError as error:
        return _page(request, "exports", {"problem": str(error)}, 409)
    return _page(request, "statement", {"draft": found})


@requires(Operation.EXPORT_CASE)
def statement_file(request: HttpRequest, case_id: str, kind: str, form: str) -> HttpResponse:
    """The text as PDF or plain text, with its mark."""
    row, user = _of(request)
    if kind not in KINDS or form not in ("pdf", "txt"):
        raise Http404
    try:
        found = draft(row, kind)
        if not found.passes:
            return _page(request, "statement", {"draft": found}, 409)
        marked = f"{found.document.mark}\n\n{found.text}".encode()
        content = pdf_of(found.document) if form == "pdf" else marked
        recorded(row, user, kind, content)
    except WithholdError as error:
        return _page(request, "exports", {"problem": str(error)}, 409)
    name = f"case-{row.pk}-{kind}.{form}"
    return _file(content, "application/pdf" if form == "pdf" else "text/plain; charset=utf-8", name)


@requires(Operation.DECIDE_IN_CASE)
@require_POST
def reviewed(request: HttpRequest, case_id: str, kind: str) -> HttpResponse:
    """A named person has read this exact text."""
    row, user = _of(request)
    try:
        review(row, user, kind, request.POST.get("sha256", ""))
    except WithholdError as error:
        messages.error(request, str(error))
    return redirect("exports:statement", row.pk, kind if kind in KINDS else next(iter(KINDS)))


@requires(Operation.CORRECT)
def corrective(request: HttpRequest, case_id: str) -> HttpResponse:
    """The root cause, and the way to the rule that is made of the leak."""
    row, user = _of(request)
    form = CauseForm(request.POST or None, initial={"cause": row.cause})
    if form.is_bound and form.is_valid():
        try:
            _keep_cause(row, user, form.cleaned_data["cause"])
        except WithholdError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "The root cause was kept.")
            return redirect("exports:corrective", row.pk)
    return _page(request, "corrective", {"form": form}, 422 if form.errors else 200)


def _keep_cause(row: Case, user: User, cause: str) -> None:
    with transaction.atomic():
        locked = Case.objects.select_for_update().get(pk=row.pk)
        if locked.cause == cause:
            return
        locked.cause = cause
        locked.save(update_fields=["cause"])
        case = ConsoleCase.open(locked)
        event = Event(EventKind.NOTED, case.clock.now(), actor_in(user, locked), f"Root cause: {cause}")
        case.append([event])
