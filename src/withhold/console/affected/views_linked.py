"""Linked people: named or implied by a row, with a safety plan each."""

from dataclasses import asdict

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from withhold.console.access.interface import Operation, requires
from withhold.console.access.reveals import TooManyReveals, reveal
from withhold.console.affected.forms import LinkedForm, PlanForm, WhyForm
from withhold.console.affected.linking import add_linked, set_plan
from withhold.console.affected.models import LinkedPerson, PlanState
from withhold.console.affected.pages import PAGE, case_and_user, page
from withhold.domain.errors import WithholdError
from withhold.incident.affected.linked import safety_plan


@requires(Operation.WORK_AFFECTED)
def linked(request: HttpRequest, case_id: str) -> HttpResponse:
    """All of them, those without a plan first; and another one."""
    row, user = case_and_user(request)
    form = LinkedForm(request.POST or None, initial={"number": request.GET.get("number", "")})
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        try:
            made = add_linked(row, given["number"], given["relation"], given["name"] or None, user)
        except WithholdError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Added. Now write what is done for their safety.")
            return redirect("affected:plan", row.pk, made.pk)
    rows = LinkedPerson.objects.filter(case=row)
    waiting = rows.filter(plan_state__in=[one for one in PlanState if one.is_open])
    settled = rows.exclude(pk__in=waiting)
    context = {
        "form": form,
        "count": waiting.count(),
        "settled": settled.count(),
        "page": Paginator(settled if "settled" in request.GET else waiting, PAGE).get_page(
            request.GET.get("page")
        ),
        "shows_settled": "settled" in request.GET,
    }
    return page(request, "linked", context, 422 if form.errors else 200)


@requires(Operation.WORK_AFFECTED)
def plan(request: HttpRequest, case_id: str, key: int) -> HttpResponse:
    """The safety plan of one of them; what was written is shown only after a reason."""
    row, user = case_and_user(request)
    one = get_object_or_404(LinkedPerson, case=row, pk=key)
    start = "" if one.plan else "\n".join(asdict(safety_plan()).values())
    form = PlanForm(request.POST or None, initial={"state": one.plan_state, "plan": start})
    if form.is_bound and form.is_valid():
        try:
            set_plan(one, PlanState(form.cleaned_data["state"]), form.cleaned_data["plan"], user)
        except WithholdError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "The plan is kept.")
            return redirect("affected:linked", row.pk)
    return page(request, "plan", {"one": one, "form": form}, 422 if form.errors else 200)


@requires(Operation.REVEAL_PERSON)
def show(request: HttpRequest, case_id: str, key: int) -> HttpResponse:
    """Who it is, and the plan: asked for with a reason, recorded, shown once."""
    row, _ = case_and_user(request)
    one = get_object_or_404(LinkedPerson, case=row, pk=key)
    form = WhyForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            reveal(request, row, "linked_person", one.digest, form.cleaned_data["why"])
        except (WithholdError, TooManyReveals) as error:
            form.add_error(None, str(error))
        else:
            return page(request, "linked_shown", {"one": one, "values": one.values, "plan": one.plan})
    return page(request, "linked_shown", {"one": one, "form": form}, 422 if form.errors else 200)
