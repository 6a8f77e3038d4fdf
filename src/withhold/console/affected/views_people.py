"""The affected people by number, in order of urgency; one of them; how one ends."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from withhold.console.access.interface import Operation, requires
from withhold.console.access.reveals import TooManyReveals, reveal
from withhold.console.affected.counting import filters, lacking
from withhold.console.affected.exposing import words_of
from withhold.console.affected.forms import SettleForm, WhyForm
from withhold.console.affected.models import LinkedPerson, Question, QuestionState, Standing
from withhold.console.affected.pages import PAGE, case_and_user, page
from withhold.console.affected.receipts import PROVEN
from withhold.console.affected.settling import evidence_of, reopen, settle
from withhold.console.cases.models import Case
from withhold.domain.errors import WithholdError
from withhold.incident.affected.cohorts import usual
from withhold.incident.affected.interface import Cohort, Terminal

_TOLD = {
    "language": "Language",
    "emails": "E-mail",
    "addresses": "Postal address",
    "facility": "Facility",
    "country": "Lives in",
    "fled": "Fled from",
    "counsel": "Counsel of record",
    "due": "Day that makes it urgent",
}
"""What is shown of somebody after a reason was recorded."""


@requires(Operation.WORK_AFFECTED)
def listed(request: HttpRequest, case_id: str) -> HttpResponse:
    """By number, the most pressing first."""
    row, _ = case_and_user(request)
    cohort, missing = request.GET.get("cohort", ""), request.GET.get("missing", "")
    rows = Standing.objects.filter(case=row)
    if cohort in set(Cohort):
        rows = rows.filter(cohort=cohort)
    if missing in filters():
        rows = rows.filter(lacking(missing))
    else:
        rows = rows.exclude(terminal=Terminal.DUPLICATE_OF)
    context = {
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "cohort": cohort,
        "missing": missing,
        "cohorts": [(str(one), str(one).replace("_", " ").capitalize()) for one in Cohort],
        "filters": filters(),
    }
    return page(request, "list", context)


def _one(request: HttpRequest, number: int) -> tuple[Case, Standing]:
    row, _ = case_and_user(request)
    rows = Standing.objects.select_related("person", "settled_by")
    return row, get_object_or_404(rows, case=row, number=number)


def _context(row: Case, one: Standing) -> dict[str, Any]:
    several = Standing.objects.filter(case=row, duplicate_of=one.number).order_by("number")
    asked = Question.objects.filter(case=row, state=QuestionState.OPEN)
    return {
        "one": one,
        "several": several.values_list("number", flat=True),
        "fields": words_of(row, one.number),
        "linked": LinkedPerson.objects.filter(case=row, by_number=one.number),
        "questions": asked.filter(number=one.number) | asked.filter(other=one.number),
        "path": usual().paths[Cohort(one.cohort)],
        "proven": one.terminal in PROVEN,
    }


@requires(Operation.WORK_AFFECTED)
def person(request: HttpRequest, case_id: str, number: int) -> HttpResponse:
    """One of them: where they stand, in words."""
    row, one = _one(request, number)
    return page(request, "person", {**_context(row, one), "form": SettleForm(), "open_form": WhyForm()})


@requires(Operation.WORK_AFFECTED)
def settled(request: HttpRequest, case_id: str, number: int) -> HttpResponse:
    """How the person's case ends."""
    if request.method != "POST":
        return redirect("affected:person", case_id, number)
    row, user = case_and_user(request)
    _, one = _one(request, number)
    form = SettleForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        terminal = Terminal(given["terminal"])
        try:
            settle(row, number, terminal, evidence_of(given), user, given["duplicate_of"])
        except WithholdError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "It is recorded.")
            return redirect("affected:person", row.pk, number)
    return page(request, "person", {**_context(row, one), "form": form, "open_form": WhyForm()}, 422)


@requires(Operation.WORK_AFFECTED)
def reopened(request: HttpRequest, case_id: str, number: int) -> HttpResponse:
    """What was settled was wrong."""
    if request.method != "POST":
        return redirect("affected:person", case_id, number)
    row, user = case_and_user(request)
    _, one = _one(request, number)
    form = WhyForm(request.POST)
    if form.is_valid():
        try:
            reopen(row, number, form.cleaned_data["why"], user)
        except WithholdError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "It is open again.")
            return redirect("affected:person", row.pk, number)
    return page(request, "person", {**_context(row, one), "form": SettleForm(), "open_form": form}, 422)


@requires(Operation.REVEAL_PERSON)
def contact(request: HttpRequest, case_id: str, number: int) -> HttpResponse:
    """What own records tell of one person: asked for with a reason, recorded, shown once."""
    row, one = _one(request, number)
    form = WhyForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            reveal(request, row, "contact", one.person.commitment, form.cleaned_data["why"])
        except (WithholdError, TooManyReveals) as error:
            form.add_error(None, str(error))
        else:
            told = [(words, one.known.get(name)) for name, words in _TOLD.items()]
            shown = [(words, value if isinstance(value, list) else [value]) for words, value in told if value]
            return page(request, "contact", {"number": number, "values": shown, "evidence": one.evidence})
    return page(request, "contact", {"number": number, "form": form}, 422 if form.errors else 200)
