"""The overview of the affected people, and what starts the work of the worker."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect

from withhold.console.access.deciding import permitted
from withhold.console.access.interface import Operation, requires
from withhold.console.affected.counting import counted
from withhold.console.affected.forms import AmendForm, RecordsForm
from withhold.console.affected.models import Amendment, Roster, What
from withhold.console.affected.pages import case_and_user, charted, page, paths_of_cohorts
from withhold.console.affected.queueing import ask, newest
from withhold.console.affected.sources import source_names
from withhold.console.persons.models import ExposedList
from withhold.domain.errors import WithholdError


@requires(Operation.SEE_AFFECTED)
def overview(request: HttpRequest, case_id: str) -> HttpResponse:
    """How many, in which cohorts, and what is to be done."""
    row, user = case_and_user(request)
    exact = permitted(user, Operation.WORK_AFFECTED, row)
    roster = Roster.objects.filter(case=row, derived_at__isnull=False).first()
    context: dict[str, Any] = {
        "fixed": ExposedList.objects.filter(case=row).first(),
        "roster": roster,
        "work": newest(row),
        "amendments": Amendment.objects.filter(case=row).select_related("by"),
        "exact": exact,
    }
    if roster is not None:
        counts = counted(row, exact)
        context |= {
            "counts": counts,
            "cohorts": charted(counts.cohorts),
            "missing": charted(counts.missing),
            "paths": [(str(one), told) for one, told in paths_of_cohorts().items()],
        }
    return page(request, "overview", context)


@requires(Operation.WORK_AFFECTED)
def records(request: HttpRequest, case_id: str) -> HttpResponse:
    """Match them with the organisation's own records."""
    row, user = case_and_user(request)
    form = RecordsForm(request.POST or None, request.FILES or None, sources=source_names())
    if form.is_bound and form.is_valid():
        given = form.cleaned_data["file"]
        try:
            ask(
                row,
                user,
                What.RECORDS,
                form.cleaned_data["why"],
                None if given is None else given.chunks(),
                form.cleaned_data.get("source", ""),
                form.cleaned_data["mapping"],
            )
        except WithholdError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "The worker reads the records. This page shows how far it is.")
            return redirect("affected:overview", row.pk)
    return page(request, "records", {"form": form}, 422 if form.errors else 200)


@requires(Operation.WORK_AFFECTED)
def again(request: HttpRequest, case_id: str) -> HttpResponse:
    """Work it out again from what is known already: another day makes others urgent."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    row, user = case_and_user(request)
    try:
        ask(row, user, What.AGAIN, "worked out again")
    except WithholdError as error:
        messages.error(request, str(error))
    return redirect("affected:overview", row.pk)


@requires(Operation.LOAD_EXPOSED)
def amend(request: HttpRequest, case_id: str) -> HttpResponse:
    """Add people who were found later."""
    row, user = case_and_user(request)
    form = AmendForm(request.POST or None, request.FILES or None)
    if form.is_bound and form.is_valid():
        try:
            ask(row, user, What.AMENDMENT, form.cleaned_data["why"], form.cleaned_data["file"].chunks())
        except WithholdError as error:
            form.add_error(None, str(error))
        else:
            messages.success(
                request, "The worker reads these people. They are added, and told in the ledger."
            )
            return redirect("affected:overview", row.pk)
    past = Amendment.objects.filter(case=row).select_related("by")
    return page(request, "amend", {"form": form, "amendments": past}, 422 if form.errors else 200)
