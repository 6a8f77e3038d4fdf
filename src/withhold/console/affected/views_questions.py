"""Whether two descriptions are one person: one question after the other, decided by a person."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from withhold.console.access.interface import Operation, requires
from withhold.console.access.reveals import TooManyReveals, reveal
from withhold.console.affected.comparing import side_by_side
from withhold.console.affected.deciding import decide
from withhold.console.affected.forms import DecideForm, WhyForm
from withhold.console.affected.models import Question, QuestionState
from withhold.console.affected.pages import PAGE, case_and_user, page
from withhold.domain.errors import WithholdError
from withhold.incident.affected.interface import Certainty


@requires(Operation.WORK_AFFECTED)
def questions(request: HttpRequest, case_id: str) -> HttpResponse:
    """All that wait for a person, and on request those that were decided or found sure."""
    row, _ = case_and_user(request)
    decided = "decided" in request.GET
    rows = Question.objects.filter(case=row).select_related("decided_by")
    open_ones = rows.filter(state=QuestionState.OPEN)
    shown = rows.exclude(state=QuestionState.OPEN) if decided else open_ones
    context = {
        "page": Paginator(shown, PAGE).get_page(request.GET.get("page")),
        "decided": decided,
        "waiting": open_ones.count(),
        "first": open_ones.first(),
    }
    return page(request, "questions", context)


def _one(request: HttpRequest, key: int) -> Question:
    row, _ = case_and_user(request)
    return get_object_or_404(Question.objects.select_related("record", "decided_by"), case=row, pk=key)


def _context(one: Question) -> dict[str, Any]:
    return {
        "one": one,
        "sure": one.certainty == Certainty.SURE,
        "conflict": one.certainty == Certainty.CONFLICT,
    }


@requires(Operation.WORK_AFFECTED)
def question(request: HttpRequest, case_id: str, key: int) -> HttpResponse:
    """One question: what agrees and what contradicts, in words; the answer."""
    row, user = case_and_user(request)
    one = _one(request, key)
    form = DecideForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            decide(one, form.cleaned_data["decision"] == "same", form.cleaned_data["why"], user)
        except WithholdError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "It is decided. Next: what still waits.")
            following = Question.objects.filter(case=row, state=QuestionState.OPEN, number__gte=one.number)
            after = following.first()
            if after is None:
                return redirect("affected:questions", row.pk)
            return redirect("affected:question", row.pk, after.pk)
    return page(request, "question", {**_context(one), "form": form}, 422 if form.errors else 200)


@requires(Operation.REVEAL_PERSON)
def show(request: HttpRequest, case_id: str, key: int) -> HttpResponse:
    """Both sides with their values: asked for with a reason, recorded, shown once."""
    row, _ = case_and_user(request)
    one = _one(request, key)
    form = WhyForm(request.POST or None)
    if form.is_bound and form.is_valid():
        first = row.exposed.get(number=one.number)
        second = None if one.other is None else row.exposed.get(number=one.other)
        beside = one.record.digest if second is None and one.record else second.commitment if second else ""
        try:
            reveal(request, row, "likeness", first.commitment, form.cleaned_data["why"])
            reveal(request, row, "likeness", beside, form.cleaned_data["why"])
        except (WithholdError, TooManyReveals) as error:
            form.add_error(None, str(error))
        else:
            sides = side_by_side(first, second, one.record)
            return page(request, "question", {**_context(one), "form": DecideForm(), "sides": sides})
    return page(request, "show", {**_context(one), "form": form}, 422 if form.errors else 200)
